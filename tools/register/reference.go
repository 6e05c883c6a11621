package register

import (
	"fmt"
	"iter"
	"reflect"
	"slices"
)

// A reference is one occurrence of a record's id in another record.
type reference struct {
	From   Record
	To     Kind
	Target string
	field  *referringField
	entry  int      // index in the list; -1 if the field is not a list
	list   []string // the whole list; nil if the field is not a list
}

// Field returns the path of the field in From, such as "devices[2]". It is built on
// demand, because few of a hundred thousand references are wrong.
func (r reference) Field() string {
	field := r.field.Stored
	switch {
	case r.entry < 0:
		return field
	case r.field.Type.Kind() == reflect.Map:
		return field + "." + r.Target
	case r.field.inEntry != "":
		return fmt.Sprintf("%s[%d].%s", field, r.entry, r.field.inEntry)
	}
	return fmt.Sprintf("%s[%d]", field, r.entry)
}

// isOfProduct reports whether the target is a listing or certificate. Many ids of
// products are similar to each other, whereas a word of a vocabulary is similar to one
// other at most.
func (r reference) isOfProduct() bool {
	return r.To == Listings || r.To == Certificates
}

// references yields every reference, in the order of All and then of the fields.
func (r *Records) references() iter.Seq[reference] {
	return func(yield func(reference) bool) {
		for rec := range r.All() {
			if !eachReference(rec, yield) {
				return
			}
		}
	}
}

func eachReference(rec Record, yield func(reference) bool) bool {
	contents := reflect.ValueOf(rec).Elem()
	fields := referringFields[rec.RecordKind()]
	for i := range fields {
		f := &fields[i]
		if f.list == nil {
			if !yield(reference{rec, f.to, f.Of(contents).String(), f, -1, nil}) {
				return false
			}
			continue
		}
		targets := f.list(f.Of(contents))
		for entry, target := range targets {
			if !yield(reference{rec, f.to, target, f, entry, targets}) {
				return false
			}
		}
	}
	return true
}

// A referringField is a field whose value is the id of another record, or holds several.
type referringField struct {
	*Field
	to      Kind
	list    func(value reflect.Value) []string // nil for one id
	inEntry string                             // the field of the list's entries that has the id; "" if the entries are ids
}

// referringFields are all of these, by the kind that has them, in the order of the fields.
var referringFields = func() map[Kind][]referringField {
	fields := map[Kind][]referringField{}
	for _, k := range Kinds() {
		for _, f := range FieldsOf(reflect.TypeOf(NewRecord(k)).Elem()) {
			fields[k] = append(fields[k], referring(f)...)
		}
	}
	return fields
}()

// referring returns how a field refers to other records: not at all, with its own value, or with
// a field of its entries.
func referring(f *Field) []referringField {
	switch {
	case f.Refers != "" && f.Type.Kind() == reflect.String:
		return []referringField{{Field: f, to: f.Refers}}
	case f.Refers != "" && f.Type.Kind() == reflect.Map:
		return []referringField{{Field: f, to: f.Refers, list: func(v reflect.Value) []string { return sortedKeys(ValueOf[map[string]Attributes](v)) }}}
	case f.Refers != "":
		return []referringField{{Field: f, to: f.Refers, list: ValueOf[[]string]}}
	case f.Type.Kind() == reflect.Slice && f.Type.Elem().Kind() == reflect.Struct:
		return referringEntries(f)
	}
	return nil
}

// sortedKeys returns the sorted keys of m. It avoids the iterators of package maps, because a load of
// a history asks for the classes of every listing at every revision.
func sortedKeys(m map[string]Attributes) []string {
	keys := make([]string, 0, len(m))
	for key := range m {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

func referringEntries(f *Field) []referringField {
	var fields []referringField
	for _, inner := range FieldsOf(f.Type.Elem()) {
		if inner.Refers == "" {
			continue
		}
		fields = append(fields, referringField{Field: f, to: inner.Refers, inEntry: inner.Stored, list: func(v reflect.Value) []string {
			ids := make([]string, v.Len())
			for i := range ids {
				ids[i] = inner.Of(v.Index(i)).String()
			}
			return ids
		}})
	}
	return fields
}

// Refers returns the fields of the kind's records that name other records, with the kinds
// of those.
func (k Kind) Refers() map[string]Kind {
	refers := map[string]Kind{}
	for _, f := range referringFields[k] {
		refers[f.Stored] = f.to
	}
	return refers
}
