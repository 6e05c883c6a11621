package memory_test

import (
	"context"
	"encoding/json"
	"errors"
	"math/rand/v2"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"opencec/tools/memory"
	"opencec/tools/query"
	"opencec/tools/query/querytest"
	"opencec/tools/register"
)

// parse reads a query that the test knows to be right.
func parse(t testing.TB, e *memory.Engine, k register.Kind, values url.Values) *query.Query {
	t.Helper()
	q, problems := e.Model().Collection(k).Parse(values, query.Scope{Today: querytest.Today, Version: e.Register().Version.ID})
	if len(problems) > 0 {
		t.Fatalf("%s: %v", values.Encode(), problems)
	}
	return q
}

func values(t testing.TB, raw string) url.Values {
	t.Helper()
	v, problems := query.Values(raw)
	if len(problems) > 0 {
		t.Fatalf("%s: %v", raw, problems)
	}
	return v
}

func list(t testing.TB, e *memory.Engine, q *query.Query) query.Page {
	t.Helper()
	page, err := e.List(context.Background(), q)
	if err != nil {
		t.Fatal(err)
	}
	return page
}

func idsOf(page query.Page) []string {
	ids := []string{}
	for i := range page.Rows.Len() {
		ids = append(ids, page.Rows.ID(i))
	}
	return ids
}

// pageThrough follows the cursors to the end. The facets, which every page has,
// are those of the last one.
func pageThrough(t testing.TB, e *memory.Engine, k register.Kind, v url.Values) (answer querytest.Answer, total int) {
	t.Helper()
	v = url.Values(mapsClone(v))
	answer = querytest.Answer{IDs: []string{}, Records: []map[string]any{}}
	for {
		page := list(t, e, parse(t, e, k, v))
		answer.IDs = append(answer.IDs, idsOf(page)...)
		var records []map[string]any
		if err := json.Unmarshal(page.AppendJSON(nil), &records); err != nil {
			t.Fatal(err)
		}
		answer.Records = append(answer.Records, records...)
		if page.Next == "" {
			answer.Facets = querytest.Buckets(page.Facets)
			return answer, page.Total
		}
		v.Set("cursor", page.Next)
	}
}

func mapsClone(v url.Values) map[string][]string {
	clone := map[string][]string{}
	for name, given := range v {
		clone[name] = slices.Clone(given)
	}
	return clone
}

func TestExamples(t *testing.T) {
	t.Parallel()
	e := memory.New(querytest.Sample())
	for _, example := range querytest.Examples() {
		t.Run(example.Kind.Folder+"?"+example.Query, func(t *testing.T) {
			page := list(t, e, parse(t, e, example.Kind, values(t, example.Query)))
			if diff := cmp.Diff(example.IDs, idsOf(page)); diff != "" {
				t.Errorf("ids (-want +got):\n%s", diff)
			}
			if page.Total != len(example.IDs) || page.Rows.Len() != len(example.IDs) {
				t.Errorf("total %d, length %d; want %d", page.Total, page.Rows.Len(), len(example.IDs))
			}
			v := values(t, example.Query)
			v.Set("limit", "2")
			if got, _ := pageThrough(t, e, example.Kind, v); !slices.Equal(got.IDs, example.IDs) {
				t.Errorf("in pages of 2: %v", got.IDs)
			}
		})
	}
}

// Random queries get what a plain loop over the JSON of all listings finds, page
// by page.
func TestOracle(t *testing.T) {
	t.Parallel()
	const registers, queries = 4, 80
	matched := 0
	for seed := range uint64(registers) {
		reg := querytest.Random(seed, 100)
		e, oracle := memory.New(reg), querytest.NewOracle(reg)
		rng := rand.New(rand.NewPCG(seed, 2))
		for range queries {
			v := querytest.RandomQuery(rng)
			want := oracle.Answer(v)
			got, total := pageThrough(t, e, register.Listings, v)
			if !reflect.DeepEqual(want, got) || total != len(want.IDs) { // cmp.Diff takes long
				t.Fatalf("seed %d: %s: total %d, want %d (-want +got):\n%s", seed, v.Encode(), total, len(want.IDs), cmp.Diff(want, got))
			}
			matched += len(want.IDs)
		}
	}
	if matched < registers*queries { // else the queries ask for nothing
		t.Errorf("only %d listings were found by %d queries", matched, registers*queries)
	}
}

