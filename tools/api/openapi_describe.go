package api

import (
	"maps"
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"opencec/tools/base/openapi"
	"opencec/tools/query"
	"opencec/tools/register"
)

// Version is the version of the API, by the rules of semver.org: the first number rises if a
// correct client can break, the second if something is added, the third if only descriptions
// change. A test fails if the document changes without it.
const Version = "1.6.2"

// A describer writes the OpenAPI document of the API for one version of the register, which
// has the fields and vocabularies of queries.
type describer struct {
	model   *query.Model
	reg     *register.Register // with samples of listings and certificates
	on      register.Date      // the day of the examples: that of the version, so that the document does not change at midnight
	schemas *openapi.Schemas
	samples map[register.Kind][]register.Record // for examples
	problem map[int][]*Error                    // examples, by status
}

// Describe returns the document that a server of reg has at /openapi.json.
func Describe(reg *register.Register) openapi.Document {
	samples := reg.With(first(reg.Listings), first(reg.Certificates))
	return describe((&Server{}).routes(), samples)
}

// first returns the records among which examples are looked for.
func first[R any](records []R) []R { return slices.Clone(records[:min(maxSamples, len(records))]) }

// describe returns the document of the routes, with examples from a register's samples.
func describe(routes []route, reg *register.Register) openapi.Document {
	reg = closed(reg)
	d := &describer{model: query.NewModel(reg), reg: reg, on: reg.Today(reg.Version.Time)}
	d.samples = samplesOf(reg)
	d.schemas = d.newSchemas()
	d.schemas.Components[changeWord] = changeWords()
	d.problem = d.exampleProblems()
	doc := openapi.Document{
		OpenAPI:  openapi.Version,
		Info:     d.info(),
		Servers:  []openapi.Server{{URL: "/", Description: "Where this document is"}},
		Security: []openapi.Security{{"apiKey": {}}, {"bearer": {}}},
		Tags:     tags,
		Paths:    map[string]openapi.Operations{},
		Components: openapi.Components{
			Schemas:   d.schemas.Components,
			Responses: map[string]*openapi.Response{},
			Headers:   map[string]openapi.Header{},
			SecuritySchemes: map[string]openapi.SecurityScheme{
				"apiKey": {Type: "apiKey", In: "header", Name: "x-api-key", Description: "A key, such as ocec_…"},
				"bearer": {Type: "http", Scheme: "bearer", Description: "The same key, as Authorization: Bearer ocec_…"},
			},
		},
	}
	if reg.Settings.BaseURL != "" {
		doc.ExternalDocs = &openapi.ExternalDocs{Description: "The register's site", URL: reg.Settings.BaseURL}
	}
	for _, r := range routes {
		if r.id == "" {
			continue // notDescribed
		}
		if doc.Paths[r.path] == nil {
			doc.Paths[r.path] = openapi.Operations{}
		}
		doc.Paths[r.path][strings.ToLower(r.method)] = d.operation(r, doc.Components)
	}
	d.addExamples()
	return doc
}

func (d *describer) info() openapi.Info {
	settings := d.reg.Settings
	info := openapi.Info{Title: settings.Title, Summary: "The API of an open register of CSIP-AUS listings", Version: Version,
		Description: strings.TrimSpace(settings.Description + "\n\n" + manual)}
	if settings.Licence.Name != "" {
		info.License = &openapi.License{Name: settings.Licence.Name, Identifier: settings.Licence.SPDX}
		if settings.Licence.SPDX == "" {
			info.License.URL = settings.Licence.URL
		}
	}
	contact := openapi.Contact{Name: settings.Publisher, URL: settings.Repository}
	switch {
	case strings.Contains(settings.Contact, "://"):
		contact.URL = settings.Contact
	case strings.Contains(settings.Contact, "@"):
		contact.Email = settings.Contact
	}
	if contact != (openapi.Contact{}) {
		info.Contact = &contact
	}
	return info
}

// aside moves the examples of optional parameters into their schemas. Pages for trying
// operations out fill in examples that are beside the schema, and nobody wants all filters
// at once.
func aside(parameters []openapi.Parameter) []openapi.Parameter {
	for i, p := range parameters {
		if !p.Required {
			parameters[i].Schema.Examples, parameters[i].Example = []any{p.Example}, nil
		}
	}
	return parameters
}

