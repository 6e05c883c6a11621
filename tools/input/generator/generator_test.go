package generator

import (
	"context"
	"crypto/sha256"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"opencec/tools/input/source"
	"opencec/tools/register"
)

// values lets records be compared.
var values = cmpopts.EquateComparable(register.Value{}, register.Date{})

var today = register.NewDate(2026, time.November, 23)

// vocabulary reads the register's own data, of which only the vocabulary is used.
func vocabulary(t testing.TB) *source.Tree {
	t.Helper()
	tree, err := source.Load(context.Background(), "../../../data")
	if err != nil {
		t.Fatal(err)
	}
	return tree
}

func mustRecords(t testing.TB, vocabulary register.Records, o Options) register.Records {
	t.Helper()
	records, err := Records(vocabulary, o)
	if err != nil {
		t.Fatal(err)
	}
	return records
}

// checkErrors reports broken rules; warnings are as they are in real lists.
func checkErrors(t *testing.T, records register.Records, on register.Date) {
	t.Helper()
	for _, p := range records.Check(on, nil) {
		if p.Severity == register.Error {
			t.Errorf("%s %s: %s: %s", p.Kind.Name(), p.ID, p.Field, p.Message)
		}
	}
	if _, err := register.New(records, register.Version{ID: "test"}); err != nil {
		t.Error(err)
	}
}

func TestKeepsRules(t *testing.T) {
	t.Parallel()
	words := vocabulary(t).Records
	days := []register.Date{today, earliestToday, latestToday, register.NewDate(2024, time.February, 29)}
	for i, n := range []int{1, 2, 3, 7, 20, 99, 100, 101, 1000, 3000} {
		for seed := range uint64(3) {
			o := Options{n, seed, days[i%len(days)]}
			t.Run(fmt.Sprint(o), func(t *testing.T) {
				t.Parallel()
				records := mustRecords(t, words, o)
				if len(records.Listings) != n {
					t.Errorf("%d listings", len(records.Listings))
				}
				checkErrors(t, records, o.On)
			})
		}
	}
}

// Nothing made up may pass for real.
func TestMarked(t *testing.T) {
	t.Parallel()
	records := mustRecords(t, vocabulary(t).Records, Options{2000, 1, today})
	for _, l := range records.Listings {
		if !l.Sample || len(l.Sources) > 0 {
			t.Errorf("listing %s: sample %v, sources %v", l.ID, l.Sample, l.Sources)
		}
	}
	for _, c := range records.Certificates {
		if !c.Sample || len(c.Sources) > 0 || c.Document != nil {
			t.Errorf("certificate %s: sample %v, sources %v", c.ID, c.Sample, c.Sources)
		}
	}
	for _, m := range records.Manufacturers {
		if !strings.HasSuffix(m.Name, "(sample)") || !strings.HasPrefix(m.Description, "Made up.") || m.Website != "" {
			t.Errorf("manufacturer %+v", m)
		}
	}
	for _, b := range records.CertifyingBodies {
		if !strings.HasSuffix(b.Name, "(sample)") || !strings.HasPrefix(b.Description, "Made up.") {
			t.Errorf("certifying body %+v", b)
		}
	}
}

func TestSameSeedSameRegister(t *testing.T) {
	t.Parallel()
	words := vocabulary(t).Records
	o := Options{200, 7, today}
	first := mustRecords(t, words, o)
	words.EntityTypes = slices.Clone(words.EntityTypes)
	slices.Reverse(words.EntityTypes) // order does not count
	if diff := cmp.Diff(first, mustRecords(t, words, o), values); diff != "" {
		t.Error(diff)
	}
	for name, other := range map[string]Options{"seed": {200, 8, today}, "day": {200, 7, today.AddDays(1)}} {
		if cmp.Equal(first.Listings, mustRecords(t, words, other).Listings, values) {
			t.Errorf("another %s makes no difference", name)
		}
	}
}

