// Package legacytest tests the legacy API of an engine, request by request and byte for
// byte.
package legacytest

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"opencec/tools/api"
	"opencec/tools/query"
	"opencec/tools/query/keys"
	"opencec/tools/query/querytest"
	"opencec/tools/register"
)

// now is noon on the day of the contract, in the register's time zone.
var now = time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC)

// The seven sample listings of the legacy API, as it returned them.
const (
	powerwall = `{"entity_type_id":1,"manufacturer":"Tesla","model":"Powerwall 2","status":"active","id":1,"created_at":"2026-02-12T05:20:31.123456","updated_at":"2026-02-12T05:20:31.123456"}`
	resu      = `{"entity_type_id":2,"manufacturer":"LG Chem","model":"RESU 10H","status":"active","id":2,"created_at":"2026-02-12T05:20:31","updated_at":"2026-02-13T00:00:00"}`
	ecolinx   = `{"entity_type_id":1,"manufacturer":"Sonnen","model":"ecoLinx","status":"active","id":3,"created_at":"2026-02-12T05:20:31","updated_at":"2026-02-12T05:20:31"}`
	se7600    = `{"entity_type_id":1,"manufacturer":"SolarEdge","model":"SE7600H-US","status":"active","id":4,"created_at":"2026-02-12T05:20:31","updated_at":"2026-02-12T05:20:31"}`
	iq7       = `{"entity_type_id":2,"manufacturer":"Enphase","model":"IQ7PLUS-72-2-US","status":"active","id":5,"created_at":"2026-02-12T05:20:31","updated_at":"2026-02-12T05:20:31"}`
	primo     = `{"entity_type_id":1,"manufacturer":"Fronius","model":"Primo 8.2-1","status":"active","id":6,"created_at":"2026-02-12T05:20:31","updated_at":"2026-02-12T05:20:31"}`
	battery5p = `{"entity_type_id":1,"manufacturer":"Enphase","model":"IQ Battery 5P","status":"active","id":7,"created_at":"2026-02-12T05:20:31","updated_at":"2026-02-12T05:20:31"}`
)

const all = "[" + powerwall + "," + resu + "," + ecolinx + "," + se7600 + "," + iq7 + "," + primo + "," + battery5p + "]"

func notInteger(input string) string {
	return `{"detail":[{"type":"int_parsing","loc":["query","id"],"msg":"Input should be a valid integer, unable to parse string as an integer","input":` + input + `}]}`
}

// A step is a request and its expected response.
type step struct {
	method, target string // method is GET if it is empty
	key            string // valid if it is empty; "none" and "wrong" mean that
	status         int
	body           string
	header         [2]string // a header of the response
}

const (
	noListing        = `{"detail":"Listing not found"}`
	notFound         = `{"detail":"Not Found"}`
	notAllowed       = `{"detail":"Method Not Allowed"}`
	notAuthenticated = `{"detail":"Not authenticated"}`
	invalidKey       = `{"detail":"Invalid API key"}`
)

var (
	allowGet = [2]string{"Allow", "GET"}
	helpLink = [2]string{"Link", `<https://register.example/guides/suspend-delist-extend/>; rel="help"; title="How to change a listing"`}
)

