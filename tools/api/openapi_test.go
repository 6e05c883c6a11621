package api_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"opencec/tools/api"
	"opencec/tools/query"
	"opencec/tools/query/keys"
	"opencec/tools/query/memory"
	"opencec/tools/query/querytest"
	"opencec/tools/register"
	"opencec/tools/testenv/golden"
)

// published is the sample register with all that a document says of its
// publisher, and a former id for each kind of record.
func published(t *testing.T) *register.Register {
	t.Helper()
	records := querytest.Sample().Records
	records.Settings.Description = "Made up, for tests."
	records.Settings.Publisher = "The publisher"
	records.Settings.Repository = "https://code.example/register"
	records.Settings.Contact = "register@example.org"
	records.Settings.Licence = register.Licence{Name: "Creative Commons Attribution 4.0 International", SPDX: "CC-BY-4.0", URL: "https://creativecommons.org/licenses/by/4.0/"}
	records.EntityTypes[0].FormerIDs = []string{"before"}
	records.DeviceClasses[0].FormerIDs = []string{"before"}
	records.TestProfiles[0].FormerIDs = []string{"BEFORE"}
	records.Manufacturers[0].FormerIDs = []string{"before"}
	records.CertifyingBodies[0].FormerIDs = []string{"before"}
	records.Certificates[0].FormerIDs = []string{"sapn/before"}
	reg, err := register.New(records, querytest.Sample().Version)
	if err != nil {
		t.Fatal(err)
	}
	return reg
}

// document returns the document of a register, as it is served.
func document(t *testing.T, reg *register.Register, path string) string {
	t.Helper()
	f := newFixture(t)
	f.server.Swap(remembered(t, reg))
	res := f.request("GET", path, http.Header{})
	body := f.body(res)
	if res.StatusCode != 200 {
		t.Fatalf("%s: %d %s", path, res.StatusCode, body)
	}
	return body
}

// documentFile is the document of the sample register. Its difference shows in a review
// what changes for users of the API.
const documentFile = "testdata/openapi.yaml"

// The document changes only with the API's version. After a change, raise api.Version,
// then run OPENCEC_TEST_UPDATE=1 go test ./tools/api -run TestDocumentVersion.
func TestDocumentVersion(t *testing.T) {
	t.Parallel()
	got := document(t, published(t), "/openapi.yaml")
	text, err := os.ReadFile(documentFile)
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	if want := string(text); got != want && strings.Contains(want, "\n  version: "+api.Version+"\n") {
		t.Fatalf("the document has changed and api.Version is still %s: raise it, then %s (-want +got):\n%s", api.Version, golden.HowToUpdate(t), cmp.Diff(want, got))
	}
	golden.Compare(t, documentFile, []byte(got))
}

// The YAML document equals the JSON document, and both change with the register.
func TestDocumentForms(t *testing.T) {
	t.Parallel()
	asJSON, asYAML := load(t, []byte(document(t, published(t), "/openapi.json"))), load(t, []byte(document(t, published(t), "/openapi.yaml")))
	one, _ := json.Marshal(asJSON)
	other, _ := json.Marshal(asYAML)
	if !bytes.Equal(one, other) {
		t.Error("they differ")
	}
	records := querytest.Sample().Records
	class := *records.DeviceClasses[0]
	class.Attributes = append(slices.Clone(class.Attributes), register.Attribute{ID: "colour", Name: "Colour", Type: register.TypeText})
	records.DeviceClasses = append([]*register.DeviceClass{&class}, records.DeviceClasses[1:]...)
	reg, err := register.New(records, register.Version{ID: "sample-2"})
	if err != nil {
		t.Fatal(err)
	}
	if text := document(t, reg, "/openapi.json"); !strings.Contains(text, `"bess.colour__startswith"`) {
		t.Error("a new attribute has no parameters")
	}
}

