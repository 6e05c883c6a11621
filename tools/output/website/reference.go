package website

import (
	"cmp"
	"fmt"
	"maps"
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"opencec/tools/base/openapi"
)

// documentPath is where the OpenAPI document is published, beside the static JSON.
const documentPath = "/api/openapi.json"

// A Reference is the content of the OpenAPI document for the tables of a page. Texts may have code
// between backticks.
type Reference struct {
	Version  string
	Sections []ReferenceSection
	Objects  []ReferenceObject
}

// A ReferenceSection is the operations under one heading.
type ReferenceSection struct {
	Name        string
	Description string
	Operations  []ReferenceOperation
}

// A ReferenceOperation is what one method does at one path.
type ReferenceOperation struct {
	Anchor      string
	Method      string
	Path        string
	Summary     string
	Description []string // paragraphs
	WithoutKey  bool     // no key is needed
	Parameters  []ReferenceField
	Filters     []ReferenceFilter
	Body        string             // what is sent; "" for nothing
	BodyTypes   []ReferenceType    // what the body is
	Responses   []ReferenceContent // what an answer is
	Statuses    []string           // "304 Not Modified", of all answers but the good one
}

// A ReferenceContent is a body in one media type.
type ReferenceContent struct {
	MediaType string
	Type      ReferenceType
}

// A ReferenceType describes the type of a value. Object is the anchor of the object that the type or
// its elements have, or "".
type ReferenceType struct {
	Text, Name, Object string   // "list of", "Listing", "object-listing"
	Values             []string // all possible values; nil if they are not limited
}

// A ReferenceField is a parameter, or a field of an object.
type ReferenceField struct {
	Name     string
	Type     ReferenceType
	Required bool
	Text     string
	Example  string
}

// A ReferenceFilter is a filter by a field of records, with its operators.
type ReferenceFilter struct {
	ReferenceField
	Operators []string // "__gte"; none for equality
}

// A ReferenceObject is an object of answers with its fields.
type ReferenceObject struct {
	Anchor string
	Name   string
	Text   string
	Fields []ReferenceField
}

// Reference returns the reference of the API, or nil if the site is built without one.
func (c *Catalogue) Reference() *Reference {
	c.readRegister()
	return c.reference
}

// DocumentHref returns the address of the OpenAPI document.
func (c *Catalogue) DocumentHref() string { return c.Href(documentPath) }

// writeDocument publishes the OpenAPI document, so that people can generate clients without an API
// server.
func writeDocument(d *openapi.Document, save saveFunc) error {
	if d == nil {
		return nil
	}
	text, err := d.JSON()
	if err != nil {
		return err
	}
	return save(strings.TrimPrefix(documentPath, "/"), text)
}

// A referenceBuilder resolves the schemas of a document.
type referenceBuilder struct{ schemas map[string]*openapi.Schema }

// newReference describes an OpenAPI document. Sections are in the order of the document's tags, and
// paths in them are sorted.
func newReference(d *openapi.Document) *Reference {
	if d == nil {
		return nil
	}
	m := referenceBuilder{d.Components.Schemas}
	r := &Reference{Version: d.Info.Version}
	for _, tag := range d.Tags {
		section := ReferenceSection{Name: tag.Name, Description: tag.Description}
		for _, path := range slices.Sorted(maps.Keys(d.Paths)) {
			for _, method := range slices.Sorted(maps.Keys(d.Paths[path])) {
				if op := d.Paths[path][method]; slices.Contains(op.Tags, tag.Name) {
					section.Operations = append(section.Operations, m.operation(strings.ToUpper(method), path, op))
				}
			}
		}
		r.Sections = append(r.Sections, section)
	}
	for _, name := range slices.Sorted(maps.Keys(d.Components.Schemas)) {
		if schema := d.Components.Schemas[name]; len(schema.Properties) > 0 {
			r.Objects = append(r.Objects, m.object(name, schema))
		}
	}
	return r
}

func (m referenceBuilder) operation(method, path string, op *openapi.Operation) ReferenceOperation {
	o := ReferenceOperation{Anchor: op.OperationID, Method: method, Path: path, Summary: op.Summary,
		Description: strings.Split(op.Description, "\n\n"), WithoutKey: op.Security != nil && len(*op.Security) == 0}
	o.Parameters, o.Filters = m.parameters(op.Parameters)
	if op.RequestBody != nil {
		o.Body = op.RequestBody.Description
		for _, form := range m.contents(op.RequestBody.Content) {
			o.BodyTypes = append(o.BodyTypes, form.Type)
		}
	}
	for _, status := range slices.Sorted(maps.Keys(op.Responses)) {
		if code, err := strconv.Atoi(status); err == nil && code != http.StatusOK {
			o.Statuses = append(o.Statuses, status+" "+http.StatusText(code))
			continue
		}
		o.Responses = m.contents(op.Responses[status].Content)
	}
	return o
}

func (m referenceBuilder) contents(content openapi.Content) []ReferenceContent {
	var forms []ReferenceContent
	for _, media := range slices.Sorted(maps.Keys(content)) {
		forms = append(forms, ReferenceContent{media, m.typeOf(content[media].Schema)})
	}
	return forms
}

// operatorMark separates a field and its operator in the name of a parameter.
const operatorMark = "__"

