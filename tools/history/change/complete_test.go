package change_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"opencec/tools/history/change"
	"opencec/tools/register"
)

// Every field of every kind of record is compared: a record with all fields is changed in
// one place at a time, including fields added in future.
func TestEveryFieldIsCompared(t *testing.T) {
	t.Parallel()
	for _, k := range allKinds() {
		newRecord := func() register.Record { return full(k, itself) }
		places := leaves(contents(newRecord()), "")
		for i, place := range places {
			t.Run(newRecord().RecordKind().Folder()+"/"+place.path, func(t *testing.T) {
				t.Parallel()
				before, after := newRecord(), newRecord()
				mutated := leaves(contents(after), "")[i]
				mutated.change()
				c, differs := change.Between(before, after)
				if !differs {
					t.Fatal("the difference is not seen")
				}
				for _, f := range c.Fields {
					if firstName(f.Path) != firstName(place.path) {
						t.Errorf("the difference is seen in %s", f.Path)
					}
				}
				if len(c.Fields) == 0 {
					t.Error("no field differs")
				}
				if len((change.Describer{}).Describe(c)) == 0 {
					t.Error("nothing is described")
				}
			})
		}
	}
}

// firstName returns the field of the record that a path begins with.
func firstName(path string) string {
	return strings.FieldsFunc(path, func(r rune) bool { return strings.ContainsRune(".[ ", r) })[0]
}

// contents is the struct that holds the fields of a record.
func contents(rec register.Record) reflect.Value {
	v := reflect.ValueOf(rec).Elem()
	if rec.RecordKind() == change.Settings {
		return v.FieldByName("Settings")
	}
	return v
}

// itself makes texts that are their own paths, so that entries of a list differ.
func itself(path string) string { return path }

// fill puts something into every field, texts as of makes them of their paths.
func fill(v reflect.Value, path string, of func(path string) string) {
	switch v.Interface().(type) {
	case register.Date:
		v.Set(reflect.ValueOf(day("2024-01-01").AddDays(len(path))))
		return
	case register.Value:
		v.Set(reflect.ValueOf(register.Text(of(path))))
		return
	case time.Time, register.Meta:
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(of(path))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Float64:
		v.SetFloat(float64(len(path)))
	case reflect.Int:
		v.SetInt(int64(len(path) + 1))
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), path, of)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		for i := range 2 {
			fill(v.Index(i), path+strings.Repeat("x", i), of)
		}
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		for _, key := range []string{"one", "two"} {
			entry := reflect.New(v.Type().Elem()).Elem()
			fill(entry, path+key, of)
			v.SetMapIndex(reflect.ValueOf(key), entry)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			fill(v.Field(i), path+v.Type().Field(i).Name, of)
		}
	default:
		panic("no values of type " + v.Type().String())
	}
}

// A leaf is a place in a record that can be changed alone.
type leaf struct {
	path   string
	change func()
}

// leaves returns the places of a value, with those where a list or a map can lose
// an entry.
func leaves(v reflect.Value, path string) []leaf {
	set := func(to any) []leaf { return []leaf{{path, func() { v.Set(reflect.ValueOf(to)) }}} }
	switch was := v.Interface().(type) {
	case register.Date:
		return set(was.AddDays(400))
	case register.Value:
		return set(register.Number(1))
	case time.Time, register.Meta:
		return nil
	}
	switch v.Kind() {
	case reflect.String:
		return []leaf{{path, func() { v.SetString(v.String() + "!") }}}
	case reflect.Bool:
		return []leaf{{path, func() { v.SetBool(false) }}}
	case reflect.Float64:
		return []leaf{{path, func() { v.SetFloat(v.Float() + 1) }}}
	case reflect.Int:
		return []leaf{{path, func() { v.SetInt(v.Int() + 1) }}}
	case reflect.Pointer:
		return append(leaves(v.Elem(), path), leaf{path + " absent", func() { v.SetZero() }})
	case reflect.Slice:
		all := []leaf{{path + " shorter", func() { v.SetLen(1) }}, {path + " reversed", func() { swap(v) }}}
		for i := range v.Len() {
			all = append(all, leaves(v.Index(i), fmt.Sprintf("%s[%d]", path, i))...)
		}
		return all
	case reflect.Map:
		return mapLeaves(v, path)
	}
	var all []leaf
	for i := range v.NumField() {
		field := v.Type().Field(i)
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		all = append(all, leaves(v.Field(i), strings.TrimPrefix(path+"."+name, "."))...)
	}
	return all
}

func swap(v reflect.Value) {
	first := reflect.New(v.Type().Elem()).Elem()
	first.Set(v.Index(0))
	v.Index(0).Set(v.Index(1))
	v.Index(1).Set(first)
}

// mapLeaves replaces entries, which cannot be changed where they are.
func mapLeaves(v reflect.Value, path string) []leaf {
	all := []leaf{{path + " smaller", func() { v.SetMapIndex(reflect.ValueOf("one"), reflect.Value{}) }}}
	for _, key := range []string{"one", "two"} {
		entry := reflect.New(v.Type().Elem()).Elem()
		entry.Set(v.MapIndex(reflect.ValueOf(key)))
		for _, l := range leaves(entry, path+"."+key) {
			all = append(all, leaf{l.path, func() {
				l.change()
				v.SetMapIndex(reflect.ValueOf(key), entry)
			}})
		}
	}
	return all
}