func load(t *testing.T, text []byte) *openapi3.T {
	t.Helper()
	doc, err := openapi3.NewLoader().LoadFromData(text)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// The document is valid OpenAPI, its examples are valid, and everything in it has a
// description.
func TestDocumentIsValid(t *testing.T) {
	t.Parallel()
	doc := load(t, []byte(document(t, published(t), "/openapi.json")))
	if err := doc.Validate(context.Background(), openapi3.EnableExamplesValidation(), openapi3.IsOpenAPI31OrLater()); err != nil {
		t.Error(err)
	}
	for path, item := range doc.Paths.Map() {
		for method, op := range item.Operations() {
			at := method + " " + path
			if op.OperationID == "" || op.Summary == "" || op.Description == "" || len(op.Tags) != 1 {
				t.Errorf("%s: %q %q %q %v", at, op.OperationID, op.Summary, op.Description, op.Tags)
			}
			for _, p := range op.Parameters {
				if p.Value.Description == "" || p.Value.Example == nil && p.Value.Schema.Value.Examples == nil {
					t.Errorf("%s: %s has no description or no example", at, p.Value.Name)
				}
			}
		}
	}
	for name, schema := range doc.Components.Schemas {
		if schema.Value.Description == "" {
			t.Errorf("the schema %s has no description", name)
		}
		for property, s := range schema.Value.Properties {
			if s.Value.Description == "" && (s.Ref == "" && s.Value.AnyOf == nil) {
				t.Errorf("%s.%s has no description", name, property)
			}
		}
	}
}

// The samples of a large register refer to records that are not samples.
func TestDocumentOfLargeRegister(t *testing.T) {
	t.Parallel()
	reg := querytest.Random(3, 1500)
	if text := document(t, reg, "/openapi.json"); !strings.Contains(text, `"openapi":`) {
		t.Errorf("%.200s", text)
	}
}

// Every description is used.
func TestFieldTextsAreUsed(t *testing.T) {
	t.Parallel()
	doc := load(t, []byte(document(t, published(t), "/openapi.json")))
	for key := range api.FieldTexts {
		component, property, isProperty := strings.Cut(key, ".")
		schema := doc.Components.Schemas[component]
		if schema == nil || isProperty && schema.Value.Properties[property] == nil {
			t.Errorf("nothing is named %s", key)
		}
	}
	for name, text := range api.CommonTexts {
		text = strings.TrimPrefix(text, api.NeverNull)
		if !anyProperty(doc, func(property, description string) bool { return property == name && description == text }) {
			t.Errorf("no property %s is described as %q", name, text)
		}
	}
}

// The JSON Schemas describe what is stored: nothing here says it again.
func TestStoredFieldsAreDescribedBySchemas(t *testing.T) {
	t.Parallel()
	stored := api.StoredFields()
	if len(stored) < 100 {
		t.Errorf("%d stored fields, want all", len(stored))
	}
	for _, name := range stored {
		if _, again := api.FieldTexts[name]; again {
			t.Errorf("%s is described beside its JSON Schema", name)
		}
	}
	doc := load(t, []byte(document(t, published(t), "/openapi.json")))
	for _, test := range []struct {
		component, property, description string
		examples                         []any
	}{
		{"Certificate", "number", "The certificate's number, as its certifying body writes it.", nil},
		{"Certificate", "certifying_body", "The name of the body that issued it.", nil}, // of the view alone
		{"Certificate", "certifying_body_id", "The id of the body that issued it.", []any{"sa-power-networks"}},
		{"Certificate", "standard_version", "The version or year of that standard.", nil},
		{"Certificate", "expiry", "The last day on which it is valid; null when it has none.", []any{"2026-11-23"}},
		{"Certificate", "test_profiles", "The ids of the test profiles (classes) attained.", []any{[]any{"A", "G", "DER-G"}}},
		{"CheckCertificate", "expiry", "The last day on which it is valid; null when it has none.", []any{"2026-11-23"}},
		{"Listing", "jurisdictions", "The Australian states and territories in which it is listed; empty when that is not known or not limited.", nil},
		{"Listing", "device_classes", "The device classes that it is of or speaks for, each with its attributes.", nil},
		{"Period", "to", "The last day on which it is listed; null while the end is open.", []any{"2026-11-23"}},
		{"About", "max_copy_age", "The number of days for which a published copy of the register may be relied on, from the day that it was published for: after them servers say that their copy is stale. Publish more often than that. Null: they never do.", []any{7.0}},
	} {
		got := doc.Components.Schemas[test.component].Value.Properties[test.property].Value
		if got.Description != test.description {
			t.Errorf("%s.%s: %q, want %q", test.component, test.property, got.Description, test.description)
		}
		if diff := cmp.Diff(test.examples, got.Examples, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%s.%s: examples (-want +got):\n%s", test.component, test.property, diff)
		}
	}
}

func anyProperty(doc *openapi3.T, holds func(name, description string) bool) bool {
	for _, schema := range doc.Components.Schemas {
		for name, property := range schema.Value.Properties {
			if holds(name, property.Value.Description) {
				return true
			}
		}
	}
	return false
}

// The document and the mux have the same operations.
func TestDocumentHasAllRoutes(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	doc := load(t, []byte(document(t, published(t), "/openapi.json")))
	var described []string
	for path, item := range doc.Paths.Map() {
		for method := range item.Operations() {
			described = append(described, method+" "+path)
		}
	}
	slices.Sort(described)
	served := slices.DeleteFunc(f.server.Routes(), func(r string) bool { return r == "GET /docs/{file}" }) // what the page is made of
	slices.Sort(served)
	if diff := cmp.Diff(served, described); diff != "" {
		t.Errorf("(-served +described):\n%s", diff)
	}
}

// Every described parameter works with its example.
func TestParametersAreUnderstood(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.server.Swap(remembered(t, published(t)))
	doc := load(t, []byte(document(t, published(t), "/openapi.json")))
	for path, item := range doc.Paths.Map() {
		for _, p := range item.Get.Parameters {
			if p.Value.In != "query" || p.Value.Name == "cursor" { // a cursor belongs to a query
				continue
			}
			if path == "/v1/check" && p.Value.Name != "id" {
				continue // the others need each other
			}
			example := p.Value.Schema.Value.Examples[0]
			if list, ok := example.([]any); ok {
				example = list[0]
			}
			target := fill(t, path, item.Get) + "?" + url.Values{p.Value.Name: {fmt.Sprint(example)}}.Encode()
			if res, body := f.get(target); res.StatusCode != 200 {
				t.Errorf("%s: %d %s", target, res.StatusCode, body)
			}
		}
	}
}

// fill fills in a path with the examples of its parameters.
func fill(t *testing.T, path string, op *openapi3.Operation) string {
	t.Helper()
	for _, p := range op.Parameters {
		if p.Value.In == "path" {
			path = strings.ReplaceAll(path, "{"+p.Value.Name+"}", fmt.Sprint(p.Value.Example))
		}
	}
	return path
}

// Bodies of these media types are texts to the validator.
func init() {
	text := func(body io.Reader, _ http.Header, _ *openapi3.SchemaRef, _ openapi3filter.EncodingFn) (any, error) {
		b, err := io.ReadAll(body)
		return string(b), err
	}
	openapi3filter.RegisterBodyDecoder("application/x-ndjson", text)
	openapi3filter.RegisterBodyDecoder("text/csv", text)
	openapi3filter.RegisterBodyDecoder("text/html", text)
}

// A call is a request to an operation, with the status that it must have.
type call struct {
	target string
	header http.Header
	body   string
	status int
}

// Real answers of every operation, with every described status, match the document:
// headers, media type and body, and nothing else.
func TestAnswersAreAsDescribed(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.server.Swap(remembered(t, published(t)))
	doc := load(t, closed(t, document(t, published(t), "/openapi.json")))
	for path, item := range doc.Paths.Map() {
		for method, op := range item.Operations() {
			seen := map[string]bool{}
			for _, c := range callsOf(t, f, path, method, op) {
				seen[strconv.Itoa(c.status)] = true
				f.callAsDescribed(doc, path, method, op, c)
			}
			for _, status := range slices.Sorted(maps.Keys(op.Responses.Map())) {
				if !seen[status] && status != "500" { // no request can bring that about
					t.Errorf("%s %s: no answer with %s was looked at", method, path, status)
				}
			}
		}
	}
}

// callsOf returns requests to an operation that produce every possible answer.
func callsOf(t *testing.T, f *fixture, path, method string, op *openapi3.Operation) []call {
	t.Helper()
	target := fill(t, path, op)
	key := http.Header{"X-Api-Key": {f.secret}}
	with := func(pairs ...string) http.Header {
		h := key.Clone()
		for i := 0; i < len(pairs); i += 2 {
			h.Set(pairs[i], pairs[i+1])
		}
		return h
	}
	calls := []call{{target: target, header: key, status: 200}}
	if method == http.MethodPost {
		asJSON := with("Content-Type", "application/json")
		calls = []call{
			{target: target, header: asJSON, status: 200, body: `[{"manufacturer": "tesla", "model": "power wall 2"}, {"manufacturer": "tesla", "model": "Powerwal 2"}, {"id": "fronius/gateway"}, {"id": "solaredge/se10k"}, {"id": "enphase/envoy"}]`},
			{target: target, header: asJSON, status: 400, body: `[{"modle": "x"}]`},
			{target: target, header: asJSON, status: 400, body: `{`},
			{target: target, header: asJSON, status: 413, body: `[` + strings.Repeat(" ", 1<<20) + `]`},
			{target: target, header: key, status: 415, body: `[]`},
		}
	}
	changes := path == "/v1/changes" || strings.HasSuffix(path, "/history")
	for status := range op.Responses.Map() {
		switch status {
		case "304":
			res := f.request("GET", target, key)
			calls = append(calls, call{target: target, header: with("If-None-Match", res.Header.Get("ETag")), status: 304})
		case "412":
			calls = append(calls, call{target: target, header: with("If-Match", `"another"`), status: 412})
		case "308":
			calls = append(calls, call{target: formerID(f, path), header: key, status: 308})
		case "400":
			calls = append(calls, call{target: target + "?nonsense=1", header: key, status: 400}, call{target: target + "?on=today", header: key, status: 400})
		case "401":
			calls = append(calls, call{target: target, header: with("X-Api-Key", "wrong"), status: 401})
			if path != "/" { // which has a welcome
				calls = append(calls, call{target: target, header: http.Header{}, status: 401})
			}
		case "414":
			calls = append(calls, call{target: target + "?model=" + strings.Repeat("x", 64<<10), header: key, status: 414})
		case "422":
			calls = append(calls, call{target: target + "?id=abc", header: key, status: 422})
		case "404":
			calls = append(calls, call{target: missing(target), header: key, status: 404})
		case "406":
			calls = append(calls, call{target: target, header: with("Accept", "image/png"), status: 406},
				call{target: target + "?format=ndjson", header: key, status: 200})
			if !changes {
				calls = append(calls, call{target: target + "?format=csv", header: key, status: 200})
			}
		case "410":
			gone := query.Cursor{Version: query.HashOf("gone"), On: querytest.Today, Last: "a/b"}.String()
			calls = append(calls, call{target: target + "?cursor=" + gone, header: key, status: 410}, call{target: target + "?limit=1", header: key, status: 200})
		case "405", "429", "503": // see callAsDescribed
			code, _ := strconv.Atoi(status)
			calls = append(calls, call{target: target, header: key, status: code})
		}
	}
	switch path {
	case "/":
		calls = append(calls, call{target: target, header: http.Header{}, status: 200}, call{target: target, header: http.Header{}, status: 503})
	case "/listings":
		calls = append(calls, call{target: target + "?id=tesla/powerwall-2", header: key, status: 200})
	case "/v1/listings":
		calls = append(calls, call{target: target + "?facets=status,brand&include=certificates,history&as_of=1", header: key, status: 200})
	}
	if path == "/v1/check" && method == http.MethodGet {
		calls[0].target += "?id=tesla/powerwall-2&id=tesla/powerwal"
		for i := range calls {
			if calls[i].status == 412 {
				calls[i].target = calls[0].target
			}
			if calls[i].status == 304 {
				res := f.request("GET", calls[0].target, key)
				calls[i].target, calls[i].header = calls[0].target, with("If-None-Match", res.Header.Get("ETag"))
			}
		}
	}
	return calls
}

// missing is the path of something that does not exist.
func missing(target string) string {
	if target == "/listings" {
		return target + "?id=99"
	}
	if record, ok := strings.CutSuffix(target, "/history"); ok {
		return record + "-x/history"
	}
	return target + "-x"
}

func (f *fixture) callAsDescribed(doc *openapi3.T, path, method string, op *openapi3.Operation, c call) {
	f.Helper()
	server := f.http
	switch c.status {
	case 405:
		method = http.MethodDelete
	case 429:
		server = f.limited()
	case 503:
		server = f.empty()
	}
	r := httptest.NewRequest(method, c.target, strings.NewReader(c.body))
	r.Header = c.header
	w := httptest.NewRecorder()
	server.ServeHTTP(w, r)
	at := method + " " + c.target
	if len(at) > 100 {
		at = at[:100]
	}
	if w.Code != c.status {
		f.Errorf("%s: %d, want %d: %.300s", at, w.Code, c.status, w.Body)
		return
	}
	if described := op.Responses.Status(w.Code); described != nil && described.Value.Content == nil && w.Body.Len() > 0 {
		f.Errorf("%s: a body with %d, where none is described", at, w.Code)
	}
	err := openapi3filter.ValidateResponse(context.Background(), &openapi3filter.ResponseValidationInput{
		RequestValidationInput: &openapi3filter.RequestValidationInput{Request: r, Route: &routers.Route{Spec: doc, Path: path, Method: method, Operation: op}},
		Status:                 w.Code, Header: w.Header(), Body: io.NopCloser(w.Body),
		Options: &openapi3filter.Options{IncludeResponseStatus: true},
	})
	if err != nil {
		f.Errorf("%s: %v", at, err)
	}
}

// formerID returns the path of a record by a former id.
func formerID(f *fixture, path string) string {
	f.Helper()
	for rec := range published(f.T).All() {
		if former := rec.FormerIDList(); len(former) > 0 && strings.HasPrefix(path, "/v1/"+rec.RecordKind().Folder()+"/") {
			_, history, _ := strings.Cut(path, "{id}")
			return register.APIPath(rec.RecordKind(), former[0]) + history
		}
	}
	f.Fatalf("the sample has no former id for %s", path)
	return ""
}

// limited is a server whose key has nothing left.
func (f *fixture) limited() http.Handler {
	f.Helper()
	h := f.another(api.Options{Rate: 1}, true)
	r := httptest.NewRequest("GET", "/v1", nil)
	r.Header.Set("X-Api-Key", f.secret)
	h.ServeHTTP(httptest.NewRecorder(), r)
	return h
}

// empty is a server without a register.
func (f *fixture) empty() http.Handler { return f.another(api.Options{}, false) }

func (f *fixture) another(o api.Options, loaded bool) http.Handler {
	f.Helper()
	ring, err := keys.NewRing(f.key)
	if err != nil {
		f.Fatal(err)
	}
	o.Keys, o.Now, o.Log = ring, func() time.Time { return now }, slog.New(slog.DiscardHandler)
	server := api.NewServer(o)
	if loaded {
		server.Swap(memory.New(querytest.Sample()))
	}
	return server.Handler()
}

// closed makes the schemas of a document forbid additional properties.
func closed(t *testing.T, text string) []byte {
	t.Helper()
	var doc map[string]any
	if err := json.Unmarshal([]byte(text), &doc); err != nil {
		t.Fatal(err)
	}
	schemas := doc["components"].(map[string]any)["schemas"]
	if n := closeAll(schemas); n < 20 {
		t.Fatalf("%d schemas were closed", n)
	}
	b, err := json.Marshal(doc)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func closeAll(v any) (n int) {
	switch v := v.(type) {
	case map[string]any:
		if _, ok := v["properties"].(map[string]any); ok && v["type"] == "object" {
			v["additionalProperties"] = false
			n++
		}
		for name, child := range v {
			if name != "examples" {
				n += closeAll(child)
			}
		}
	case []any:
		for _, child := range v {
			n += closeAll(child)
		}
	}
	return n
}

// Describe returns the document of a server of the register.
func TestDescribe(t *testing.T) {
	t.Parallel()
	reg := published(t)
	text, err := api.Describe(reg).JSON()
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(document(t, reg, "/openapi.json"), string(text)); diff != "" {
		t.Error(diff)
	}
}

// A new register has no records to use as examples.
func TestDescribeEmptyRegister(t *testing.T) {
	t.Parallel()
	reg, err := register.New(register.Records{Settings: register.Settings{Title: "New", BaseURL: "https://register.example", TimeZone: "Australia/Sydney"}}, register.Version{ID: "v"})
	if err != nil {
		t.Fatal(err)
	}
	text := document(t, reg, "/openapi.json")
	if _, err := openapi3.NewLoader().LoadFromData([]byte(text)); err != nil {
		t.Error(err)
	}
	var parsed struct {
		Paths map[string]struct {
			Get struct {
				Parameters []struct {
					Name   string
					Schema struct{ Examples []any }
				}
			}
		}
	}
	if err := json.Unmarshal([]byte(text), &parsed); err != nil {
		t.Fatal(err)
	}
	for _, p := range parsed.Paths["/listings"].Get.Parameters {
		if p.Name == "id" && slices.Equal(p.Schema.Examples, []any{"1"}) {
			return
		}
	}
	t.Errorf("no example of a listing's number: %+v", parsed.Paths["/listings"])
}
