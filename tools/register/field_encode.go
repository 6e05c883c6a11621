package register

import (
	"maps"
	"reflect"
	"slices"
	"strconv"
	"time"
)

// An encoder appends the JSON of a value in a view. One is made for each type, when the
// program starts.
type encoder func(dst []byte, v reflect.Value) ([]byte, error)

// A publisher is a part of a record whose defaults are filled in for the view.
type publisher interface{ published() any }

// encoderOf returns the encoder of a type that a view can have.
func encoderOf(t reflect.Type) encoder {
	switch t {
	case reflect.TypeFor[Date]():
		return func(dst []byte, v reflect.Value) ([]byte, error) {
			return appendDate(dst, Date{int32(v.Field(0).Int())}), nil
		}
	case reflect.TypeFor[time.Time]():
		return func(dst []byte, v reflect.Value) ([]byte, error) {
			return appendTime(dst, ValueOf[time.Time](v)), nil
		}
	case reflect.TypeFor[map[string]Attributes]():
		return func(dst []byte, v reflect.Value) ([]byte, error) {
			return appendClasses(dst, v.Interface().(map[string]Attributes))
		}
	}
	switch t.Kind() {
	case reflect.String:
		return func(dst []byte, v reflect.Value) ([]byte, error) { return appendString(dst, v.String()) }
	case reflect.Bool:
		return func(dst []byte, v reflect.Value) ([]byte, error) { return strconv.AppendBool(dst, v.Bool()), nil }
	case reflect.Int:
		return func(dst []byte, v reflect.Value) ([]byte, error) { return strconv.AppendInt(dst, v.Int(), 10), nil }
	case reflect.Pointer:
		element := encoderOf(t.Elem())
		return func(dst []byte, v reflect.Value) ([]byte, error) { return element(dst, v.Elem()) }
	case reflect.Slice:
		return listEncoder(encoderOf(t.Elem()))
	case reflect.Struct:
		return structEncoder(t)
	}
	return func(dst []byte, v reflect.Value) ([]byte, error) {
		text, err := EncodeJSON(v.Interface())
		return append(dst, text...), err
	}
}

func listEncoder(element encoder) encoder {
	return func(dst []byte, v reflect.Value) (_ []byte, err error) {
		dst = append(dst, '[')
		for i := range v.Len() {
			if i > 0 {
				dst = append(dst, ',')
			}
			if dst, err = element(dst, v.Index(i)); err != nil {
				return nil, err
			}
		}
		return append(dst, ']'), nil
	}
}

// appendClasses appends device classes with the values of their attributes, both by name.
func appendClasses(dst []byte, classes map[string]Attributes) ([]byte, error) {
	return appendMap(dst, classes, func(dst []byte, values Attributes) ([]byte, error) { return appendMap(dst, values, appendValue) })
}

func appendMap[V any](dst []byte, m map[string]V, element func(dst []byte, v V) ([]byte, error)) (_ []byte, err error) {
	dst = append(dst, '{')
	for i, key := range slices.Sorted(maps.Keys(m)) {
		if i > 0 {
			dst = append(dst, ',')
		}
		if dst, err = appendString(dst, key); err != nil {
			return nil, err
		}
		if dst, err = element(append(dst, ':'), m[key]); err != nil {
			return nil, err
		}
	}
	return append(dst, '}'), nil
}

func appendValue(dst []byte, v Value) ([]byte, error) {
	text, err := v.MarshalJSON()
	return append(dst, text...), err
}

func structEncoder(t reflect.Type) encoder {
	fields := slices.DeleteFunc(slices.Clone(FieldsOf(t)), func(f *Field) bool { return f.Name == "" })
	isPublisher := t.Implements(reflect.TypeFor[publisher]())
	return func(dst []byte, v reflect.Value) (_ []byte, err error) {
		if isPublisher {
			v = reflect.ValueOf(v.Interface().(publisher).published())
		}
		dst = append(dst, '{')
		for _, f := range fields {
			if dst, err = f.append(dst, f.Of(v)); err != nil {
				return nil, err
			}
		}
		return append(dst, '}'), nil
	}
}

// append appends the field's name and value, and a comma before them unless they come first.
func (f *Field) append(dst []byte, v reflect.Value) ([]byte, error) {
	if f.OmitEmpty && v.Len() == 0 {
		return dst, nil
	}
	if dst[len(dst)-1] != '{' {
		dst = append(dst, ',')
	}
	dst = append(dst, '"')
	dst = append(dst, f.Name...)
	dst = append(dst, '"', ':')
	if f.Nullable && v.IsZero() {
		return append(dst, "null"...), nil
	}
	return f.encode(dst, v)
}

// appendString appends a JSON string. Most texts are ASCII without anything to escape.
func appendString(dst []byte, s string) ([]byte, error) {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c >= 0x7f || c == '"' || c == '\\' {
			text, err := EncodeJSON(s)
			return append(dst, text...), err
		}
	}
	dst = append(dst, '"')
	dst = append(dst, s...)
	return append(dst, '"'), nil
}

func appendDate(dst []byte, d Date) []byte {
	if d.IsZero() {
		return append(dst, "null"...)
	}
	dst = append(dst, '"')
	return append(d.append(dst), '"')
}

// appendTime appends RFC 3339 in UTC, or null.
func appendTime(dst []byte, t time.Time) []byte {
	if t.IsZero() {
		return append(dst, "null"...)
	}
	dst = append(dst, '"')
	dst = t.UTC().AppendFormat(dst, time.RFC3339)
	return append(dst, '"')
}
