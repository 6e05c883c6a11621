package api_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"opencec/tools/api"
	"opencec/tools/query"
	"opencec/tools/query/memory"
	"opencec/tools/query/querytest"
	"opencec/tools/register"
)

// post sends a body to be checked.
func (f *fixture) post(target, body string, header http.Header) *http.Response {
	f.Helper()
	r := httptest.NewRequest(http.MethodPost, target, strings.NewReader(body))
	r.Header.Set("X-Api-Key", f.secret)
	r.Header.Set("Content-Type", "application/json")
	for name, values := range header {
		r.Header[name] = values
	}
	w := httptest.NewRecorder()
	f.http.ServeHTTP(w, r)
	return w.Result()
}

// Each answer and each match has the verdict of package register; an answer with several
// matches has the most severe one.
func TestCheckVerdict(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.server.Swap(memory.New(twins(t)))
	for _, tt := range []struct {
		query, answer string
		matches       []string
	}{
		{"model=nothing", "", nil},
		{"manufacturer=acme&model=h1", "expired bad", []string{"device_alone neutral", "expired bad"}},
		{"manufacturer=acme&model=h1&device_class=inverter", "device_alone neutral", []string{"device_alone neutral"}},
		{"manufacturer=acme&model=app", "withdrawn bad", []string{"withdrawn bad", "client_listed good"}},
		{"manufacturer=acme&model=app&software_version=2.1", "client_listed good", []string{"client_listed good"}},
		{"manufacturer=acme&model=app&software_version=3.0", "other_software warning", []string{"other_software warning"}},
	} {
		var document struct {
			Data []struct {
				Verdict *register.Verdict
				Why     string
				Matches []struct {
					Verdict register.Verdict
					Why     string
				}
			}
		}
		if err := json.NewDecoder(f.request(http.MethodGet, "/v1/check?on=2026-11-23&"+tt.query, nil).Body).Decode(&document); err != nil {
			t.Fatal(err)
		}
		answer, got := document.Data[0], ""
		if answer.Verdict != nil {
			got = string(answer.Verdict.Code) + " " + string(answer.Verdict.Tone)
		}
		var matches []string
		for _, m := range answer.Matches {
			matches = append(matches, string(m.Verdict.Code)+" "+string(m.Verdict.Tone))
			if m.Why != "" && m.Why != m.Verdict.Headline {
				t.Errorf("%s: why is %q, and the headline %q", tt.query, m.Why, m.Verdict.Headline)
			}
		}
		if got != tt.answer || !slices.Equal(matches, tt.matches) {
			t.Errorf("%s: %q of %q, want %q of %q", tt.query, got, matches, tt.answer, tt.matches)
		}
	}
}

// A checked is the answer to one item. Pairs are reduced to ids.
type checked struct {
	Match     string
	MatchedBy string `json:"matched_by"`
	Listed    bool
	Certified bool
	Status    string
	Until     string
	Why       string
	Matches   []struct {
		Unmatched         []string
		ID, Status, Until string
		Listed, Certified bool
		Why               string
		WhyNotCertified   string `json:"why_not_certified"`
		SoftwareCovered   *bool  `json:"software_covered"`
		Certificates      []struct{ ID string }
		Clients, Devices  struct {
			Total int
			First []struct {
				ID     string
				Listed bool
			}
			All string
		}
	}
	Candidates *int
	NearMisses []struct {
		ID, Why   string
		Score     float64
		Unmatched []string
	} `json:"near_misses"`
}

func (c checked) ids() []string {
	var ids []string
	for _, m := range c.Matches {
		ids = append(ids, m.ID)
	}
	return ids
}

func (c checked) nearIDs() []string {
	var ids []string
	for _, n := range c.NearMisses {
		ids = append(ids, n.ID)
	}
	return ids
}

// checks reads the answers of a check.
func (f *fixture) checks(res *http.Response) []checked {
	f.Helper()
	body := f.body(res)
	if res.StatusCode != http.StatusOK {
		f.Fatalf("%d %s", res.StatusCode, body)
	}
	var doc struct{ Data []checked }
	if err := json.Unmarshal([]byte(body), &doc); err != nil {
		f.Fatalf("%v in %s", err, body)
	}
	return doc.Data
}

