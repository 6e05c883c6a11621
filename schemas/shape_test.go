package schemas

import (
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v5"

	"opencec/tools/register"
)

// The schemas and the Go types say the same: the same fields, the same of them
// required, of the same types, at every depth.
func TestShapesAreThoseOfTheTypes(t *testing.T) {
	t.Parallel()
	compiled := compileAll(t, nil)
	compareShape(t, "register", compiled["register.schema.json"], reflect.TypeFor[register.Settings]())
	for _, k := range register.Kinds() {
		compareShape(t, k.Name(), compiled[k.Schema()], reflect.TypeOf(register.NewRecord(k)))
	}
}

var (
	dateType  = reflect.TypeFor[register.Date]()
	metaType  = reflect.TypeFor[register.Meta]()
	classType = reflect.TypeFor[map[string]register.Attributes]()
)

func compareShape(t *testing.T, path string, s *jsonschema.Schema, typ reflect.Type) {
	t.Helper()
	if typ.Kind() == reflect.Pointer {
		typ = typ.Elem()
	}
	if s.Ref != nil && s.Types == nil {
		compareShape(t, path, s.Ref, typ)
		return
	}
	want := map[reflect.Kind]string{
		reflect.String: "string", reflect.Bool: "boolean", reflect.Float64: "number", reflect.Int: "integer",
		reflect.Slice: "array", reflect.Struct: "object", reflect.Map: "object",
	}[typ.Kind()]
	if typ == dateType {
		want = "string"
	}
	if !slices.Equal(s.Types, []string{want}) {
		t.Errorf("%s: the schema says %v, the type is a %s", path, s.Types, typ)
		return
	}
	switch {
	case typ == dateType:
		if s.Format != "date" {
			t.Errorf("%s: the schema's format is %q, not date", path, s.Format)
		}
	case typ == classType:
		// The attributes of each class are not fixed by a type.
	case typ.Kind() == reflect.Slice:
		compareShape(t, path+"[]", s.Items2020, typ.Elem())
	case typ.Kind() == reflect.Struct:
		compareFields(t, path, s, typ)
	}
}

func compareFields(t *testing.T, path string, s *jsonschema.Schema, typ reflect.Type) {
	t.Helper()
	if s.AdditionalProperties != false {
		t.Errorf("%s: the schema lets other fields pass", path)
	}
	var names, required []string
	for i := range typ.NumField() {
		field := typ.Field(i)
		if field.Type == metaType { // what a file does not hold
			continue
		}
		name, options, _ := strings.Cut(field.Tag.Get("json"), ",")
		names = append(names, name)
		if options == "" {
			required = append(required, name)
		}
		if property := s.Properties[name]; property != nil {
			compareShape(t, path+"."+name, property, field.Type)
		}
	}
	slices.Sort(names)
	if diff := cmp.Diff(names, slices.Sorted(maps.Keys(s.Properties))); diff != "" {
		t.Errorf("%s: fields (-type +schema):\n%s", path, diff)
	}
	if diff := cmp.Diff(required, s.Required); diff != "" {
		t.Errorf("%s: required fields (-type +schema):\n%s", path, diff)
	}
}