// contract is the behaviour of the legacy API with its sample.
var contract = []step{
	{target: "/", status: 200, body: `{"API Status":"UP","Database Status":"UP"}`},
	{target: "/?colour=red", status: 200, body: `{"API Status":"UP","Database Status":"UP"}`},
	{target: "/listings", status: 200, body: all, header: [2]string{"Content-Type", "application/json"}},
	{target: "/listings?id=3", status: 200, body: ecolinx},
	{target: "/listings?id=3&manufacturer=tesla", status: 200, body: ecolinx},
	{target: "/listings?id=abc&id=3", status: 200, body: ecolinx},
	{target: "/listings?id=99", status: 404, body: noListing},
	{target: "/listings?id=0", status: 404, body: noListing},
	{target: "/listings?id=-3", status: 404, body: noListing},
	{target: "/listings?id=99999999999999999999", status: 404, body: noListing},
	{target: "/listings?id=+3+", status: 200, body: ecolinx},
	{target: "/listings?id=%2B03.0", status: 200, body: ecolinx},
	{target: "/listings?id=0_3", status: 200, body: ecolinx},
	{target: "/listings?id=abc", status: 422, body: notInteger(`"abc"`), header: [2]string{"Content-Type", "application/json"}},
	{target: "/listings?id=3&id=abc", status: 422, body: notInteger(`"abc"`)},
	{target: "/listings?id=", status: 422, body: notInteger(`""`)},
	{target: "/listings?id", status: 422, body: notInteger(`""`)},
	{target: "/listings?id=%09%0a3%c2%a0", status: 200, body: ecolinx},
	{target: "/listings?id=00", status: 404, body: noListing},
	{target: "/listings?id=-0", status: 404, body: noListing},
	{target: "/listings?id=1_0.0", status: 404, body: noListing},
	{target: "/listings?id=" + strings.Repeat("0", 5000) + "3", status: 200, body: ecolinx},
	{target: "/listings?id=3.", status: 422, body: notInteger(`"3."`)},
	{target: "/listings?id=.0", status: 422, body: notInteger(`".0"`)},
	{target: "/listings?id=3.0_0", status: 422, body: notInteger(`"3.0_0"`)},
	{target: "/listings?id=%2B-3", status: 422, body: notInteger(`"+-3"`)},
	{target: "/listings?id=3+.0", status: 422, body: notInteger(`"3 .0"`)},
	{target: "/listings?id=3%00", status: 422, body: notInteger(`"3\u0000"`)},
	{target: "/listings?id=%D9%A3", status: 422, body: notInteger("\"\u0663\"")}, // an Arabic three
	{target: "/listings?id=0x3", status: 422, body: notInteger(`"0x3"`)},
	{target: "/listings?id=3;model=x", status: 422, body: notInteger(`"3;model=x"`)},
	{target: "/listings?id=3.5", status: 422, body: notInteger(`"3.5"`)},
	{target: "/listings?id=1__0", status: 422, body: notInteger(`"1__0"`)},
	{target: "/listings?id=_1", status: 422, body: notInteger(`"_1"`)},
	{target: "/listings?id=--1", status: 422, body: notInteger(`"--1"`)},
	{target: "/listings?id=1e3", status: 422, body: notInteger(`"1e3"`)},
	{target: "/listings?id=nobody/nothing", status: 422, body: notInteger(`"nobody/nothing"`)},
	{target: "/listings?id=%22%5C%3C%26%C3%A9%E2%80%A8%0A%01", status: 422, body: notInteger("\"\\\"\\\\<&\u00e9\u2028\\n\\u0001\"")},
	{target: "/listings?id=%ff", status: 422, body: notInteger("\"\ufffd\"")},
	{target: "/listings?id=%zz", status: 422, body: notInteger(`"%zz"`)},
	{target: "/listings?manufacturer=TES", status: 200, body: "[" + powerwall + "]"},
	{target: "/listings?manufacturer=en&model=IQ", status: 200, body: "[" + iq7 + "," + battery5p + "]"},
	{target: "/listings?manufacturer=%25", status: 200, body: all},
	{target: "/listings?manufacturer=t%25a", status: 200, body: "[" + powerwall + "]"},
	{target: "/listings?model=_____________", status: 200, body: "[" + iq7 + "," + battery5p + "]"},
	{target: "/listings?model=iq_battery", status: 200, body: "[" + battery5p + "]"},
	{target: "/listings?model=%5C%25", status: 200, body: "[]"},
	{target: "/listings?model=iq%5C+b", status: 200, body: "[" + battery5p + "]"},
	{target: "/listings?model=5P%5C", status: 200, body: "[]"},
	{target: "/listings?manufacturer=", status: 200, body: all},
	{target: "/listings?model=nothing", status: 200, body: "[]"},
	{target: "/listings?model=%zz", status: 200, body: "[]"},
	{target: "/listings?model=%00", status: 200, body: "[]"},
	{target: "/listings?model=a;b", status: 200, body: "[]"},
	{target: "/listings?status=active", status: 200, body: all},
	{target: "/listings?status=suspended", status: 200, body: "[]"},
	{target: "/listings?status=ACTIVE", status: 200, body: "[]"},
	{target: "/listings?status=foo", status: 200, body: "[]"},
	{target: "/listings?entity_type=server", status: 200, body: "[" + resu + "," + iq7 + "]"},
	{target: "/listings?entity_type=Server", status: 200, body: all},
	{target: "/listings?entity_type=foo", status: 200, body: all},
	{target: "/listings?colour=red", status: 200, body: all},
	{target: "/listings?%zz&&=", status: 200, body: all},
	{target: "/listings?model=5P&model=2", status: 200, body: "[" + powerwall + "," + iq7 + "," + primo + "]"},
	{target: "/listings", key: "none", status: 401, body: notAuthenticated, header: [2]string{"Www-Authenticate", "APIKey"}},
	{target: "/listings", key: "wrong", status: 401, body: invalidKey},
	{target: "/", key: "wrong", status: 401, body: invalidKey},
	{target: "/listings?id=abc", key: "wrong", status: 401, body: invalidKey},
	{target: "/listings/?id=3&x=%zz", status: 307, header: [2]string{"Location", "/listings?id=3&x=%zz"}},
	{target: "/listings/", status: 307, header: [2]string{"Location", "/listings"}},
	{method: "POST", target: "/listings", status: 405, body: notAllowed, header: allowGet},
	{method: "PUT", target: "/listings?id=3", status: 405, body: notAllowed, header: allowGet},
	{method: "OPTIONS", target: "/listings", status: 405, body: notAllowed, header: allowGet},
	{method: "HEAD", target: "/listings", status: 405, body: notAllowed, header: allowGet},
	{method: "POST", target: "/", status: 405, body: notAllowed, header: allowGet},
	{method: "POST", target: "/listings", key: "none", status: 405, body: notAllowed, header: allowGet},
	{method: "POST", target: "/listings/", status: 307, header: [2]string{"Location", "/listings"}},
	{target: "/LISTINGS", status: 404, body: notFound},
	{target: "/nothing", status: 404, body: notFound},
	{target: "/nothing", key: "none", status: 404, body: notFound},
	{target: "/nothing", key: "wrong", status: 404, body: notFound},
	{method: "POST", target: "/nothing", key: "none", status: 404, body: notFound},
	{target: "/listings/3", key: "none", status: 404, body: notFound},
	{target: "/listings/?id=3", key: "none", status: 307, header: [2]string{"Location", "/listings?id=3"}},
	{method: "POST", target: "/", key: "none", status: 405, body: notAllowed, header: allowGet},
	{target: "/admin/keys", key: "none", status: 401, body: notAuthenticated, header: [2]string{"Www-Authenticate", "APIKey"}},
	{target: "/admin/keys", key: "wrong", status: 401, body: invalidKey},
	{method: "PUT", target: "/admin/listing-device-class-attributes/12", key: "none", status: 401, body: notAuthenticated},
	{target: "/admin/nothing", key: "none", status: 404, body: notFound, header: helpLink},
	{target: "/admin/keys/1/2", key: "none", status: 404, body: notFound, header: helpLink},
	{target: "/admin", key: "none", status: 404, body: notFound, header: helpLink},
	{method: "POST", target: "/nothing", status: 404, body: notFound},
	{target: "/listings/3", status: 404, body: notFound},
	{target: "/admin/listings", status: 404, body: notFound, header: helpLink},
	{method: "DELETE", target: "/admin/keys/1", status: 404, body: notFound, header: helpLink},
}

