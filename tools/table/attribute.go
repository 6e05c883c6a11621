package table

import (
	"io"
	"maps"
	"slices"
	"strconv"

	"opencec/tools/register"
)

// An attributeRow is one attribute of one class of one listing.
type attributeRow struct {
	listing *register.Listing
	class   string
	id      string
	unit    string
	value   register.Value
}

var attributeColumns = []column[attributeRow]{
	{"listing_id", "", func(a attributeRow) string { return text(a.listing.ID) }},
	{"device_class", "", func(a attributeRow) string { return text(a.class) }},
	{"attribute", "", func(a attributeRow) string { return text(a.id) }},
	{"value", "", attributeRow.single},
	{"min", "", func(a attributeRow) string {
		low, _, ok := a.value.Range()
		return numberIf(low, ok)
	}},
	{"max", "", func(a attributeRow) string {
		_, high, ok := a.value.Range()
		return numberIf(high, ok)
	}},
	{"unit", "", func(a attributeRow) string { return text(a.unit) }},
	{"sample", "", func(a attributeRow) string { return strconv.FormatBool(a.listing.Sample) }},
}

// single returns the value as a cell; a range has its own two columns.
func (a attributeRow) single() string {
	if b, ok := a.value.Bool(); ok {
		return strconv.FormatBool(b)
	}
	if n, ok := a.value.Number(); ok {
		return register.FormatNumber(n)
	}
	s, _ := a.value.Text()
	return text(s)
}

// NewAttributeWriter begins the table of the attributes of listings: a row for
// each, with classes by id and their attributes in the order in which they are
// shown.
func NewAttributeWriter(w io.Writer) *Writer {
	return newWriter(w, attributeColumns, func(reg *register.Register, rec register.Record, put func(attributeRow)) {
		l := rec.(*register.Listing)
		for _, class := range slices.Sorted(maps.Keys(l.DeviceClasses)) {
			for _, a := range attributesOf(reg.DeviceClass(class), l.DeviceClasses[class]) {
				put(attributeRow{l, class, a.ID, a.Unit, l.DeviceClasses[class][a.ID]})
			}
		}
	})
}

// attributesOf returns the attributes that have a value, in the order of the
// class; after them those that the class does not know, so that none is lost.
func attributesOf(class *register.DeviceClass, values register.Attributes) []register.Attribute {
	var attributes []register.Attribute
	unknown := maps.Clone(values)
	for _, a := range class.Attributes {
		if _, ok := values[a.ID]; ok {
			attributes = append(attributes, a)
			delete(unknown, a.ID)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(unknown)) {
		attributes = append(attributes, register.Attribute{ID: id})
	}
	return attributes
}
