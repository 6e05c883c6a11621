package querytest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"maps"
	"math/rand/v2"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/sync/errgroup"

	"opencec/tools/query"
	"opencec/tools/register"
	"opencec/tools/register/match"
)

// An Engine is what the tests need of an engine.
type Engine interface {
	Register() *register.Register
	Model() *query.Model
	Counts() register.Counts
	List(ctx context.Context, q *query.Query) (query.Page, error)
	AllRows(ctx context.Context, q *query.Query) iter.Seq2[query.Rows, error]
	AllRecords(ctx context.Context, q *query.Query) iter.Seq2[query.Part, error]
	AppendRecord(ctx context.Context, dst []byte, id string, q *query.Query) ([]byte, bool, error)
	CurrentID(ctx context.Context, k register.Kind, id string) (string, bool, error)
	IDs(ctx context.Context, k register.Kind, group string) ([]string, error)
	Related(ctx context.Context, listings []string) (*register.Register, error)
	Samples(ctx context.Context, n int) (*register.Register, error)
	Find(ctx context.Context, items []match.Item) ([]match.Result, error)
}

// An engineTest tests one aspect of an engine.
type engineTest = func(*testing.T, func(testing.TB, *register.Register) Engine)

// TestEngine tests that an engine implements the query language. open returns the engine
// of a register.
func TestEngine(t *testing.T, open func(t testing.TB, reg *register.Register) Engine) {
	t.Parallel()
	for name, test := range map[string]engineTest{"methods": TestMethods, "facets at size": testFacetsAtSize, "oracle": testOracle, "days": testDays, "records": testRecords} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, open)
		})
	}
}

// TestMethods tests every method of an engine with the examples: TestEngine without the
// many queries that differ only in what they ask for.
func TestMethods(t *testing.T, open func(t testing.TB, reg *register.Register) Engine) {
	for name, test := range map[string]engineTest{
		"examples": testExamples, "facets": testFacets, "show": testShow, "whole": testAllRecords, "lookup": testLookup, "around": testRelated,
		"samples": testSamples, "period values": testPeriodValues, "verdicts": testVerdicts, "find": testFind, "unknown cursor": testUnknownCursor, "cancelled": testCancelled, "empty": testEmpty, "at once": testAtOnce,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, open)
		})
	}
}

// Parse parses a query that must be valid.
func Parse(t testing.TB, e Engine, k register.Kind, raw string) *query.Query {
	t.Helper()
	return parseValues(t, e, k, Values(t, raw))
}

func parseValues(t testing.TB, e Engine, k register.Kind, values url.Values) *query.Query {
	t.Helper()
	q, problems := e.Model().Collection(k).Parse(values, query.Scope{Today: Today, Version: e.Register().Version.ID})
	if len(problems) > 0 {
		t.Fatalf("%s: %v", values.Encode(), problems)
	}
	return q
}

// Values parses the query part of a URL.
func Values(t testing.TB, raw string) url.Values {
	t.Helper()
	v, problems := query.Values(raw)
	if len(problems) > 0 {
		t.Fatalf("%s: %v", raw, problems)
	}
	return v
}

// List returns the answer to a query.
func List(t testing.TB, e Engine, q *query.Query) query.Page {
	t.Helper()
	page, err := e.List(t.Context(), q)
	if err != nil {
		t.Fatalf("%s: %v", q, err)
	}
	return page
}

func idsOf(rows query.Rows) []string {
	ids := []string{}
	for i := range rows.Len() {
		ids = append(ids, rows.ID(i))
	}
	return ids
}

// pageThrough follows the cursors to the end. The facets, which are equal on every page,
// are those of the last one.
func pageThrough(t testing.TB, e Engine, k register.Kind, v url.Values) (answer Answer, total int) {
	t.Helper()
	v = maps.Clone(v)
	answer = Answer{IDs: []string{}, Records: []map[string]any{}}
	for {
		page := List(t, e, parseValues(t, e, k, v))
		answer.IDs = append(answer.IDs, idsOf(page.Rows)...)
		var records []map[string]any
		if err := json.Unmarshal(page.AppendJSON(nil), &records); err != nil {
			t.Fatal(err)
		}
		answer.Records = append(answer.Records, records...)
		if page.Next == "" {
			answer.Facets = Buckets(page.Facets)
			return answer, page.Total
		}
		v.Set("cursor", page.Next)
	}
}

