package scaffold

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"opencec/schemas"
	"opencec/tools/register"
)

// A Field is a field of a new record that a person can fill in.
type Field struct {
	Name      string // entity_type, software.name, bess.capacity: the column of a CSV file
	Help      string // describes the field
	Required  bool
	List      bool   // several entries, separated by Separator
	Separator string // of a list
	Rare      bool   // only a flag and a column: the dialogue does not ask for it
	Naming    bool   // it identifies the record, alone or with others
	Default   string // the value of an empty answer; "" for none
	Example   string // an answer, if one is known
	Unit      string // of an attribute's numbers

	kind    register.Kind // of the record
	path    []string      // where the answer goes in the record
	one     *schemas.Node // of one entry
	most    int           // entries of a list
	refers  register.Kind // of the records whose ids are the values; "" for none
	compose composer      // composes a group from one text; nil for other fields

	class     *register.DeviceClass // of an attribute
	attribute *register.Attribute
}

// Flag is the field's name on the command line, without the hyphens before it.
func (f *Field) Flag() string { return strings.NewReplacer("_", "-", ".", "-").Replace(f.Name) }

// Refers returns the kind of the records whose ids are the field's values.
func (f *Field) Refers() (k register.Kind, refers bool) {
	return f.refers, f.refers != ""
}

// Choices returns the values of the field, if the schema lists them.
func (f *Field) Choices() []string {
	if f.one == nil {
		return nil
	}
	return slices.Clone(f.one.Enum)
}

// laterFields are about events after a record was made.
var laterFields = []string{"suspensions", "delisted", "withdrawn", "revoked", "not_in_list", "former_ids"}

// rareFields are fields that few records have, or few people know.
var rareFields = []string{
	"alias", "white_label", "mixed_scripts", "hardware", "jurisdiction", "device", "notes",
	"standard_version", "witnessed_date", "test_passed", "document.sha256",
	"group", "optional", "witnessed", "version", "retired", "replaced_by",
}

// namingFields are those by which Sheet.Similar finds a record.
var namingFields = []string{"manufacturer", "model", "certifying_body", "number", "name"}

// clientFields are those that only clients have.
var clientFields = []string{"deployment", "certificate_type", "device"}

// singular has the singular names of lists whose names do not just end in s.
var singular = map[string]string{"device_classes": "class", "aliases": "alias", "tests_passed": "test_passed", "replaced_by": "replaced_by"}

// A library holds the schemas from which fields are derived.
type library struct{ schemas.Set }

// Fields returns the fields of a new record of kind k, in the order of the dialogue, without
// the attributes of device classes.
func Fields(k register.Kind) []*Field {
	all := library{schemas.Embedded()}
	root := all.ByName[k.Schema()]
	var fields []*Field
	for _, p := range root.Properties {
		if slices.Contains(laterFields, p.Name) {
			continue
		}
		p.Node = all.Resolve(p.Node)
		fields = append(fields, all.flatten(p, slices.Contains(root.Required, p.Name))...)
	}
	for _, f := range fields {
		f.Naming = slices.Contains(namingFields, f.Name)
		f.Rare = slices.Contains(rareFields, f.Name)
		f.refers = referred(k, f.path)
		f.kind = k
	}
	return fields
}

// referred returns the kind of the records whose ids are the values of a field; "" for none.
func referred(k register.Kind, path []string) register.Kind {
	for _, f := range k.Fields() {
		if len(path) == 1 && f.Stored == path[0] {
			return f.Refers
		}
	}
	return ""
}

// isEnum reports whether the schema or the device class lists the values of a field.
func (f *Field) isEnum() bool {
	if f.attribute != nil {
		return f.attribute.Type == register.TypeEnum
	}
	return f.one != nil && len(f.one.Enum) > 0
}

