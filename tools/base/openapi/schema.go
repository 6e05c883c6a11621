package openapi

import (
	"bytes"
	"encoding/json"
	"slices"
)

// A Schema is the part of JSON Schema 2020-12 that describes what Go writes.
type Schema struct {
	Ref         string     `json:"$ref,omitempty"`
	Title       string     `json:"title,omitempty"`
	Description string     `json:"description,omitempty"`
	Type        Types      `json:"type,omitempty"`
	Format      string     `json:"format,omitempty"`
	Pattern     string     `json:"pattern,omitempty"`
	Enum        []any      `json:"enum,omitempty"`
	AnyOf       []*Schema  `json:"anyOf,omitempty"`
	Minimum     *float64   `json:"minimum,omitempty"`
	Maximum     *float64   `json:"maximum,omitempty"`
	MinLength   int        `json:"minLength,omitempty"`
	MaxLength   int        `json:"maxLength,omitempty"`
	Items       *Schema    `json:"items,omitempty"`
	MinItems    int        `json:"minItems,omitempty"`
	MaxItems    int        `json:"maxItems,omitempty"`
	Properties  Properties `json:"properties,omitempty"`
	Required    []string   `json:"required,omitempty"`
	// Additional is the schema of all properties that are not in Properties.
	Additional *Schema `json:"additionalProperties,omitempty"`
	Default    any     `json:"default,omitempty"`
	Examples   []any   `json:"examples,omitempty"`
	Unit       string  `json:"x-unit,omitempty"` // of a number
}

// Types are the JSON types that a value can have.
type Types []string

// MarshalJSON writes one type as a string, several as a list.
func (t Types) MarshalJSON() ([]byte, error) {
	if len(t) == 1 {
		return json.Marshal(t[0])
	}
	return json.Marshal([]string(t))
}

// Properties are the properties of an object, in the order in which they are
// shown.
type Properties []Property

// A Property is a property of an object.
type Property struct {
	Name   string
	Schema *Schema
}

// MarshalJSON writes an object.
func (p Properties) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	for i, property := range p {
		if i > 0 {
			b.WriteByte(',')
		}
		if err := enc.Encode(property.Name); err != nil {
			return nil, err
		}
		b.WriteByte(':')
		if err := enc.Encode(property.Schema); err != nil {
			return nil, err
		}
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// Has reports whether the object names a property.
func (s *Schema) Has(property string) bool {
	return slices.ContainsFunc(s.Properties, func(p Property) bool { return p.Name == property })
}

// String is the schema of texts; those of a closed list where words are given.
func String[S ~string](words ...S) *Schema {
	s := &Schema{Type: Types{"string"}}
	for _, w := range words {
		s.Enum = append(s.Enum, string(w))
	}
	return s
}

// ArrayOf is the schema of a list.
func ArrayOf(items *Schema) *Schema { return &Schema{Type: Types{"array"}, Items: items} }

// Nullable is the schema of what s allows, or null.
func Nullable(s *Schema) *Schema {
	if s.Ref != "" || s.AnyOf != nil {
		return &Schema{Description: s.Description, AnyOf: []*Schema{{Ref: s.Ref, AnyOf: s.AnyOf}, {Type: Types{"null"}}}}
	}
	n := *s
	n.Type = append(slices.Clone(s.Type), "null")
	if n.Enum != nil {
		n.Enum = append(slices.Clone(s.Enum), nil)
	}
	return &n
}
