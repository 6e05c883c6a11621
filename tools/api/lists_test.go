package api_test

import (
	"encoding/json"
	"strings"
	"testing"

	"opencec/tools/query/memory"
	"opencec/tools/query/querytest"
	"opencec/tools/register"
)

// The official lists that the register follows are records like all others.
func TestOfficialLists(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	for target, want := range map[string]string{
		"/v1/lists/inverters": `{"id":"inverters","name":"Approved inverters","description":"Inverters that may be installed.","device_class":"inverter",` +
			`"website":"https://lists.example/Inverters","date":"2026-11-10","first_date":"2026-09-01","rows":2,"sha256":"` + strings.Repeat("0f", 32) + `",` +
			`"sources":[],"former_ids":[],"created_at":"2026-10-01T00:00:00Z","updated_at":"2026-11-10T03:00:00Z","commit":"bbbb",` +
			`"links":{"self":"/v1/lists/inverters","html":"https://register.example/lists/inverters/","history":"/v1/lists/inverters/history"}}`,
		"/v1/lists?format=csv&fields=id,date,rows": "id,date,rows\nbatteries,2026-10-30,1\ninverters,2026-11-10,2\n",
	} {
		if res, body := f.get(target); res.StatusCode != 200 || body != want {
			t.Errorf("%s: %d\n got %s\nwant %s", target, res.StatusCode, body, want)
		}
	}
	if res, _ := f.get("/v1/lists/bess"); res.StatusCode != 308 || res.Header.Get("Location") != "/v1/lists/batteries" {
		t.Errorf("a former id: %d to %q", res.StatusCode, res.Header.Get("Location"))
	}
	if res, body := f.get("/v1/lists/inverter"); res.StatusCode != 404 || !strings.Contains(body, "Did you mean inverters?") {
		t.Errorf("a misspelt id: %d %s", res.StatusCode, body)
	}
}

// A register that follows no list says so: its data has no known age.
func TestNoOfficialLists(t *testing.T) {
	t.Parallel()
	records := querytest.Sample().Records
	records.Lists, records.Settings.StaleAfter = nil, 0
	for _, l := range records.Listings {
		l.NotInList = nil
	}
	reg, err := register.New(records, register.Version{ID: "no lists"})
	if err != nil {
		t.Fatal(err)
	}
	f := newFixture(t)
	f.server.Swap(memory.New(reg))
	if _, body := f.get("/v1/lists"); !strings.HasPrefix(body, `{"data":[],"meta":{`) || !strings.Contains(body, `"data_date":null,"total":0`) {
		t.Errorf("the lists are %s", body)
	}
	if _, body := f.get("/v1"); !strings.Contains(body, `"lists":0},"data":null,"stale_after":null,"max_copy_age":7,"links":`) {
		t.Errorf("what is served is %s", body)
	}
	if res, body := f.get("/v1/listings?not_in_list__isnull=false"); res.StatusCode != 200 || !strings.HasPrefix(body, `{"data":[],`) {
		t.Errorf("what is not in a list: %d %s", res.StatusCode, body)
	}
	if res, body := f.get("/v1/listings?not_in_list=inverters"); res.StatusCode != 400 || !strings.Contains(body, "not_in_list") {
		t.Errorf("an unknown list: %d %s", res.StatusCode, body)
	}
	if _, body := f.get("/v1/listings/solaredge/se10k?fields=id&include=verdict"); !strings.Contains(body, `"data":null}}}`) {
		t.Errorf("a verdict without a list: %s", body)
	}
}

// The verdict on a listing is that of the register, in every kind of request, and as of
// every revision.
func TestIncludeVerdict(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	reg := querytest.Sample()
	for _, l := range reg.Listings {
		text, err := register.EncodeJSON(reg.Verdict(l, querytest.Today))
		if err != nil {
			t.Fatal(err)
		}
		want := `"included":{"verdict":` + string(text) + `}}`
		for _, target := range []string{"/v1/listings/" + l.ID + "?include=verdict", "/v1/listings?format=ndjson&include=verdict&id=" + l.ID} {
			if _, body := f.get(target); !strings.HasSuffix(strings.TrimSpace(body), want) {
				t.Errorf("%s:\n got %s\nwant %s", target, body, want)
			}
		}
	}
	if res, body := f.get("/v1/certificates?include=verdict"); res.StatusCode != 400 || !strings.Contains(body, "allowed are history") {
		t.Errorf("verdicts on certificates: %d %s", res.StatusCode, body)
	}
	h := querytest.Lists()
	f.server.Swap(engineOf(t, querytest.Newest(t, h), h))
	for point, want := range map[string]string{"2023-01-20": "device_alone", "2023-02-15": "not_in_list", "2023-05-02": "device_alone"} {
		_, body := f.get("/v1/listings/fronius/primo?include=verdict&fields=id&on=" + point + "&as_of=" + point)
		var record struct {
			Included struct{ Verdict register.Verdict }
		}
		if err := json.Unmarshal([]byte(body), &record); err != nil || string(record.Included.Verdict.Code) != want {
			t.Errorf("as of %s: %s, want %s; %v", point, body, want, err)
		}
		if _, body := f.get("/v1?as_of=" + point); !strings.Contains(body, `"data":{"date":"`+map[string]string{"2023-01-20": "2023-01-10", "2023-02-15": "2023-02-01", "2023-05-02": "2023-05-01"}[point]+`"`) {
			t.Errorf("as of %s, what is served is %s", point, body)
		}
	}
}