func testExamples(t *testing.T, open func(testing.TB, *register.Register) Engine) {
	e := open(t, Sample())
	for _, example := range Examples() {
		t.Run(example.Kind.Folder()+"?"+example.Query, func(t *testing.T) {
			page := List(t, e, Parse(t, e, example.Kind, example.Query))
			if diff := cmp.Diff(example.IDs, idsOf(page.Rows)); diff != "" {
				t.Errorf("ids (-want +got):\n%s", diff)
			}
			if page.Total != len(example.IDs) || page.Rows.Len() != len(example.IDs) {
				t.Errorf("total %d, length %d; want %d", page.Total, page.Rows.Len(), len(example.IDs))
			}
			v := Values(t, example.Query)
			v.Set("limit", "2")
			if got, _ := pageThrough(t, e, example.Kind, v); !slices.Equal(got.IDs, example.IDs) {
				t.Errorf("in pages of 2: %v", got.IDs)
			}
		})
	}
}

// A model was approved again with less power: each day is answered, found and sorted by
// the power of that day. Days in no period have the listing's own value.
func testPeriodValues(t *testing.T, open func(testing.TB, *register.Register) Engine) {
	records := sampleRecords()
	power := func(kW float64) map[string]register.Attributes {
		return map[string]register.Attributes{"inverter": {"max_power": register.Number(kW)}}
	}
	device := func(id string, classes map[string]register.Attributes, periods ...register.Period) *register.Listing {
		return &register.Listing{Meta: register.Meta{ID: id}, Manufacturer: "fronius", Model: id, EntityType: "device", DeviceClasses: classes, Periods: periods}
	}
	records.Certificates = nil
	records.Listings = []*register.Listing{
		device("fronius/changed", power(0.349),
			register.Period{From: Day("2021-12-17"), To: Day("2025-07-30"), DeviceClasses: power(0.366)}, register.Period{From: Day("2025-07-31"), To: Day("2026-12-07")}),
		device("fronius/constant", power(0.355), register.Period{From: Day("2020-01-01")}),
	}
	reg, err := register.New(records, register.Version{ID: "period-values"})
	if err != nil {
		t.Fatal(err)
	}
	e := open(t, reg)
	for _, test := range []struct{ query, want string }{
		{"on=2023-01-01&fields=device_classes&id=fronius/changed", `[{"device_classes":{"inverter":{"max_power":0.366}}}]`},
		{"on=2026-01-01&fields=device_classes&id=fronius/changed", `[{"device_classes":{"inverter":{"max_power":0.349}}}]`},
		{"on=2023-01-01&fields=id&inverter.max_power__gte=0.36", `[{"id":"fronius/changed"}]`},
		{"on=2021-12-17&fields=id&inverter.max_power__gte=0.36", `[{"id":"fronius/changed"}]`},
		{"on=2025-07-30&fields=id&inverter.max_power__gte=0.36", `[{"id":"fronius/changed"}]`},
		{"on=2025-07-31&fields=id&inverter.max_power__gte=0.36", `[]`},
		{"on=2026-01-01&fields=id&inverter.max_power__gte=0.36", `[]`},
		{"on=2021-12-16&fields=id&inverter.max_power=0.349", `[{"id":"fronius/changed"}]`},
		{"on=2027-01-01&fields=id&inverter.max_power=0.349", `[{"id":"fronius/changed"}]`},
		{"on=2023-01-01&fields=id&sort=inverter.max_power", `[{"id":"fronius/constant"},{"id":"fronius/changed"}]`},
		{"on=2026-01-01&fields=id&sort=inverter.max_power", `[{"id":"fronius/changed"},{"id":"fronius/constant"}]`},
		{"on=2026-01-01&fields=id&sort=-inverter.max_power", `[{"id":"fronius/constant"},{"id":"fronius/changed"}]`},
	} {
		page := List(t, e, Parse(t, e, register.Listings, test.query))
		if got := string(page.AppendJSON(nil)); got != test.want {
			t.Errorf("%s:\n got %s\nwant %s", test.query, got, test.want)
		}
	}
}