// GET and POST give the same answer about an item.
func TestCheck(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	for _, tt := range []struct {
		query     string // of the GET
		match     string
		listed    bool
		certified bool
		status    string
		until     string
		why       string
		ids, near []string
	}{
		{query: "id=tesla/powerwall-2", match: "exact", listed: true, certified: true, status: "active", ids: []string{"tesla/powerwall-2"}},
		{query: "id=tesla/powerwall-ii&on=2026-01-01", match: "exact", certified: true, status: "expired", ids: []string{"tesla/powerwall-2"},
			why: "Not listed: its last day was 31 December 2025. Its next period begins on 5 March 2026."},
		{query: "manufacturer=TESLA+Energy&model=powerwall2&on=2025-12-31", match: "exact", listed: true, certified: true, status: "active", until: "2025-12-31",
			ids: []string{"tesla/powerwall-2"}},
		{query: "manufacturer=tesla&model=powerwall2&on=2023-01-14", match: "exact", status: "upcoming", ids: []string{"tesla/powerwall-2"},
			why: "Not yet listed: its first day is 15 January 2023."},
		{query: "brand=Tesla&model=Powerwall+2&software_version=25.10.3", match: "exact", certified: true, status: "active", ids: []string{"tesla/powerwall-2"},
			why: "Listed for the software versions >=25.10.4, not for 25.10.3."},
		{query: "brand=Tesla&model=Powerwall+2&software_version=v25.10.4", match: "exact", listed: true, certified: true, status: "active", ids: []string{"tesla/powerwall-2"}},
		{query: "brand=Solar-Edge&model=SE+10K", match: "exact", certified: true, status: "suspended", ids: []string{"solaredge/se10k"},
			why: "Suspended since 1 November 2026, with no end known."},
		{query: "brand=SolarEdge&model=SE10K&on=2026-10-31", match: "exact", listed: true, certified: true, status: "active", until: "2026-10-31", ids: []string{"solaredge/se10k"}},
		{query: "manufacturer=Enphase&model=IQ-Battery+5P", match: "exact", status: "delisted", ids: []string{"enphase/iq-battery-5p"},
			why: "Delisted on 1 May 2026: breach."},
		{query: "manufacturer=goodwe&model=GW9.6", match: "exact", status: "withdrawn", ids: []string{"goodwe/gw9-6"}, why: "Withdrawn by the applicant on 23 November 2026."},
		{query: "manufacturer=enphase&model=envoy", match: "exact", status: "upcoming", ids: []string{"enphase/envoy"},
			why: "Not yet listed: its first day is 1 January 2027."},
		{query: "brand=Zenaji&model=eternity", match: "exact", status: "expired", ids: []string{"goodwe/gw5000-eh"}, why: "Expired: its last day was 24 November 2025. No longer in the official list since 10 November 2026 (last seen on 1 October 2026); the reason is not known."},
		{query: "manufacturer=good-we&model=GW5000-EH+(AS/NZS+4777.2:2020)&on=2025-11-24", match: "exact", listed: true, status: "active", until: "2025-11-24", ids: []string{"goodwe/gw5000-eh"}},

		{query: "model=POWERWALL2&on=2025-12-31", match: "exact", listed: true, certified: true, status: "active", until: "2025-12-31", ids: []string{"tesla/powerwall-2"}},
		{query: "model=gw5000-eh&on=2025-11-24", match: "exact", listed: true, status: "active", until: "2025-11-24", ids: []string{"goodwe/gw5000-eh"}},
		{query: "model=gw-9.6", match: "none", near: []string{"goodwe/gw9-6"},
			why: "No listing of this model is known; near misses: GoodWe Technologies GW9.6 (the same model but for its punctuation)."},
		{query: "model=GW96", match: "none", near: []string{"goodwe/gw9-6"}, why: "No listing of this model is known; near misses: GoodWe Technologies GW9.6 (the model differs in 1 character)."},
		{query: "manufacturer=tesla&model=powerwall+2&device_class=Battery&on=2025-12-31", match: "exact", listed: true, certified: true, status: "active", until: "2025-12-31",
			ids: []string{"tesla/powerwall-2"}},
		{query: "manufacturer=tesla&model=powerwall+2&device_class=inverter", match: "none", near: []string{"tesla/powerwall-2"},
			why: "No listing of this model is known in the device class inverter; near misses: Tesla Powerwall 2 (the same name, in another device class)."},
		{query: "manufacturer=tesla+australia&model=powerwall+2", match: "none", near: []string{"tesla/powerwall-2"},
			why: `No listing of this model is known; near misses: Tesla Powerwall 2 (the same model, and its manufacturer's name is recorded without "australia").`},

		{query: "manufacturer=tesla&model=powerwal+2", match: "none", near: []string{"tesla/powerwall-2"},
			why: "No listing of this model is known; near misses: Tesla Powerwall 2 (the model differs in 1 character)."},
		{query: "manufacturer=tesla&model=cybertruck", match: "none", why: "No listing of this model is known, nor of one with a similar name."},
		{query: "id=tesla/powerwall-3", match: "none", near: []string{"tesla/powerwall-2"},
			why: "No listing has that id, now or formerly; near misses: Tesla Powerwall 2 (the model differs in 1 character)."},
		{query: "id=nobody/nothing", match: "none", why: "No listing has that id, now or formerly."},
	} {
		values, err := url.ParseQuery(tt.query)
		if err != nil {
			t.Fatal(err)
		}
		on := ""
		if values.Has("on") {
			on = "?on=" + values.Get("on")
		}
		item := map[string]string{}
		for name := range values {
			if name != "on" {
				item[name] = values.Get(name)
			}
		}
		body, err := json.Marshal([]any{item})
		if err != nil {
			t.Fatal(err)
		}
		byGet := f.checks(f.request(http.MethodGet, "/v1/check?"+tt.query, nil))
		byPost := f.checks(f.post("/v1/check"+on, string(body), nil))
		if diff := cmp.Diff(byGet, byPost); diff != "" || len(byGet) != 1 {
			t.Errorf("%s: %d by GET (-GET +POST):\n%s", tt.query, len(byGet), diff)
			continue
		}
		got := byGet[0]
		want := checked{Match: tt.match, Listed: tt.listed, Certified: tt.certified, Status: tt.status, Until: tt.until, Why: tt.why}
		short := checked{Match: got.Match, Listed: got.Listed, Certified: got.Certified, Status: got.Status, Until: got.Until, Why: got.Why}
		if diff := cmp.Diff(want, short); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.query, diff)
		}
		if diff := cmp.Diff([][]string{tt.ids, tt.near}, [][]string{got.ids(), got.nearIDs()}); diff != "" {
			t.Errorf("%s: matches and near misses (-want +got):\n%s", tt.query, diff)
		}
	}
}

