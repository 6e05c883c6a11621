package register

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"
	"time"
)

// A Field is one field of a kind of record, or of a part of a record such as a period.
//
// The tags of a struct's field describe it:
//
//		Expiry         Date   `json:"expiry,omitzero"`
//		MixedScripts   bool   `json:"mixed_scripts,omitempty" view:"-"`
//		CertifyingBody string `json:"certifying_body" view:"certifying_body_id" refers:"certifying-bodies"`
//
//	  - json names the field in the stored form, in files and in snapshots.
//	  - view names it in the view if its name there differs; "-" leaves it out of the view.
//	    Without an option, a field that the stored form may leave out is null in the view, or
//	    [] if it is a list. With always, the view always has a value; with omitempty, the view
//	    leaves the field out as well.
//	  - refers names the kind of the records whose ids the field holds.
//	  - filter names a parameter that lists are filtered by. Only texts and entries of lists
//	    need it, because other fields have filters of their own. Its option counted says that
//	    many records share a value, so that facets can count them.
//
// The table of a kind (listingFields, certificateFields, …) has the fields in the order of the
// view, including those that only the view has, such as a status.
type Field struct {
	Name      string       // in the view; "" if the view does not have it
	Stored    string       // in the stored form; "" if only the view has it
	Type      reflect.Type // of its values
	Nullable  bool         // whether the view has null if the value is not known
	OmitEmpty bool         // whether the view leaves it out if it has no entries
	Refers    Kind         // of the records whose ids are the values; "" for none
	Filter    string       // the parameter that filters by a text or an entry of a list; "" for none
	Counted   bool         // whether facets count the texts that Filter filters by

	index  []int                    // in the struct
	derive func(View) reflect.Value // the value; nil for that of the struct's field
	// daily reports whether the value of a record depends on the day; nil for never.
	daily  func(Record) bool
	encode encoder
}

// Value returns the field's value in a view: a string, a Date, a []Period. An unknown value is
// the zero value, not nil.
func (f *Field) Value(v View) any { return f.Reflect(v).Interface() }

// Reflect returns what Value does, without a copy. It is addressable, and must not be changed.
func (f *Field) Reflect(v View) reflect.Value { return f.in(v, v.contents()) }

// in is Reflect; contents is the record's struct.
func (f *Field) in(v View, contents reflect.Value) reflect.Value {
	if f.derive != nil {
		return f.derive(v)
	}
	return f.Of(contents)
}

// Of returns the value of a stored field in the struct that has it: a record's, or that of a
// part of one.
func (f *Field) Of(contents reflect.Value) reflect.Value { return contents.FieldByIndex(f.index) }

// ValueOf returns a value of type T that a Field's Reflect or Of returned. Going through its
// address saves the copy that Interface makes.
func ValueOf[T any](v reflect.Value) T { return *v.Addr().Interface().(*T) }

// Fields returns the fields of the records of kind k in the order of the view. They must not be
// changed.
func (k Kind) Fields() []*Field { return tables[k] }

// Field returns the field of that name in the view, or nil.
func (k Kind) Field(name string) *Field { return named(tables[k], name) }

func named(fields []*Field, name string) *Field {
	if i := slices.IndexFunc(fields, func(f *Field) bool { return f.Name == name }); i >= 0 {
		return fields[i]
	}
	return nil
}

// structs caches the results of FieldsOf.
var structs sync.Map // reflect.Type → []*Field

// FieldsOf returns the stored fields of a struct type, in the order in which it declares them: of
// a record without its Meta, of Settings, or of a part of a record. They must not be changed.
func FieldsOf(t reflect.Type) []*Field {
	if known, ok := structs.Load(t); ok {
		return known.([]*Field)
	}
	fields := []*Field{}
	for i := range t.NumField() {
		if !t.Field(i).Anonymous {
			fields = append(fields, fieldOf(t.Field(i)))
		}
	}
	structs.Store(t, fields)
	return fields
}

// fieldOf reads the tags of a struct's field.
func fieldOf(sf reflect.StructField) *Field {
	stored, storedOptions, _ := strings.Cut(sf.Tag.Get("json"), ",")
	name, options, _ := strings.Cut(sf.Tag.Get("view"), ",")
	filter, filterOptions, _ := strings.Cut(sf.Tag.Get("filter"), ",")
	if !slices.Contains([]string{"", "always", "omitempty"}, options) {
		panic(fmt.Sprintf("register: the tag view of %s has the option %q", stored, options))
	}
	f := &Field{
		Filter: filter, Counted: filterOptions == "counted",
		Name: name, Stored: stored, Type: sf.Type, Refers: Kind(sf.Tag.Get("refers")), OmitEmpty: options == "omitempty",
		Nullable: storedOptions != "" && options == "" && canBeNull(sf.Type), index: sf.Index, encode: encoderOf(sf.Type),
	}
	switch name {
	case "":
		f.Name = stored
	case "-":
		f.Name = ""
	}
	return f
}

// canBeNull reports whether an unknown value of a type is null. Lists are [] then, and maps
// {}; booleans and numbers always have a value.
func canBeNull(t reflect.Type) bool {
	return t == reflect.TypeFor[Date]() || t == reflect.TypeFor[time.Time]() || t.Kind() == reflect.String || t.Kind() == reflect.Pointer
}

// own returns a field of the stored form, by its name in the view.
func own(name string) *Field { return &Field{Name: name} }

// derived returns a field that only the view has, or that the view has in another form. Its
// value is never null, unless its type is a pointer or nullable is called.
func derived[R Record, T any](name string, value func(r *Register, rec R, on Date) T) *Field {
	t := reflect.TypeFor[T]()
	return &Field{
		Name: name, Type: t, Nullable: t.Kind() == reflect.Pointer, encode: encoderOf(t),
		derive: func(v View) reflect.Value {
			result := value(v.register, v.record.(R), v.on)
			return reflect.ValueOf(&result).Elem()
		},
	}
}

// nullable makes the zero value of a derived field null in the view.
func (f *Field) nullable() *Field { f.Nullable = true; return f }

// everyDay marks a field whose value depends on the day.
func (f *Field) everyDay() *Field { return f.onDay(func(Record) bool { return true }) }

// onDay marks a field whose value depends on the day in the records for which daily is true.
func (f *Field) onDay(daily func(Record) bool) *Field { f.daily = daily; return f }

// tableOf completes the fields of a kind with the properties that the struct's tags declare.
func tableOf[T any](fields ...*Field) []*Field {
	t := reflect.TypeFor[T]()
	stored := FieldsOf(t)
	meta, _ := t.FieldByName("Meta")
	for _, f := range FieldsOf(meta.Type) {
		f := *f
		f.index = append(slices.Clone(meta.Index), f.index...)
		stored = append(slices.Clip(stored), &f)
	}
	table := make([]*Field, len(fields))
	for i, f := range fields {
		inStruct := named(stored, f.Name)
		switch {
		case f.derive == nil && inStruct == nil:
			panic(fmt.Sprintf("register: %v has no field %s", t, f.Name))
		case f.derive == nil:
			f = inStruct
		case inStruct != nil: // the view has it in another form
			f.Stored, f.Refers, f.index = inStruct.Stored, inStruct.Refers, inStruct.index
		}
		table[i] = f
	}
	return table
}
