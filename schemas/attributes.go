package schemas

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"

	"opencec/tools/register"
)

// A schema is the part of JSON Schema that attributes need, in the order in which it is written.
type schema struct {
	Schema      string             `json:"$schema,omitempty"`
	ID          string             `json:"$id,omitempty"`
	Title       string             `json:"title,omitempty"`
	Description string             `json:"description,omitempty"`
	Ref         string             `json:"$ref,omitempty"`
	Type        string             `json:"type,omitempty"`
	Enum        []string           `json:"enum,omitempty"`
	Minimum     *float64           `json:"minimum,omitempty"`
	Maximum     *float64           `json:"maximum,omitempty"`
	Properties  map[string]*schema `json:"properties,omitempty"` // written sorted by name
	Required    []string           `json:"required,omitempty"`
	MinProps    int                `json:"minProperties,omitempty"`
	Closed      *bool              `json:"additionalProperties,omitempty"` // false: no other properties
	If          *schema            `json:"if,omitempty"`
	Else        *schema            `json:"else,omitempty"`
	Defs        map[string]*schema `json:"$defs,omitempty"`
}

// object returns the schema of an object that allows only the properties that are added to it.
func object() *schema {
	return &schema{Type: "object", Properties: map[string]*schema{}, Closed: new(bool)}
}

// Attributes composes attributes.schema.json: the schema of a listing's device_classes, an object with
// an object of attributes for each device class. Its definition PeriodAttributes is the same for a period
// of a listing, where null says that an attribute is unknown in that period. The same classes give the
// same bytes, whatever their order.
//
// Attributes of unknown types are errors, which are all reported. register.Records.Check reports everything else
// that can be wrong with a device class, at its place; the schema is then composed of the rest.
func Attributes(classes []*register.DeviceClass) ([]byte, error) {
	root := object()
	root.Schema = "https://json-schema.org/draft/2020-12/schema"
	root.ID = AttributesFile
	root.Title = "The device classes of a listing, each with its attributes"
	root.Description = "Composed of the records in device-classes/: change those, not this file."
	root.MinProps = 1
	period := object()
	period.Title = "The attribute values of a period"
	period.MinProps = 1
	root.Defs = map[string]*schema{periodDefinition: period}
	var errs []error
	for _, class := range classes {
		s, err := classSchema(class)
		if err != nil {
			errs = append(errs, fmt.Errorf("device class %s: %w", class.ID, err))
		}
		root.Properties[class.ID] = s
		period.Properties[class.ID] = inPeriod(class.ID, s)
	}
	if len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	return indented(root)
}

// inPeriod returns the schema of a class in a period: each attribute as in the class, or null.
func inPeriod(id string, class *schema) *schema {
	s := object()
	s.Title = class.Title
	s.Description = class.Description
	s.MinProps = 1
	for attribute, value := range class.Properties {
		s.Properties[attribute] = &schema{
			Title: value.Title, Description: value.Description,
			If: &schema{Type: "null"}, Else: &schema{Ref: "#/properties/" + id + "/properties/" + attribute},
		}
	}
	return s
}

func indented(v any) ([]byte, error) {
	compact, err := register.EncodeJSON(v)
	if err != nil {
		return nil, fmt.Errorf("encode the schema: %w", err)
	}
	var b bytes.Buffer
	if err := json.Indent(&b, compact, "", "  "); err != nil {
		return nil, fmt.Errorf("indent the schema: %w", err)
	}
	b.WriteByte('\n')
	return b.Bytes(), nil
}

func classSchema(class *register.DeviceClass) (*schema, error) {
	s := object()
	s.Title = class.Name
	s.Description = class.Description
	var errs []error
	for _, a := range class.Attributes {
		value, err := valueSchema(a)
		if err != nil {
			errs = append(errs, fmt.Errorf("attribute %s: %w", a.ID, err))
			continue
		}
		value.Title = a.Name
		if a.Unit != "" {
			value.Title += " (" + a.Unit + ")"
		}
		value.Description = a.Description
		s.Properties[a.ID] = value
	}
	return s, errors.Join(errs...)
}

// valueSchema returns the schema of a register.Value of the attribute's type.
func valueSchema(a register.Attribute) (*schema, error) {
	switch a.Type {
	case register.TypeNumber, register.TypeInteger:
		return &schema{Type: string(a.Type), Minimum: a.Minimum, Maximum: a.Maximum}, nil
	case register.TypeRange:
		s := object()
		s.Properties["min"] = &schema{Title: "Lower end", Description: "The lower end.", Type: "number", Minimum: a.Minimum, Maximum: a.Maximum}
		s.Properties["max"] = &schema{Title: "Upper end", Description: "The upper end.", Type: "number", Minimum: a.Minimum, Maximum: a.Maximum}
		s.Required = []string{"min", "max"}
		return s, nil
	case register.TypeBoolean:
		return &schema{Type: "boolean"}, nil
	case register.TypeEnum:
		return &schema{Type: "string", Enum: valueIDs(a.Values)}, nil
	case register.TypeText:
		return &schema{Ref: "common.schema.json#/$defs/line"}, nil
	}
	return nil, fmt.Errorf("unknown type %q", a.Type)
}

// valueIDs returns the ids of an enum's values, including retired ones, which old listings may have.
func valueIDs(values []register.EnumValue) []string {
	words := make([]string, len(values))
	for i, v := range values {
		words[i] = v.ID
	}
	return words
}
