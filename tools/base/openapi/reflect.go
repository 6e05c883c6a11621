package openapi

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// Schemas makes schemas of Go types, as encoding/json writes their values.
type Schemas struct {
	// Components are the schemas of the struct types seen, by name.
	Components map[string]*Schema

	rules Rules
	types map[string]reflect.Type // of the components
}

// Rules are what cannot be seen from a type.
type Rules struct {
	// Known has the schemas of types that are written in a way of their own.
	Known map[reflect.Type]*Schema
	// Name names the component of a struct type.
	Name func(reflect.Type) string
	// Fields returns the fields of a struct type that encoding/json does not write by its own
	// tags; nil for other types. It may be nil.
	Fields func(reflect.Type) []Field
	// Describe describes a component (with no property), or one of its properties.
	Describe func(component, property string) Description
}

// A Description is what people read of a component or a property.
type Description struct {
	Text     string
	Examples []any
	Present  bool // a property is never null, whatever its type could write
}

// A Field is a property of an object.
type Field struct {
	Name     string
	Schema   *Schema
	Optional bool // whether it can be left out
}

// NewSchemas returns a Schemas without schemas.
func NewSchemas(rules Rules) *Schemas {
	return &Schemas{Components: map[string]*Schema{}, rules: rules, types: map[string]reflect.Type{}}
}

// Of returns the schema of a type: a reference, for a struct. It panics where
// encoding/json could not write the type, or two types want one name.
func (s *Schemas) Of(t reflect.Type) *Schema {
	if known, ok := s.rules.Known[t]; ok {
		c := *known
		return &c
	}
	switch t.Kind() {
	case reflect.String:
		return String[string]()
	case reflect.Bool:
		return &Schema{Type: Types{"boolean"}}
	case reflect.Int, reflect.Int64, reflect.Int32, reflect.Uint64:
		return &Schema{Type: Types{"integer"}}
	case reflect.Float64:
		return &Schema{Type: Types{"number"}}
	case reflect.Pointer:
		return Nullable(s.Of(t.Elem()))
	case reflect.Slice:
		return ArrayOf(s.Of(t.Elem()))
	case reflect.Map:
		return &Schema{Type: Types{"object"}, Additional: s.Of(t.Elem())}
	case reflect.Struct:
		return s.component(t)
	}
	panic(fmt.Sprintf("openapi: there is no schema for the type %v", t))
}

// Reference refers to a component's schema.
func Reference(name string) *Schema { return &Schema{Ref: "#/components/schemas/" + name} }

func (s *Schemas) component(t reflect.Type) *Schema {
	name := s.rules.Name(t)
	if other, ok := s.types[name]; ok {
		if other != t {
			panic(fmt.Sprintf("openapi: %v and %v are both named %s", other, t, name))
		}
		return Reference(name)
	}
	s.types[name] = t
	object := &Schema{Type: Types{"object"}, Description: s.rules.Describe(name, "").Text}
	s.Components[name] = object
	for _, field := range s.fields(t) {
		s.property(object, name, field)
	}
	return Reference(name)
}

// fields returns the fields of a struct type as its values are written.
func (s *Schemas) fields(t reflect.Type) []Field {
	var fields []Field
	if s.rules.Fields != nil {
		fields = s.rules.Fields(t)
	}
	if fields != nil {
		return fields
	}
	for _, field := range reflect.VisibleFields(t) {
		name, options, _ := strings.Cut(field.Tag.Get("json"), ",")
		if field.Anonymous || !field.IsExported() || name == "-" {
			continue // what an embedded struct has is visible by itself
		}
		if name == "" {
			panic(fmt.Sprintf("openapi: %v.%s has no name in JSON", t, field.Name))
		}
		optional := strings.Contains(options, "omitempty") || strings.Contains(options, "omitzero")
		if optional && field.Type.Kind() == reflect.Pointer {
			field.Type = field.Type.Elem() // it is left out instead of null
		}
		fields = append(fields, Field{name, s.Of(field.Type), optional})
	}
	return fields
}

func (s *Schemas) property(object *Schema, component string, field Field) {
	description, schema := s.rules.Describe(component, field.Name), field.Schema
	if description.Present {
		schema = NotNull(schema)
	}
	schema.Description, schema.Examples = description.Text, description.Examples
	if !field.Optional {
		object.Required = append(object.Required, field.Name)
	}
	object.Properties = append(object.Properties, Property{field.Name, schema})
}

// NotNull is the schema of what s allows but null.
func NotNull(s *Schema) *Schema {
	c := *s
	c.Type = nil
	for _, t := range s.Type {
		if t != "null" {
			c.Type = append(c.Type, t)
		}
	}
	c.Enum = slices.DeleteFunc(slices.Clone(s.Enum), func(word any) bool { return word == nil })
	if len(s.AnyOf) == 2 && len(s.AnyOf[1].Type) == 1 && s.AnyOf[1].Type[0] == "null" {
		c = *s.AnyOf[0]
	}
	return &c
}