// The JSON of every record on every day is that of its view.
func TestAppendRecord(t *testing.T) {
	t.Parallel()
	for _, reg := range []*register.Register{querytest.Sample(), querytest.Random(7, 60)} {
		e := memory.New(reg)
		for _, day := range []string{"2026-11-23", "2024-02-29", "2026-11-23", "2030-01-01", "1999-12-31"} {
			on := querytest.Day(day)
			for rec := range reg.All() {
				want, err := register.EncodeJSON(reg.View(rec, on))
				if err != nil {
					t.Fatal(err)
				}
				q := parse(t, e, rec.RecordKind(), url.Values{"on": {day}})
				got, ok, _ := e.AppendRecord(t.Context(), []byte("x"), rec.RecordMeta().ID, q)
				if !ok || string(got) != "x"+string(want) {
					t.Fatalf("%s on %s:\n got %s\nwant x%s", rec.RecordMeta().ID, day, got, want)
				}
			}
		}
	}
}

func TestAppendRecordUnknown(t *testing.T) {
	t.Parallel()
	e := memory.New(querytest.Sample())
	if got, ok, _ := e.AppendRecord(t.Context(), []byte("x"), "tesla/none", parse(t, e, register.Listings, nil)); ok || string(got) != "x" {
		t.Errorf("got %q, %v", got, ok)
	}
}

func TestPageJSON(t *testing.T) {
	t.Parallel()
	reg := querytest.Sample()
	e := memory.New(reg)
	page := list(t, e, parse(t, e, register.Manufacturers, values(t, "id=tesla&id=fronius")))
	fronius, _ := register.EncodeJSON(reg.View(reg.Manufacturer("fronius"), querytest.Today))
	tesla, _ := register.EncodeJSON(reg.View(reg.Manufacturer("tesla"), querytest.Today))
	if got, want := string(page.AppendJSON(nil)), "["+string(fronius)+","+string(tesla)+"]"; got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
	none := list(t, e, parse(t, e, register.Manufacturers, values(t, "id=nobody")))
	if got := string(none.AppendJSON(nil)); got != "[]" {
		t.Errorf("an empty page is %s", got)
	}
}

func TestCursorOfUnknownRecord(t *testing.T) {
	t.Parallel()
	e := memory.New(querytest.Sample())
	q := parse(t, e, register.Listings, nil)
	q.After = "tesla/never-was"
	if _, err := e.List(context.Background(), q); !errors.Is(err, query.ErrCursor) {
		t.Errorf("error %v", err)
	}
}

func TestListCancelled(t *testing.T) {
	t.Parallel()
	e := memory.New(querytest.Sample())
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := e.List(ctx, parse(t, e, register.Listings, nil)); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}

func TestEmptyRegister(t *testing.T) {
	t.Parallel()
	reg, err := register.New(register.Records{Settings: register.Settings{TimeZone: "UTC"}}, register.Version{ID: "empty"})
	if err != nil {
		t.Fatal(err)
	}
	e := memory.New(reg)
	e.Warm(context.Background(), querytest.Today)
	for _, k := range register.Kinds() {
		if page := list(t, e, parse(t, e, k, values(t, "sort=-id&q=x"))); page.Total != 0 || page.Next != "" {
			t.Errorf("%s: %+v", k.Folder, page)
		}
	}
}

// Many goroutines at once, on many days, get what one gets.
func TestConcurrent(t *testing.T) {
	t.Parallel()
	reg := querytest.Random(3, 200)
	alone, shared := memory.New(reg), memory.New(reg)
	var workers sync.WaitGroup
	workers.Go(func() { shared.Warm(context.Background(), querytest.Today) })
	for worker := range 4 {
		workers.Go(func() {
			for i := range 60 {
				v := url.Values{"status": {"active"}, "on": {querytest.Today.AddDays(i % 20).String()}, "sort": {"-listed_until"}, "limit": {strconv.Itoa(10 + worker)}}
				got := list(t, shared, parse(t, shared, register.Listings, v)).AppendJSON(nil)
				want := list(t, alone, parse(t, alone, register.Listings, v)).AppendJSON(nil)
				if string(got) != string(want) {
					t.Errorf("%s differs", v.Encode())
					return
				}
			}
		})
	}
	workers.Wait()
}
