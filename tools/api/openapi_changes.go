package api

import (
	"fmt"
	"net/http"
	"reflect"
	"strings"

	"opencec/tools/base/openapi"
	"opencec/tools/history/change"
	"opencec/tools/query"
	"opencec/tools/register"
)

const changesDescription = "The oldest change first, each with its revision, the changed fields, and the whole record after the change. " +
	"Applied to a copy of the register as of `since`, they give the register as of `as_of`; continue from `meta.revision`. " +
	"Each page but the last has a link to the next one, in `links.next` and in the `Link` header. Links name the two revisions, so that they mean the same in all later versions.\n\n" +
	"404 with the code `no-history` if the register is served without its history."

var changesOperation = operation{
	id: "listChanges", tag: tagRegister, summary: "What changed",
	description: changesDescription,
	parameters:  func(d *describer) []openapi.Parameter { return d.changesParameters(false) },
	result:      (*describer).changes,
	headers:     append([]string{"Link"}, cached...), answers: []int{http.StatusNotFound, http.StatusNotAcceptable},
}

// historyOperation describes the history of a record of a kind.
func historyOperation(k register.Kind) operation {
	return operation{
		id: "list" + camel(k.Name()) + "History", tag: tagOf(k), summary: "What changed one " + k.Name(),
		description: "The changes of the record under all ids that it had, even if it was removed. Those of a listing include the certificates that cover or covered it. " + changesDescription + "\n\nA former id of the record redirects to the id that it has as of `as_of`.",
		parameters: func(d *describer) []openapi.Parameter {
			return append(d.idParameters(k), d.changesParameters(true)...)
		},
		result:  (*describer).changes,
		headers: append([]string{"Link"}, cached...), answers: []int{http.StatusPermanentRedirect, http.StatusNotFound, http.StatusNotAcceptable},
	}
}

// A changeLine has the fields of a line of changes.ndjson. It is used only for the
// description, because engines return lines as JSON; a test compares it with real lines.
type changeLine struct {
	Seq        int                `json:"seq"`
	Commit     *string            `json:"commit"`
	Time       register.Instant   `json:"time"`
	Author     *string            `json:"author"`
	Summary    *string            `json:"summary"`
	Kind       string             `json:"kind"`
	ID         *string            `json:"id"`
	FormerID   *string            `json:"former_id"`
	MovedTo    *string            `json:"moved_to"`
	Events     []change.EventType `json:"what"`
	Fields     []change.Field     `json:"fields"`
	Outcome    *change.Outcome    `json:"standing"`
	Effects    []change.Effect    `json:"effects"`
	Unreadable *string            `json:"unreadable"`
	Record     any                `json:"record"`
}

// line returns the schema of a line of changes.ndjson.
func (d *describer) line() *openapi.Schema {
	ref := d.schemas.Of(reflect.TypeFor[changeLine]())
	line := d.schemas.Components[componentName(reflect.TypeFor[changeLine]())]
	for i, p := range line.Properties {
		if p.Name == "kind" {
			words := openapi.String(query.ChangedKinds()...)
			words.Description = p.Schema.Description
			line.Properties[i].Schema = words
		}
	}
	return ref
}

// changes describes the answer to a request for changes.
func (d *describer) changes() openapi.Content {
	const name = "ChangeList"
	d.schemas.Components[name] = &openapi.Schema{
		Type: openapi.Types{"object"}, Description: "A page of changes.",
		Properties: openapi.Properties{
			{Name: "data", Schema: &openapi.Schema{Type: openapi.Types{"array"}, Description: "The changes of the page, the oldest first.", Items: d.line()}},
			{Name: "meta", Schema: d.schemas.Of(reflect.TypeFor[changesMeta]())},
			{Name: "links", Schema: d.schemas.Of(reflect.TypeFor[listLinks]())},
		},
		Required: []string{"data", "meta", "links"},
	}
	lines := openapi.String[string]()
	lines.Description = "A change's JSON on each line, as in the list's `data` and in the download changes.ndjson."
	return openapi.Content{mediaJSON: {Schema: openapi.Reference(name)}, mediaNDJSON: {Schema: lines}}
}

// changesParameters describes the parameters of the changes of the register or of one record.
func (d *describer) changesParameters(ofRecord bool) []openapi.Parameter {
	var list []openapi.Parameter
	for _, name := range query.ChangesParameters(ofRecord) {
		p := d.changesParameter(name)
		p.Name, p.In = name, "query"
		list = append(list, p)
	}
	return list
}

func (d *describer) changesParameter(name string) openapi.Parameter {
	switch name {
	case "since":
		return openapi.Parameter{Description: "Only what changed after this point in time. " + pointText + " A date is the beginning of that day. 0, the default, is the time before the first revision.",
			Schema: openapi.String[string](), Example: "0"}
	case asOf:
		return d.asOfParameter()
	case "limit":
		return limitParameter("changes")
	case "cursor":
		return openapi.Parameter{Description: "The end of the previous page, from its `links.next`: the number of a revision and the number of one of its changes.",
			Schema: openapi.String[string](), Example: query.ChangeCursor{Seq: 1, Number: 1}.String()}
	case "format":
		return formatParameter("The format of the answer, as `Accept` selects it too: a page in JSON, or all changes as JSON lines.", query.ChangeFormats())
	}
	for _, f := range d.changeFilters() {
		switch name {
		case f.name:
			return repeated(f.text, f.value, f.example)
		case query.WithCommas(f.name):
			p := repeated(opTexts[query.In]+f.text, f.value, f.example)
			return withCommas(p)
		}
	}
	panic("api: the parameter " + name + " is not described")
}

// A changeFilter is a parameter that filters changes.
type changeFilter struct {
	name, text string
	value      *openapi.Schema
	example    string
}

func (d *describer) changeFilters() []changeFilter {
	return []changeFilter{
		{"kind", "The kind of the changed record, or settings.", openapi.String(query.ChangedKinds()...), register.Listings.Folder()},
		{"what", "An event type: what happened.", openapi.Reference(changeWord), string(change.ExpiryMoved)},
		{"listing", "The id, at that time, of a listing that the change concerns: a change of the listing itself, or of a certificate that covers or covered it.", openapi.String[string](), d.exampleID(register.Listings)},
		{"manufacturer", "The id of a manufacturer that the change concerns: a change of the manufacturer, its listings or their certificates.", openapi.String[string](), d.exampleID(register.Manufacturers)},
	}
}

// changeWord is the name of the schema of event types.
const changeWord = "ChangeWord"

// changeWords returns that schema, with the meaning of each event type.
func changeWords() *openapi.Schema {
	s := openapi.String(change.EventTypes()...)
	meanings := make([]string, len(change.EventTypes()))
	for i, w := range change.EventTypes() {
		meanings[i] = fmt.Sprintf("`%s`, %s", w, w.Meaning())
	}
	s.Description = "What happened: " + strings.Join(meanings, "; ") + "."
	return s
}

// repeated describes a parameter that may be repeated, with "or" between the values.
func repeated(text string, value *openapi.Schema, example string) openapi.Parameter {
	p := openapi.Parameter{Description: text, Schema: openapi.ArrayOf(value), Example: []any{example}}
	p.Schema.MaxItems = query.MaxValues
	return p
}
