package legacy

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"opencec/tools/input/importing/importingtest"
	"opencec/tools/input/source"
	"opencec/tools/register"
)

// oneListing is a database with one listing, certified.
func oneListing() *Database {
	return &Database{
		EntityTypes:    []EntityType{{ID: 1, Name: "client"}},
		DeviceClasses:  []DeviceClass{{ID: 1, Name: "inverter"}},
		Listings:       []Listing{{ID: 1, EntityTypeID: 1, Manufacturer: "Acme", Model: "X-1", Status: "active", CreatedAt: "2025-03-01 02:00:00"}},
		ListingClasses: []ListingClass{{1, 1, 1}},
		Values:         []Value{{1, 1, 1, "max_power", "5.0"}},
		Certificates:   []Certificate{{ID: 1, ListingID: 1, CertificationDate: "2025-01-10", Expiry: "2027-01-10", CertifyingBody: "UL", TestProfiles: []string{"UL1741"}}},
	}
}

// The sample says the same about each product as the register's own data, which was written by hand.
func TestSampleIsTheRegistersOwn(t *testing.T) {
	t.Parallel()
	url := newDatabase(t)
	execute(t, url, []byte(`\i sample.sql`))
	dir := t.TempDir()
	importDatabase(t, dir, readDatabase(t, url), Options{})
	type facts struct {
		Manufacturer, Model, EntityType string
		DeviceClasses                   map[string]register.Attributes
		Certificates                    []string
	}
	factsOf := func(tree *source.Tree) map[string]facts {
		all := map[string]facts{}
		for _, l := range tree.Records.Listings {
			if l.Manufacturer != "open-dynamic-export" { // not of the sample
				all[l.ID] = facts{l.Manufacturer, l.Model, l.EntityType, l.DeviceClasses, nil}
			}
		}
		for _, c := range tree.Records.Certificates {
			for _, id := range c.Listings {
				if f, ok := all[id]; ok {
					f.Certificates = append(f.Certificates, fmt.Sprint(c.CertifyingBody, c.CertificationDate, c.Expiry, c.TestProfiles))
					all[id] = f
				}
			}
		}
		return all
	}
	own, err := source.Load(context.Background(), vocabulary)
	if err != nil {
		t.Fatal(err)
	}
	values := cmp.Comparer(func(a, b register.Value) bool { return a == b })
	if diff := cmp.Diff(factsOf(own), factsOf(importingtest.CheckFolder(t, dir, today(nil))), values); diff != "" {
		t.Errorf("the import differs (-own +imported):\n%s", diff)
	}
}

func TestImportRefuses(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name       string
		files      map[string]string
		vocabulary string
		want       string
	}{
		{"no vocabulary", nil, "testdata/none", "the data folder has no register.yaml, and there is none to copy: open register.yaml: no such file or directory"},
		{"no words", map[string]string{"register.yaml": "title: T\nbase_url: https://r.example\ntime_zone: UTC\nlicence: {name: None}\n"}, "testdata/none",
			"the data folder lacks words that the database has, and there is no vocabulary to look them up in: "},
		{"a record that cannot be read", map[string]string{"listings/acme/mine.yaml": "model: [\n"}, vocabulary, "the data folder has 1 error, fix them first: listings/acme/mine.yaml:"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			for name, content := range test.files {
				importingtest.WriteFile(t, dir, name, []byte(content))
			}
			report, err := Import(context.Background(), dir, oneListing(), Options{Vocabulary: test.vocabulary, Today: today})
			if err == nil || report != nil || !strings.HasPrefix(err.Error(), test.want) {
				t.Errorf("error is %v, want %s", err, test.want)
			}
			if _, err := os.Stat(filepath.Join(dir, "manufacturers")); err == nil {
				t.Error("something was imported nevertheless")
			}
		})
	}
}

// A folder that has all the words needs no vocabulary.
func TestImportWithoutVocabulary(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	importDatabase(t, dir, oneListing(), Options{})
	if _, err := Import(context.Background(), dir, oneListing(), Options{Vocabulary: "testdata/none", Today: today}); err != nil {
		t.Error(err)
	}
}

