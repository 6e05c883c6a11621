package api_test

import (
	"encoding/json"
	"strings"
	"testing"

	"opencec/tools/query/querytest"
)

// fields and include work alike in lists, in NDJSON and for single records.
func TestShow(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	for _, example := range querytest.ShowExamples() {
		target := "/v1/" + example.Kind.Folder() + "?" + example.Query
		_, body := f.get(target)
		if want := `{"data":[` + strings.Join(example.JSON, ",") + `],"meta":{`; !strings.HasPrefix(body, want) {
			t.Errorf("%s:\n got %s\nwant %s", target, body, want)
		}
		if _, body := f.get(target + "&format=ndjson"); body != strings.Join(example.JSON, "\n")+"\n" {
			t.Errorf("%s as lines: %s", target, body)
		}
	}
	for target, want := range map[string]string{
		"/v1/listings/enphase/envoy?fields=status,id&include=certificates&on=2027-01-01": `{"id":"enphase/envoy","status":"active","included":{"certificates":[]}}`,
		"/v1/manufacturers/tesla?fields=name":                                            `{"name":"Tesla"}`,
	} {
		if _, body := f.get(target); body != want {
			t.Errorf("%s: %s", target, body)
		}
	}
}

// Facets are in meta, by field, and cover the whole list on every page.
func TestFacets(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	_, body := f.get("/v1/listings?device_class=bess&facets=status,bess.chemistry&status=active&limit=1&fields=id")
	var list struct{ Meta json.RawMessage }
	if err := json.Unmarshal([]byte(body), &list); err != nil {
		t.Fatal(err)
	}
	const want = `{"version":"sample-1","commit":"c0ffee","as_of":"2026-11-20T01:02:03Z","on":"2026-11-23","data_date":"2026-11-10","total":1,"revision":null,"facets":{` +
		`"bess.chemistry":[{"value":"NMC","name":"Nickel manganese cobalt","count":1}],` +
		`"status":[{"value":"active","name":"active","count":1},{"value":"expired","name":"expired","count":1},{"value":"withdrawn","name":"withdrawn","count":1},{"value":"delisted","name":"delisted","count":1}]}}`
	if string(list.Meta) != want {
		t.Errorf("meta %s\nwant %s", list.Meta, want)
	}
	first := f.list("/v1/listings?facets=brand&limit=3")
	if !strings.Contains(*first.Links.Next, "facets=brand&") {
		t.Errorf("next %s", *first.Links.Next)
	}
	_, body = f.get(*first.Links.Next)
	if !strings.Contains(body, `"facets":{"brand":[{"value":"goodwe","name":"GoodWe","count":2},{"value":"solaredge","name":"SOLAREDGE","count":2},{"value":"tesla","name":"Tesla","count":1},{"value":null,"name":null,"count":3}]}`) {
		t.Errorf("the second page has %s", body)
	}
}
