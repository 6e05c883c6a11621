package scaffold

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"opencec/tools/register"
)

func TestRecordsOfAnswers(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		kind    register.Kind
		answers map[string]string
		id      string
		record  string
	}{
		{register.Listings, box("Box 5"), "acme/box-5",
			`{"id":"acme/box-5","manufacturer":"acme","model":"Box 5","entity_type":"device","device_classes":{"bess":{"capacity":13.5}},"periods":[{"from":"2026-11-23"}],"sources":[{"url":"https://acme.example/box"}]}`},
		{register.Certificates, map[string]string{"number": "C/2+", "certifying_body": "Lab", "certification_date": "2026-01-01", "listing": "acme/box", "document.url": "https://lab.example/c2"}, "lab/c-2-plus",
			`{"id":"lab/c-2-plus","number":"C/2+","certifying_body":"lab","certification_date":"2026-01-01","listings":["acme/box"],"document":{"url":"https://lab.example/c2"}}`},
		{register.Manufacturers, map[string]string{"name": "Größe & Söhne"}, "grosse-sohne", `{"id":"grosse-sohne","name":"Größe & Söhne"}`},
		{register.CertifyingBodies, map[string]string{"name": "Index"}, "certifying-body-index", `{"id":"certifying-body-index","name":"Index"}`},
		{register.EntityTypes, map[string]string{"name": "Gateway box"}, "gateway-box", `{"id":"gateway-box","name":"Gateway box"}`},
		{register.TestProfiles, map[string]string{"name": "FCC Part 15", "title": "Radio", "test": "A-1: First"}, "FCC-Part-15",
			`{"id":"FCC-Part-15","name":"FCC Part 15","title":"Radio","tests":[{"id":"A-1","title":"First"}]}`},
		{register.DeviceClasses, map[string]string{"name": "Heat pump", "attribute": "max_power:number:kW:Power|gas:enum:R32,R290:Gas"}, "heat_pump",
			`{"id":"heat_pump","name":"Heat pump","attributes":[{"id":"max_power","name":"Power","type":"number","unit":"kW"},{"id":"gas","name":"Gas","type":"enum","values":[{"id":"R32"},{"id":"R290"}]}]}`},
	} {
		form := newForm(t)
		s := sheet(t, form, test.kind, test.answers)
		if missing := s.Missing(); len(missing) > 0 {
			t.Fatalf("%s: %s is missing", test.kind.Name(), missing[0].Name)
		}
		id := s.ProposeID()
		if id != test.id || s.CheckID(id) != nil {
			t.Errorf("the id of the %s is %q, want %q (%v)", test.kind.Name(), id, test.id, s.CheckID(id))
		}
		rec, err := s.Record(id)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := register.EncodeJSON(rec); err != nil || string(got) != test.record {
			t.Errorf("%s:\n%s\nwant\n%s (%v)", test.kind.Name(), got, test.record, err)
		}
		noErrors(t, form, rec)
	}
}

func noErrors(t *testing.T, form *Form, rec register.Record) {
	t.Helper()
	problems, err := form.Check([]register.Record{rec}, today)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range problems {
		if p.Severity == register.Error {
			t.Errorf("%s: %s: %s", rec.RecordMeta().ID, p.Field, p.Message)
		}
	}
}

func TestAnswersAgree(t *testing.T) {
	t.Parallel()
	s := sheet(t, newForm(t), register.Listings, box("Box 5"))
	for _, test := range []struct{ field, answer, problem string }{
		{"to", "2026-11-22", "2026-11-22 is before from, which is 2026-11-23"},
		{"bess.usable_capacity", "14", "usable_capacity 14 kWh is above capacity, which is 13.5 kWh"},
		{"bess.capcity", "14", `there is no field "bess.capcity" (did you mean bess.capacity?); the fields are bess.max_power`},
		{"modell", "x", `there is no field "modell" (did you mean model?); the fields are manufacturer, brand`},
	} {
		if err := s.Set(test.field, test.answer); err == nil || !strings.HasPrefix(err.Error(), test.problem) {
			t.Errorf("%s %q: got %v, want %s", test.field, test.answer, err, test.problem)
		}
		if s.Has(test.field) {
			t.Errorf("%s was kept", test.field)
		}
	}
}

