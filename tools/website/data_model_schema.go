package website

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"opencec/schemas"
	"opencec/tools/register"
)

// A schemaNode is the part of a JSON Schema that people read.
type schemaNode struct {
	Title       string                 `json:"title"`
	Description string                 `json:"description"`
	Ref         string                 `json:"$ref"`
	Type        string                 `json:"type"`
	Format      string                 `json:"format"`
	Enum        []string               `json:"enum"`
	Minimum     *float64               `json:"minimum"`
	Maximum     *float64               `json:"maximum"`
	MaxLength   int                    `json:"maxLength"`
	MinItems    int                    `json:"minItems"`
	MaxItems    int                    `json:"maxItems"`
	Items       *schemaNode            `json:"items"`
	Properties  schemaProperties       `json:"properties"`
	Required    []string               `json:"required"`
	Defs        map[string]*schemaNode `json:"$defs"`

	file string // that its references are relative to
}

// A schemaProperty is a field of an object, with its name.
type schemaProperty struct {
	Name string
	Node *schemaNode
}

// schemaProperties keep the order of the schema, which is that of canonical files.
type schemaProperties []schemaProperty

// UnmarshalJSON keeps the order, which a map would lose.
func (p *schemaProperties) UnmarshalJSON(data []byte) error {
	dec := json.NewDecoder(bytes.NewReader(data))
	if _, err := dec.Token(); err != nil {
		return err
	}
	for dec.More() {
		name, err := dec.Token()
		if err != nil {
			return err
		}
		node := &schemaNode{}
		if err := dec.Decode(node); err != nil {
			return fmt.Errorf("property %v: %w", name, err)
		}
		*p = append(*p, schemaProperty{fmt.Sprint(name), node})
	}
	return nil
}

// A schemaSet is the schemas by the names of their files, and those names in order.
type schemaSet struct {
	names  []string
	byName map[string]*schemaNode
}

// readSchemas reads the schemas of a register with these device classes.
func readSchemas(classes []*register.DeviceClass) (schemaSet, error) {
	files, err := schemas.All(classes)
	if err != nil {
		return schemaSet{}, err
	}
	set := schemaSet{byName: map[string]*schemaNode{}}
	for _, f := range files {
		node := &schemaNode{}
		if err := json.Unmarshal(f.Data, node); err != nil {
			return schemaSet{}, fmt.Errorf("read the schema %s: %w", f.Name, err)
		}
		node.placeIn(f.Name)
		set.names = append(set.names, f.Name)
		set.byName[f.Name] = node
	}
	return set, nil
}

// placeIn notes in a schema, and in all of its parts, which file they are in.
func (n *schemaNode) placeIn(file string) {
	if n == nil {
		return
	}
	n.file = file
	n.Items.placeIn(file)
	for _, p := range n.Properties {
		p.Node.placeIn(file)
	}
	for _, def := range n.Defs {
		def.placeIn(file)
	}
}

// resolve follows the reference of a schema, and returns what it leads to with
// what the schema says itself on top. A reference to a whole file is left as it
// is, and so is one to nothing.
func (s schemaSet) resolve(n *schemaNode) *schemaNode {
	file, name, isDef := strings.Cut(n.Ref, "#/$defs/")
	if !isDef {
		return n
	}
	if file == "" {
		file = n.file
	}
	root := s.byName[file]
	if root == nil || root.Defs[name] == nil {
		return n
	}
	target := *s.resolve(root.Defs[name])
	if n.Description != "" {
		target.Description = n.Description
	}
	if n.MaxLength > 0 {
		target.MaxLength = n.MaxLength
	}
	return &target
}

// typeName says in words what a value of a schema is.
func (s schemaSet) typeName(n *schemaNode) string {
	switch {
	case n.Type == "array" && n.Items != nil:
		return "List: " + strings.ToLower(s.typeName(s.resolve(n.Items)))
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
func (s schemaSet) limits(n *schemaNode) string {
	if n.Type == "array" && n.Items != nil {
		limits := ""
		if n.MaxItems > 0 {
			limits = "at most " + formatCount(n.MaxItems)
		}
		if each := s.limits(s.resolve(n.Items)); each != "" {
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
	for _, p := range s.byName[k.Schema].Properties {
		switch node := s.resolve(p.Node); {
		case node.Ref == schemas.AttributesFile:
			probe[p.Name] = map[string]any{p.Name: map[string]any{}}
		case node.Type == "string" && node.Format == "":
			probe[p.Name] = p.Name
		case node.Type == "array" && s.resolve(node.Items).Type == "string":
			probe[p.Name] = []string{p.Name}
		}
	}
	text, err := json.Marshal(probe)
	if err != nil {
		return nil, fmt.Errorf("compose a %s: %w", k.Name, err)
	}
	record := register.NewRecord(k)
	if err := json.Unmarshal(text, record); err != nil {
		return nil, fmt.Errorf("the schema %s and the fields of a %s differ: %w", k.Schema, k.Name, err)
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
