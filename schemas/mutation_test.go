package schemas

import (
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"opencec/tools/register"
)

// A mutation is one change to a valid document. In its path, an element that is
// the length of a list appends to it.
type mutation struct {
	path  string // "periods/0/from"
	value string // YAML; "" takes the field away
	at    string // where the failure must be; "valid" where there must be none
}

// TestMutations takes the fullest document of each kind and changes one thing.
func TestMutations(t *testing.T) {
	t.Parallel()
	compiled := compileAll(t, dataClasses(t))
	for _, test := range []struct {
		schema    string
		mutations []mutation
	}{
		{"register.schema.json", []mutation{
			{"title", "", ""},
			{"title", "''", "/title"},
			{"title", strings.Repeat("x", 200), "valid"},
			{"title", strings.Repeat("x", 201), "/title"},
			{"id", "x", ""},
			{"base_url", "", ""},
			{"base_url", "register.example.org", "/base_url"},
			{"base_url", "https://register.example.org/", "/base_url"},
			{"time_zone", "", ""},
			{"time_zone", "11", "/time_zone"},
			{"licence", "", ""},
			{"licence", "CC-BY-4.0", "/licence"},
			{"licence/name", "", "/licence"},
			{"licence/id", "x", "/licence"},
			{"repository", "git@example.org:register", "/repository"},
			{"stale_after", "0", "/stale_after"},
			{"stale_after", "3651", "/stale_after"},
			{"stale_after", "14 days", "/stale_after"},
			{"stale_after", "1.5", "/stale_after"},
			{"max_copy_age", "0", "/max_copy_age"},
			{"max_copy_age", "3651", "/max_copy_age"},
			{"notices", "[]", "/notices"},
			{"notices/0", "7", "/notices/0"},
			{"notices/0", `"a\tb"`, "/notices/0"},
			{"notices/0", strings.Repeat("x", 4001), "/notices/0"},
		}},
		{register.EntityTypes.Schema(), []mutation{
			{"name", "", ""},
			{"name", "[Client]", "/name"},
			{"id", "client", ""},
			{"description", "''", "/description"},
			{"former_ids", "[]", "/former_ids"},
			{"former_ids/0", "An id", "/former_ids/0"},
		}},
		{register.Manufacturers.Schema(), []mutation{
			{"name", "", ""},
			{"name", "' Tesla'", "/name"},
			{"name", `"Te\nsla"`, "/name"},
			{"name", "Müller & Söhne 1KOMMA5°", "valid"},
			{"created_at", "2023-01-15T00:00:00Z", ""},
			{"aliases", "Tesla", "/aliases"},
			{"aliases/1", "TESLA", "valid"},
			{"aliases/1", "Tesla Motors", "/aliases"},
			{"website", "www.tesla.com", "/website"},
			{"website", "javascript:alert(1)", "/website"},
			{"website", "https://tesla.com@example.org/", "/website"},
			{"website", "https://name:secret@example.org", "/website"},
			{"website", "https://example.org/@tesla?to=a@example.org", "valid"},
			{"website", "https://example.org:8443?a=b", "valid"},
			{"mixed_scripts", "maybe", "/mixed_scripts"},
			{"website", "https://" + strings.Repeat("x", 2000), "/website"},
			{"sources", "[]", "/sources"},
			{"sources/0/url", "", "/sources/0"},
			{"sources/0/retrieved", "23/11/2026", "/sources/0/retrieved"},
			{"sources/0/date", "2026-11-23", "/sources/0"},
			{"former_ids/0", "tesla_motors", "/former_ids/0"},
		}},
		{register.CertifyingBodies.Schema(), []mutation{
			{"name", "", ""},
			{"accreditation", "JAS-ANZ", ""},
			{"website", "ftp://ul.com", "/website"},
			{"aliases", "[]", "/aliases"},
		}},
		{register.DeviceClasses.Schema(), []mutation{
			{"name", "", ""},
			{"commit", "abc", ""},
			{"short_name", strings.Repeat("x", 31), "/short_name"},
			{"requires_inverter", "needed", "/requires_inverter"},
			{"attributes", "{}", "/attributes"},
			{"attributes", "[]", "/attributes"},
			{"attributes/0/id", "", "/attributes/0"},
			{"attributes/0/id", "maxPower", "/attributes/0/id"},
			{"attributes/0/name", "", "/attributes/0"},
			{"attributes/0/type", "", "/attributes/0"},
			{"attributes/0/type", "float", "/attributes/0/type"},
			{"attributes/0/unit", strings.Repeat("k", 21), "/attributes/0/unit"},
			{"attributes/0/minimum", "'0'", "/attributes/0/minimum"},
			{"attributes/0/max", "10", "/attributes/0"},
			{"attributes/0/at_most", "Capacity", "/attributes/0/at_most"},
			{"attributes/1/values", "[]", "/attributes/1/values"},
			{"attributes/1/values/0", "LFP", "/attributes/1/values/0"},
			{"attributes/1/values/0/id", "", "/attributes/1/values/0"},
			{"attributes/1/values/0/id", "lithium iron", "/attributes/1/values/0/id"},
			{"attributes/1/values/0/retired", "2026", "/attributes/1/values/0/retired"},
			{"former_ids/0", "home-battery", "/former_ids/0"},
		}},
		{register.TestProfiles.Schema(), []mutation{
			{"name", "", ""},
			{"title", "", ""},
			{"class", "G", ""},
			{"optional", "'true'", "/optional"},
			{"witnessed", "1", "/witnessed"},
			{"tests", "[]", "/tests"},
			{"tests/0", "GEN-09", "/tests/0"},
			{"tests/0/id", "", "/tests/0"},
			{"tests/0/id", "GEN 09", "/tests/0/id"},
			{"tests/0/title", "", "/tests/0"},
			{"tests/0/role", "aggregator", "/tests/0/role"},
			{"tests/0/version", "'1.2'", "/tests/0"},
			{"tests/0/versions", "[]", "/tests/0/versions"},
			{"versions/0", "1.2", "/versions/0"},
			{"versions/0", "v1.2", "/versions/0"},
			{"versions/1", "'1.1a'", "valid"},
			{"retired", "soon", "/retired"},
			{"replaced_by", "S-G", "/replaced_by"},
			{"former_ids/0", "a/b", "/former_ids/0"},
		}},
		{register.Listings.Schema(), []mutation{
			{"manufacturer", "", ""},
			{"manufacturer", "Tesla", "/manufacturer"},
			{"model", "", ""},
			{"model", "8.2", "/model"},
			{"model", "'8.2'", "valid"},
			{"entity_type", "", ""},
			{"entity_type", "relay", "valid"}, // a type is a data file; references are checked elsewhere
			{"id", "tesla/powerwall-2", ""},
			{"status", "active", ""},
			{"aliases/1", "' Powerwall'", "/aliases/1"},
			{"white_labels/0/brand", "", "/white_labels/0"},
			{"white_labels/0/series", "x", "/white_labels/0"},
			{"deployment", "direct", "/deployment"},
			{"certificate_type", "aggregators", "/certificate_type"},
			{"csip_aus_version", "1.2", "/csip_aus_version"},
			{"csip_aus_version", "1.3-beta/storage", "valid"},
			{"csip_aus_version", "'1.4'", "/csip_aus_version"},
			{"software", "{}", "/software"},
			{"software/version", "'1'", "/software"},
			{"software/versions", "25", "/software/versions"},
			{"jurisdictions", "SA", "/jurisdictions"},
			{"jurisdictions/0", "SAU", "/jurisdictions/0"},
			{"jurisdictions/1", "SA", "/jurisdictions"},
			{"device_classes", "[bess]", "/device_classes"},
			{"device_classes", "{}", "/device_classes"},
			{"device_classes/battery", "{}", "/device_classes"},
			{"device_classes/bess", "{}", "valid"},
			{"device_classes/bess/power", "5", "/device_classes/bess"},
			{"device_classes/bess/capacity", "13.5 kWh", "/device_classes/bess/capacity"},
			{"device_classes/bess/capacity", "-1", "/device_classes/bess/capacity"},
			{"device_classes/bess/chemistry", "LiFePO4", "/device_classes/bess/chemistry"},
			{"device_classes/inverter/input_voltage_range", "[200, 1000]", "/device_classes/inverter/input_voltage_range"},
			{"device_classes/inverter/phases", "4", "/device_classes/inverter/phases"},
			{"periods", "", ""},
			{"periods", "[]", "/periods"},
			{"periods", "{from: 2023-01-15}", "/periods"},
			{"periods/0/from", "", "/periods/0"},
			{"periods/0/from", "2023-02-30", "/periods/0/from"},
			{"periods/0/from", "15/01/2023", "/periods/0/from"},
			{"periods/0/from", "2023-01-15T00:00:00Z", "/periods/0/from"},
			{"periods/0/to", "null", "/periods/0/to"},
			{"periods/0/until", "2024-01-01", "/periods/0"},
			{"periods/0/device_classes", "", "valid"},
			{"periods/1", "{from: 2023-01-15, to: 2025-12-31, device_classes: {bess: {max_power: 4, chemistry: null}, inverter: {input_voltage_range: {min: 200, max: 800}}}}", "/periods"},
			{"device_classes/bess/capacity", "null", "/device_classes/bess/capacity"},
			{"periods/0/device_classes", "{}", "/periods/0/device_classes"},
			{"periods/0/device_classes/bess", "{}", "/periods/0/device_classes/bess"},
			{"periods/0/device_classes/bess", "null", "/periods/0/device_classes/bess"},
			{"periods/0/device_classes/battery", "{capacity: 5}", "/periods/0/device_classes"},
			{"periods/0/device_classes/bess/power", "5", "/periods/0/device_classes/bess"},
			{"periods/0/device_classes/bess/capacity", "null", "valid"},
			{"periods/0/device_classes/bess/capacity", "13.5", "valid"},
			{"periods/0/device_classes/bess/capacity", "13.5 kWh", "/periods/0/device_classes/bess/capacity"},
			{"periods/0/device_classes/bess/capacity", "-1", "/periods/0/device_classes/bess/capacity"},
			{"periods/0/device_classes/bess/chemistry", "LiFePO4", "/periods/0/device_classes/bess/chemistry"},
			{"periods/0/device_classes/inverter/input_voltage_range", "null", "valid"},
			{"periods/0/device_classes/inverter/input_voltage_range/max", "", "/periods/0/device_classes/inverter/input_voltage_range"},
			{"periods/0/device_classes/inverter/input_voltage_range/max", "null", "/periods/0/device_classes/inverter/input_voltage_range/max"},
			{"not_in_list", "[]", "/not_in_list"},
			{"not_in_list/0/list", "", "/not_in_list/0"},
			{"not_in_list/0/list", "The list", "/not_in_list/0/list"},
			{"not_in_list/0/since", "", "/not_in_list/0"},
			{"not_in_list/0/since", "null", "/not_in_list/0/since"},
			{"not_in_list/0/last_seen", "", "valid"},
			{"not_in_list/0/back", "2026-05", "/not_in_list/0/back"},
			{"not_in_list/0/reason", "Renamed", "/not_in_list/0"},
			{"suspensions/0/from", "", "/suspensions/0"},
			{"suspensions/0/on", "2025-02-01", "/suspensions/0"},
			{"suspensions/0/source", "by letter", "/suspensions/0/source"},
			{"delisted", "2026-05-01", "/delisted"},
			{"delisted/on", "", "/delisted"},
			{"delisted/from", "2026-05-01", "/delisted"},
			{"withdrawn/on", "2026-13-01", "/withdrawn/on"},
			{"devices/0", "sigenstor", "/devices/0"},
			{"devices/1", "sigen/sigenstor-ec-10", "/devices"},
			{"notes", "''", "/notes"},
			{"sample", "yes", "/sample"}, // YAML 1.2: a text
			{"former_ids/0", "powerwall-2", "/former_ids/0"},
		}},
		{register.Lists.Schema(), []mutation{
			{"name", "", ""},
			{"device_class", "", ""},
			{"device_class", "Battery", "/device_class"},
			{"website", "example.org", "/website"},
			{"date", "", ""},
			{"date", "24 April 2026", "/date"},
			{"first_date", "", ""},
			{"rows", "", ""},
			{"rows", "0", "valid"},
			{"rows", "-1", "/rows"},
			{"rows", "'2,747'", "/rows"},
			{"sha256", strings.Repeat("A", 64), "/sha256"},
			{"id", "batteries", ""},
			{"former_ids/0", "a/b", "/former_ids/0"},
		}},
		{register.Certificates.Schema(), []mutation{
			{"number", "", ""},
			{"number", "142", "/number"},
			{"certifying_body", "", ""},
			{"certifying_body", "UL", "/certifying_body"},
			{"certification_date", "", ""},
			{"certification_date", "null", "/certification_date"},
			{"certification_date", "2023-1-15", "/certification_date"},
			{"listings", "", ""},
			{"listings", "[]", "/listings"},
			{"listings/0", "powerwall-2", "/listings/0"},
			{"listings/1", "tesla/powerwall-2", "/listings"},
			{"valid", "true", ""},
			{"updated_at", "2023-01-15T00:00:00Z", ""},
			{"standard_version", "2020", "/standard_version"},
			{"csip_aus_version", "'2'", "/csip_aus_version"},
			{"witnessed_date", "2022-02-29", "/witnessed_date"},
			{"expiry", "never", "/expiry"},
			{"revoked", "true", "/revoked"},
			{"revoked/on", "", "/revoked"},
			{"test_profiles", "[]", "/test_profiles"},
			{"test_profiles/0", "FCC Part 15", "/test_profiles/0"},
			{"tests_passed/0", "1", "/tests_passed/0"},
			{"document/url", "", "/document"},
			{"document/sha256", strings.Repeat("A", 64), "/document/sha256"},
			{"document/sha256", strings.Repeat("a", 63), "/document/sha256"},
			{"document/size", "10", "/document"},
			{"sample", "null", "/sample"},
			{"former_ids/0", "UL/142", "/former_ids/0"},
		}},
	} {
		t.Run(test.schema, func(t *testing.T) {
			t.Parallel()
			fixture, err := os.ReadFile(filepath.Join("testdata", strings.TrimSuffix(test.schema, ".schema.json")+".yaml"))
			if err != nil {
				t.Fatal(err)
			}
			s := compiled[test.schema]
			whole := fromYAML(t, fixture).(map[string]any)
			if found := locations(t, s, whole); found != nil {
				t.Fatalf("the fixture is not valid at %q", found)
			}
			for field := range s.Properties {
				if _, ok := whole[field]; !ok {
					t.Errorf("the fixture does not use %s", field)
				}
			}
			for _, m := range test.mutations {
				doc := fromYAML(t, fixture)
				set(t, doc, strings.Split(m.path, "/"), m)
				want := []string{m.at}
				if m.at == "valid" {
					want = nil
				}
				if diff := cmp.Diff(want, locations(t, s, doc)); diff != "" {
					t.Errorf("%s: %.40s: failures at (-want +got):\n%s", m.path, m.value, diff)
				}
			}
		})
	}
}

// set changes what is at the end of steps and returns the changed parent: a
// list may have to grow.
func set(t *testing.T, parent any, steps []string, m mutation) any {
	t.Helper()
	last := len(steps) == 1
	switch parent := parent.(type) {
	case map[string]any:
		switch {
		case last && m.value == "":
			if _, ok := parent[steps[0]]; !ok {
				t.Fatalf("%s: there is nothing to take away", m.path)
			}
			delete(parent, steps[0])
		case last:
			parent[steps[0]] = fromYAML(t, []byte(m.value))
		default:
			parent[steps[0]] = set(t, parent[steps[0]], steps[1:], m)
		}
		return parent
	case []any:
		i, err := strconv.Atoi(steps[0])
		if err != nil || i > len(parent) {
			t.Fatalf("%s: there is no entry %s", m.path, steps[0])
		}
		if i == len(parent) {
			parent = slices.Concat(parent, []any{nil})
		}
		if last {
			parent[i] = fromYAML(t, []byte(m.value))
		} else {
			parent[i] = set(t, parent[i], steps[1:], m)
		}
		return parent
	}
	t.Fatalf("%s: there is nothing at %s", m.path, steps[0])
	return nil
}