// manual is the text before the operations.
const manual = `Everything here is read-only. Dates are days in the register's time zone, both ends included; instants are UTC.

` + "`GET` paths answer `HEAD` too, and `OPTIONS` returns what is allowed. Every answer has an `X-Request-Id`: name it when you ask about an answer. " +
	"Send the `ETag` of an answer in `If-None-Match`; 304 then means that nothing has changed. With `If-Match`, which nothing here needs, the answer is 412 if the `ETag` is another one. " +
	"A long answer, such as a whole list as `ndjson` or `csv`, comes in parts. A key may have only a few of these at once; one more gets 429 and the code `too-many-streams`. " +
	"An answer that the client does not read in time, or whose version of the register has been replaced twice meanwhile, is cut off: the connection then ends with an error, and never as if the answer were complete. Send the request again.\n\n" +
	"Errors repeat at most some hundred characters of the request. They are `application/problem+json` (RFC 9457); the last part of `type` and the `code` of a problem are stable words for programs."

// operation describes a route: its own properties, and those that all routes share.
func (d *describer) operation(r route, shared openapi.Components) *openapi.Operation {
	op := &openapi.Operation{Tags: []string{r.tag}, Summary: r.summary, Description: r.description, OperationID: r.id,
		Responses: map[string]*openapi.Response{}}
	if r.access == open {
		op.Security = &[]openapi.Security{}
	}
	if r.parameters != nil {
		op.Parameters = aside(r.parameters(d))
	}
	if r.body != nil {
		op.RequestBody = r.body(d)
	}
	for _, status := range r.statuses() {
		if status == http.StatusOK {
			op.Responses["200"] = &openapi.Response{Description: "What was asked for", Content: r.result(d), Headers: d.headers(shared, r.sent())}
			continue
		}
		name, describe := responseName(status), d.response
		if r.legacy && status >= 400 {
			name, describe = "Original"+name, d.legacyResponse
		}
		if shared.Responses[name] == nil {
			shared.Responses[name] = describe(status, shared)
		}
		op.Responses[strconv.Itoa(status)] = &openapi.Response{Ref: "#/components/responses/" + name}
	}
	return op
}

// responseName returns the name of a shared response, such as NotFound.
func responseName(status int) string { return camel(http.StatusText(status)) }

// response describes an answer of several operations.
func (d *describer) response(status int, shared openapi.Components) *openapi.Response {
	if status < 400 {
		return &openapi.Response{Description: otherAnswers[status].text, Headers: d.headers(shared, otherAnswers[status].headers)}
	}
	examples := map[string]openapi.Example{}
	var headers []string
	for _, e := range d.problem[status] {
		examples[e.Code] = openapi.Example{Summary: e.Code, Value: e.document("/v1/listings", exampleRequestID)}
		headers = slices.AppendSeq(headers, maps.Keys(e.Header))
	}
	slices.Sort(headers)
	return &openapi.Response{
		Description: problemTexts[status],
		Headers:     d.headers(shared, slices.Compact(headers)),
		Content:     openapi.Content{mediaProblem: {Schema: d.schemas.Of(reflect.TypeFor[problemDocument]()), Examples: examples}},
	}
}

// legacyResponse describes an error in the legacy format.
func (d *describer) legacyResponse(status int, shared openapi.Components) *openapi.Response {
	examples := map[string]openapi.Example{}
	var headers []string
	for _, e := range legacyProblems()[status] {
		examples[e.Code] = openapi.Example{Summary: e.Code, Value: e.legacy()}
		headers = slices.AppendSeq(headers, maps.Keys(e.Header))
	}
	slices.Sort(headers)
	body := reflect.TypeFor[legacyError]()
	if status == http.StatusUnprocessableEntity {
		body = reflect.TypeFor[legacyInvalid]()
	}
	content := openapi.Content{mediaJSON: {Schema: d.schemas.Of(body), Examples: examples}}
	if status == http.StatusServiceUnavailable { // without a key, / has the other format
		content[mediaProblem] = d.response(status, shared).Content[mediaProblem]
	}
	return &openapi.Response{Description: problemTexts[status], Headers: d.headers(shared, slices.Compact(headers)), Content: content}
}

// headers refers to the headers of an answer, and to those of all answers.
func (d *describer) headers(shared openapi.Components, names []string) map[string]openapi.Header {
	refs := map[string]openapi.Header{}
	for _, name := range append([]string{"X-Request-Id", staleHeader}, names...) {
		header, ok := responseHeaders[name]
		if !ok {
			panic("api: the header " + name + " is not described")
		}
		shared.Headers[name] = header
		refs[name] = openapi.Header{Ref: "#/components/headers/" + name}
	}
	return refs
}

// otherAnswers are answers that are neither a result nor an error.
var otherAnswers = map[int]struct {
	text    string
	headers []string
}{
	http.StatusNotModified:       {"Nothing has changed since the answer with that ETag; it is not sent again", cached},
	http.StatusPermanentRedirect: {"The record has another id now", []string{"Location"}},
}

