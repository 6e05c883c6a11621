package source

import (
	"context"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"opencec/tools/register"
	"opencec/tools/register/registertest"
	"opencec/tools/testenv/golden"
)

func date(text string) register.Date { return registertest.Day(text) }

// fullListing has every kind of value that a file can hold.
func fullListing() *register.Listing {
	return &register.Listing{
		Meta:         register.Meta{ID: "acme/box", CreatedAt: time.Unix(1, 0), UpdatedAt: time.Unix(2, 0), Commit: "abc"},
		Manufacturer: "acme", Brand: "Größe: & Söhne", Model: "5000", EntityType: "client",
		Aliases: []string{"true", "2023-01-15", "- x", "{{< x >}}", "a #b"},
		WhiteLabels: []register.WhiteLabel{
			{Brand: "Other", Model: "B-1"},
			{Brand: strings.Repeat("a long name of a brand ", 5) + "B", Model: "B-2"},
		},
		CSIPAUSVersion: "1.2",
		Software:       &register.Software{Name: "Box OS", Versions: ">=25.10.4"},
		DeviceClasses: map[string]register.Attributes{
			"bess":     {"capacity": register.Number(13.5), "chemistry": register.Text("LFP"), "range": register.Range(200, 1000)},
			"inverter": {"grid_tie": register.Bool(true)},
			"evse":     {},
		},
		Periods: []register.Period{
			{From: date("2022-01-15"), To: date("2022-12-31"), DeviceClasses: map[string]register.Attributes{"bess": {"capacity": register.Number(12), "range": {}}}},
			{From: date("2023-01-15"), To: date("2025-12-31")},
			{From: date("2026-03-05"), DeviceClasses: map[string]register.Attributes{"bess": {"chemistry": register.Text("NMC")}, "inverter": {"grid_tie": register.Bool(false)}}},
		},
		NotInList: []register.Absence{
			{List: "batteries", LastSeen: date("2023-01-10"), Since: date("2023-02-01"), Back: date("2023-05-01")},
			{List: "batteries", Since: date("2026-04-24")},
		},
		Notes:  strings.Repeat("A long note is folded to lines that can be read. ", 4) + "End.",
		Sample: true,
	}
}

func TestEncode(t *testing.T) {
	got, err := Encode(fullListing())
	if err != nil {
		t.Fatal(err)
	}
	golden.Compare(t, "testdata/encode.yaml", got)
}

// A file never has a field of register.Meta.
func TestMetaFields(t *testing.T) {
	fields := reflect.VisibleFields(reflect.TypeFor[register.Meta]())
	if len(fields) != len(metaFields) {
		t.Errorf("Meta has %d fields, of which %d are left out of files", len(fields), len(metaFields))
	}
	for _, f := range fields {
		if name, _, _ := strings.Cut(f.Tag.Get("json"), ","); !slices.Contains(metaFields, name) {
			t.Errorf("the field %s of Meta would be written to files", name)
		}
	}
}

// Encoded files read back as the same record, for the fixture and for every record of the
// register itself.
func TestEncodeReadsBack(t *testing.T) {
	trees := []string{"../../../data", validFolder(t, nil)}
	var records []register.Record
	for _, dir := range trees {
		tree, err := Load(context.Background(), dir)
		if err != nil {
			t.Fatal(err)
		}
		for rec := range tree.Records.All() {
			records = append(records, rec)
		}
	}
	records = append(records, fullListing(), &register.List{
		Meta: register.Meta{ID: "batteries"}, Name: "Approved batteries", DeviceClass: "bess", Website: "https://example.org/batteries",
		Date: date("2026-04-24"), FirstDate: date("2026-03-27"), Rows: 0, SHA256: strings.Repeat("0", 64),
	})
	for _, rec := range records {
		data, err := Encode(rec)
		if err != nil {
			t.Fatal(err)
		}
		root, problems := parse(data)
		if len(problems) > 0 {
			t.Fatalf("%s does not parse: %v\n%s", rec.RecordMeta().ID, problems, data)
		}
		want, err := nodeOf(rec)
		if err != nil {
			t.Fatal(err)
		}
		if merge(root, want) {
			t.Errorf("%s reads back as another record:\n%s", rec.RecordMeta().ID, data)
		}
		if !strings.HasPrefix(string(data), "# yaml-language-server: $schema=../") {
			t.Errorf("%s has no hint for editors:\n%s", rec.RecordMeta().ID, data)
		}
	}
}

