package api

import (
	"reflect"
	"slices"
	"strings"
	"sync"
	"time"

	"opencec/tools/buildinfo"
	"opencec/tools/change"
	"opencec/tools/match"
	"opencec/tools/openapi"
	"opencec/tools/query"
	"opencec/tools/register"
)

// newSchemas makes schemas of the types that are written to JSON.
func (d *describer) newSchemas() *openapi.Schemas {
	date := openapi.String[string]()
	date.Format = "date"
	instant := openapi.String[string]()
	instant.Format = "date-time"
	originalInstant := openapi.String[string]()
	originalInstant.Pattern = `^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{6})?$`
	return openapi.NewSchemas(openapi.Rules{
		Known: map[reflect.Type]*openapi.Schema{
			reflect.TypeFor[register.Date]():              openapi.Nullable(date),
			reflect.TypeFor[register.Instant]():           openapi.Nullable(instant),
			reflect.TypeFor[originalTime]():               originalInstant,
			optional:                                      openapi.Nullable(openapi.String[string]()),
			reflect.TypeFor[register.Status]():            openapi.String(register.Statuses()...),
			reflect.TypeFor[register.CertificateStatus](): openapi.String(register.CertificateStatuses()...),
			reflect.TypeFor[register.Tone]():              openapi.String(register.ToneGood, register.ToneNeutral, register.ToneWarning, register.ToneBad),
			reflect.TypeFor[register.AttributeType]():     openapi.String(register.TypeNumber, register.TypeInteger, register.TypeRange, register.TypeBoolean, register.TypeEnum, register.TypeText),
			reflect.TypeFor[match.Outcome]():              openapi.String(match.Exact, match.None, match.Ambiguous),
			reflect.TypeFor[match.By]():                   openapi.String(match.ByID, match.ByFormerID, match.ByName, match.BySpelling, match.ByStandard, match.ByPunctuation),
			reflect.TypeFor[time.Time]():                  instant,
			deviceClasses:                                 d.deviceClasses(),
			reflect.TypeFor[change.What]():                openapi.Reference(changeWord),
			reflect.TypeFor[register.Value]():             {}, // a number, a text, true or false, a range, or null
			reflect.TypeFor[any]():                        {},
		},
		Name:     componentName,
		Fields:   d.viewFields,
		Describe: describeField,
	})
}

var (
	optional      = fieldType(register.ListMeta{}, "Commit") // a text or null, which package register keeps to itself
	deviceClasses = reflect.TypeFor[map[string]register.Attributes]()
)

func fieldType(of any, field string) reflect.Type {
	f, ok := reflect.TypeOf(of).FieldByName(field)
	if !ok {
		panic("api: there is no field " + field)
	}
	return f.Type
}

// viewFields returns the fields of a record in a view, or of a part of one; nil for other types.
func (d *describer) viewFields(t reflect.Type) []openapi.Field {
	var fields []openapi.Field
	for _, f := range viewTypes()[t] {
		schema := openapi.NotNull(d.schemas.Of(f.Type))
		if f.Nullable {
			schema = openapi.Nullable(schema)
		}
		fields = append(fields, openapi.Field{Name: f.Name, Schema: schema, Optional: f.OmitEmpty})
	}
	return fields
}

// viewTypes holds the fields of the struct types in views: of the records, and of their parts.
var viewTypes = sync.OnceValue(func() map[reflect.Type][]*register.Field {
	types := map[reflect.Type][]*register.Field{}
	var add func(t reflect.Type, fields []*register.Field)
	add = func(t reflect.Type, fields []*register.Field) {
		types[t] = slices.DeleteFunc(slices.Clone(fields), func(f *register.Field) bool { return f.Name == "" })
		for _, f := range types[t] {
			part := f.Type
			if part.Kind() == reflect.Slice || part.Kind() == reflect.Pointer {
				part = part.Elem()
			}
			if part.Kind() == reflect.Struct && part != reflect.TypeFor[time.Time]() {
				add(part, register.FieldsOf(part))
			}
		}
	}
	for k, t := range recordTypes {
		add(t, k.Fields())
	}
	return types
})

// componentNames are the names of the schemas of types that readers would not
// know by the type's own.
var componentNames = map[reflect.Type]string{
	reflect.TypeFor[register.Manufacturer](): "Party",
	reflect.TypeFor[problemDocument]():       "Problem",
	reflect.TypeFor[query.Problem]():         "QueryProblem",
	reflect.TypeFor[query.Count]():           "FacetCount",
	reflect.TypeFor[answerMeta]():            "CheckMeta",
	reflect.TypeFor[checkDocument]():         "Check",
	reflect.TypeFor[aboutDocument]():         "About",
	reflect.TypeFor[buildinfo.Info]():        "Program",
	reflect.TypeFor[changeLine]():            "Change",
	reflect.TypeFor[changesMeta]():           "ChangeListMeta",
	reflect.TypeFor[change.Field]():          "ChangedField",
	reflect.TypeFor[change.Standing]():       "ChangeStanding",
	reflect.TypeFor[change.State]():          "ChangeState",
	reflect.TypeFor[change.Past]():           "ChangePast",
	reflect.TypeFor[change.PastValue]():      "ChangePastValue",
	reflect.TypeFor[change.Effect]():         "ChangeEffect",
	reflect.TypeFor[currentCertificate]():    "CheckCertificate",
	reflect.TypeFor[nearMiss]():              "CheckNearMiss",
}