func TestIDs(t *testing.T) {
	t.Parallel()
	s := sheet(t, newForm(t), register.Listings, box("Box 5"))
	for id, problem := range map[string]string{
		"acme/box-5":                        "",
		"acme/box":                          `the id "acme/box" is taken: data/listings/acme/box.yaml is there`,
		"acme/crate":                        `the id "acme/crate" was that of data/listings/acme/box.yaml`,
		"acme/index":                        `the id "acme/index" has the part "index", which is reserved`,
		"sunny/box-5":                       `the id "sunny/box-5" must begin with acme/`,
		"../box":                            `the id "../box" of a listing may have only`,
		"acme/a\nb":                         `the id "acme/a\nb" of a listing may have only`,
		"acme/аcme":                         "the id", // a Cyrillic а
		"box":                               `the id "box" of a listing needs 2 part(s)`,
		"acme/" + string(make([]byte, 500)): "a part of the id",
	} {
		err := s.CheckID(id)
		if problem == "" && err != nil || problem != "" && (err == nil || !strings.HasPrefix(err.Error(), problem)) {
			t.Errorf("CheckID(%.40q) = %v, want %s", id, err, problem)
		}
	}
}

func TestNear(t *testing.T) {
	t.Parallel()
	form := newForm(t)
	for _, test := range []struct {
		kind    register.Kind
		answers map[string]string
		file    string
	}{
		{register.Listings, box("B-OX"), "data/listings/acme/box.yaml"},
		{register.Listings, box("Box 5"), ""},
		{register.Certificates, map[string]string{"number": "c1", "certifying_body": "lab"}, "data/certificates/lab/c-1.yaml"},
		{register.Manufacturers, map[string]string{"name": "ACME energy"}, "data/manufacturers/acme.yaml"},
	} {
		got := ""
		for _, near := range sheet(t, form, test.kind, test.answers).Similar() {
			got += near.File
		}
		if got != test.file {
			t.Errorf("near %v: %q, want %q", test.answers, got, test.file)
		}
	}
}

// The tables of fields agree with the register's rules.
func TestTablesAgreeWithTheRules(t *testing.T) {
	t.Parallel()
	form := newForm(t)
	for _, name := range clientFields {
		value := map[string]string{"deployment": "native", "certificate_type": "device", "device": "acme/box"}[name]
		answers := box("Box 5")
		answers[name] = value
		rec, err := sheet(t, form, register.Listings, answers).Record("acme/box-5")
		if err != nil {
			t.Fatal(err)
		}
		problems, err := form.Check([]register.Record{rec}, today)
		if err != nil || len(problems) == 0 || problems[0].Rule != register.RuleClient {
			t.Errorf("%s is not for clients only: %v (%v)", name, problems, err)
		}
	}
	known := map[string]bool{}
	for _, k := range register.Kinds() {
		for _, f := range Fields(k) {
			known[f.Name] = true
			if f.Help == "" {
				t.Errorf("%s of a %s says nothing of what it means", f.Name, k.Name())
			}
		}
	}
	for _, name := range slices.Concat(rareFields, clientFields, namingFields) {
		if !known[name] {
			t.Errorf("there is no field %s", name)
		}
	}
}

func TestFieldsRefer(t *testing.T) {
	t.Parallel()
	for k, want := range map[register.Kind]map[string]register.Kind{
		register.Listings: {
			"manufacturer": register.Manufacturers, "entity_type": register.EntityTypes,
			"class": register.DeviceClasses, "device": register.Listings,
		},
		register.Certificates: {
			"certifying_body": register.CertifyingBodies, "test_profile": register.TestProfiles, "listing": register.Listings,
		},
		register.TestProfiles:  {"replaced_by": register.TestProfiles},
		register.Manufacturers: {},
	} {
		got := map[string]register.Kind{}
		for _, f := range Fields(k) {
			if to, refers := f.Refers(); refers {
				got[f.Name] = to
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", k.Name(), diff)
		}
	}
}

// The characters of a new record follow the same rule as those of a file.
func TestCharactersOfNewRecords(t *testing.T) {
	t.Parallel()
	form := newForm(t)
	for _, test := range []struct {
		kind    register.Kind
		answers map[string]string
		field   string // that is wrong; "" for none
	}{
		{register.Manufacturers, map[string]string{"name": "Теsla"}, "name"},
		{register.Manufacturers, map[string]string{"name": "Теsla", "mixed_scripts": "yes"}, ""},
		{register.Manufacturers, map[string]string{"name": "Завод Прогресс"}, ""},
		{register.Manufacturers, map[string]string{"name": "Ac\u2013me"}, "name"},
		{register.Certificates, map[string]string{"number": "Х-1", "certifying_body": "lab", "standard": "S"}, "number"},
		{register.Certificates, map[string]string{"number": "X-1", "certifying_body": "lab", "standard": "ІEC 1"}, "standard"},
		{register.TestProfiles, map[string]string{"name": "FCC", "title": "Rаdio"}, "title"},
	} {
		rec, err := sheet(t, form, test.kind, test.answers).Record("new")
		if err != nil {
			t.Fatal(err)
		}
		problems, err := form.Check([]register.Record{rec}, today)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		for _, p := range problems {
			if p.Rule == "characters" {
				got += p.Field
			}
		}
		if got != test.field {
			t.Errorf("%v: %q is wrong, want %q: %v", test.answers, got, test.field, problems)
		}
	}
}