// What a seed gives is a promise to whoever compares measurements of two versions.
// The vocabulary is the test's own, so that adding to data/ does not change it.
func TestSeedKeepsItsRegister(t *testing.T) {
	t.Parallel()
	const want = "66803e69a2275594999e968ea3b90e4a4cfa3d9273e306e58f4577bf2c32d13f"
	low, high := 0.5, 50.0
	words := register.Records{
		Settings:    register.Settings{Title: "T", BaseURL: "https://register.example", TimeZone: "Australia/Sydney"},
		EntityTypes: []*register.EntityType{{Meta: register.Meta{ID: "client"}}, {Meta: register.Meta{ID: "device"}}, {Meta: register.Meta{ID: "server"}}},
		DeviceClasses: []*register.DeviceClass{{Meta: register.Meta{ID: "bess"}, Attributes: []register.Attribute{
			{ID: "capacity", Type: register.TypeNumber, Unit: "kWh", Minimum: &low, Maximum: &high},
			{ID: "usable", Type: register.TypeNumber, Unit: "kWh", AtMost: "capacity"},
			{ID: "lift", Type: register.TypeRange, Unit: "furlong"},
			{ID: "chemistry", Type: register.TypeEnum, Values: []register.EnumValue{{ID: "LFP"}, {ID: "NMC"}}},
		}}},
		TestProfiles: []*register.TestProfile{{Meta: register.Meta{ID: "A"}, Versions: []string{"1.2"}}, {Meta: register.Meta{ID: "UL1"}}},
	}
	text, err := register.EncodeJSON(mustRecords(t, words, Options{500, 42, today}))
	if err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprintf("%x", sha256.Sum256(text)); got != want {
		t.Errorf("seed 42 gives another register than before: its digest is %s, not %s", got, want)
	}
}

// A smaller register is a part of a larger one, but for the certificates and the
// size of its last series.
func TestSmallerIsPart(t *testing.T) {
	t.Parallel()
	words := vocabulary(t).Records
	large := mustRecords(t, words, Options{800, 3, today})
	for _, n := range []int{1, 10, 250, 799} {
		small := mustRecords(t, words, Options{n, 3, today})
		if diff := cmp.Diff(large.Listings[:n], small.Listings, values); diff != "" {
			t.Errorf("%d listings: %s", n, diff)
		}
		if diff := cmp.Diff(large.Manufacturers[:len(small.Manufacturers)], small.Manufacturers, values); diff != "" {
			t.Errorf("%d listings: %s", n, diff)
		}
		last := small.Listings[n-1].Series
		for i, c := range small.Certificates {
			if seriesOf(small, c.Listings[0]) != last && !cmp.Equal(c, large.Certificates[i], values) {
				t.Errorf("%d listings: %s", n, cmp.Diff(large.Certificates[i], c, values))
			}
		}
	}
}

