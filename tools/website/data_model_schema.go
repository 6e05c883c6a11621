package website

import (
	"encoding/json"
	"fmt"
	"strings"

	"opencec/schemas"
	"opencec/tools/register"
)

// A schemaSet is the schemas of a register, told to people.
type schemaSet struct{ schemas.Set }

// readSchemas reads the schemas of a register with these device classes.
func readSchemas(classes []*register.DeviceClass) (schemaSet, error) {
	set, err := schemas.Read(classes)
	return schemaSet{set}, err
}

// fieldTitles returns the titles of a kind's fields, for pages that show them beside the values.
func fieldTitles(k register.Kind) func(field string) string {
	return func(field string) string { return schemas.Embedded().Field(k, field).Title }
}

// typeName says in words what a value of a schema is.
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

// limits says in words what a value of a schema can be.
func (s schemaSet) limits(n *schemas.Node) string {
	if n.Type == "array" && n.Items != nil {
		limits := ""
		if n.MaxItems > 0 {
			limits = "at most " + formatCount(n.MaxItems)
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
		return "at most " + counted(n.MaxLength, "character")
	}
	return ""
}

// references returns the fields of a kind's records that name other records, with
// the kinds of those. Which fields these are is known to package register alone;
// it is asked by having it check a record in which each field that takes text has
// its own name for a value: it then looks for records of these names.
func (s schemaSet) references(k register.Kind) (map[string]register.Kind, error) {
	probe := map[string]any{}
	for _, p := range s.ByName[k.Schema()].Properties {
		switch node := s.Resolve(p.Node); {
		case node.HoldsAttributes():
			probe[p.Name] = map[string]any{p.Name: map[string]any{}}
		case node.Type == "string" && node.Format == "":
			probe[p.Name] = p.Name
		case node.Type == "array" && s.Resolve(node.Items).Type == "string":
			probe[p.Name] = []string{p.Name}
		}
	}
	text, err := json.Marshal(probe)
	if err != nil {
		return nil, fmt.Errorf("compose a %s: %w", k.Name(), err)
	}
	record := register.NewRecord(k)
	if err := json.Unmarshal(text, record); err != nil {
		return nil, fmt.Errorf("the schema %s and the fields of a %s differ: %w", k.Schema(), k.Name(), err)
	}
	found := map[string]register.Kind{}
	records := register.Records{}
	records.Add(record)
	records.Check(register.Date{}, func(to register.Kind, id string) bool {
		if _, isField := probe[id]; isField {
			found[id] = to
		}
		return true
	})
	return found, nil
}

// fieldAnchor is where a page has a field of a schema.
func fieldAnchor(schema, path string) string {
	return strings.TrimSuffix(schema, ".schema.json") + "-" + strings.NewReplacer(".", "-", "[]", "").Replace(path)
}
