package api

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"opencec/tools/base/openapi"
	"opencec/tools/query"
	"opencec/tools/register"
)

// listParameters describes the parameters of the list of a kind: those of all lists, then
// every operator of every field.
func (d *describer) listParameters(k register.Kind) []openapi.Parameter {
	c := d.model.Collection(k)
	var list []openapi.Parameter
	for _, name := range c.Parameters() {
		countable := name != "facets" || len(c.Facetable()) > 0
		if c.Field(name) == nil && countable {
			list = append(list, d.listParameter(c, name))
		}
	}
	for _, f := range c.Fields {
		for _, op := range f.Ops() {
			list = append(list, d.filter(c, f, op))
		}
	}
	return list
}

// listParameter describes a parameter that is not a field.
func (d *describer) listParameter(c *query.Collection, name string) openapi.Parameter {
	p := openapi.Parameter{Name: name, In: "query", Schema: openapi.String[string]()}
	switch name {
	case "q":
		p.Description = "Words, each of which begins a word of the record: " + c.Search.Description + "."
		p.Example = "power 2"
	case "on":
		p = d.onParameter()
	case asOf:
		p = d.asOfParameter()
	case "sort":
		p.Description = fmt.Sprintf("Up to %d fields to sort by, with commas between; `-` before one for descending. Records without a value come last. Ties are sorted by id.", query.MaxSortKeys)
		var words []string
		for _, field := range c.Sortable() {
			words = append(words, field, "-"+field)
		}
		p.Schema, p.Example = chosen(words), []string{"-" + c.Sortable()[0]}
		p.Schema.MaxItems = query.MaxSortKeys
	case "limit":
		p = limitParameter("records")
	case "cursor":
		p.Description = "The end of the previous page, from its `links.next`, with the same other parameters."
		p.Example = query.Cursor{Version: query.HashOf(d.reg.Version.ID), On: d.on, Last: "tesla/powerwall-2"}.String()
	case "facets":
		p.Description = fmt.Sprintf("Up to %d fields, with commas between: the answer has the number of records with each of their values.", query.MaxFacets)
		p.Schema, p.Example = chosen(c.Facetable()), c.Facetable()[:1]
		p.Schema.MaxItems = query.MaxFacets
	case "format":
		p = formatParameter("The format of the answer, as `Accept` selects it too: a page in JSON, or the whole list as JSON lines or as a table in CSV.", query.Formats())
	case "fields":
		p = fieldsParameter(c)
	case "include":
		p = includeParameter(c)
	default:
		panic("api: the parameter " + name + " is not described")
	}
	p.Name, p.In = name, "query"
	if len(p.Schema.Type) == 1 && p.Schema.Type[0] == "array" {
		p = withCommas(p)
	}
	return p
}

func (d *describer) onParameter() openapi.Parameter {
	return openapi.Parameter{
		Description: "The day for `status` and all other values that depend on the day; by default, today in the register's time zone.",
		Schema:      dateSchema(), Example: d.on,
	}
}

// pointText describes how points in time are written.
const pointText = "Given as " + register.RevisionSpecForms + "."

func (d *describer) asOfParameter() openapi.Parameter {
	return openapi.Parameter{
		Description: "Asks what the register said at that point in time, whatever was corrected since. " + pointText + " A date is the end of that day. By default, the newest version.",
		Schema:      openapi.String[string](), Example: d.on,
	}
}

func limitParameter(what string) openapi.Parameter {
	low, high := 1.0, float64(query.MaxLimit)
	return openapi.Parameter{
		Description: "How many " + what + " a page has.", Example: 20,
		Schema: &openapi.Schema{Type: openapi.Types{"integer"}, Minimum: &low, Maximum: &high, Default: query.DefaultLimit},
	}
}

func formatParameter(text string, formats []query.Format) openapi.Parameter {
	s := openapi.String(formats...)
	s.Default = query.JSON
	return openapi.Parameter{Description: text, Schema: s, Example: query.JSON}
}

func fieldsParameter(c *query.Collection) openapi.Parameter {
	return openapi.Parameter{
		Description: "The fields of each record to return, with commas between; by default, all. The others are left out, even those that the schema requires.",
		Schema:      chosen(c.ViewFields), Example: c.ViewFields[:2],
	}
}