func TestCheckShape(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	res, body := f.get("/v1/check?brand=tesla&model=powerwall+3&on=2026-11-23")
	if got := res.Header.Get("Content-Type"); got != "application/json" {
		t.Errorf("content type %q", got)
	}
	want := `{"data":[{"item":{"brand":"tesla","model":"powerwall 3"},"match":"none","matched_by":null,"listed":false,"certified":false,"status":null,"until":null,` +
		`"why":"No listing of this model is known; near misses: Tesla Powerwall 2 (the model differs in 1 character).","verdict":null,"matches":[],"candidates":null,` +
		`"near_misses":[{"id":"tesla/powerwall-2","manufacturer":"Tesla","manufacturer_id":"tesla","brand":"Tesla","model":"Powerwall 2","status":"active","score":0.93,` +
		`"why":"the model differs in 1 character","unmatched":[],"links":{"self":"/v1/listings/tesla/powerwall-2","html":"https://register.example/listings/tesla/powerwall-2/","history":"/v1/listings/tesla/powerwall-2/history"}}]}],` +
		`"meta":{"version":"sample-1","commit":"c0ffee","as_of":"2026-11-20T01:02:03Z","on":"2026-11-23","data_date":"2026-11-10","total":1,"revision":null}}`
	if diff := cmp.Diff(want, body); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// The pair of client and device shows at both ends.
func TestCheckPairs(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	answers := f.checks(f.request(http.MethodGet, "/v1/check?id=fronius/gateway&id=solaredge/se10k", nil))
	gateway, device := answers[0].Matches[0], answers[1].Matches[0]
	if p := gateway.Devices; p.Total != 2 || len(p.First) != 2 || p.First[0].ID != "goodwe/gw5000-eh" || p.First[1].ID != "solaredge/se10k" || p.First[1].Listed || p.All != "" {
		t.Errorf("the gateway's devices are %+v", p)
	}
	if p := device.Clients; p.Total != 1 || len(p.First) != 1 || p.First[0].ID != "fronius/gateway" || !p.First[0].Listed {
		t.Errorf("the device's clients are %+v", p)
	}
	if gateway.Clients.Total != 0 || device.Devices.Total != 0 {
		t.Errorf("a client has clients %+v, or a device devices %+v", gateway.Clients, device.Devices)
	}
}

func TestCheckCertificates(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	for _, tt := range []struct {
		id, on string
		ids    []string
		why    string
	}{
		{"tesla/powerwall-2", "2025-12-31", []string{"sapn/2024-7", "ul/ul-2023-0142"}, ""},
		{"tesla/powerwall-2", "2026-01-01", []string{"sapn/2024-7"}, ""},
		{"tesla/powerwall-2", "2023-01-14", nil, "Certificate SAPN 2024/7 is not valid before 1 October 2024. Certificate UL-2023-0142 is not valid before 15 January 2023."},
		{"solaredge/se10k", "2027-01-01", nil, "Certificate UL-2023-0311 has expired: its last day was 31 December 2026."},
		{"enphase/iq-battery-5p", "2026-11-23", nil, "Certificate UL-2024-0001 was revoked on 1 January 2025."},
		{"goodwe/gw9-6", "2026-11-23", nil, "No certificate is recorded that covers it."},
	} {
		m := f.checks(f.request(http.MethodGet, "/v1/check?id="+tt.id+"&on="+tt.on, nil))[0].Matches[0]
		var ids []string
		for _, c := range m.Certificates {
			ids = append(ids, c.ID)
		}
		if diff := cmp.Diff(tt.ids, ids); diff != "" || m.WhyNotCertified != tt.why || m.Certified != (tt.ids != nil) {
			t.Errorf("%s on %s: certified %t, %v, %q", tt.id, tt.on, m.Certified, ids, m.WhyNotCertified)
		}
	}
}

// twins is a register with what the sample does not have: a model that is listed
// as a battery and as an inverter, one listed for two versions of its software, a
// client that speaks for many devices, a suspension that has an end, and a model
// under two standards.
func twins(t *testing.T) *register.Register {
	t.Helper()
	from := func(day string) []register.Period { return []register.Period{{From: querytest.Day(day)}} }
	meta := func(id string) register.Meta { return register.Meta{ID: id} }
	class := func(id string) map[string]register.Attributes { return map[string]register.Attributes{id: nil} }
	records := register.Records{
		Settings:         register.Settings{TimeZone: "Australia/Sydney", BaseURL: "https://register.example"},
		EntityTypes:      []*register.EntityType{{Meta: meta("client")}, {Meta: meta("device")}},
		DeviceClasses:    []*register.DeviceClass{{Meta: meta("bess")}, {Meta: meta("inverter")}},
		Manufacturers:    []*register.Manufacturer{{Meta: meta("acme"), Name: "Acme"}, {Meta: meta("bolt"), Name: "Bolt"}},
		CertifyingBodies: []*register.CertifyingBody{{Meta: meta("lab"), Name: "Lab"}},
		Listings: []*register.Listing{
			{Meta: meta("acme/h1"), Manufacturer: "acme", Model: "H1", EntityType: "device", DeviceClasses: class("inverter"), Periods: from("2024-01-01")},
			{Meta: meta("acme/h1-bess"), Manufacturer: "acme", Model: "H 1", EntityType: "device", DeviceClasses: class("bess"),
				Periods: []register.Period{{From: querytest.Day("2020-01-01"), To: querytest.Day("2025-06-30")}}},
			{Meta: meta("acme/app-1"), Manufacturer: "acme", Model: "App", EntityType: "client", Software: &register.Software{Versions: "<2"}, Periods: from("2024-01-01"), Withdrawn: &register.Ending{On: querytest.Day("2026-01-01"), Reason: "replaced"}},
			{Meta: meta("acme/app-2"), Manufacturer: "acme", Model: "App", EntityType: "client", Software: &register.Software{Versions: ">=2"}, Periods: from("2024-01-01")},
			{Meta: meta("acme/s"), Manufacturer: "acme", Model: "S", EntityType: "device", Periods: from("2024-01-01"),
				Suspensions: []register.Suspension{{From: querytest.Day("2026-11-01"), To: querytest.Day("2026-12-01"), Reason: "a recall."}}},
			{Meta: meta("acme/v"), Manufacturer: "acme", Model: "V", EntityType: "device",
				Periods:     []register.Period{{From: querytest.Day("2024-01-01"), To: querytest.Day("2026-06-30")}},
				Suspensions: []register.Suspension{{From: querytest.Day("2026-05-01")}}},
			{Meta: meta("acme/t"), Manufacturer: "acme", Model: "T", EntityType: "device"},
			{Meta: meta("acme/t-2020"), Manufacturer: "acme", Model: "T (AS4777-2 2020)", EntityType: "device", Periods: from("2024-01-01")},
			{Meta: meta("acme/u-2015"), Manufacturer: "acme", Model: "U (AS4777-2 2015)", EntityType: "device", Periods: from("2024-01-01")},
			{Meta: meta("acme/u-2020"), Manufacturer: "acme", Model: "U (AS4777-2 2020)", EntityType: "device", Periods: from("2024-01-01")},
		},
		Certificates: []*register.Certificate{{Meta: meta("lab/1"), Number: "L1", CertifyingBody: "lab", CertificationDate: querytest.Day("2024-01-01"), SoftwareVersions: ">=2, <3", Listings: []string{"acme/app-2"}}},
	}
	for i := range 4 {
		records.Certificates = append(records.Certificates, &register.Certificate{Meta: meta(fmt.Sprintf("lab/s-%d", i)), Number: fmt.Sprintf("S%d", i), CertifyingBody: "lab",
			CertificationDate: querytest.Day("2027-01-01"), Listings: []string{"acme/s"}})
	}
	gateway := &register.Listing{Meta: meta("bolt/gateway"), Manufacturer: "bolt", Model: "Gateway", EntityType: "client", Periods: from("2024-01-01")}
	for i := range 12 {
		id := fmt.Sprintf("bolt/device-%02d", i)
		records.Listings = append(records.Listings, &register.Listing{Meta: meta(id), Manufacturer: "bolt", Model: fmt.Sprintf("Device %d", i), EntityType: "device", Periods: from("2024-01-01")})
		gateway.Devices = append(gateway.Devices, id)
	}
	records.Listings = append(records.Listings, gateway)
	reg, err := register.New(records, register.Version{ID: "twins"})
	if err != nil {
		t.Fatal(err)
	}
	return reg
}

func TestCheckSeveralMatches(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.server.Swap(memory.New(twins(t)))
	check := func(query string) checked {
		t.Helper()
		return f.checks(f.request(http.MethodGet, "/v1/check?"+query, nil))[0]
	}
	both := check("manufacturer=acme&model=h1")
	if diff := cmp.Diff([]string{"acme/h1", "acme/h1-bess"}, both.ids()); diff != "" || both.Listed || both.Status != "" ||
		both.Why != "acme/h1-bess: Expired: its last day was 30 June 2025." || !both.Matches[0].Listed || both.Matches[1].Listed {
		t.Errorf("H1: %+v\n%s", both, diff)
	}
	if both := check("manufacturer=acme&model=h1&on=2025-06-29"); !both.Listed || both.Status != "active" || both.Until != "2025-06-30" {
		t.Errorf("H1 while both are listed: %+v", both)
	}
	for class, want := range map[string]string{"bess": "acme/h1-bess", "inverter": "acme/h1"} {
		if one := check("manufacturer=acme&model=h1&device_class=" + class); len(one.Matches) != 1 || one.Matches[0].ID != want || one.Listed != (class == "inverter") {
			t.Errorf("H1 as %s: %+v", class, one)
		}
	}
	if alone := check("model=h1"); !cmp.Equal(both, alone) {
		t.Errorf("H1 without its manufacturer:\n%s", cmp.Diff(both, alone))
	}
	if app := check("manufacturer=acme&model=app"); len(app.Matches) != 2 || app.Listed || app.Why != "acme/app-1: Withdrawn by the applicant on 1 January 2026: replaced." {
		t.Errorf("App: %+v", app)
	}
	if app := check("manufacturer=acme&model=app&software_version=2.1"); len(app.Matches) != 1 || !app.Listed || !app.Certified || !*app.Matches[0].SoftwareCovered {
		t.Errorf("App 2.1: %+v", app)
	}
	if app := check("manufacturer=acme&model=app&software_version=3.0"); len(app.Matches) != 1 || !app.Listed || app.Certified ||
		app.Matches[0].WhyNotCertified != "Certificate L1 covers the software versions >=2, <3, not 3.0." {
		t.Errorf("App 3.0: %+v", app)
	}
	if app := check("manufacturer=acme&model=app&software_version=beta"); len(app.Matches) != 2 || app.Matches[1].SoftwareCovered != nil || !app.Matches[1].Certified {
		t.Errorf("App beta, about which nothing is known: %+v", app)
	}
	if s := check("manufacturer=acme&model=s"); s.Why != "Suspended since 1 November 2026 until 1 December 2026: a recall." {
		t.Errorf("S: %q", s.Why)
	} else if why := s.Matches[0].WhyNotCertified; why != "Certificate S0 is not valid before 1 January 2027. Certificate S1 is not valid before 1 January 2027. "+
		"Certificate S2 is not valid before 1 January 2027. None of all 4 is current." {
		t.Errorf("S: %q", why)
	}
	if u := check("manufacturer=acme&model=v&on=2026-06-30"); u.Status != "suspended" || u.Why != "Suspended since 1 May 2026, with no end known." {
		t.Errorf("V in its period: %+v", u)
	}
	if u := check("manufacturer=acme&model=v&on=2026-07-01"); u.Status != "expired" || u.Why != "Expired: its last day was 30 June 2026, and it was suspended then." {
		t.Errorf("V after its period: %+v", u)
	}
	if tt := check("manufacturer=acme&model=t"); tt.Match != "exact" || tt.Listed ||
		tt.Why != "No listing period is recorded. Acme T (AS4777-2 2020) (the same model, with or without its standard) is listed." {
		t.Errorf("T: %+v", tt)
	}
	if u := check("manufacturer=acme&model=u"); u.Match != "ambiguous" || u.MatchedBy != "standard" || u.Matches == nil || len(u.Matches) != 0 || u.Listed ||
		u.Why != "Several models go by that name, and it is not clear which is meant; near misses: Acme U (AS4777-2 2015) (the same model, with or without its standard); "+
			"Acme U (AS4777-2 2020) (the same model, with or without its standard). Give the model exactly as it is recorded, or the id." {
		t.Errorf("U: %+v", u)
	}
	if p := check("id=bolt/gateway").Matches[0].Devices; p.Total != 12 || len(p.First) != 10 || p.All != "/v1/listings?client=bolt/gateway&on=2026-11-23" {
		t.Errorf("the gateway's devices: %+v", p)
	} else if all := f.list(p.All); all.Meta.Total != 12 {
		t.Errorf("%s has %d", p.All, all.Meta.Total)
	}
}

// A model without a manufacturer is a match if one manufacturer has it. Otherwise all
// products with the name are candidates, up to a limit, and such a row does not affect
// the others.
func TestCheckModelAlone(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	records := register.Records{Settings: register.Settings{TimeZone: "Australia/Sydney"}, EntityTypes: []*register.EntityType{{Meta: register.Meta{ID: "device"}}}}
	for i := range 53 {
		id := fmt.Sprintf("m-%02d", i)
		records.Manufacturers = append(records.Manufacturers, &register.Manufacturer{Meta: register.Meta{ID: id}, Name: fmt.Sprintf("Maker %02d Pty Ltd", i)})
		add := func(folder, model string) {
			records.Listings = append(records.Listings, &register.Listing{Meta: register.Meta{ID: id + "/" + folder}, Manufacturer: id, Model: model, EntityType: "device",
				Periods: []register.Period{{From: querytest.Day("2024-01-01")}}})
		}
		add("box", "Box")
		if i < 7 {
			add("crate", []string{"Crate 5", "CRATE 5"}[i%2])
		}
		if i == 9 {
			add("only", "Only-1")
		}
	}
	reg, err := register.New(records, register.Version{ID: "manufacturers"})
	if err != nil {
		t.Fatal(err)
	}
	f.server.Swap(memory.New(reg))
	answers := f.checks(f.post("/v1/check", `[{"model":"box"},{"model":"Crate 5"},{"model":"only-1"},{"manufacturer":"maker 03","model":"box"},{"model":"only 1"},{"id":"m-01/box"}]`, nil))
	if a := answers[0]; a.Match != "ambiguous" || a.MatchedBy != "spelling" || a.Listed || *a.Candidates != 53 || len(a.NearMisses) != 50 ||
		!strings.HasPrefix(a.Why, "Several manufacturers have a model of that name, and it is not clear which is meant: Maker 00 Pty Ltd Box (the same name); ") ||
		!strings.HasSuffix(a.Why, "; and 48 more. Give the manufacturer as it is recorded, or the id.") {
		t.Errorf("box: %+v", a)
	}
	if a := answers[1]; a.Match != "ambiguous" || *a.Candidates != 7 || len(a.NearMisses) != 7 || !strings.Contains(a.Why, "; and 2 more. ") {
		t.Errorf("Crate 5: %+v", a)
	}
	if a := answers[2]; a.Match != "exact" || !a.Listed || a.Matches[0].ID != "m-09/only" || len(a.Matches[0].Unmatched) != 0 || a.Candidates != nil {
		t.Errorf("only-1: %+v", a)
	}
	if a := answers[3]; a.Match != "exact" || a.Matches[0].ID != "m-03/box" || !cmp.Equal(a.Matches[0].Unmatched, []string{"Pty", "Ltd"}) {
		t.Errorf("a box of Maker 03: %+v", a)
	}
	if a := answers[4]; a.Match != "none" || a.Listed || a.NearMisses[0].ID != "m-09/only" || a.NearMisses[0].Why != "the same model but for its punctuation" {
		t.Errorf("only 1: %+v", a)
	}
	if a := answers[5]; a.Match != "exact" || a.Matches[0].ID != "m-01/box" {
		t.Errorf("an id: %+v", a)
	}
	p := f.problem(f.post("/v1/check", `[{"model":"box"},{"model":" "},{"modle":"x"},{"manufacturer":"maker"},{"model":"box","device_class":"bess"}]`, nil))
	var at []string
	for _, problem := range p.Problems {
		at = append(at, problem.Parameter)
	}
	if want := []string{"[1].model", "[2].modle", "[3]", "[4].device_class"}; !cmp.Equal(want, at) {
		t.Errorf("the problems are of %v", at)
	}
}

func TestCheckProblems(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	const good = `{"id":"tesla/powerwall-2"}`
	long := strings.Repeat("x", 401)
	type want struct {
		status     int
		code       string
		problem    string // of the first; "" for none
		suggestion string
	}
	for name, tt := range map[string]struct {
		get, body string
		header    http.Header
		want      want
	}{
		"no item":             {get: "?on=2026-01-01", want: want{400, "invalid-query", "names no product; give id, or model, best with manufacturer or brand", ""}},
		"no model":            {get: "?brand=tesla", want: want{400, "invalid-query", "has no model; give it beside manufacturer or brand", ""}},
		"id and class":        {get: "?id=a/b&device_class=bess", want: want{400, "invalid-query", "has an id and a device_class; an id names one listing, whatever its class: give the id alone", ""}},
		"unknown class":       {get: "?model=x&device_class=bes", want: want{400, "invalid-query", `"bes" is not a word for device_class; allowed are bess, inverter`, "bess"}},
		"class of nothing":    {get: "?model=x&device_class=%2B", want: want{400, "invalid-query", `"+" is not a word for device_class; allowed are bess, inverter`, ""}},
		"id and name":         {get: "?id=a/b&model=x", want: want{400, "invalid-query", "has an id and a name; give the id alone, or model with manufacturer or brand", ""}},
		"model twice":         {get: "?brand=a&model=x&model=y", want: want{400, "invalid-query", "is given 2 times; give it once, or send several items as a JSON list with POST", ""}},
		"empty model":         {get: "?brand=a&model=+", want: want{400, "invalid-query", "is empty; give it a value or leave it out", ""}},
		"long model":          {get: "?brand=a&model=" + long, want: want{400, "invalid-query", "has 401 bytes; no name is longer than 400", ""}},
		"no UTF-8":            {get: "?brand=a&model=%ff", want: want{400, "invalid-query", "is not UTF-8", ""}},
		"a lost character":    {get: "?brand=a&model=b%EF%BF%BD", want: want{400, "invalid-query", "has U+FFFD, which stands for a character that was lost: look up which, and write that", ""}},
		"a control character": {get: "?brand=a&model=b%00", want: want{400, "invalid-query", "has the control character U+0000", ""}},
		"lost in a body":      {body: `[{"brand":"a","model":"\ufffd"}]`, want: want{400, "invalid-query", "[0].model has U+FFFD, which stands for a character that was lost: look up which, and write that", ""}},
		"NUL in a body":       {body: `[{"brand":"a","model":"b\u0000"}]`, want: want{400, "invalid-query", "[0].model has the control character U+0000", ""}},
		"unknown parameter":   {get: "?brand=a&modle=x", want: want{400, "invalid-query", "is not a parameter here", "model"}},
		"bad date":            {get: "?id=a/b&on=2026-02-30", want: want{400, "invalid-query", `"2026-02-30" is not a date: February 2026 has 28 days`, ""}},
		"items beside a body": {get: "?id=a/b", body: "[" + good + "]", want: want{400, "invalid-query", "is not a parameter here", ""}},

		"empty list":    {body: "[]", want: want{400, "invalid-query", "the list is empty; give at least one item", ""}},
		"too many":      {body: "[" + strings.Repeat(good+",", 1_000) + good + "]", want: want{400, "invalid-query", "there are more than 1000 items; send them in several requests", ""}},
		"too large":     {body: "[" + strings.Repeat(" ", 256<<10) + good + "]", want: want{413, "body-too-large", "", ""}},
		"unknown field": {body: `[` + good + `,{"brand":"a","Model":"x"}]`, want: want{400, "invalid-query", "[1].Model is not a field of an item", "model"}},
		"field twice":   {body: `[{"id":"a/b","id":"a/c"}]`, want: want{400, "invalid-query", "[0].id is given twice; give it once", ""}},
		"a number":      {body: `[{"id":5}]`, want: want{400, "invalid-query", "[0].id is not a text; write it in quotes, or leave it out", ""}},
		"null":          {body: `[{"id":null}]`, want: want{400, "invalid-query", "[0].id is not a text; write it in quotes, or leave it out", ""}},
		"deep":          {body: `[{"id":` + strings.Repeat("[", 9_000) + strings.Repeat("]", 9_000) + `}]`, want: want{400, "invalid-query", "[0].id is not a text; write it in quotes, or leave it out", ""}},
		"empty field":   {body: `[{"id":" "}]`, want: want{400, "invalid-query", "[0].id is empty; give it a value or leave it out", ""}},
		"empty item":    {body: `[{}]`, want: want{400, "invalid-query", "[0] names no product; give id, or model, best with manufacturer or brand", ""}},
		"an object":     {body: good, want: want{400, "invalid-json", "", ""}},
		"a list in it":  {body: `[[]]`, want: want{400, "invalid-json", "", ""}},
		"cut short":     {body: `[` + good, want: want{400, "invalid-json", "", ""}},
		"two lists":     {body: `[` + good + `][]`, want: want{400, "invalid-json", "", ""}},
		"no comma":      {body: `[` + good + good + `]`, want: want{400, "invalid-json", "", ""}},
		"a comma":       {body: `[` + good + `,]`, want: want{400, "invalid-json", "", ""}},
		"Latin-1":       {body: "[{\"brand\":\"\xc6\",\"model\":\"x\"}]", want: want{400, "invalid-json", "", ""}},
		"no body":       {header: http.Header{}, want: want{400, "invalid-json", "", ""}},
		"a form":        {body: "id=a/b", header: http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}, want: want{415, "unsupported-media-type", "", ""}},
		"no type":       {body: "[]", header: http.Header{"Content-Type": nil}, want: want{415, "unsupported-media-type", "", ""}},
		"a charset":     {body: "[]", header: http.Header{"Content-Type": {"application/json; charset=latin1"}}, want: want{415, "unsupported-media-type", "", ""}},
		"compressed":    {body: "[]", header: http.Header{"Content-Encoding": {"gzip"}}, want: want{415, "unsupported-media-type", "", ""}},
	} {
		res := (*http.Response)(nil)
		if tt.body != "" || tt.header != nil {
			res = f.post("/v1/check"+tt.get, tt.body, tt.header)
		} else {
			res = f.request(http.MethodGet, "/v1/check"+tt.get, nil)
		}
		p := f.problem(res)
		got := want{status: p.Status, code: strings.TrimPrefix(p.Type, "urn:opencec:problem:")}
		if len(p.Problems) > 0 {
			got.problem, got.suggestion = p.Problems[0].Message, p.Problems[0].Suggestion
			if at := p.Problems[0].Parameter; strings.HasPrefix(at, "[") {
				got.problem = at + " " + got.problem
			}
		}
		if got != tt.want {
			t.Errorf("%s: %+v, want %+v: %s", name, got, tt.want, p.Detail)
		}
	}
}