// flatten returns the fields of one property of the schema.
func (l library) flatten(p schemas.Property, required bool) []*Field {
	switch {
	case p.Name == "periods":
		return l.group(p, l.Resolve(p.Items), required, "")
	case p.HoldsAttributes():
		return []*Field{l.list(p, required, &schemas.Node{Type: "string"})}
	case p.Type == "object":
		return l.group(p, p.Node, false, p.Name+".")
	case p.Type == "array":
		return []*Field{l.list(p, required, l.Resolve(p.Items))}
	}
	f := &Field{Name: p.Name, Help: p.Meaning(), Required: required, path: []string{p.Name}, one: p.Node, Example: example(p.Node)}
	if b, ok := p.Default.(bool); ok {
		f.Default = yesNo(b)
	}
	return []*Field{f}
}

// group returns a field for each of a group's properties.
func (l library) group(p schemas.Property, of *schemas.Node, required bool, prefix string) []*Field {
	var fields []*Field
	for _, inner := range of.Properties {
		if inner.HoldsAttributes() { // of a period: an import or an editor writes them
			continue
		}
		s := l.Resolve(inner.Node)
		fields = append(fields, &Field{
			Name: prefix + inner.Name, Help: s.Meaning(), path: []string{p.Name, inner.Name}, one: s,
			Required: required && slices.Contains(of.Required, inner.Name), Example: exampleIn(p.Node, inner.Name, s),
		})
	}
	return fields
}

func (l library) list(p schemas.Property, required bool, one *schemas.Node) *Field {
	name, irregular := singular[p.Name]
	if !irregular {
		name = strings.TrimSuffix(p.Name, "s")
	}
	f := &Field{Name: name, Help: p.Meaning(), Required: required, List: true, path: []string{p.Name}, one: one, most: p.MaxItems, compose: composers[p.Name]}
	f.Separator = ","
	if f.compose != nil || isFreeText(one) {
		f.Separator = "|"
	}
	f.Example = example(p.Node)
	if f.compose != nil {
		f.Example = formExamples[p.Name]
		f.Help += " " + formHelp[p.Name]
	}
	return f
}

// isFreeText reports whether texts of a schema may contain commas.
func isFreeText(s *schemas.Node) bool {
	return s.Type == "string" && len(s.Enum) == 0 && (s.Pattern != "" && matches(s.Pattern, "a, b"))
}

// example returns the first example of a schema, as a person types it.
func example(s *schemas.Node) string {
	if len(s.Examples) == 0 {
		return ""
	}
	var v any
	if json.Unmarshal(s.Examples[0], &v) != nil {
		return ""
	}
	switch v := v.(type) {
	case string:
		return v
	case []any:
		words := make([]string, len(v))
		for i, word := range v {
			words[i] = fmt.Sprint(word)
		}
		return strings.Join(words, ",")
	case map[string]any:
		for name := range v { // the example has one
			return name
		}
	}
	return ""
}

// exampleIn returns the example for a part of a group.
func exampleIn(group *schemas.Node, name string, part *schemas.Node) string {
	var groups [][]map[string]any
	for _, raw := range group.Examples {
		var list []map[string]any
		if json.Unmarshal(raw, &list) == nil {
			groups = append(groups, list)
		}
	}
	if len(groups) > 0 && len(groups[0]) > 0 {
		if text, ok := groups[0][0][name].(string); ok {
			return text
		}
	}
	return example(part)
}

// attributeFields returns a field for each attribute of a class.
func attributeFields(class *register.DeviceClass) []*Field {
	fields := make([]*Field, len(class.Attributes))
	for i := range class.Attributes {
		a := &class.Attributes[i]
		fields[i] = &Field{
			Name: class.ID + "." + a.ID, Help: attributeHelp(a), Unit: a.Unit, Example: attributeExample(a),
			kind: register.Listings, path: []string{"device_classes", class.ID, a.ID}, class: class, attribute: a,
		}
	}
	return fields
}

func attributeHelp(a *register.Attribute) string {
	if a.Description != "" {
		return a.Description
	}
	return a.Name + "."
}

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}
