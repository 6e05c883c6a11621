package api

import (
	"reflect"
	"slices"
	"strings"
	"time"

	"opencec/tools/base/buildinfo"
	"opencec/tools/base/openapi"
	"opencec/tools/history/change"
	"opencec/tools/query"
	"opencec/tools/register"
	"opencec/tools/register/match"
)

// newSchemas returns the schemas of the types that answers are encoded from.
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
			reflect.TypeFor[legacyTime]():                 originalInstant,
			optional:                                      openapi.Nullable(openapi.String[string]()),
			reflect.TypeFor[time.Time]():                  instant,
			reflect.TypeFor[register.Status]():            openapi.String(register.Statuses()...),
			reflect.TypeFor[register.CertificateStatus](): openapi.String(register.CertificateStatuses()...),
			reflect.TypeFor[register.Tone]():              openapi.String(register.ToneGood, register.ToneNeutral, register.ToneWarning, register.ToneBad),
			reflect.TypeFor[register.AttributeType]():     openapi.String(register.TypeNumber, register.TypeInteger, register.TypeRange, register.TypeBoolean, register.TypeEnum, register.TypeText),
			reflect.TypeFor[match.Outcome]():              openapi.String(match.Exact, match.None, match.Ambiguous),
			reflect.TypeFor[match.By]():                   openapi.String(match.ByID, match.ByFormerID, match.ByName, match.BySpelling, match.ByStandard, match.ByPunctuation),
			reflect.TypeFor[change.EventType]():           openapi.Reference(changeWord),
			reflect.TypeFor[register.Value]():             {}, // a number, a text, true or false, a range, or null
			reflect.TypeFor[any]():                        {},
		},
		Name:     componentName,
		Describe: describeField,
		Fields:   d.viewFields,
	})
}

// optional is package register's type of a text that is null if it is empty.
var optional = func() reflect.Type {
	f, _ := reflect.TypeFor[register.ListMeta]().FieldByName("Commit")
	return f.Type
}()

// componentNames has the names of schemas whose Go type has a name that would mean nothing
// to readers.
var componentNames = map[reflect.Type]string{
	reflect.TypeFor[problemDocument]():    "Problem",
	reflect.TypeFor[query.Problem]():      "QueryProblem",
	reflect.TypeFor[query.Count]():        "FacetCount",
	reflect.TypeFor[answerMeta]():         "CheckMeta",
	reflect.TypeFor[checkDocument]():      "Check",
	reflect.TypeFor[aboutDocument]():      "About",
	reflect.TypeFor[register.Settings]():  "About", // which has some of its fields
	recordType(register.Manufacturers):    "Party",
	reflect.TypeFor[buildinfo.Info]():     "Program",
	reflect.TypeFor[changeLine]():         "Change",
	reflect.TypeFor[changesMeta]():        "ChangeListMeta",
	reflect.TypeFor[change.Field]():       "ChangedField",
	reflect.TypeFor[change.Outcome]():     "ChangeStanding",
	reflect.TypeFor[change.State]():       "ChangeState",
	reflect.TypeFor[change.PastStatus]():  "ChangePast",
	reflect.TypeFor[change.PastValue]():   "ChangePastValue",
	reflect.TypeFor[change.Effect]():      "ChangeEffect",
	reflect.TypeFor[currentCertificate](): "CheckCertificate",
	reflect.TypeFor[nearMiss]():           "CheckNearMiss",
	reflect.TypeFor[checkListing]():       "CheckStanding",

	// The published names say "original", as the documentation does.
	reflect.TypeFor[legacyError]():   "OriginalError",
	reflect.TypeFor[legacyInvalid](): "OriginalInvalid",
	reflect.TypeFor[legacyListing](): "OriginalListing",
	reflect.TypeFor[legacyProblem](): "OriginalProblem",
	reflect.TypeFor[legacyState]():   "OriginalState",
}

// componentName returns the name of the schema of a type.
func componentName(t reflect.Type) string {
	if name, ok := componentNames[t]; ok {
		return name
	}
	name := strings.TrimSuffix(t.Name(), "View")
	return strings.ToUpper(name[:1]) + name[1:]
}

// deviceClasses returns the schema of a listing's device classes: an object with an object of
// attributes for each. It is made from the register's own classes, so that a new class is in
// the document as soon as its file exists. In a period, null means that the attribute is
// unknown in it.
func (d *describer) deviceClasses(inPeriod bool) *openapi.Schema {
	classes := &openapi.Schema{Type: openapi.Types{"object"}}
	for _, class := range d.reg.DeviceClasses {
		s := &openapi.Schema{Title: class.Name, Description: class.Description, Type: openapi.Types{"object"}}
		for _, a := range class.Attributes {
			value := attributeSchema(a)
			if inPeriod {
				value = openapi.Nullable(value)
			}
			s.Properties = append(s.Properties, openapi.Property{Name: a.ID, Schema: value})
		}
		classes.Properties = append(classes.Properties, openapi.Property{Name: class.ID, Schema: s})
	}
	return classes
}

// attributeSchema returns the schema of an attribute's values, as register.Value encodes
// them.
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

// inUnit writes a name with its unit, for people.
func inUnit(name, unit string) string {
	if unit == "" {
		return name
	}
	return name + " (" + unit + ")"
}

// addExamples adds the first record of each kind to its schema as an example.
func (d *describer) addExamples() {
	for _, k := range register.Kinds() {
		schema := d.schemas.Components[componentName(recordType(k))]
		if records := d.samples[k]; schema != nil && len(records) > 0 {
			schema.Examples = []any{d.reg.View(records[0], d.on)}
		}
	}
}

// maxSamples is the number of records of a kind among which examples are looked for.
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

// closed leaves out certificates that cover a listing outside the register, because a sample
// does not have all listings.
func closed(reg *register.Register) *register.Register {
	certificates := slices.DeleteFunc(slices.Clone(reg.Certificates), func(c *register.Certificate) bool {
		return slices.ContainsFunc(c.Listings, func(id string) bool { return reg.Listing(id) == nil })
	})
	return reg.With(reg.Listings, certificates)
}