// Everything that the register can say of a listing is there, and in a share that
// tests can rely on.
func TestHasEverything(t *testing.T) {
	t.Parallel()
	records := mustRecords(t, vocabulary(t).Records, Options{10_000, 1, today})
	reg, err := register.New(records, register.Version{ID: "test"})
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]int{}
	note := func(what string, holds bool) {
		if holds {
			found[what]++
		}
	}
	for _, l := range reg.Listings {
		note("status "+string(l.StatusOn(today)), true)
		note("entity type "+l.EntityType, true)
		note("deployment "+l.Deployment, true)
		note("certificate type "+l.CertificateType, true)
		for class, attributes := range l.DeviceClasses {
			note("class "+class, true)
			for a := range attributes {
				note("attribute "+class+"."+a, true)
			}
		}
		note("several classes", len(l.DeviceClasses) > 1)
		note("devices", len(l.Devices) > 0)
		note("clients", len(reg.ClientsOf(l.ID)) > 0)
		note("aliases", len(l.Aliases) > 0)
		note("standard's tag", strings.HasSuffix(l.Model, standardTag))
		note("white labels", len(l.WhiteLabels) > 0)
		note("software", l.Software != nil)
		note("hardware", l.Hardware != "")
		note("jurisdictions", len(l.Jurisdictions) > 0)
		note("suspension lifted", len(l.Suspensions) > 0 && !l.Suspensions[0].To.IsZero())
		note("suspension not lifted", len(l.Suspensions) > 0 && l.Suspensions[0].To.IsZero())
		note("two suspensions", len(l.Suspensions) > 1)
		note("open", l.Periods[len(l.Periods)-1].To.IsZero())
		note("three periods", len(l.Periods) > 2)
		for i := 1; i < len(l.Periods); i++ {
			apart := l.Periods[i-1].To.DaysUntil(l.Periods[i].From)
			note("contiguous periods", apart == 1)
			note("periods with a gap", apart > 1)
		}
		until := l.ListedUntil(today)
		note("listed, ends soon", !until.IsZero() && today.DaysUntil(until) <= register.ExpiringSoonDays)
		active := l.StatusOn(today) == register.StatusActive
		note("active, certified", active && reg.CertifiedOn(l.ID, today))
		note("active client, not certified", active && l.EntityType == register.EntityClient && !reg.CertifiedOn(l.ID, today))
	}
	for _, c := range reg.Certificates {
		note("certificate "+string(c.StatusOn(today)), true)
		note("certificate without expiry", c.Expiry.IsZero())
		note("certificate of many", len(c.Listings) > 5)
		note("certificate of version "+c.CSIPAUSVersion, true)
		note("tests passed", len(c.TestsPassed) > 0)
		note("witnessed", !c.WitnessedDate.IsZero())
		for _, p := range c.TestProfiles {
			note("profile "+p, true)
		}
	}
	for _, m := range reg.Manufacturers {
		note("manufacturer with aliases", len(m.Aliases) > 0)
		note("manufacturer of many", len(reg.ListingsOf(m.ID)) > 100)
		note("manufacturer of few", len(reg.ListingsOf(m.ID)) <= 10)
	}

	wanted := []string{"several classes", "devices", "clients", "aliases", "standard's tag", "white labels", "software", "hardware",
		"jurisdictions", "suspension lifted", "suspension not lifted", "two suspensions", "open", "three periods", "contiguous periods",
		"periods with a gap", "listed, ends soon", "active, certified", "active client, not certified", "certificate without expiry",
		"certificate of many", "certificate of version 1.2", "certificate of version 1.3", "tests passed", "witnessed",
		"manufacturer with aliases", "manufacturer of many", "manufacturer of few",
		"deployment native", "deployment gateway", "deployment cloud", "deployment cloud-gateway", "certificate type device", "certificate type aggregator"}
	for _, s := range register.Statuses() {
		wanted = append(wanted, "status "+string(s))
	}
	for _, s := range register.CertificateStatuses() {
		wanted = append(wanted, "certificate "+string(s))
	}
	for _, e := range reg.EntityTypes {
		wanted = append(wanted, "entity type "+e.ID)
	}
	for _, d := range reg.DeviceClasses {
		wanted = append(wanted, "class "+d.ID)
		for _, a := range d.Attributes {
			wanted = append(wanted, "attribute "+d.ID+"."+a.ID)
		}
	}
	for _, p := range reg.TestProfiles {
		if p.Retired.IsZero() && len(p.ReplacedBy) == 0 {
			wanted = append(wanted, "profile "+p.ID)
		}
	}
	for _, what := range wanted {
		if found[what] < 5 {
			t.Errorf("%s: only %d", what, found[what])
		}
		t.Logf("%6d %s", found[what], what)
	}
}

// A small register has all words of the vocabulary too.
func TestSmallHasAllWords(t *testing.T) {
	t.Parallel()
	words := vocabulary(t).Records
	for seed := range uint64(20) {
		records := mustRecords(t, words, Options{250, seed, today})
		types, classes := map[string]bool{}, map[string]bool{}
		for _, l := range records.Listings {
			types[l.EntityType] = true
			for class := range l.DeviceClasses {
				classes[class] = true
			}
		}
		if len(types) != len(words.EntityTypes) || len(classes) != len(words.DeviceClasses) {
			t.Errorf("seed %d: %v, %v", seed, types, classes)
		}
	}
}

