package csvfile

import (
	"io"
	"maps"
	"slices"
	"strconv"

	"opencec/tools/register"
)

// An attributeRow is the value of one attribute of one class of one listing: the listing's
// own, or that of a period with another value.
type attributeRow struct {
	listing *register.Listing
	period  register.Period // zero for the listing's own value
	class   string
	id      string
	unit    string
	value   register.Value
}

var attributeColumns = []column[attributeRow]{
	{"listing_id", func(a attributeRow) string { return text(a.listing.ID) }},
	{"device_class", func(a attributeRow) string { return text(a.class) }},
	{"attribute", func(a attributeRow) string { return text(a.id) }},
	{"value", attributeRow.single},
	{"min", func(a attributeRow) string {
		low, _, ok := a.value.Range()
		return numberIf(low, ok)
	}},
	{"max", func(a attributeRow) string {
		_, high, ok := a.value.Range()
		return numberIf(high, ok)
	}},
	{"unit", func(a attributeRow) string { return text(a.unit) }},
	{"from", func(a attributeRow) string { return date(a.period.From) }},
	{"to", func(a attributeRow) string { return date(a.period.To) }},
	{"sample", func(a attributeRow) string { return strconv.FormatBool(a.listing.Sample) }},
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

// NewAttributeWriter begins the table of the attributes of listings, with a row for each
// value: classes by id, and attributes in the order in which they are shown. The first row of
// an attribute has the listing's own value, without days. It is followed by a row for each
// period with another value, with the period's days; its cells are empty if the value is
// unknown in the period.
func NewAttributeWriter(w io.Writer) *Writer {
	return newWriter(w, attributeColumns, func(reg *register.Register, rec register.Record, put func(attributeRow)) {
		l := rec.(*register.Listing)
		for _, class := range classesOf(l) {
			for _, a := range attributesOf(reg.DeviceClass(class), valuesOf(l, class)) {
				putValues(l, class, a, put)
			}
		}
	})
}

// putValues writes the rows of an attribute.
func putValues(l *register.Listing, class string, a register.Attribute, put func(attributeRow)) {
	if value, ok := l.DeviceClasses[class][a.ID]; ok {
		put(attributeRow{l, register.Period{}, class, a.ID, a.Unit, value})
	}
	for _, p := range l.Periods {
		if value, ok := p.DeviceClasses[class][a.ID]; ok {
			put(attributeRow{l, p, class, a.ID, a.Unit, value})
		}
	}
}

// classesOf returns the ids of the device classes for which a listing has values.
func classesOf(l *register.Listing) []string {
	classes := map[string]register.Attributes{}
	maps.Copy(classes, l.DeviceClasses)
	for _, p := range l.Periods {
		maps.Copy(classes, p.DeviceClasses)
	}
	return slices.Sorted(maps.Keys(classes))
}

// valuesOf returns one value, of any day, for each attribute of a class that a listing has.
func valuesOf(l *register.Listing, class string) register.Attributes {
	values := register.Attributes{}
	for _, p := range l.Periods {
		maps.Copy(values, p.DeviceClasses[class])
	}
	maps.Copy(values, l.DeviceClasses[class])
	return values
}

// attributesOf returns the attributes that have a value, in the order of the class. Unknown
// attributes follow, so that none is lost.
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