// parameters separates filters from other parameters. In the document each operator of a filter is a
// parameter; parameters merges them into one filter.
func (m referenceBuilder) parameters(list []openapi.Parameter) (parameters []ReferenceField, filters []ReferenceFilter) {
	endings := map[string][]string{}
	for _, p := range list {
		if field, op, ok := strings.Cut(p.Name, operatorMark); ok {
			endings[field] = append(endings[field], operatorMark+op)
		}
	}
	done := map[string]bool{}
	for _, p := range list {
		field, _, _ := strings.Cut(p.Name, operatorMark)
		switch {
		case len(endings[field]) == 0:
			parameters = append(parameters, m.parameter(p.Name, p))
		case !done[field]:
			done[field] = true
			filters = append(filters, m.filter(field, p, endings[field]))
		}
	}
	return parameters, filters
}

func (m referenceBuilder) parameter(name string, p openapi.Parameter) ReferenceField {
	f := ReferenceField{Name: name, Required: p.Required, Text: p.Description, Type: m.typeOf(p.Schema), Example: exampleText(p.Example)}
	if p.Example == nil && p.Schema != nil && len(p.Schema.Examples) > 0 {
		f.Example = exampleText(p.Schema.Examples[0])
	}
	return f
}

// filter returns a filter with the type of a single value; a request repeats the parameter for several.
func (m referenceBuilder) filter(name string, p openapi.Parameter, endings []string) ReferenceFilter {
	f := ReferenceFilter{m.parameter(name, p), endings}
	if p.Schema != nil && p.Schema.Items != nil {
		f.Type = m.typeOf(p.Schema.Items)
	}
	return f
}

func (m referenceBuilder) object(name string, schema *openapi.Schema) ReferenceObject {
	o := ReferenceObject{Anchor: objectAnchor(name), Name: name, Text: schema.Description}
	for _, p := range schema.Properties {
		o.Fields = append(o.Fields, ReferenceField{Name: p.Name, Type: m.typeOf(p.Schema),
			Required: slices.Contains(schema.Required, p.Name), Text: p.Schema.Description})
	}
	return o
}

func objectAnchor(name string) string { return "object-" + strings.ToLower(name) }

// exampleText writes an example as in an address.
func exampleText(example any) string {
	if example == nil {
		return ""
	}
	list := reflect.ValueOf(example)
	if list.Kind() != reflect.Slice {
		return fmt.Sprint(example)
	}
	var words []string
	for _, word := range list.Seq2() {
		words = append(words, fmt.Sprint(word))
	}
	return strings.Join(words, ",")
}

// typeOf describes the values that a schema allows.
func (m referenceBuilder) typeOf(s *openapi.Schema) ReferenceType {
	switch {
	case s == nil:
		return ReferenceType{Text: "any"}
	case s.Ref != "":
		name := s.Ref[strings.LastIndex(s.Ref, "/")+1:]
		if named := m.schemas[name]; named != nil && len(named.Properties) == 0 {
			return m.typeOf(named)
		}
		return ReferenceType{Name: name, Object: objectAnchor(name)}
	case len(s.AnyOf) > 0 && len(s.Type) == 0:
		return m.union(s.AnyOf)
	case s.Items != nil:
		t := m.typeOf(s.Items)
		t.Text = strings.TrimSpace("list of " + t.Text)
		return t
	case len(s.Enum) > 0:
		return enumType(s.Enum)
	}
	return ReferenceType{Text: strings.Join(jsonTypeNames(s), " or ")}
}

// union describes a choice of types.
func (m referenceBuilder) union(union []*openapi.Schema) ReferenceType {
	t := m.typeOf(union[0])
	for _, other := range union[1:] {
		text := m.typeOf(other)
		t.Text = strings.TrimPrefix(t.Text+" or "+cmp.Or(text.Name, text.Text), " ")
	}
	return t
}

// maxEnumValues is the most values of an enum that a table lists. More, such as all fields to sort by
// in both directions, would hide the rest of the table.
const maxEnumValues = 50

func enumType(enum []any) ReferenceType {
	t := ReferenceType{Text: "word"}
	for _, word := range enum {
		if word == nil {
			t.Text = "word or null"
			continue
		}
		t.Values = append(t.Values, fmt.Sprint(word))
	}
	if len(t.Values) > maxEnumValues {
		t.Text += fmt.Sprintf(", one of %d in the OpenAPI document", len(t.Values))
		t.Values = nil
	}
	return t
}

// jsonTypeNames returns names for people of the JSON types of a schema.
func jsonTypeNames(s *openapi.Schema) []string {
	var words []string
	for _, name := range s.Type {
		switch name {
		case "null":
			words = append(words, name)
			continue
		case "string":
			name = cmp.Or(map[string]string{"date": "date", "date-time": "instant", "uri": "address"}[s.Format], "text")
		case "boolean":
			name = "true or false"
		case "integer":
			name = "whole number"
		}
		if s.Minimum != nil && s.Maximum != nil {
			name += fmt.Sprintf(" from %g to %g", *s.Minimum, *s.Maximum)
		}
		if s.Unit != "" {
			name += " in " + s.Unit
		}
		words = append(words, name)
	}
	if words == nil {
		return []string{"any"}
	}
	return words
}
