package website

import (
	"fmt"
	"reflect"
	"strings"

	"opencec/schemas"
	"opencec/tools/register"
)

// A schemaSet describes the schemas of a register in words.
type schemaSet struct{ schemas.Set }

// readSchemas reads the schemas of a register with these device classes.
func readSchemas(classes []*register.DeviceClass) (schemaSet, error) {
	set, err := schemas.Read(classes)
	return schemaSet{set}, err
}

// fieldTitles returns the titles of a kind's fields, for pages that show them beside the values.
func fieldTitles(k register.Kind) func(field string) string {
	properties := schemas.Embedded().ByName[k.Schema()].Properties
	return func(field string) string { return properties.Named(field).Title }
}

// typeName describes the type of a schema's values in words.
func (s schemaSet) typeName(n *schemas.Node) string {
	switch {
	case n.Type == "array" && n.Items != nil:
		return "List: " + strings.ToLower(s.typeName(s.Resolve(n.Items)))
	case n.Type == "object" || n.Ref != "":
		return "Fields"
	case len(n.Enum) > 0:
		return "Word"
	case n.Format == "date":
		return "Date"
	case n.Format == "uri":
		return "Address"
	case n.Type == "boolean":
		return "Yes or no"
	case n.Type == "integer":
		return "Whole number"
	case n.Type == "string":
		return "Text"
	}
	return capitalise(n.Type)
}

// limits describes the limits of a schema's values in words.
func (s schemaSet) limits(n *schemas.Node) string {
	if n.Type == "array" && n.Items != nil {
		limits := ""
		if n.MaxItems > 0 {
			limits = "at most " + register.FormatCount(n.MaxItems)
		}
		if each := s.limits(s.Resolve(n.Items)); each != "" {
			limits = strings.TrimPrefix(limits+"; each: "+each, "; ")
		}
		return limits
	}
	switch {
	case len(n.Enum) > 0:
		return strings.Join(n.Enum, ", ")
	case n.Minimum != nil || n.Maximum != nil:
		return formatRange(register.Attribute{Minimum: n.Minimum, Maximum: n.Maximum})
	case n.MaxLength > 0:
		return "at most " + register.CountOf(n.MaxLength, "character")
	}
	return ""
}

// references returns the fields of a kind's records that name other records, with the kinds
// of these.
func (s schemaSet) references(k register.Kind) (map[string]register.Kind, error) {
	found := map[string]register.Kind{}
	for _, f := range k.Fields() {
		node := s.Property(s.ByName[k.Schema()], f.Stored)
		if node != nil && (node.Type == "array") != (f.Type.Kind() == reflect.Slice) {
			return nil, fmt.Errorf("the schema %s and the fields of a %s differ: %s is of the type %s in the one and %v in the other", k.Schema(), k.Name(), f.Stored, node.Type, f.Type)
		}
		if f.Refers != "" {
			found[f.Stored] = f.Refers
		}
	}
	return found, nil
}

// fieldAnchor returns the anchor of a field of a schema on its page.
func fieldAnchor(schema, path string) string {
	return strings.TrimSuffix(schema, ".schema.json") + "-" + strings.NewReplacer(".", "-", "[]", "").Replace(path)
}