// more is what the legacy API did not have: listings that were not imported, the
// register's own ids and statuses, and further entity types.
var more = []step{
	{target: "/listings?manufacturer=acme", status: 200, body: "[" + later + "," + withdrawn + "," + suspended + "," + renamed + "," + added + "]"},
	{target: "/listings?id=" + addedNumber, status: 200, body: added},
	{target: "/listings?id=acme/added", status: 200, body: added},
	{target: "/listings?id=acme/renamed", status: 200, body: renamed},
	{target: "/listings?id=acme/before", status: 200, body: renamed},
	{target: "/listings?id=" + renamedNumber, status: 200, body: renamed},
	{target: "/listings?id=original/3", status: 200, body: ecolinx},
	{target: "/listings?id=12", status: 200, body: later},
	{target: "/listings?status=suspended", status: 200, body: "[" + suspended + "]"},
	{target: "/listings?status=expired", status: 200, body: "[" + withdrawn + "]"},
	{target: "/listings?status=withdrawn", status: 200, body: "[]"},
	{target: "/listings?entity_type=device", status: 200, body: "[" + renamed + "]"},
	{target: "/listings?entity_type=aggregator", status: 200, body: "[" + added + "]"},
}

const (
	addedNumber   = "5056687420134159"
	renamedNumber = "5004296502860719"

	unknown   = `"created_at":"1970-01-01T00:00:00","updated_at":"1970-01-01T00:00:00"}`
	later     = `{"entity_type_id":1,"manufacturer":"Acme","model":"Later imported","status":"active","id":11,` + unknown
	renamed   = `{"entity_type_id":3,"manufacturer":"Acme","model":"Renamed","status":"active","id":` + renamedNumber + `,` + unknown
	added     = `{"entity_type_id":1669419602,"manufacturer":"Acme","model":"Added <é>","status":"active","id":` + addedNumber + `,` + unknown
	suspended = `{"entity_type_id":1,"manufacturer":"Acme","model":"Suspended","status":"suspended","id":4927945120532547,` + unknown
	withdrawn = `{"entity_type_id":1,"manufacturer":"Acme","model":"Withdrawn","status":"expired","id":4744167050977679,` + unknown
)