func includeParameter(c *query.Collection) openapi.Parameter {
	text := "Additional data of each record: "
	if slices.Contains(c.Includes, query.IncludeVerdict) {
		text += "`certificates` are those that cover the listing, in full; `verdict` is the answer about it on the day, in words; "
	}
	text += fmt.Sprintf("`history` has the changes of the record, the oldest first; a page with it has at most %d records.", query.MaxWithHistory)
	return openapi.Parameter{Description: text, Schema: chosen(c.Includes), Example: c.Includes[:1]}
}

// chosen returns the schema of a list of some of the words.
func chosen[S ~string](words []S) *openapi.Schema { return openapi.ArrayOf(openapi.String(words...)) }

// withCommas marks a list that is written in one parameter, with commas.
func withCommas(p openapi.Parameter) openapi.Parameter {
	explode := false
	p.Style, p.Explode = "form", &explode
	return p
}

// recordParameters describes the parameters of one record: the parts of its id, and those
// that select what is shown.
func (d *describer) recordParameters(k register.Kind) []openapi.Parameter {
	c := d.model.Collection(k)
	list := d.idParameters(k)
	for _, name := range c.RecordParameters() {
		list = append(list, d.listParameter(c, name))
	}
	return list
}

// idParameters describes the parts of a record's id in its path.
func (d *describer) idParameters(k register.Kind) []openapi.Parameter {
	group, id := "", d.exampleID(k)
	var list []openapi.Parameter
	if k.Depth() == 2 {
		group, id, _ = strings.Cut(id, "/")
		list = append(list, pathParameter(groupParameter(k), "The first part of the id: the id of the "+groupKind(k).Name()+".", group))
	}
	return append(list, pathParameter("id", "The id of the "+k.Name()+pickText(k.Depth() == 2, ", after the slash. A client that sends the whole id in one part, with `%2F` for its slash, is answered the same.", "."), id))
}

func pickText(yes bool, text, other string) string {
	if yes {
		return text
	}
	return other
}

func pathParameter(name, description, example string) openapi.Parameter {
	return openapi.Parameter{Name: name, In: "path", Required: true, Description: description, Schema: openapi.String[string](), Example: example}
}

// exampleID returns the id of the first record of a kind.
func (d *describer) exampleID(k register.Kind) string {
	if records := d.samples[k]; len(records) > 0 {
		return records[0].RecordMeta().ID
	}
	return strings.TrimPrefix(strings.Repeat("/example", k.Depth()), "/")
}

// opTexts describe the operators, each before the description of a field.
var opTexts = map[query.Op]string{
	query.Equal:      "",
	query.Not:        "None of these, or unknown: ",
	query.In:         "One of these, with commas between: ",
	query.Contains:   "Contains this: ",
	query.StartsWith: "Begins with this: ",
	query.Greater:    "More, or later, than this: ",
	query.AtLeast:    "At least this, or not before it: ",
	query.Less:       "Less, or earlier, than this: ",
	query.AtMost:     "At most this, or not after it: ",
	query.IsNull:     "true if it is unknown, false if it is known: ",
}

// filter describes the parameter of an operator on a field.
func (d *describer) filter(c *query.Collection, f *query.Field, op query.Op) openapi.Parameter {
	p := openapi.Parameter{Name: f.Parameter(op), In: "query", Unit: f.Unit, Description: sentence(opTexts[op] + inUnit(f.Asked(op).Description, f.Unit))}
	value := valueSchema(f)
	example := d.exampleValue(c, f)
	switch {
	case op == query.IsNull:
		p.Schema, p.Example, p.Unit = &openapi.Schema{Type: openapi.Types{"boolean"}}, true, ""
		return p
	case op == query.Contains || op == query.StartsWith:
		value = openapi.String[string]()
	}
	if op.Single() {
		p.Schema, p.Example = value, example
		return p
	}
	p.Schema, p.Example = openapi.ArrayOf(value), []any{example}
	p.Schema.MaxItems = query.MaxValues
	if op == query.In {
		return withCommas(p)
	}
	return p
}

