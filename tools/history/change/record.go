package change

import (
	"maps"
	"reflect"
	"slices"

	"opencec/tools/register"
)

// record compares two states of a record: the fields of its struct, in their order.
func (d *differ) record(before, after register.Record) {
	d.structs(fieldPath{}, structOf(before), structOf(after))
}

// structOf returns the struct of a record.
func structOf(rec register.Record) reflect.Value {
	if s, ok := rec.(*settings); ok {
		return reflect.ValueOf(&s.Settings).Elem()
	}
	return reflect.ValueOf(rec).Elem()
}

// structs compares two states of a record, or of a part of one.
func (d *differ) structs(at fieldPath, before, after reflect.Value) {
	for _, f := range register.FieldsOf(before.Type()) {
		if b, a := f.Of(before), f.Of(after); !same(b, a) {
			d.values(at.sub(f.Stored), f, b, a)
		}
	}
}

// same reports whether two states of a field are the same by a quick comparison, which
// settles most fields.
func same(before, after reflect.Value) bool {
	switch before.Kind() {
	case reflect.String:
		return before.String() == after.String()
	case reflect.Slice, reflect.Map:
		return before.Len() == 0 && after.Len() == 0
	case reflect.Pointer:
		return before.IsNil() && after.IsNil()
	case reflect.Struct:
		b, isDate := before.Addr().Interface().(*register.Date)
		return isDate && *b == *after.Addr().Interface().(*register.Date)
	}
	return before.Equal(after)
}

// values compares two states of a field that may differ.
func (d *differ) values(at fieldPath, f *register.Field, before, after reflect.Value) {
	switch f.Type.Kind() {
	case reflect.Slice:
		entriesOf(f).list(d, at, before, after)
	case reflect.Map:
		d.deviceClasses(at, before.Interface().(map[string]register.Attributes), after.Interface().(map[string]register.Attributes))
	case reflect.Pointer:
		d.pointers(at, before, after)
	case reflect.Struct:
		if f.Type != reflect.TypeFor[register.Date]() {
			d.structs(at, before, after)
			return
		}
		fallthrough
	default:
		d.put(at, known(before), known(after))
	}
}

// pointers compares values that may be unknown (nil). A group of fields that only one state
// has differs as a whole.
func (d *differ) pointers(at fieldPath, before, after reflect.Value) {
	switch {
	case before.IsNil():
		d.put(at, nil, after.Elem().Interface())
	case after.IsNil():
		d.put(at, before.Elem().Interface(), nil)
	case before.Elem().Kind() == reflect.Struct:
		d.structs(at, before.Elem(), after.Elem())
	case !before.Elem().Equal(after.Elem()):
		d.put(at, before.Elem().Interface(), after.Elem().Interface())
	}
}

// deviceClasses compares classes by id, and their attributes by id. The values of a class in a
// period are one difference, because null among them has a meaning: the attribute is unknown.
func (d *differ) deviceClasses(at fieldPath, before, after map[string]register.Attributes) {
	if maps.EqualFunc(before, after, maps.Equal[register.Attributes, register.Attributes]) {
		return
	}
	for _, class := range union(before, after) {
		b, was := before[class]
		a, is := after[class]
		switch {
		case !was:
			d.put(at.sub(class), nil, attributesOf(a))
		case !is:
			d.put(at.sub(class), attributesOf(b), nil)
		case maps.Equal(b, a):
		case at.field == "periods":
			d.put(at.sub(class), attributesOf(b), attributesOf(a))
		default:
			for _, attribute := range union(b, a) {
				if b[attribute] != a[attribute] {
					d.put(at.sub(class).sub(attribute), known(reflect.ValueOf(b[attribute])), known(reflect.ValueOf(a[attribute])))
				}
			}
		}
	}
}

// attributesOf returns the attributes of a class; {} if nothing is known about it, because
// null would mean that the class is absent.
func attributesOf(a register.Attributes) register.Attributes {
	if a == nil {
		return register.Attributes{}
	}
	return a
}

// union returns the keys of both maps, sorted.
func union[V any](a, b map[string]V) []string {
	keys := slices.Collect(maps.Keys(a))
	for k := range b {
		if _, twice := a[k]; !twice {
			keys = append(keys, k)
		}
	}
	slices.Sort(keys)
	return keys
}