// Test tests the legacy API. open returns the engine of a register.
func Test(t *testing.T, open func(testing.TB, *register.Register) query.Engine) {
	t.Parallel()
	test := func(name string, reg *register.Register, steps []step) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			handler, secret := Server(t, open(t, reg))
			for _, s := range steps {
				s.test(t, handler, secret)
			}
		})
	}
	test("contract", Register(), contract)
	test("more", withMore(), more)
	t.Run("statuses", func(t *testing.T) {
		t.Parallel()
		statuses(t, open)
	})
	t.Run("random", func(t *testing.T) {
		t.Parallel()
		reg := querytest.Random(3, 300)
		handler, secret := Server(t, open(t, reg))
		random(t, handler, secret, reg)
	})
}

// Server returns a server that answers from an engine, and a key.
func Server(t testing.TB, engine query.Engine) (http.Handler, string) {
	t.Helper()
	return serverAt(t, engine, func() time.Time { return now })
}

func serverAt(t testing.TB, engine query.Engine, clock func() time.Time) (http.Handler, string) {
	t.Helper()
	key, secret, err := keys.New("test", now)
	if err != nil {
		t.Fatal(err)
	}
	ring, err := keys.NewRing(key)
	if err != nil {
		t.Fatal(err)
	}
	server := api.NewServer(api.Options{Keys: ring, Now: clock, Log: slog.New(slog.DiscardHandler), Build: "test"})
	server.Swap(engine)
	return server.Handler(), secret
}

func (s step) test(t *testing.T, handler http.Handler, secret string) {
	t.Helper()
	method := s.method
	if method == "" {
		method = http.MethodGet
	}
	r := httptest.NewRequest(method, s.target, nil)
	switch s.key {
	case "":
		r.Header.Set("X-Api-Key", secret)
	case "wrong":
		r.Header.Set("X-Api-Key", s.key)
	}
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, r)
	body, err := io.ReadAll(w.Result().Body)
	if err != nil {
		t.Fatal(err)
	}
	if w.Code != s.status || string(body) != s.body {
		t.Errorf("%s %s:\n got %d %s\nwant %d %s", method, s.target, w.Code, body, s.status, s.body)
	}
	if name, want := s.header[0], s.header[1]; w.Header().Get(name) != want {
		t.Errorf("%s %s: %s is %q, want %q", method, s.target, name, w.Header().Get(name), want)
	}
}

// Register returns the legacy sample as an import creates it.
func Register() *register.Register { return newRegister(sample()) }

