package api

import (
	"encoding/json"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"sync"

	"opencec/schemas"
	"opencec/tools/base/openapi"
	"opencec/tools/register"
)

// recordType returns the type whose schema a kind's records have. Certifying bodies have the
// fields of manufacturers, and share their schema.
func recordType(k register.Kind) reflect.Type {
	if k == register.CertifyingBodies {
		k = register.Manufacturers
	}
	return reflect.TypeOf(register.NewRecord(k)).Elem()
}

// A recordPart is a type of records, or of a part of them such as a period.
type recordPart struct {
	fields []*register.Field
	schema *schemas.Node // of the stored form
}

// recordParts returns the types that the views of records consist of.
var recordParts = sync.OnceValue(func() map[reflect.Type]recordPart {
	parts := map[reflect.Type]recordPart{}
	for _, k := range register.Kinds() {
		addParts(parts, recordType(k), k.Fields(), schemas.Embedded().ByName[k.Schema()])
	}
	return parts
})

// describedParts returns the components that a JSON Schema describes, by name.
var describedParts = sync.OnceValue(func() map[string]recordPart {
	settings := reflect.TypeFor[register.Settings]()
	parts := map[reflect.Type]recordPart{}
	addParts(parts, settings, register.FieldsOf(settings), schemas.Embedded().ByName[schemas.SettingsFile])
	maps.Copy(parts, recordParts())
	byName := map[string]recordPart{}
	for t, part := range parts {
		byName[componentName(t)] = part
	}
	return byName
})

// addParts adds a type with the types of its parts.
func addParts(parts map[reflect.Type]recordPart, t reflect.Type, fields []*register.Field, schema *schemas.Node) {
	if _, known := parts[t]; known {
		return
	}
	schema = schemas.Embedded().Object(schema)
	parts[t] = recordPart{fields, schema}
	for _, f := range fields {
		of := f.Type
		if of.Kind() == reflect.Pointer || of.Kind() == reflect.Slice {
			of = of.Elem()
		}
		property := schema.Properties.Named(f.Stored)
		if property != nil && of.Kind() == reflect.Struct && of != reflect.TypeFor[register.Date]() {
			addParts(parts, of, register.FieldsOf(of), property)
		}
	}
}

// viewFields returns the fields of a record in a view, or of a part of one; nil for other types.
func (d *describer) viewFields(t reflect.Type) []openapi.Field {
	var fields []openapi.Field
	for _, f := range recordParts()[t].fields {
		if f.Name != "" {
			fields = append(fields, openapi.Field{Name: f.Name, Schema: d.fieldSchema(t, f), Optional: f.OmitEmpty})
		}
	}
	return fields
}

func (d *describer) fieldSchema(of reflect.Type, f *register.Field) *openapi.Schema {
	if f.Type == reflect.TypeFor[map[string]register.Attributes]() {
		return d.deviceClasses(of == reflect.TypeFor[register.Period]())
	}
	schema := openapi.NotNull(d.schemas.Of(f.Type))
	if f.Nullable {
		return openapi.Nullable(schema)
	}
	return schema
}

// describeStored returns the description of a component, or of one of its properties, from
// the JSON Schema.
func describeStored(component, property string) (d openapi.Description, found bool) {
	p, found := describedParts()[component]
	if !found {
		return d, false
	}
	if property == "" {
		return openapi.Description{Text: p.text()}, true
	}
	i := slices.IndexFunc(p.fields, func(f *register.Field) bool { return f.Name == property && f.Stored != "" })
	if i < 0 {
		return d, false
	}
	field := schemas.Embedded().Property(p.schema, p.fields[i].Stored)
	if field == nil {
		return d, false
	}
	d.Text = inView(field)
	for _, example := range field.Examples {
		if !strings.Contains(string(example), "{") { // the example of a whole record shows groups
			d.Examples = append(d.Examples, json.RawMessage(example))
		}
	}
	return d, true
}

// text describes the part. For a whole record that is the schema's title, because its
// description is about the file.
func (p recordPart) text() string {
	if p.schema.ID != "" {
		return p.schema.Title + "."
	}
	text, _, _ := strings.Cut(p.schema.Description, "; absent ")
	return strings.TrimSuffix(text, ".") + "."
}

// inFile matches the end of a description of ids that says which files they name.
var inFile = regexp.MustCompile(`: (a file|files) in .*\.$`)

// inView returns a field's description for readers of a view: without the places of files,
// and with null or empty in place of absent.
func inView(field *schemas.Node) string {
	text := inFile.ReplaceAllString(field.Meaning(), ".")
	nothing := "null"
	if field.Type == "array" {
		nothing = "empty"
	}
	text = strings.ReplaceAll(text, "; absent ", "; "+nothing+" ")
	return strings.ReplaceAll(text, "Absent: ", strings.ToUpper(nothing[:1])+nothing[1:]+": ")
}
