package postgres

import (
	"fmt"
	"reflect"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"opencec/tools/query/querytest"
	"opencec/tools/register"
)

// A probe has fields of all types that have columns.
type probe struct {
	Day      register.Date  `json:"day"`
	Until    register.Date  `json:"until,omitzero"`
	Count    int            `json:"count"`
	Size     float64        `json:"size"`
	Weight   *float64       `json:"weight,omitempty"`
	Good     bool           `json:"good"`
	Sure     *bool          `json:"sure,omitempty"`
	Colour   string         `json:"colour,omitempty"`
	Title    string         `json:"title" filter:"title"`
	Shared   string         `json:"shared,omitempty" filter:"shared,counted"`
	Maker    string         `json:"maker" view:"maker_id" refers:"manufacturers"`
	Words    []string       `json:"words,omitempty"`
	Tests    []string       `json:"tests,omitempty" filter:"test"` // has a table of its own
	Checked  bool           `json:"checked,omitempty" view:"-"`    // for the checks alone
	Revoked  *probeEnding   `json:"revoked,omitempty"`
	Periods  []probeEnding  `json:"periods,omitempty"` // has a table of its own
	Software *probeSoftware `json:"software,omitempty"`
}

type probeEnding struct {
	On     register.Date `json:"on"`
	Reason string        `json:"reason,omitempty"`
}

type probeSoftware struct {
	Name string `json:"name,omitempty" filter:"software"`
}

func TestFieldColumns(t *testing.T) {
	t.Parallel()
	day, weight, sure := querytest.Day("2025-03-01"), 1.5, false
	columns := fieldColumns(reflect.TypeFor[probe](), "", false)
	values := func(p *probe) (list []string, problems []error) {
		w := newRowWriter(nil, nil, versionRange{})
		w.table, w.record = &table{name: "probes"}, &register.Certificate{}
		for _, c := range columns {
			v := c.value(w, reflect.ValueOf(p).Elem())
			if _, ok := w.appendValue(nil, v); !ok {
				v = "NULL"
			}
			list = append(list, fmt.Sprintf("%s: %v", c.name, v))
		}
		return list, w.problems
	}
	full, problems := values(&probe{
		Day: day, Until: day, Count: 3, Size: 2.5, Weight: &weight, Good: true, Sure: &sure, Colour: "Blue", Title: "A Title", Shared: "Both", Maker: "acme",
		Words: []string{"One"}, Tests: []string{"t"}, Checked: true, Revoked: &probeEnding{On: day, Reason: "r"}, Software: &probeSoftware{Name: "Soft"},
	})
	if len(problems) > 0 {
		t.Errorf("a full record has problems: %v", problems)
	}
	want := []string{
		"day: 2025-03-01", "until: 2025-03-01", "count: 3", "size: 2.5", "weight: 1.5", "good: true", "sure: false", "colour: Blue",
		"title: A Title", "title_key: a title", "shared: Both", "shared_key: both", "maker_id: acme", "words: [One]",
		"revoked_on: 2025-03-01", "revoked_reason: r", "software: Soft", "software_key: soft",
	}
	if diff := cmp.Diff(want, full); diff != "" {
		t.Errorf("columns (-want +got):\n%s", diff)
	}
	empty, problems := values(&probe{})
	if len(problems) != 1 || problems[0].Error() != "certificate : probes.day: it has no date" {
		t.Errorf("an empty record has the problems %v", problems)
	}
	want = []string{
		"day: NULL", "until: NULL", "count: 0", "size: 0", "weight: NULL", "good: false", "sure: NULL", "colour: NULL",
		"title: ", "title_key: ", "shared: NULL", "shared_key: NULL", "maker_id: ", "words: []",
		"revoked_on: NULL", "revoked_reason: NULL", "software: NULL", "software_key: NULL",
	}
	if diff := cmp.Diff(want, empty); diff != "" {
		t.Errorf("columns of an empty record (-want +got):\n%s", diff)
	}
}

// tablesOfLists are the tables of fields that have no column in their record's row.
var tablesOfLists = map[string]string{
	"listings.aliases": "listing_aliases", "listings.white_labels": "listing_white_labels", "listings.jurisdictions": "listing_jurisdictions",
	"listings.device_classes": "listing_device_classes", "listings.periods": "listing_periods", "listings.suspensions": "listing_suspensions",
	"listings.not_in_list": "listing_absences", "listings.devices": "listing_devices",
	"certificates.test_profiles": "certificate_test_profiles", "certificates.tests_passed": "certificate_tests", "certificates.listings": "certificate_listings",
	"manufacturers.aliases": "manufacturer_aliases", "certifying-bodies.aliases": "certifying_body_aliases",
	"device-classes.attributes": "device_class_attributes", "test-profiles.versions": "test_profile_versions", "test-profiles.tests": "test_profile_tests",
}

// Every field of every record is in a column or in a table of its own.
func TestEveryFieldIsWritten(t *testing.T) {
	t.Parallel()
	for _, k := range register.Kinds() {
		for _, f := range register.FieldsOf(reflect.TypeOf(register.NewRecord(k)).Elem()) {
			if f.Name == "" || f.Stored == "sources" || f.Stored == "former_ids" || len(columnsOf(f, "", false)) > 0 {
				continue
			}
			name := tablesOfLists[k.Folder()+"."+f.Stored]
			if !slices.ContainsFunc(tables, func(t *table) bool { return t.name == name && t.holds(k) }) {
				t.Errorf("%s: the field %s is in no table", k.Folder(), f.Stored)
			}
		}
	}
}

// A value cannot come into another column than its own.
func TestColumnsHaveTheirValues(t *testing.T) {
	t.Parallel()
	w := newRowWriter(nil, nil, versionRange{})
	w.table = &table{name: "probes", columns: []string{"brand", "series"}}
	w.begin()
	w.add("brand", "a")
	w.add("series", "b")
	w.begin()
	defer func() {
		if want := "postgres: a value of probes.series where one of brand belongs"; recover() != want {
			t.Errorf("the columns can be mistaken for each other; want the panic %q", want)
		}
	}()
	w.add("series", "b")
}