// The verdict on every listing on every day is that of the whole register, whatever else
// is shown and in however many parts.
func testVerdicts(t *testing.T, open func(testing.TB, *register.Register) Engine) {
	for _, reg := range []*register.Register{Sample(), Random(17, 600)} {
		e := open(t, reg)
		codes := map[register.VerdictCode]bool{}
		for _, day := range []string{"2026-11-23", "2025-06-30", "2024-02-29", "2030-01-01"} {
			var got []string
			for part, err := range e.AllRows(t.Context(), Parse(t, e, register.Listings, "format=ndjson&fields=id&include=verdict&on="+day)) {
				if err != nil {
					t.Fatal(err)
				}
				for i := range part.Len() {
					got = append(got, string(part.AppendJSON(nil, i)))
				}
			}
			for i, l := range reg.Listings {
				verdict := reg.Verdict(l, Day(day))
				codes[verdict.Code] = true
				text, err := register.EncodeJSON(verdict)
				if err != nil {
					t.Fatal(err)
				}
				want := fmt.Sprintf(`{"id":%q,"included":{"verdict":%s}}`, l.ID, text)
				if i >= len(got) || got[i] != want {
					t.Fatalf("%s on %s: %d of %d\n got %s\nwant %s", l.ID, day, i, len(got), got[min(i, len(got)-1)], want)
				}
				one, ok, err := e.AppendRecord(t.Context(), nil, l.ID, Parse(t, e, register.Listings, "fields=id&include=verdict&on="+day))
				if i < 20 && (string(one) != want || !ok || err != nil) {
					t.Fatalf("%s alone on %s: %v, %v\n got %s\nwant %s", l.ID, day, ok, err, one, want)
				}
			}
		}
		if len(codes) < 6 {
			t.Errorf("only the verdicts %v", codes)
		}
	}
}

