package website

import (
	"fmt"
	"reflect"
	"testing"

	"opencec/tools/base/openapi"
)

func TestNewReference(t *testing.T) {
	t.Parallel()
	kWh := &openapi.Schema{Type: openapi.Types{"number"}, Unit: "kWh"}
	several := openapi.ArrayOf(kWh)
	several.Examples = []any{[]any{10}}
	document := &openapi.Document{
		Info: openapi.Info{Version: "1.2.3"},
		Tags: []openapi.Tag{{Name: "Listings", Description: "Models."}, {Name: "Service"}},
		Paths: map[string]openapi.Operations{
			"/v1/listings": {"get": {
				Tags: []string{"Listings"}, Summary: "List listings", Description: "One.\n\nTwo.", OperationID: "listListings",
				Parameters: []openapi.Parameter{
					{Name: "q", In: "query", Description: "Words.", Schema: openapi.String[string](), Example: "power 2"},
					{Name: "bess.capacity", In: "query", Description: "Capacity in kWh.", Schema: several},
					{Name: "bess.capacity__gte", In: "query", Description: "At least this: capacity.", Schema: kWh},
					{Name: "bess.capacity__isnull", In: "query", Schema: &openapi.Schema{Type: openapi.Types{"boolean"}}},
				},
				Responses: map[string]*openapi.Response{
					"200": {Content: openapi.Content{"text/csv": {Schema: openapi.String[string]()}, "application/json": {Schema: &openapi.Schema{Ref: "#/components/schemas/Listing"}}}},
					"304": {Ref: "#/components/responses/NotModified"},
				},
			}},
			"/healthz": {"get": {Tags: []string{"Service"}, OperationID: "getHealth", Security: &[]openapi.Security{}, Responses: map[string]*openapi.Response{"200": {}}}},
		},
		Components: openapi.Components{Schemas: map[string]*openapi.Schema{
			"Word": openapi.String("a"), // has no fields
			"Listing": {Description: "A listing.", Required: []string{"id"}, Properties: openapi.Properties{
				{Name: "id", Schema: &openapi.Schema{Type: openapi.Types{"string"}, Description: "Its id."}},
				{Name: "status", Schema: openapi.Nullable(openapi.String("active", "expired"))},
			}},
		}},
	}
	want := &Reference{
		Version: "1.2.3",
		Sections: []ReferenceSection{
			{Name: "Listings", Description: "Models.", Operations: []ReferenceOperation{{
				Anchor: "listListings", Method: "GET", Path: "/v1/listings", Summary: "List listings", Description: []string{"One.", "Two."},
				Parameters: []ReferenceField{{Name: "q", Type: ReferenceType{Text: "text"}, Text: "Words.", Example: "power 2"}},
				Filters: []ReferenceFilter{{
					ReferenceField{Name: "bess.capacity", Type: ReferenceType{Text: "number in kWh"}, Text: "Capacity in kWh.", Example: "10"},
					[]string{"__gte", "__isnull"},
				}},
				Responses: []ReferenceContent{{"application/json", ReferenceType{Name: "Listing", Object: "object-listing"}}, {"text/csv", ReferenceType{Text: "text"}}},
				Statuses:  []string{"304 Not Modified"},
			}}},
			{Name: "Service", Operations: []ReferenceOperation{{Anchor: "getHealth", Method: "GET", Path: "/healthz", Description: []string{""}, WithoutKey: true}}},
		},
		Objects: []ReferenceObject{{Anchor: "object-listing", Name: "Listing", Text: "A listing.", Fields: []ReferenceField{
			{Name: "id", Type: ReferenceType{Text: "text"}, Required: true, Text: "Its id."},
			{Name: "status", Type: ReferenceType{Text: "word or null", Values: []string{"active", "expired"}}},
		}}},
	}
	if got := newReference(document); !reflect.DeepEqual(got, want) {
		t.Errorf("\n got %+v\nwant %+v", got, want)
	}
	if newReference(nil) != nil {
		t.Error("a reference of nothing")
	}
}

// The document that the reference is made of is published, and linked from it.
func TestDocumentIsPublished(t *testing.T) {
	t.Parallel()
	want, err := testDocument().JSON()
	if err != nil {
		t.Fatal(err)
	}
	if got := readFile(t, testSite(t), "api/openapi.json"); got != string(want) {
		t.Errorf("%d bytes are published, want the %d of the document", len(got), len(want))
	}
	page := parsePages(t, testSite(t))["/api-reference/"]
	if link := find(page, "a", "href", "/api/openapi.json"); link.Data != "a" {
		t.Error("the reference has no link to it")
	}
}

func TestReferenceType(t *testing.T) {
	t.Parallel()
	low, high := 1.0, 500.0
	listing := &openapi.Schema{Ref: "#/components/schemas/Listing"}
	var words []string
	for i := range 51 {
		words = append(words, fmt.Sprint(i))
	}
	m := referenceBuilder{map[string]*openapi.Schema{"Word": openapi.String("a", "b")}}
	for _, test := range []struct {
		schema *openapi.Schema
		want   ReferenceType
	}{
		{nil, ReferenceType{Text: "any"}},
		{&openapi.Schema{}, ReferenceType{Text: "any"}},
		{listing, ReferenceType{Name: "Listing", Object: "object-listing"}},
		{openapi.ArrayOf(listing), ReferenceType{Text: "list of", Name: "Listing", Object: "object-listing"}},
		{openapi.Nullable(listing), ReferenceType{Text: "or null", Name: "Listing", Object: "object-listing"}},
		{openapi.ArrayOf(&openapi.Schema{Ref: "#/components/schemas/Word"}), ReferenceType{Text: "list of word", Values: []string{"a", "b"}}},
		{openapi.ArrayOf(openapi.String(words...)), ReferenceType{Text: "list of word, one of 51 in the OpenAPI document"}},
		{openapi.ArrayOf(openapi.String("a", "b")), ReferenceType{Text: "list of word", Values: []string{"a", "b"}}},
		{&openapi.Schema{Type: openapi.Types{"string", "null"}, Format: "date"}, ReferenceType{Text: "date or null"}},
		{&openapi.Schema{Type: openapi.Types{"integer"}, Minimum: &low, Maximum: &high}, ReferenceType{Text: "whole number from 1 to 500"}},
		{&openapi.Schema{Type: openapi.Types{"number", "null"}, Unit: "kW"}, ReferenceType{Text: "number in kW or null"}},
		{&openapi.Schema{Type: openapi.Types{"boolean"}}, ReferenceType{Text: "true or false"}},
	} {
		if got := m.typeOf(test.schema); !reflect.DeepEqual(got, test.want) {
			t.Errorf("%+v: %+v, want %+v", test.schema, got, test.want)
		}
	}
}

func TestExampleText(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		example any
		want    string
	}{
		{nil, ""}, {"power 2", "power 2"}, {true, "true"}, {13.5, "13.5"}, {20, "20"},
		{[]string{"-model"}, "-model"}, {[]any{"a", 5}, "a,5"}, {`"quoted"`, `"quoted"`}, {"<script>", "<script>"},
	} {
		if got := exampleText(test.example); got != test.want {
			t.Errorf("%v: %s, want %s", test.example, got, test.want)
		}
	}
}