// The problems of all items are reported at once, up to a limit.
func TestCheckManyProblems(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	p := f.problem(f.post("/v1/check", `[{"modle":"x"},{"id":"tesla/powerwall-2"},{"brand":"a"}]`, nil))
	if len(p.Problems) != 2 || p.Problems[0].Parameter != "[0].modle" || p.Problems[1].Parameter != "[2]" {
		t.Errorf("%+v", p.Problems)
	}
	p = f.problem(f.post("/v1/check", "["+strings.Repeat("{},", 500)+"{}]", nil))
	if n := len(p.Problems); n != query.MaxProblems+1 || p.Problems[n-1].Code != query.LimitExceeded {
		t.Errorf("%d problems, the last %+v", n, p.Problems[n-1])
	}
	res := f.post("/v1/check", "[\n{},\n{},,]", nil)
	if p := f.problem(res); !strings.Contains(p.Detail, "in line 3") {
		t.Error(p.Detail)
	}
}

// A check of the maximum number of items with the longest names works.
func TestCheckThousand(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	item := fmt.Sprintf(`{"brand":%q,"model":"powerwall 2"}`, strings.Repeat("ü", 100))
	body := "[" + strings.Repeat(item+",", api.MaxCheckItems-1) + item + "]"
	if answers := f.checks(f.post("/v1/check", body, nil)); len(answers) != api.MaxCheckItems {
		t.Errorf("%d answers", len(answers))
	}
}