func TestNewRefuses(t *testing.T) {
	t.Parallel()
	words := vocabulary(t).Records
	for _, test := range []struct {
		name    string
		words   register.Records
		options Options
		want    string
	}{
		{"none", words, Options{0, 1, today}, "0 listings are asked for: ask for 1 to 1000000"},
		{"fewer than none", words, Options{-1, 1, today}, "-1 listings"},
		{"too many", words, Options{MaxListings + 1, 1, today}, "1000001 listings"},
		{"no day", words, Options{1, 1, register.Date{}}, `the day "" is not between 1900-01-01 and 9900-01-01`},
		{"early day", words, Options{1, 1, earliestToday.AddDays(-1)}, "1899-12-31"},
		{"late day", words, Options{1, 1, latestToday.AddDays(1)}, "9900-01-02"},
		{"no vocabulary", register.Records{}, Options{1, 1, today}, "has no entity types"},
	} {
		_, err := Records(test.words, test.options)
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v", test.name, err)
		}
	}
}

// Vocabularies that lack words are as good as others.
func TestSparseVocabulary(t *testing.T) {
	t.Parallel()
	full := vocabulary(t).Records
	for name, strip := range map[string]func(*register.Records){
		"no classes":  func(r *register.Records) { r.DeviceClasses = nil },
		"no profiles": func(r *register.Records) { r.TestProfiles = nil },
		"clients alone": func(r *register.Records) {
			r.EntityTypes = []*register.EntityType{{Meta: register.Meta{ID: "client"}, Name: "Client"}}
		},
		"a type of one's own": func(r *register.Records) {
			r.EntityTypes = []*register.EntityType{{Meta: register.Meta{ID: "broker"}, Name: "Broker"}}
		},
		"a class without attributes": func(r *register.Records) {
			r.DeviceClasses = []*register.DeviceClass{{Meta: register.Meta{ID: "load"}, Name: "Load"}}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			words := full
			strip(&words)
			checkErrors(t, mustRecords(t, words, Options{300, 1, today}), today)
		})
	}
}

func TestStreamsDiffer(t *testing.T) {
	t.Parallel()
	g := &Generator{options: Options{Seed: 1}}
	seen := map[uint64]string{}
	for i := range 500 {
		for j := range 10 {
			name := fmt.Sprint(i, j)
			first := g.random("thing", i, j).Uint64()
			if other, again := seen[first]; again {
				t.Fatalf("%s and %s have the same stream", name, other)
			}
			seen[first] = name
		}
	}
	// Neighbours are not alike: the first throws are spread evenly.
	var counts [10]int
	for i := range 10_000 {
		counts[g.random("throw", i).IntN(10)]++
	}
	for digit, n := range counts {
		if n < 900 || n > 1100 {
			t.Errorf("%d came %d times of 10000", digit, n)
		}
	}
}

func TestSome(t *testing.T) {
	t.Parallel()
	r := random{rand.New(rand.NewPCG(1, 2))}
	numbers := []int{1, 2, 3, 4, 5}
	seen := map[int]int{}
	for range 5000 {
		chosen := some(r, 2, numbers)
		if len(chosen) != 2 || chosen[0] >= chosen[1] {
			t.Fatalf("some(2) = %v", chosen)
		}
		for _, v := range chosen {
			seen[v]++
		}
	}
	for _, v := range numbers {
		if seen[v] < 1800 || seen[v] > 2200 {
			t.Errorf("%d was chosen %d times of 2000", v, seen[v])
		}
	}
	if got := some(r, 9, numbers); !slices.Equal(got, numbers) {
		t.Errorf("some(9) = %v", got)
	}
}

func seriesOf(records register.Records, listing string) string {
	i := slices.IndexFunc(records.Listings, func(l *register.Listing) bool { return l.ID == listing })
	return records.Listings[i].Series
}