func newRegister(records register.Records) *register.Register {
	reg, err := register.New(records, register.Version{ID: "original-1", Commit: "c0ffee", Time: time.Date(2026, 11, 20, 1, 2, 3, 0, time.UTC)})
	if err != nil {
		panic(err)
	}
	return reg
}

func sample() register.Records {
	made := time.Date(2026, 2, 12, 5, 20, 31, 0, time.UTC)
	listing := func(id, model, entityType, number string) *register.Listing {
		manufacturer, _, _ := strings.Cut(id, "/")
		return &register.Listing{Meta: register.Meta{ID: id, CreatedAt: made, UpdatedAt: made, Commit: "c0ffee"}, Manufacturer: manufacturer, Model: model, EntityType: entityType,
			Periods: []register.Period{{From: querytest.Day("2023-01-15")}}, FormerIDs: []string{register.ImportedFrom + number}, Sample: true}
	}
	manufacturer := func(id, name string) *register.Manufacturer {
		return &register.Manufacturer{Meta: register.Meta{ID: id}, Name: name}
	}
	records := register.Records{
		Settings: register.Settings{Title: "Sample register", BaseURL: "https://register.example", TimeZone: "Australia/Sydney"},
		EntityTypes: []*register.EntityType{
			{Meta: register.Meta{ID: "client"}, Name: "Client"}, {Meta: register.Meta{ID: "server"}, Name: "Server"}, {Meta: register.Meta{ID: "device"}, Name: "Device"},
		},
		Manufacturers: []*register.Manufacturer{manufacturer("tesla", "Tesla"), manufacturer("lg-chem", "LG Chem"), manufacturer("sonnen", "Sonnen"),
			manufacturer("solaredge", "SolarEdge"), manufacturer("enphase", "Enphase"), manufacturer("fronius", "Fronius")},
		Listings: []*register.Listing{
			listing("tesla/powerwall-2", "Powerwall 2", "client", "1"), listing("lg-chem/resu-10h", "RESU 10H", "server", "2"),
			listing("sonnen/ecolinx", "ecoLinx", "client", "3"), listing("solaredge/se7600h-us", "SE7600H-US", "client", "4"),
			listing("enphase/iq7plus-72-2-us", "IQ7PLUS-72-2-US", "server", "5"), listing("fronius/primo-8-2-1", "Primo 8.2-1", "client", "6"),
			listing("enphase/iq-battery-5p", "IQ Battery 5P", "client", "7"),
		},
	}
	withMicroseconds := made.Add(123456 * time.Microsecond)
	records.Listings[0].CreatedAt, records.Listings[0].UpdatedAt = withMicroseconds, withMicroseconds
	records.Listings[1].UpdatedAt = time.Date(2026, 2, 13, 0, 0, 0, 0, time.UTC)
	return records
}

func withMore() *register.Register {
	records := sample()
	records.Manufacturers = append(records.Manufacturers, &register.Manufacturer{Meta: register.Meta{ID: "acme"}, Name: "Acme"})
	records.EntityTypes = append(records.EntityTypes, &register.EntityType{Meta: register.Meta{ID: "aggregator"}, Name: "Aggregator"})
	listing := func(id, model, entityType string, former ...string) *register.Listing {
		l := &register.Listing{Meta: register.Meta{ID: id}, Manufacturer: "acme", Model: model, EntityType: entityType, FormerIDs: former,
			Periods: []register.Period{{From: querytest.Day("2023-01-15")}}}
		records.Listings = append(records.Listings, l)
		return l
	}
	listing("acme/added", "Added <é>", "aggregator")
	listing("acme/renamed", "Renamed", "device", "acme/before", "acme/between")
	listing("acme/later", "Later imported", "client", "acme/earlier", "original/11", "original/12")
	listing("acme/suspended", "Suspended", "client").Suspensions = []register.Suspension{{From: querytest.Day("2026-11-01")}}
	listing("acme/withdrawn", "Withdrawn", "client").Withdrawn = &register.Ending{On: querytest.Day("2026-11-01")}
	return newRegister(records)
}