const exampleRequestID = "HZ2JYXK5V3Q6RA4MBTW7N0FEDC"

var responseHeaders = map[string]openapi.Header{
	"X-Request-Id":     {Description: "The id of the request: the one that the caller sent, if it is valid.", Required: true, Schema: openapi.String[string](), Example: exampleRequestID},
	staleHeader:        {Description: "The day of the copy of the register, how many days ago it is, and how many are allowed. Absent unless the copy is too old to rely on.", Schema: openapi.String[string](), Example: `"2026-11-23";age=9;max=7`},
	"RateLimit":        {Description: "What the key has left: r requests within the next t seconds. Absent when it has no limit.", Schema: openapi.String[string](), Example: `"key";r=599;t=1`},
	"RateLimit-Policy": {Description: "How many requests (q) the key may make in how many seconds (w). Absent when it has no limit.", Schema: openapi.String[string](), Example: `"key";q=600;w=60`},
	"ETag":             {Description: "Identifies the bytes of the answer: send it in If-None-Match to learn whether they have changed. Strong.", Required: true, Schema: openapi.String[string](), Example: `"p2sbyGVZ7OCJwuXLYz3Z"`},
	"Accept":           {Description: "The accepted media types of a body.", Required: true, Schema: openapi.String[string](), Example: mediaJSON},
	"Cache-Control":    {Description: "Whether the answer may be cached: no-cache means that a cache must check each time whether it is still current.", Required: true, Schema: openapi.String[string](), Example: "private, no-cache"},
	"Link":             {Description: `The next page, with rel="next" (RFC 8288); absent on the last.`, Schema: openapi.String[string](), Example: `</v1/listings?limit=50&on=2026-11-23&cursor=…>; rel="next"`},
	"Location":         {Description: "The path of the record's current id, with the same query.", Required: true, Schema: openapi.String[string](), Example: "/v1/listings/tesla/powerwall-2"},
	"Allow":            {Description: "The methods that the path has.", Required: true, Schema: openapi.String[string](), Example: "GET, HEAD, OPTIONS"},
	"WWW-Authenticate": {Description: "How to send a key (RFC 6750).", Required: true, Schema: openapi.String[string](), Example: challenge},
	"Retry-After":      {Description: "After how many seconds to try again.", Required: true, Schema: &openapi.Schema{Type: openapi.Types{"integer"}}, Example: 5},
}

// record returns the schema of a record of a kind, with its included data.
func (d *describer) record(k register.Kind) *openapi.Schema {
	ref := d.schemas.Of(recordType(k))
	record := d.schemas.Components[componentName(recordType(k))]
	if record.Has(included) {
		return ref
	}
	s := &openapi.Schema{Type: openapi.Types{"object"}, Description: "What `include` asked for."}
	for _, include := range d.model.Collection(k).Includes {
		s.Properties = append(s.Properties, openapi.Property{Name: string(include), Schema: d.included(include)})
	}
	record.Properties = append(record.Properties, openapi.Property{Name: included, Schema: s})
	return ref
}

// included is the property of a record with the data that include selects.
const included = "included"

// included returns the schema of the data that include adds.
func (d *describer) included(include query.Include) *openapi.Schema {
	switch include {
	case query.IncludeCertificates:
		return openapi.ArrayOf(d.schemas.Of(recordType(register.Certificates)))
	case query.IncludeVerdict:
		return d.schemas.Of(reflect.TypeFor[register.Verdict]())
	case query.IncludeHistory:
		return openapi.ArrayOf(d.line())
	}
	panic("api: no description of the include " + string(include))
}

// list describes the answer of a list of a kind.
func (d *describer) list(k register.Kind) openapi.Content {
	name := camel(k.Name()) + "List"
	record := d.record(k)
	d.schemas.Components[name] = &openapi.Schema{
		Type: openapi.Types{"object"}, Description: "A page of " + k.Plural() + ".",
		Properties: openapi.Properties{
			{Name: "data", Schema: &openapi.Schema{Type: openapi.Types{"array"}, Description: "The records of the page, in order.", Items: record}},
			{Name: "meta", Schema: d.schemas.Of(reflect.TypeFor[listMeta]())},
			{Name: "links", Schema: d.schemas.Of(reflect.TypeFor[listLinks]())},
		},
		Required: []string{"data", "meta", "links"},
	}
	lines, table := openapi.String[string](), openapi.String[string]()
	lines.Description = "A record's JSON on each line, as in the list's `data`."
	table.Description = "A table with the names of its columns in the first row, a record in each of the others. No cell can begin a formula."
	return openapi.Content{mediaJSON: {Schema: openapi.Reference(name)}, mediaNDJSON: {Schema: lines}, mediaCSV: {Schema: table}}
}