func TestImportSampleAndSource(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	importDatabase(t, dir, oneListing(), Options{})
	from := &register.Source{URL: "https://original.example", Retrieved: day("2026-11-23")}
	if report := importDatabase(t, dir, oneListing(), Options{Source: from}); report.Changes() != 0 {
		t.Errorf("a source alone makes %d changes", report.Changes())
	}
	report := importDatabase(t, dir, oneListing(), Options{Source: from, Sample: true})
	want := []string{"listing acme/x-1: sample is true", "certificate ul/original-1: sample is true"}
	var got []string
	for _, c := range report.Changed {
		got = append(got, c.Kind+" "+c.String())
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("changes differ (-want +got):\n%s", diff)
	}
	tree := importingtest.CheckFolder(t, dir, today(nil))
	l, c := tree.Records.Listings[0], tree.Records.Certificates[0]
	if !l.Sample || !c.Sample || !slices.Contains(l.Sources, *from) || !slices.Contains(c.Sources, *from) {
		t.Errorf("the records are %+v, %+v", l, c)
	}
	fresh := t.TempDir()
	importDatabase(t, fresh, oneListing(), Options{Source: from, Sample: true})
	tree = importingtest.CheckFolder(t, fresh, today(nil))
	l, c = tree.Records.Listings[0], tree.Records.Certificates[0]
	if !l.Sample || !c.Sample || !slices.Contains(l.Sources, *from) || !slices.Contains(tree.Records.Manufacturers[0].Sources, *from) {
		t.Errorf("the records are %+v, %+v", l, c)
	}
}

// Records that break the rules are withdrawn with everything that belongs to them.
func TestImportKeepsRules(t *testing.T) {
	t.Parallel()
	db := oneListing()
	db.Listings = append(db.Listings, Listing{ID: 2, EntityTypeID: 1, Manufacturer: "Acme", Model: "X-2", Status: "active", CreatedAt: "2025-03-01 02:00:00"})
	dir := t.TempDir()
	importDatabase(t, dir, db, Options{})

	// A person has made the first a client with a gateway, which a server cannot be.
	name := "listings/acme/x-1.yaml"
	content := importingtest.ReadFolder(t, os.DirFS(dir))[name]
	importingtest.WriteFile(t, dir, name, bytes.Replace(content, []byte("entity_type: client"), []byte("entity_type: client\ndeployment: gateway"), 1))
	before := importingtest.ReadFolder(t, os.DirFS(dir))
	db.EntityTypes = append(db.EntityTypes, EntityType{ID: 2, Name: "server"})
	db.Listings[0].EntityTypeID = 2
	report := importDatabase(t, dir, db, Options{})
	want := []string{
		"listings: id=1: acme/x-1: deployment: only a client has this; this listing's entity_type is server",
		"listing_device_classes: id=1 listing_id=1 device_class_id=1: belongs to acme/x-1, which is left as it was",
		"listing_device_class_attributes: id=1 listing_id=1 device_class_id=1 attribute_name=max_power: belongs to acme/x-1, which is left as it was",
	}
	var got []string
	for _, f := range report.Conflicts {
		got = append(got, f.String())
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("conflicts differ (-want +got):\n%s", diff)
	}
	if after := importingtest.ReadFolder(t, os.DirFS(dir)); !bytes.Equal(before[name], after[name]) {
		t.Errorf("the listing is changed: %s", after[name])
	}
}

func TestReportJSON(t *testing.T) {
	t.Parallel()
	db := oneListing()
	db.Values[0].Value = "much"
	db.Unread, db.Zone = []string{"listings.colour"}, "UTC"
	report := importDatabase(t, t.TempDir(), db, Options{})
	got, err := json.Marshal(report)
	if err != nil {
		t.Fatal(err)
	}
	table := func(name string, rows, taken, unreadable int) string {
		return fmt.Sprintf(`{"name":%q,"rows":%d,"taken":%d,"duplicates":0,"empty":0,"conflicts":0,"unreadable":%d}`, name, rows, taken, unreadable)
	}
	want := `{"tables":[` + strings.Join([]string{
		table("entity_types", 1, 1, 0), table("device_classes", 1, 1, 0), table("device_class_attributes", 0, 0, 0), table("listings", 1, 1, 0),
		table("listing_device_classes", 1, 1, 0), table("listing_device_class_attributes", 1, 0, 1), table("certificates", 1, 1, 0),
	}, ",") + `],"columns_not_read":["listings.colour"],"time_zone":"UTC",` +
		`"unreadable":[{"table":"listing_device_class_attributes","row":"id=1 listing_id=1 device_class_id=1 attribute_name=max_power","column":"attribute_value","value":"much",` +
		`"record":"acme/x-1","field":"inverter.max_power","reason":"is not a number in kW: write one such as 1,234.5 kW"}],` +
		`"conflicts":[],"absent":[],"left":[],"added":[{"kind":"entity type","id":"client","name":"Client"},{"kind":"device class","id":"inverter","name":"Inverter"},` +
		`{"kind":"test profile","id":"UL1741","name":"UL1741"},{"kind":"manufacturer","id":"acme","name":"Acme"},{"kind":"certifying body","id":"ul","name":"UL"},` +
		`{"kind":"listing","id":"acme/x-1","name":"X-1"},{"kind":"certificate","id":"ul/original-1","name":"original-1"}],"changed":[],"listings_unchanged":0}`
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("JSON differs (-want +got):\n%s", diff)
	}
	if report.IsComplete() {
		t.Error("a report with an unreadable value is complete")
	}
	if err := report.WriteText(importingtest.BrokenWriter{}); !errors.Is(err, importingtest.ErrBroken) {
		t.Errorf("writing to what is broken gives %v", err)
	}
}

