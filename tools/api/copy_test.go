package api_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"opencec/tools/api"
	"opencec/tools/query/memory"
	"opencec/tools/query/querytest"
	"opencec/tools/register"
)

// A copy becomes stale at the beginning, in the register's time zone, of the day after
// the last one for which the register lets it be used. From then on every answer says so.
func TestStaleCopy(t *testing.T) {
	t.Parallel()
	key, secret := keyOf(t, "portal", 0)
	on, err := register.ParseDate("2026-11-16") // with 7 days, to the end of the 23rd in Sydney
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name   string
		now    string
		maxAge int
		header string
		age    int
	}{
		{"on its day", "2026-11-16T00:00:00+11:00", 7, "", 0},
		{"on the last day", "2026-11-23T23:59:59+11:00", 7, "", 7},
		{"after it", "2026-11-24T00:00:00+11:00", 7, `"2026-11-16";age=8;max=7`, 8},
		{"long after it", "2027-11-16T12:00:00Z", 7, `"2026-11-16";age=365;max=7`, 365},
		{"before its day", "2026-11-14T12:00:00Z", 7, "", -2},
		{"in a register that declares nothing", "2027-11-16T12:00:00Z", 0, "", 365},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			now, err := time.Parse(time.RFC3339, test.now)
			if err != nil {
				t.Fatal(err)
			}
			records := querytest.Sample().Records
			records.Settings.MaxCopyAge = test.maxAge
			reg, err := register.New(records, register.Version{ID: "one"})
			if err != nil {
				t.Fatal(err)
			}
			s := newEmptyStation(t, api.Options{}, ringOf(t, key))
			s.clock.pass(now.Sub(s.clock.Now()))
			s.server.SetCopy(api.Copy{On: on, Serial: 202611160000003})
			s.server.Swap(memory.New(reg))
			for target, status := range map[string]int{"/": 200, "/readyz": 200, "/healthz": 200, "/v1": 200, "/v1/listings?limit=1": 200,
				"/v1/listings/no/body": 404, "/v1/listings?x=1": 400, "/listings": 200, "/docs": 200, "/openapi.json": 200, "/none": 404} {
				res := s.send(target, secret, office)
				if got := res.Header.Get("Register-Stale"); res.StatusCode != status || got != test.header {
					t.Errorf("%s: %d, Register-Stale is %q, want %q", target, res.StatusCode, got, test.header)
				}
			}
			tag := s.send("/v1/listings?limit=1", secret, office).Header.Get("ETag")
			if res := s.request("GET", "/v1/listings?limit=1", http.Header{"X-Api-Key": {secret}, "If-None-Match": {tag}}); res.StatusCode != 304 || res.Header.Get("Register-Stale") != test.header {
				t.Errorf("unchanged: %d, Register-Stale is %q", res.StatusCode, res.Header.Get("Register-Stale"))
			}
			var about struct {
				MaxCopyAge *int `json:"max_copy_age"`
				Copy       struct {
					On      string
					Serial  int64
					AgeDays int `json:"age_days"`
					Stale   bool
				}
				Notices []struct{ Code, Since string }
			}
			if err := json.Unmarshal([]byte(s.body(s.send("/v1", secret, office))), &about); err != nil {
				t.Fatal(err)
			}
			stale := test.header != ""
			if c := about.Copy; c.On != "2026-11-16" || c.Serial != 202611160000003 || c.AgeDays != test.age || c.Stale != stale || (about.MaxCopyAge == nil) != (test.maxAge == 0) {
				t.Errorf("/v1 says %+v", about)
			}
			if stale != (len(about.Notices) == 1 && about.Notices[0].Code == "stale-copy" && about.Notices[0].Since == "2026-11-23T13:00:00Z") {
				t.Errorf("the notices are %+v", about.Notices)
			}
			if body := s.body(s.send("/readyz", "", office)); stale != strings.Contains(body, `"stale-copy"`) {
				t.Errorf("/readyz says %s", body)
			}
			want := "0"
			if stale {
				want = "1"
			}
			if lines := s.scrape(); !slices.Contains(lines, `opencec_notice{code="stale-copy"} `+want) {
				t.Errorf("the metrics are %s", strings.Join(lines, "\n"))
			}
		})
	}
}

// Without a known day, the server says nothing about the copy.
func TestCopyUnknown(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	if res, body := f.get("/v1"); res.Header.Get("Register-Stale") != "" || !strings.Contains(body, `"copy":null`) {
		t.Errorf("%v %s", res.Header, body)
	}
}