// Concurrent queries do not get each other's answers.
func testAtOnce(t *testing.T, open func(testing.TB, *register.Register) Engine) {
	const askers = 8
	e := open(t, Sample())
	examples := Examples()
	var group errgroup.Group
	for asker := range askers {
		var questions []*query.Query
		for _, example := range examples {
			questions = append(questions, Parse(t, e, example.Kind, example.Query))
		}
		group.Go(func() error {
			for i := range examples {
				at := (i + asker*len(examples)/askers) % len(examples)
				page, err := e.List(t.Context(), questions[at])
				if err != nil {
					return fmt.Errorf("%s: %w", examples[at].Query, err)
				}
				if got, want := idsOf(page.Rows), examples[at].IDs; !slices.Equal(got, want) {
					return fmt.Errorf("%s: %v, want %v", examples[at].Query, got, want)
				}
			}
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		t.Error(err)
	}
}

func testFacets(t *testing.T, open func(testing.TB, *register.Register) Engine) {
	e := open(t, Sample())
	for _, example := range FacetExamples() {
		page := List(t, e, Parse(t, e, register.Listings, example.Query))
		at := slices.IndexFunc(page.Facets, func(f query.Facet) bool { return f.Field.Name == example.Field })
		if at < 0 {
			t.Errorf("%s: no facet by %s", example.Query, example.Field)
			continue
		}
		if got := spell(page.Facets[at]); got != example.Counts {
			t.Errorf("%s:\n got %s\nwant %s", example.Query, got, example.Counts)
		}
	}
}

// spell formats a facet like the examples.
func spell(f query.Facet) string {
	var counts []string
	for _, c := range f.Counts {
		if c.Value == nil {
			counts = append(counts, fmt.Sprintf("null:%d", c.Count))
			continue
		}
		counts = append(counts, fmt.Sprintf("%s=%s:%d", *c.Value, strings.ReplaceAll(*c.Name, " ", "_"), c.Count))
	}
	return strings.Join(counts, " ")
}

// The counts do not depend on the algorithm that is cheapest at a size.
func testFacetsAtSize(t *testing.T, open func(testing.TB, *register.Register) Engine) {
	reg := Random(5, 1200)
	e, oracle := open(t, reg), NewOracle(reg)
	for _, raw := range []string{
		"facets=manufacturer,status,brand", "facets=manufacturer,status&entity_type=client", "facets=manufacturer,brand&status=delisted",
		"facets=device_class,test_profile&model=power%201.1", "facets=manufacturer,status&status=active&manufacturer=maker-1", "facets=test_profile&entity_type__not=device",
	} {
		got := Buckets(List(t, e, Parse(t, e, register.Listings, raw)).Facets)
		want := oracle.Answer(Values(t, raw)).Facets
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%s:\n got %v\nwant %v", raw, got, want)
		}
	}
}

func testShow(t *testing.T, open func(testing.TB, *register.Register) Engine) {
	e := open(t, Sample())
	for _, example := range ShowExamples() {
		page := List(t, e, Parse(t, e, example.Kind, example.Query))
		if got, want := string(page.AppendJSON(nil)), "["+strings.Join(example.JSON, ",")+"]"; got != want {
			t.Errorf("%s:\n got %s\nwant %s", example.Query, got, want)
		}
	}
}

// Random queries find, page by page, what a plain loop over the JSON of all listings
// finds.
func testOracle(t *testing.T, open func(testing.TB, *register.Register) Engine) {
	const registers, queries = 4, 80
	matched := 0
	for seed := range uint64(registers) {
		reg := Random(seed, 100)
		e, oracle := open(t, reg), NewOracle(reg)
		rng := rand.New(rand.NewPCG(seed, 2))
		for range queries {
			v := RandomQuery(rng)
			want := oracle.Answer(v)
			got, total := pageThrough(t, e, register.Listings, v)
			if !reflect.DeepEqual(want, got) || total != len(want.IDs) { // cmp.Diff takes long
				t.Fatalf("seed %d: %s: total %d, want %d (-want +got):\n%s", seed, v.Encode(), total, len(want.IDs), cmp.Diff(want, got))
			}
			matched += len(want.IDs)
		}
	}
	if matched < registers*queries { // otherwise the queries match too little
		t.Errorf("only %d listings were found by %d queries", matched, registers*queries)
	}
}

// The same holds on the days on which something changes, the days before and after these, and the
// first and the last day that there are.
func testDays(t *testing.T, open func(testing.TB, *register.Register) Engine) {
	reg := Random(23, 25)
	e, oracle := open(t, reg), NewOracle(reg)
	days := []register.Date{Day("0001-01-01"), Day("9999-12-31")}
	for rec := range reg.All() {
		changes := register.ChangeDays(rec)
		if l, ok := rec.(*register.Listing); ok {
			for _, absence := range l.NotInList {
				changes = append(changes, absence.Since)
				if !absence.Back.IsZero() {
					changes = append(changes, absence.Back)
				}
			}
		}
		for _, day := range changes {
			days = append(days, day.AddDays(-1), day, day.AddDays(1))
		}
	}
	rng := rand.New(rand.NewPCG(23, 2))
	for _, day := range days {
		for range 2 {
			v := RandomQuery(rng)
			v.Set("on", day.String())
			want := oracle.Answer(v)
			got, total := pageThrough(t, e, register.Listings, v)
			if !reflect.DeepEqual(want, got) || total != len(want.IDs) {
				t.Fatalf("%s: total %d, want %d (-want +got):\n%s", v.Encode(), total, len(want.IDs), cmp.Diff(want, got))
			}
		}
	}
}

// The JSON of every record on every day is that of its view, and the JSON of each field
// is that of the whole record.
func testRecords(t *testing.T, open func(testing.TB, *register.Register) Engine) {
	for _, reg := range []*register.Register{Sample(), Random(7, 30)} {
		e := open(t, reg)
		for _, day := range []string{"2026-11-23", "2024-02-29", "2026-11-23", "2030-01-01", "1999-12-31", "0001-01-01", "9999-12-31"} {
			for rec := range reg.All() {
				got, ok, err := e.AppendRecord(t.Context(), []byte("x"), rec.RecordMeta().ID, Parse(t, e, rec.RecordKind(), "on="+day))
				if want := "x" + viewJSON(t, reg, rec, day); !ok || err != nil || string(got) != want {
					t.Fatalf("%s on %s: %v\n got %s\nwant %s", rec.RecordMeta().ID, day, err, got, want)
				}
			}
		}
		for rec := range reg.All() {
			testFields(t, e, rec.RecordKind(), rec.RecordMeta().ID, viewJSON(t, reg, rec, Today.String()))
		}
	}
}

func viewJSON(t *testing.T, reg *register.Register, rec register.Record, day string) string {
	t.Helper()
	text, err := register.EncodeJSON(reg.View(rec, Day(day)))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func testFields(t *testing.T, e Engine, k register.Kind, id, whole string) {
	t.Helper()
	var parts []string
	for _, name := range e.Model().Collection(k).ViewFields {
		part, _, err := e.AppendRecord(t.Context(), nil, id, Parse(t, e, k, "fields="+name))
		if err != nil {
			t.Fatal(err)
		}
		parts = append(parts, string(part[1:len(part)-1]))
	}
	if got := "{" + strings.Join(parts, ",") + "}"; got != whole {
		t.Fatalf("%s:\n got %s\nwant %s", id, got, whole)
	}
}

// A whole answer has the records of all pages, in their order, and the views made from
// them as records are the same.
func testAllRecords(t *testing.T, open func(testing.TB, *register.Register) Engine) {
	reg := Random(11, 1300) // several parts
	e := open(t, reg)
	for _, raw := range []string{"", "sort=-updated_at", "status=active&sort=-bess.capacity,brand&on=2026-01-05", "include=certificates&manufacturer=maker-1", "model=nothing"} {
		testWholeAnswer(t, e, register.Listings, raw)
	}
	for _, k := range register.Kinds() {
		testWholeAnswer(t, e, k, "sort=-id")
	}
}

func testWholeAnswer(t *testing.T, e Engine, k register.Kind, raw string) {
	t.Helper()
	var want []string
	v := Values(t, raw)
	v.Set("limit", "500")
	for page := List(t, e, parseValues(t, e, k, v)); ; page = List(t, e, parseValues(t, e, k, v)) {
		for i := range page.Rows.Len() {
			want = append(want, string(page.Rows.AppendJSON(nil, i)))
		}
		if page.Next == "" {
			break
		}
		v.Set("cursor", page.Next)
	}
	v = Values(t, raw)
	v.Set("format", "ndjson")
	q := parseValues(t, e, k, v)
	var rows, records []string
	for part, err := range e.AllRows(t.Context(), q) {
		if err != nil {
			t.Fatal(err)
		}
		for i := range part.Len() {
			rows = append(rows, string(part.AppendJSON(nil, i)))
		}
	}
	if !slices.Equal(rows, want) {
		t.Errorf("%s?%s: %d rows, want %d, or not the same ones", k.Folder(), raw, len(rows), len(want))
	}
	if len(q.Include) > 0 {
		return
	}
	for part, err := range e.AllRecords(t.Context(), q) {
		if err != nil {
			t.Fatal(err)
		}
		for _, rec := range part.Records {
			records = append(records, viewJSON(t, part.Register, rec, q.On.String()))
		}
	}
	if !slices.Equal(records, want) {
		t.Errorf("%s?%s: the views of the records are not the same:\n%s", k.Folder(), raw, cmp.Diff(want, records))
	}
}

func testLookup(t *testing.T, open func(testing.TB, *register.Register) Engine) {
	reg := Sample()
	e := open(t, reg)
	if e.Counts() != reg.Counts() {
		t.Errorf("counts %+v, want %+v", e.Counts(), reg.Counts())
	}
	for rec := range reg.All() {
		got, ok, err := e.AppendRecord(t.Context(), nil, rec.RecordMeta().ID, Parse(t, e, rec.RecordKind(), ""))
		if want := viewJSON(t, reg, rec, Today.String()); !ok || err != nil || string(got) != want {
			t.Errorf("record %s: %v\n got %s\nwant %s", rec.RecordMeta().ID, err, got, want)
		}
	}
	for _, id := range []string{"tesla/none", "", "a\x00b", "\xff", "tesla/powerwall-ii"} {
		if got, ok, err := e.AppendRecord(t.Context(), []byte("x"), id, Parse(t, e, register.Listings, "")); ok || err != nil || string(got) != "x" {
			t.Errorf("record %q: %q, %v, %v", id, got, ok, err)
		}
	}
	for _, test := range []struct {
		kind     register.Kind
		id, want string
	}{
		{register.Listings, "tesla/powerwall-2", "tesla/powerwall-2"},
		{register.Listings, "tesla/powerwall-ii", "tesla/powerwall-2"},
		{register.Manufacturers, "good-we", "goodwe"},
		{register.Manufacturers, "tesla", "tesla"},
		{register.Listings, "good-we", ""},
		{register.Certificates, "tesla/powerwall-2", ""},
		{register.Listings, "a\x00b", ""},
		{register.Listings, "\xff", ""},
	} {
		if got, ok, err := e.CurrentID(t.Context(), test.kind, test.id); got != test.want || ok != (test.want != "") || err != nil {
			t.Errorf("the current id of %s %q is %q, %v, %v", test.kind.Name(), test.id, got, ok, err)
		}
	}
	for _, test := range []struct {
		kind  register.Kind
		group string
		want  []string
	}{
		{register.Listings, "solaredge", []string{"solaredge/se10k", "solaredge/se7600h-us"}},
		{register.Certificates, "sapn", []string{"sapn/2024-7"}},
		{register.Listings, "%", nil},
		{register.Listings, "\x00", nil},
		{register.EntityTypes, "", []string{"client", "device", "server"}},
	} {
		if got, err := e.IDs(t.Context(), test.kind, test.group); !slices.Equal(got, test.want) || err != nil {
			t.Errorf("the ids of the %s of %q are %v, %v", test.kind.Folder(), test.group, got, err)
		}
	}
}

// Related returns the views of listings and of what they are linked to, as far as these
// concern the listings.
func testRelated(t *testing.T, open func(testing.TB, *register.Register) Engine) {
	reg := Sample()
	e := open(t, reg)
	for l := range slices.Values(reg.Listings) {
		part, err := e.Related(t.Context(), []string{l.ID})
		if err != nil {
			t.Fatal(err)
		}
		if got, want := viewJSON(t, part, part.Listing(l.ID), Today.String()), viewJSON(t, reg, l, Today.String()); got != want {
			t.Errorf("around %s:\n got %s\nwant %s", l.ID, got, want)
		}
		pairs := slices.Clone(reg.ClientsOf(l.ID))
		for _, id := range l.Devices {
			pairs = append(pairs, reg.Listing(id))
		}
		for _, other := range pairs {
			found := part.Listing(other.ID)
			if found == nil || !cmp.Equal(found, other, cmp.AllowUnexported(register.Date{}, register.Value{})) || part.DayStatus(found, Today) != reg.DayStatus(other, Today) {
				t.Errorf("around %s: %s is %+v", l.ID, other.ID, found)
			}
		}
	}
	if none, err := e.Related(t.Context(), []string{"tesla/none", "a\x00b", "\xff"}); err != nil || none.Listing("tesla/none") != nil {
		t.Errorf("around what is not there: %v", err)
	}
}

func testSamples(t *testing.T, open func(testing.TB, *register.Register) Engine) {
	reg := Sample()
	e := open(t, reg)
	for _, n := range []int{1, 2, 100} {
		part, err := e.Samples(t.Context(), n)
		if err != nil {
			t.Fatal(err)
		}
		want := reg.With(slices.Clone(reg.Listings[:min(n, len(reg.Listings))]), slices.Clone(reg.Certificates[:min(n, len(reg.Certificates))]))
		got, _ := register.EncodeJSON(part.Records)
		if text, _ := register.EncodeJSON(want.Records); string(got) != string(text) {
			t.Errorf("%d samples:\n got %s\nwant %s", n, got, text)
		}
	}
}

// Find returns what an index of the whole register returns.
func testFind(t *testing.T, open func(testing.TB, *register.Register) Engine) {
	reg := Sample()
	e, index := open(t, reg), match.New(reg)
	items := []match.Item{
		{ID: "tesla/powerwall-2"}, {ID: "Tesla/Powerwall-II"}, {ID: "tesla/powerwal"}, {Manufacturer: "Tesla Energy", Model: "powerwall2"},
		{Manufacturer: "good-we", Model: "GW5000EH"}, {Brand: "zenaji", Model: "eternity"}, {Brand: "SolarEdge", Model: "SE10"}, {Model: "nothing like it"},
		{Model: "powerwall2"}, {Model: "gw-9.6"}, {Manufacturer: "Tesla Energy Australia", Model: "Powerwall 2"}, {Manufacturer: "tesla", Model: "powerwall 2", DeviceClass: "bess"},
		{Manufacturer: "tesla", Model: "powerwall 2", DeviceClass: "pv_array"}, {Model: "SE10K", DeviceClass: "inverter"},
	}
	want, err := index.Find(t.Context(), items)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 { // the second time with cached data
		got, err := e.Find(t.Context(), items)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got, cmp.Transformer("id", func(l *register.Listing) string { return l.ID })); diff != "" {
			t.Errorf("results (-want +got):\n%s", diff)
		}
	}
	if want[1].By != match.ByFormerID || want[4].Outcome != match.Exact || want[5].Outcome != match.Exact ||
		want[8].Outcome != match.Exact || want[9].Outcome != match.None || len(want[10].NearMisses[0].Unmatched) != 1 || want[11].Outcome != match.Exact || want[12].Outcome != match.None {
		t.Errorf("the items are not what they are there for: %+v", want)
	}
}

func testUnknownCursor(t *testing.T, open func(testing.TB, *register.Register) Engine) {
	e := open(t, Sample())
	for _, sort := range []string{"", "sort=-model"} {
		for _, id := range []string{"tesla/never-was", "a\x00b", "\xff"} {
			q := Parse(t, e, register.Listings, sort)
			q.After = id
			if _, err := e.List(t.Context(), q); !errors.Is(err, query.ErrCursor) {
				t.Errorf("after %q: error %v", id, err)
			}
		}
	}
}

func testCancelled(t *testing.T, open func(testing.TB, *register.Register) Engine) {
	e := open(t, Sample())
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := e.List(ctx, Parse(t, e, register.Listings, "")); !errors.Is(err, context.Canceled) || errors.Is(err, query.ErrUnavailable) {
		t.Errorf("error %v", err)
	}
	for _, err := range e.AllRows(ctx, Parse(t, e, register.Listings, "format=ndjson")) {
		if !errors.Is(err, context.Canceled) {
			t.Errorf("rows: error %v", err)
		}
	}
	for _, err := range e.AllRecords(ctx, Parse(t, e, register.Listings, "format=csv")) {
		if !errors.Is(err, context.Canceled) {
			t.Errorf("records: error %v", err)
		}
	}
}

func testEmpty(t *testing.T, open func(testing.TB, *register.Register) Engine) {
	reg, err := register.New(register.Records{Settings: register.Settings{TimeZone: "UTC"}}, register.Version{ID: "empty"})
	if err != nil {
		t.Fatal(err)
	}
	e := open(t, reg)
	for _, k := range register.Kinds() {
		for _, raw := range []string{"", "sort=-id&q=x"} {
			page := List(t, e, Parse(t, e, k, raw))
			if page.Total != 0 || page.Next != "" || string(page.AppendJSON(nil)) != "[]" {
				t.Errorf("%s?%s: %+v", k.Folder(), raw, page)
			}
		}
		testWholeAnswer(t, e, k, "")
	}
}