func TestCheckCaching(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	header := func() http.Header { return http.Header{"X-Api-Key": {f.secret}} }
	const target = "/v1/check?id=tesla/powerwall-2"
	res := f.request(http.MethodGet, target, nil)
	tag := res.Header.Get("ETag")
	if tag == "" || res.Header.Get("Cache-Control") != "private, no-cache" {
		t.Errorf("ETag %q, %q", tag, res.Header.Get("Cache-Control"))
	}
	for other, same := range map[string]bool{
		target: true, target + "&on=2026-11-23": true, target + "&on=2026-11-22": false, "/v1/check?id=solaredge/se10k": false, target + "&software_version=1": false,
	} {
		h := header()
		h.Set("If-None-Match", tag)
		if res := f.request(http.MethodGet, other, h); (res.StatusCode == http.StatusNotModified) != same {
			t.Errorf("%s with the ETag of %s: %d", other, target, res.StatusCode)
		}
	}
	res = f.post("/v1/check", `[{"id":"tesla/powerwall-2"}]`, nil)
	if res.Header.Get("ETag") != "" || res.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("POST: ETag %q, %q", res.Header.Get("ETag"), res.Header.Get("Cache-Control"))
	}
}

func TestCheckMethods(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	res := f.request(http.MethodOptions, "/v1/check", http.Header{"Origin": {"https://elsewhere.example"}})
	if got := res.Header.Get("Access-Control-Allow-Methods"); res.StatusCode != http.StatusNoContent || got != "GET, HEAD, POST, OPTIONS" {
		t.Errorf("OPTIONS: %d, %q", res.StatusCode, got)
	}
	if got := res.Header.Get("Access-Control-Allow-Headers"); !strings.Contains(got, "content-type") {
		t.Errorf("a page may not send JSON: %q", got)
	}
	if res := f.request(http.MethodPut, "/v1/check", nil); res.StatusCode != http.StatusMethodNotAllowed || res.Header.Get("Allow") != "GET, HEAD, POST, OPTIONS" {
		t.Errorf("PUT: %d, %q", res.StatusCode, res.Header.Get("Allow"))
	}
	if res := f.request(http.MethodPost, "/v1/check", http.Header{}); res.StatusCode != http.StatusUnauthorized {
		t.Errorf("without a key: %d", res.StatusCode)
	}
	if res := f.request(http.MethodPost, "/v1/listings", nil); res.StatusCode != http.StatusMethodNotAllowed {
		t.Errorf("POST elsewhere: %d", res.StatusCode)
	}
}