// An attribute for which a class has no room, and a profile for which a certificate has none, are reported.
func TestImportLimits(t *testing.T) {
	t.Parallel()
	db := oneListing()
	db.DeviceClasses = append(db.DeviceClasses, DeviceClass{ID: 2, Name: "Plant"})
	for n := range maxAttributes + 1 {
		name := fmt.Sprintf("a%03d", n)
		db.Attributes = append(db.Attributes, Attribute{ID: int64(n + 10), ClassID: 2, Name: name, Type: "string"})
		db.Values = append(db.Values, Value{int64(n + 10), 1, 2, name, "v"})
	}
	for n := range maxProfiles + 1 {
		db.Certificates[0].TestProfiles = append(db.Certificates[0].TestProfiles, fmt.Sprintf("P%03d", n))
	}
	for n := range maxFormerIDs + 1 {
		row := db.Listings[0]
		row.ID = int64(n + 10)
		db.Listings = append(db.Listings, row)
	}
	report := importDatabase(t, t.TempDir(), db, Options{})
	var got []string
	for _, f := range slices.Concat(report.Unreadable, report.Conflicts) {
		got = append(got, f.String())
	}
	want := []string{
		"device_class_attributes: id=110 device_class_id=2 attribute_name=a100: plant: the device class plant has 100 attributes already, and cannot have more",
		`listing_device_class_attributes: id=110 listing_id=1 device_class_id=2 attribute_name=a100: attribute_name "a100": acme/x-1: the device class plant has 100 attributes already, and cannot have more`,
		`certificates: id=1: test_profiles "P099": is one more than the 100 that a certificate can name`,
		`certificates: id=1: test_profiles "P100": is one more than the 100 that a certificate can name`,
		"listings: id=109: acme/x-1: the record has 100 former ids already, and cannot have more",
		"listings: id=110: acme/x-1: the record has 100 former ids already, and cannot have more",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("findings differ (-want +got):\n%s", diff)
	}
}

// Random databases, one after the other, with names and values of every sort: every row is accounted for,
// the folder has no errors, every accepted row leads to one listing, whose status is that of its first row,
// and the same database again changes nothing.
func TestImportSequenceProperties(t *testing.T) {
	t.Parallel()
	for seed := range uint64(5) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			random := rand.New(rand.NewPCG(seed, 5))
			dir := t.TempDir()
			db := &Database{
				EntityTypes:   []EntityType{{ID: 1, Name: "client"}, {ID: 2, Name: "server"}, {ID: 3, Name: "../odd: {type}"}},
				DeviceClasses: []DeviceClass{{ID: 1, Name: "bess"}, {ID: 2, Name: "inverter"}, {ID: 3, Name: "Odd # class"}},
				Attributes:    []Attribute{{1, 3, "level", "enum", "odd\nlevel"}, {2, 3, "size", "number", ""}, {3, 9, "lost", "string", ""}},
			}
			for round := range 4 {
				nextDatabase(random, db, round)
				report := importDatabase(t, dir, db, Options{})
				tree := importingtest.CheckFolder(t, dir, today(nil))
				checkRows(t, db, report, tree)
				before := importingtest.ReadFolder(t, os.DirFS(dir))
				if again := importDatabase(t, dir, db, Options{}); again.Changes() != 0 {
					t.Errorf("the same rows again make %d changes", again.Changes())
				}
				if diff := cmp.Diff(before, importingtest.ReadFolder(t, os.DirFS(dir))); diff != "" {
					t.Fatalf("the same rows again change files:\n%s", diff)
				}
			}
		})
	}
}