// Each archive of testdata/update has a file before and after the change that the table
// names.
func TestUpdate(t *testing.T) {
	for name, change := range map[string]func(*register.Listing){
		"nothing":        func(*register.Listing) {},
		"moved-expiry":   func(l *register.Listing) { l.Periods[1].To = date("2028-03-31") },
		"second-period":  func(l *register.Listing) { l.Periods = append(l.Periods, register.Period{From: date("2029-01-01")}) },
		"new-field":      func(l *register.Listing) { l.Series = "Boxes"; l.Aliases = []string{"BOX"} },
		"removed-field":  func(l *register.Listing) { l.Brand = ""; l.Sources = nil },
		"changed-number": func(l *register.Listing) { l.DeviceClasses["bess"]["capacity"] = register.Number(10.25) },
		"changed-text":   func(l *register.Listing) { l.Model = "007" },
	} {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join("testdata", "update", name+".txtar")
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			before := archive.Files[0].Data
			c, err := newChecker([]*register.DeviceClass{{Meta: register.Meta{ID: "bess"}, Attributes: []register.Attribute{{ID: "capacity", Type: register.TypeNumber}}}}, register.Listings.Schema())
			if err != nil {
				t.Fatal(err)
			}
			r := newDataFile("listings/acme/box.yaml", before)
			if problems := c.decode(r); len(problems) > 0 {
				t.Fatal(problems)
			}
			l := r.record.(*register.Listing)
			change(l)
			got, err := Update(before, l)
			if err != nil {
				t.Fatal(err)
			}
			archive.Files[1].Data = got
			golden.Compare(t, file, txtar.Format(archive))
		})
	}
}

// Comments survive in a file with Windows line ends too.
func TestUpdateOfCRLF(t *testing.T) {
	old := "# first\r\n# second\r\nname: Acme # known as\r\n"
	got, err := Update([]byte(old), &register.Manufacturer{Meta: register.Meta{ID: "acme"}, Name: "Acme", Aliases: []string{"ACME"}})
	want := "# first\n# second\nname: Acme # known as\naliases: [ACME]\n"
	if err != nil || string(got) != want {
		t.Errorf("updated to %q, %v; want %q", got, err, want)
	}
}

func TestUpdateOfBrokenFile(t *testing.T) {
	_, err := Update([]byte("a: [\n"), fullListing())
	if err == nil || !strings.Contains(err.Error(), "listings/acme/box.yaml: line 1") {
		t.Errorf("error %v", err)
	}
}

func TestPathOf(t *testing.T) {
	for _, test := range []struct {
		kind register.Kind
		id   string
		path string
	}{
		{register.Listings, "tesla/powerwall-2", "listings/tesla/powerwall-2.yaml"},
		{register.TestProfiles, "DER-G", "test-profiles/DER-G.yaml"},
	} {
		if got := PathOf(test.kind, test.id); got != test.path {
			t.Errorf("PathOf(%s) = %s, want %s", test.id, got, test.path)
		}
		if k, id, ok := RecordOf(test.path); !ok || k.Name() != test.kind.Name() || id != test.id {
			t.Errorf("RecordOf(%s) = %s, %s, %v", test.path, k.Name(), id, ok)
		}
	}
	for _, path := range []string{"register.yaml", "listings/", "listings/.yaml", "other/x.yaml", "listings/a/b.yml"} {
		if _, _, ok := RecordOf(path); ok {
			t.Errorf("%s was taken for a record", path)
		}
	}
}

func TestWriteFile(t *testing.T) {
	dir := t.TempDir()
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	for _, content := range []string{"one", "two"} {
		if err := WriteFile(root, "listings/acme/box.yaml", []byte(content)); err != nil {
			t.Fatal(err)
		}
		got, err := os.ReadFile(filepath.Join(dir, "listings/acme/box.yaml"))
		if err != nil || string(got) != content {
			t.Errorf("read %q, %v", got, err)
		}
	}
	if err := WriteFile(root, "../escape.yaml", nil); err == nil {
		t.Error("a file was written outside the folder")
	}
	entries, err := os.ReadDir(filepath.Join(dir, "listings/acme"))
	if err != nil || len(entries) != 1 {
		t.Errorf("left behind: %v, %v", entries, err)
	}
}