// A check uses the served version.
func TestCheckAfterSwap(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	ask := func() checked {
		return f.checks(f.request(http.MethodGet, "/v1/check?manufacturer=acme&model=s", nil))[0]
	}
	if before := ask(); before.Match != "none" {
		t.Errorf("before: %+v", before)
	}
	f.server.Swap(memory.New(twins(t)))
	if after := ask(); after.Match != "exact" {
		t.Errorf("after: %+v", after)
	}
}

// Any body is answered or refused, and an answer has each item once.
func FuzzCheckBody(f *testing.F) {
	f.Add(`[{"id":"tesla/powerwall-2"},{"brand":"tesla","model":"x"}]`)
	f.Add(`[{"id":"a"`)
	f.Add(`[{"id":{"a":[1,2,{"b":null}]}}]`)
	f.Add("[{\"model\":\"\\ud800\",\"brand\":\"\u0301\"}]")
	f.Fuzz(func(t *testing.T, body string) {
		fx := newFixture(t)
		res := fx.post("/v1/check", body, nil)
		switch res.StatusCode {
		case http.StatusOK:
			var items []map[string]any
			if err := json.Unmarshal([]byte(body), &items); err != nil {
				t.Fatalf("%q is no list of items, but was answered: %v", body, err)
			}
			if answers := fx.checks(res); len(answers) != len(items) {
				t.Errorf("%d answers to %d items", len(answers), len(items))
			}
		case http.StatusBadRequest, http.StatusRequestEntityTooLarge:
			fx.problem(res)
		default:
			t.Errorf("%q: %d", body, res.StatusCode)
		}
	})
}