// nextDatabase changes some rows and adds some. Keys are unique, as in Postgres.
func nextDatabase(random *rand.Rand, db *Database, round int) {
	pick := func(words ...string) string { return words[random.IntN(len(words))] }
	key := func(keys ...int64) int64 { return keys[random.IntN(len(keys))] }
	statuses := []string{"active", "suspended", "expired", "active", "Active", "gone"}
	at := fmt.Sprintf("2026-0%d-%02d 05:00:00", 2+round, 1+random.IntN(28))
	for i := range db.Listings {
		if random.IntN(3) == 0 {
			db.Listings[i].Status = pick(statuses...)
			db.Listings[i].UpdatedAt = at
		}
		if random.IntN(10) == 0 {
			db.Listings[i].Model = pick("X-1", "x 1", "Z", "yes", "")
			db.Listings[i].UpdatedAt = at
		}
	}
	for range 12 {
		id := int64(len(db.Listings) + 1)
		db.Listings = append(db.Listings, Listing{
			ID: id, EntityTypeID: key(1, 1, 2, 3, 4), Status: pick(statuses...), CreatedAt: "2025-0" + pick("1", "2", "3") + "-10 20:00:00",
			Manufacturer: pick("ACME Pty Ltd", "Acme Pty. Ltd.", "../bolt", "Bolt", "null", "a\u202eb", "模型", "", strings.Repeat("long ", 50)),
			Model:        pick("X-1", "x 1", "X-1+", "X_1", "- a: b", "*x &y", "'\"", "12", "yes\nno", "\x07", strings.Repeat("é", 200)),
		})
		for range random.IntN(3) {
			class := key(1, 2, 3, 9)
			if !slices.ContainsFunc(db.ListingClasses, func(r ListingClass) bool { return r.ListingID == id && r.ClassID == class }) {
				db.ListingClasses = append(db.ListingClasses, ListingClass{int64(len(db.ListingClasses) + 1), id, class})
			}
		}
		for range random.IntN(6) {
			value := Value{int64(len(db.Values) + 1), id, key(1, 2, 3, 9), pick("max_power", "Max Power", "capacity", "usable_capacity", "chemistry", "efficiency", "level", "size", "new: one", "??"),
				pick("5 kW", "5000 W", "10", "12 kWh", "97.6 %", "0.9", "NMC", "LiFePO4", "200-1000V", "a: [b]", "", "n/a", "# no", "3 pcs")}
			if !slices.ContainsFunc(db.Values, func(v Value) bool { return v.ListingID == id && v.ClassID == value.ClassID && v.Name == value.Name }) {
				db.Values = append(db.Values, value)
			}
		}
		if random.IntN(2) == 0 {
			db.Certificates = append(db.Certificates, Certificate{
				ID: int64(len(db.Certificates) + 1), ListingID: key(id, id, 1, 999), CertifyingBody: pick("UL", "U.L.", "TÜV: {x}", ""),
				CertificationDate: pick("2025-01-01", "2024-05-05", ""), Expiry: pick("2028-01-01", "2027-01-01", "2024-12-31", ""), TestProfiles: []string{pick("A", "UL1741", "odd/§ one", ""), pick("S", "DER-G")},
			})
		}
	}
}

// checkRows compares listings and certificates with the rows that they come from.
func checkRows(t *testing.T, db *Database, report *Report, tree *source.Tree) {
	t.Helper()
	left := map[string]bool{}
	for _, f := range slices.Concat(report.Unreadable, report.Conflicts) {
		left[f.Table+" "+f.Row] = true
	}
	byFormer := map[string]*register.Listing{}
	for _, l := range tree.Records.Listings {
		for _, former := range l.FormerIDs {
			byFormer[former] = l
		}
	}
	spoken := map[*register.Listing]bool{}
	for _, row := range db.Listings {
		l := byFormer[formerID(row.ID)]
		if left["listings "+keyOf(row.ID)] {
			continue
		}
		if l == nil {
			t.Errorf("row %d is not left out, and in no listing", row.ID)
			continue
		}
		if !spoken[l] && string(l.StatusOn(today(nil))) != strings.ToLower(row.Status) {
			t.Errorf("%s is %s, and its row %d says %s", l.ID, l.StatusOn(today(nil)), row.ID, row.Status)
		}
		spoken[l] = true
	}
	certificates := map[string]*register.Certificate{}
	for _, c := range tree.Records.Certificates {
		for _, former := range c.FormerIDs {
			certificates[former] = c
		}
	}
	for _, row := range db.Certificates {
		if left["certificates "+keyOf(row.ID)] {
			continue
		}
		c, l := certificates[formerID(row.ID)], byFormer[formerID(row.ListingID)]
		if c == nil || l == nil || !slices.Contains(c.Listings, l.ID) || c.CertificationDate.String() != row.CertificationDate {
			t.Errorf("certificate row %+v became %+v", row, c)
		}
	}
}