// componentName names the schema of a type: AboutView is About.
func componentName(t reflect.Type) string {
	if name, ok := componentNames[t]; ok {
		return name
	}
	name := strings.TrimSuffix(t.Name(), "View")
	return strings.ToUpper(name[:1]) + name[1:]
}

// deviceClasses is the schema of a listing's device classes: an object that has
// an object of attributes for each. It is composed of the register's own classes,
// so that one is in the document the moment that its file exists.
func (d *describer) deviceClasses() *openapi.Schema {
	classes := &openapi.Schema{Type: openapi.Types{"object"}}
	for _, class := range d.reg.DeviceClasses {
		s := &openapi.Schema{Title: class.Name, Description: class.Description, Type: openapi.Types{"object"}}
		for _, a := range class.Attributes {
			s.Properties = append(s.Properties, openapi.Property{Name: a.ID, Schema: attributeSchema(a)})
		}
		classes.Properties = append(classes.Properties, openapi.Property{Name: class.ID, Schema: s})
	}
	return classes
}

// periodValues lets the attribute values of a period be null, which those of a listing
// never are: in the period the attribute is not known.
func (d *describer) periodValues() {
	period := d.schemas.Components[componentName(reflect.TypeFor[register.Period]())]
	for i, p := range period.Properties {
		if p.Name != "device_classes" {
			continue
		}
		classes := d.deviceClasses()
		classes.Description = p.Schema.Description
		for _, class := range classes.Properties {
			for i, a := range class.Schema.Properties {
				class.Schema.Properties[i].Schema = openapi.Nullable(a.Schema)
			}
		}
		period.Properties[i].Schema = classes
	}
}

// attributeSchema is the schema of a value of an attribute, as register.Value
// writes it.
func attributeSchema(a register.Attribute) *openapi.Schema {
	s := &openapi.Schema{Type: openapi.Types{string(a.Type)}, Minimum: a.Minimum, Maximum: a.Maximum, Unit: a.Unit}
	switch a.Type {
	case register.TypeRange:
		end := func(title string) *openapi.Schema {
			return &openapi.Schema{Title: title, Type: openapi.Types{"number"}, Minimum: a.Minimum, Maximum: a.Maximum, Unit: a.Unit}
		}
		s = &openapi.Schema{Type: openapi.Types{"object"}, Required: []string{"min", "max"},
			Properties: openapi.Properties{{Name: "min", Schema: end("Lower end")}, {Name: "max", Schema: end("Upper end")}}}
	case register.TypeEnum:
		var words []string
		for _, v := range a.Values {
			words = append(words, v.ID)
		}
		s = openapi.String(words...)
	case register.TypeText:
		s = openapi.String[string]()
	}
	s.Title, s.Description = inUnit(a.Name, a.Unit), a.Description
	return s
}

// inUnit writes a name with its unit, as people do.
func inUnit(name, unit string) string {
	if unit == "" {
		return name
	}
	return name + " (" + unit + ")"
}

// addExamples gives the schemas of records their first record as an example.
func (d *describer) addExamples() {
	for _, k := range register.Kinds() {
		schema := d.schemas.Components[componentName(recordTypes[k])]
		if records := d.samples[k]; schema != nil && len(records) > 0 {
			schema.Examples = []any{d.reg.View(records[0], d.on)}
		}
	}
}

// maxSamples is among how many records of a kind examples are looked for.
const maxSamples = 1000

// samplesOf returns the first records of each kind.
func samplesOf(reg *register.Register) map[register.Kind][]register.Record {
	samples := map[register.Kind][]register.Record{}
	for rec := range reg.All() {
		if k := rec.RecordKind(); len(samples[k]) < maxSamples {
			samples[k] = append(samples[k], rec)
		}
	}
	return samples
}

// closed leaves out certificates that cover a listing which is not in the register:
// of samples, not all are.
func closed(reg *register.Register) *register.Register {
	certificates := slices.DeleteFunc(slices.Clone(reg.Certificates), func(c *register.Certificate) bool {
		return slices.ContainsFunc(c.Listings, func(id string) bool { return reg.Listing(id) == nil })
	})
	return reg.With(reg.Listings, certificates)
}