// sentence returns s with a capital letter and a full stop.
func sentence(s string) string { return strings.ToUpper(s[:1]) + s[1:] + "." }

// maxWords is the size of the largest vocabulary that is in the document. Larger ones can be
// read in the API.
const maxWords = 50

// valueSchema returns the schema of one value of a field. An entry of a vocabulary may have
// other spellings too, if the description says so.
func valueSchema(f *query.Field) *openapi.Schema {
	switch f.Type {
	case query.TypeEnum:
		if f.Named || len(f.Vocabulary.Terms) > maxWords {
			return openapi.String[string]()
		}
		var words []string
		for _, w := range f.Vocabulary.Terms {
			words = append(words, w.ID)
		}
		return openapi.String(words...)
	case query.TypeNumber:
		return &openapi.Schema{Type: openapi.Types{"number"}}
	case query.TypeBoolean:
		return &openapi.Schema{Type: openapi.Types{"boolean"}}
	case query.TypeDate:
		return dateSchema()
	case query.TypeInstant:
		s := openapi.String[string]()
		s.AnyOf = []*openapi.Schema{{Format: "date-time"}, {Format: "date"}}
		return s
	}
	return openapi.String[string]()
}

func dateSchema() *openapi.Schema {
	s := openapi.String[string]()
	s.Format = "date"
	return s
}

// exampleValue returns a value that the register has for a field, or one that it could have.
func (d *describer) exampleValue(c *query.Collection, f *query.Field) any {
	kind := c.Kind
	if f.Via != nil {
		f, kind = f.Via, register.Certificates
	}
	for _, rec := range d.samples[kind] {
		if values := f.AppendValues(nil, rec, d.on); len(values) > 0 {
			return typed(f, values[0])
		}
	}
	return possible(f)
}

// typed returns a value as the JSON of its type has it.
func typed(f *query.Field, v query.Value) any {
	switch f.Type {
	case query.TypeNumber:
		return v.Order
	case query.TypeBoolean:
		return v.Text == "true"
	}
	return v.Text
}

// possible returns a value that a field could have.
func possible(f *query.Field) any {
	switch f.Type {
	case query.TypeEnum:
		if len(f.Vocabulary.Terms) > 0 {
			return f.Vocabulary.Terms[0].ID
		}
	case query.TypeNumber:
		return 10
	case query.TypeBoolean:
		return true
	case query.TypeDate:
		return "2026-06-30"
	case query.TypeInstant:
		return "2026-06-30T00:00:00Z"
	}
	return "example"
}

// exampleNumber returns the legacy number of a listing, or a made-up one if the register has
// no listings.
func (d *describer) exampleNumber() string {
	l := d.reg.Listing(d.exampleID(register.Listings))
	if l == nil {
		return "1"
	}
	return strconv.FormatInt(l.LegacyNumber(), 10)
}

// legacyParameterList describes the parameters of the legacy API.
func legacyParameterList(d *describer) []openapi.Parameter {
	text := func(name, description string, example any) openapi.Parameter {
		return openapi.Parameter{Name: name, In: "query", Description: description, Schema: openapi.String[string](), Example: example}
	}
	entityType := d.model.Collection(register.Listings).Field("entity_type")
	status := text("status", "Its status today, as the original API names it; any other status matches nothing.", legacyStatuses[0].name)
	for _, o := range legacyStatuses {
		status.Schema.Enum = append(status.Schema.Enum, o.name)
	}
	kind := text("entity_type", "The entity type; any other is ignored.", "client")
	kind.Schema = valueSchema(entityType)
	list := []openapi.Parameter{
		text("id", "The listing's number, in any form that Python reads as an integer: also with spaces around it, a sign, or `.0`. 404 if there is no such listing, and 422 if it is not a number. An id of the register works too.", d.exampleNumber()),
		kind,
		text("manufacturer", "A part of the manufacturer's name, in any case, as in SQL's ILIKE: `%` matches any characters, `_` any one character, and a backslash before either matches it literally.", "tesla"),
		text("model", "A part of the model, likewise.", "powerwall"),
		status,
	}
	slices.SortFunc(list, func(a, b openapi.Parameter) int { return strings.Compare(a.Name, b.Name) })
	return list
}
