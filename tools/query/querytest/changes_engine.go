package querytest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"opencec/tools/history/change"
	"opencec/tools/query"
	"opencec/tools/register"
)

// allChanges returns all lines that a query matches.
func allChanges(t testing.TB, e query.Engine, q query.Changes) []string {
	t.Helper()
	q.Format = query.NDJSON
	lines := []string{}
	for line, err := range e.AllChanges(t.Context(), &q) {
		if err != nil {
			t.Fatalf("%+v: %v", q, err)
		}
		lines = append(lines, string(line))
	}
	return lines
}

// pagesOfChanges follows the cursors to the end.
func pagesOfChanges(t testing.TB, e query.Engine, q query.Changes, limit, total int) []string {
	t.Helper()
	q.Limit = limit
	lines := []string{}
	for {
		page, err := e.Changes(t.Context(), &q)
		if err != nil {
			t.Fatalf("%+v: %v", q, err)
		}
		full := len(page.Lines) == limit || limit == 0
		if more := page.Next != (query.ChangeCursor{}); page.Total != total || more && !full || len(page.Lines) > limit && limit > 0 {
			t.Fatalf("%+v: a page of %d, total %d, next %v; want a total of %d", q, len(page.Lines), page.Total, page.Next, total)
		}
		for _, line := range page.Lines {
			lines = append(lines, string(line))
		}
		if page.Next == (query.ChangeCursor{}) {
			return lines
		}
		q.After = page.Next
	}
}

// The events of SampleHistory, as filters select them.
func testStories(t *testing.T, open opener) {
	e := open(t, SampleHistory())
	for name, test := range map[string]struct {
		q    query.Changes
		want []string
	}{
		"since": {query.Changes{Since: 9}, []string{
			"10 listings solaredge/se7600h merged", "10 listings solaredge/se7600h-us changed", "10 certificates ul/series-1 changed+expiry-moved+certificate-removed",
			"11 settings  changed", "11 manufacturers goodwe rewritten", "12 listings tesla/powerwall-9 removed", "12 certificates ul/ul-2026-9 removed+certificate-removed"}},
		"kind":         {query.Changes{Since: 1, Kinds: []string{"manufacturers", "settings"}}, []string{"9 manufacturers tesla changed", "11 settings  changed", "11 manufacturers goodwe rewritten"}},
		"what":         {query.Changes{Since: 1, Events: []string{"delisted", "expiry-moved", "renamed"}}, []string{"2 listings goodwe/gw5000-eh changed+expiry-moved", "6 listings enphase/iq-battery-5p changed+delisted", "9 listings tesla/powerwall-2 renamed", "10 certificates ul/series-1 changed+expiry-moved+certificate-removed"}},
		"listing":      {query.Changes{Since: 1, Listings: []string{"solaredge/se10k"}}, []string{"3 certificates ul/series-1 added+certificate-added+test-profile-added", "4 listings solaredge/se10k unreadable", "5 listings solaredge/se10k changed+readable-again+suspended", "10 certificates ul/series-1 changed+expiry-moved+certificate-removed"}},
		"manufacturer": {query.Changes{Since: 1, Manufacturers: []string{"enphase", "goodwe"}}, []string{"2 listings goodwe/gw5000-eh changed+expiry-moved", "6 listings enphase/iq-battery-5p changed+delisted", "6 certificates ul/ul-2024-0001 changed+certificate-revoked", "11 manufacturers goodwe rewritten"}},
		"all":          {query.Changes{Since: 2, Kinds: []string{"certificates"}, Events: []string{"certificate-added"}, Listings: []string{"solaredge/se10k", "tesla/powerwall-9"}, Manufacturers: []string{"tesla"}}, []string{"7 certificates ul/ul-2026-9 added+certificate-added"}},
		"nothing":      {query.Changes{Since: 12}, []string{}},
		"no such":      {query.Changes{Listings: []string{"a\x00b", "tesla/none", "\xff"}}, []string{}},
	} {
		if diff := cmp.Diff(test.want, changeLines(t, allChanges(t, e, test.q))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// A record's history includes all ids that it had, and that of a removed record works
// too.
func testRecordStories(t *testing.T, open opener) {
	e := open(t, SampleHistory())
	powerwall := []string{"1 listings tesla/powerwall-ii added+period-added", "1 certificates sapn/2024-7 added+certificate-added+test-profile-added", "1 certificates ul/ul-2023-0142 added+certificate-added+test-profile-added",
		"9 listings tesla/powerwall-2 renamed", "9 certificates sapn/2024-7 changed", "9 certificates ul/ul-2023-0142 changed"}
	se7600h := []string{"1 listings solaredge/se7600h added+period-added", "1 listings solaredge/se7600h-us added+period-added", "1 certificates ul/ul-2023-0311 added+certificate-added+test-profile-added",
		"3 certificates ul/series-1 added+certificate-added+test-profile-added", "10 listings solaredge/se7600h merged", "10 listings solaredge/se7600h-us changed", "10 certificates ul/series-1 changed+expiry-moved+certificate-removed"}
	for _, test := range []struct {
		kind register.Kind
		id   string
		want []string
	}{
		{register.Listings, "tesla/powerwall-2", powerwall},
		{register.Listings, "tesla/powerwall-ii", powerwall},
		{register.Listings, "solaredge/se7600h-us", se7600h},
		{register.Listings, "solaredge/se7600h", se7600h},
		{register.Listings, "tesla/powerwall-9", []string{"7 certificates ul/ul-2026-9 added+certificate-added", "8 listings tesla/powerwall-9 added+period-added", "12 listings tesla/powerwall-9 removed", "12 certificates ul/ul-2026-9 removed+certificate-removed"}},
		{register.Certificates, "ul/ul-2026-9", []string{"7 certificates ul/ul-2026-9 added+certificate-added", "12 certificates ul/ul-2026-9 removed+certificate-removed"}},
		{register.Manufacturers, "good-we", []string{"1 manufacturers goodwe added", "11 manufacturers goodwe rewritten"}},
		{register.Manufacturers, "tesla", []string{"1 manufacturers tesla added", "9 manufacturers tesla changed"}},
		{register.Listings, "tesla", []string{}},
		{register.Listings, "a\x00b", []string{}},
	} {
		q := query.Changes{Record: &register.Ref{Kind: test.kind, ID: test.id}}
		if diff := cmp.Diff(test.want, changeLines(t, allChanges(t, e, q))); diff != "" {
			t.Errorf("%s %s (-want +got):\n%s", test.kind.Name(), test.id, diff)
		}
	}
	was := query.Changes{Record: &register.Ref{Kind: register.Listings, ID: "tesla/powerwall-2"}}
	if got := allChanges(t, at(t, e, 8), was); len(got) > 0 { // nobody knew that id then
		t.Errorf("before it was renamed: %s", got)
	}
}

// Every query for changes returns the lines that its filters leave, one after the other.
func testChanges(t *testing.T, open opener) {
	for seed := range uint64(3) {
		h := RandomHistory(seed, 14)
		if seed == 0 {
			h = SampleHistory()
		}
		e, oracle := open(t, h), newHistoryOracle(t, h)
		rng := rand.New(rand.NewPCG(seed, 4))
		found := 0
		for range 120 {
			newest := len(h.Revisions)
			asked := e
			if seq := 1 + rng.IntN(newest); rng.IntN(3) == 0 && oracle.registers[seq] != nil {
				newest, asked = seq, at(t, e, seq)
			}
			q := oracle.randomChanges(rng)
			want := oracle.changes(q, newest)
			found += len(want)
			for _, limit := range []int{0, 1 + rng.IntN(7), 500} {
				if got := pagesOfChanges(t, asked, q, limit, len(want)); !slices.Equal(got, want) {
					t.Fatalf("seed %d, at %d, %s in pages of %d:\n%s", seed, newest, describe(q), limit, cmp.Diff(want, got))
				}
			}
			if got := allChanges(t, asked, q); !slices.Equal(got, want) {
				t.Fatalf("seed %d, at %d, %s as a whole:\n%s", seed, newest, describe(q), cmp.Diff(want, got))
			}
		}
		if found < 200 {
			t.Errorf("seed %d: only %d lines were asked for", seed, found)
		}
	}
}

func describe(q query.Changes) string {
	record := ""
	if q.Record != nil {
		record = q.Record.Kind.Name() + " " + q.Record.ID
	}
	return fmt.Sprintf("%+v of %q", q, record)
}

// randomChanges returns a query for what some lines have in common, more or less.
func (o *historyOracle) randomChanges(rng *rand.Rand) query.Changes {
	line := func() oracleLine { return pick(rng, o.lines) }
	q := query.Changes{Since: max(0, rng.IntN(2*len(o.Revisions))-len(o.Revisions))}
	if rng.IntN(3) == 0 {
		k := pick(rng, register.Kinds())
		for _, l := range o.lines { // of the same kind, if there is one
			if l.word("kind") == k.Folder() && (q.Record == nil || rng.IntN(4) == 0) {
				q.Record = &register.Ref{Kind: k, ID: pick(rng, l.ids())}
			}
		}
	}
	words := func(of func(l oracleLine) []string) []string {
		var chosen []string
		for range 1 + rng.IntN(3) {
			chosen = append(chosen, of(line())...)
		}
		slices.Sort(chosen)
		return slices.Compact(chosen)
	}
	if rng.IntN(4) == 0 {
		q.Kinds = words(func(l oracleLine) []string { return []string{l.word("kind")} })
	}
	if rng.IntN(4) == 0 {
		q.Events = words(func(l oracleLine) []string { return texts(l.says["what"]) })
	}
	if rng.IntN(4) == 0 {
		q.Listings = words(oracleLine.listings)
	}
	if rng.IntN(4) == 0 {
		q.Manufacturers = slices.DeleteFunc(words(oracleLine.manufacturers), func(s string) bool { return s == "" })
	}
	return q
}

// The changes up to a revision, followed by those since it, are all changes.
func testCompose(t *testing.T, open opener) {
	for _, h := range []*register.History{SampleHistory(), RandomHistory(4, 12)} {
		e, oracle := open(t, h), newHistoryOracle(t, h)
		for middle := 1; middle <= len(h.Revisions); middle++ {
			if oracle.registers[middle] == nil {
				continue
			}
			for _, first := range []int{0, middle / 2, middle} {
				for _, q := range []query.Changes{{}, {Events: []string{string(change.Changed), string(change.Unreadable)}}} {
					q.Since = first
					parts := allChanges(t, at(t, e, middle), q)
					whole := allChanges(t, e, q)
					q.Since = middle
					if parts = append(parts, allChanges(t, e, q)...); !slices.Equal(parts, whole) {
						t.Errorf("from %d by way of %d:\n%s", first, middle, cmp.Diff(changeLines(t, whole), changeLines(t, parts)))
					}
				}
			}
		}
	}
}

// A record's included history has the lines that concern it, whatever its kind.
func testIncludedHistory(t *testing.T, open opener) {
	h := SampleHistory()
	e, oracle := open(t, h), newHistoryOracle(t, h)
	for _, seq := range []int{12, 9, 7, 1} {
		past, reg := at(t, e, seq), oracle.registers[seq]
		for _, k := range register.Kinds() {
			want := []string{}
			for rec := range reg.All() {
				if rec.RecordKind() != k {
					continue
				}
				id := rec.RecordMeta().ID
				lines := oracle.changes(query.Changes{Record: &register.Ref{Kind: k, ID: id}}, seq)
				view := viewJSON(t, reg, rec, Today.String())
				text := strings.TrimSuffix(view, "}") + `,"included":{"history":[` + strings.Join(lines, ",") + `]}}`
				want = append(want, text)
				if got, _, err := past.AppendRecord(t.Context(), nil, id, Parse(t, past, k, "include=history")); err != nil || string(got) != text {
					t.Fatalf("%s %s at %d: error %v\n got %s\nwant %s", k.Name(), id, seq, err, got, text)
				}
			}
			q := Parse(t, past, k, "include=history&limit=100")
			if got := string(List(t, past, q).AppendJSON(nil)); got != "["+strings.Join(want, ",")+"]" {
				t.Errorf("%s at %d:\n got %s\nwant %s", k.Folder(), seq, got, want)
			}
		}
	}
	both := Parse(t, e, register.Listings, "include=certificates,history&fields=id&id=goodwe/gw5000-eh")
	lines := oracle.changes(query.Changes{Record: &register.Ref{Kind: register.Listings, ID: "goodwe/gw5000-eh"}}, 12)
	want := `[{"id":"goodwe/gw5000-eh","included":{"certificates":[],"history":[` + strings.Join(lines, ",") + `]}}]`
	if got := string(List(t, e, both).AppendJSON(nil)); got != want {
		t.Errorf("with both:\n got %s\nwant %s", got, want)
	}
}

func testCancelledChanges(t *testing.T, open opener) {
	e := open(t, SampleHistory())
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := e.Changes(ctx, &query.Changes{Limit: 3}); !errors.Is(err, context.Canceled) || errors.Is(err, query.ErrUnavailable) {
		t.Errorf("error %v", err)
	}
	for _, err := range e.AllChanges(ctx, &query.Changes{}) {
		if !errors.Is(err, context.Canceled) {
			t.Errorf("whole: error %v", err)
		}
	}
	if _, err := e.At(ctx, 3); err != nil && !errors.Is(err, context.Canceled) {
		t.Errorf("at: error %v", err)
	}
}

// changeLines formats changes briefly: revision, kind, id and events.
func changeLines(t testing.TB, lines []string) []string {
	t.Helper()
	formatted := []string{}
	for _, text := range lines {
		var l struct {
			Seq  int
			Kind string
			ID   string
			What []string
		}
		if err := json.Unmarshal([]byte(text), &l); err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		formatted = append(formatted, fmt.Sprintf("%d %s %s %s", l.Seq, l.Kind, l.ID, strings.Join(l.What, "+")))
	}
	return formatted
}

// A whole answer with histories is read in parts no larger than a page with histories.
func testManyHistories(t *testing.T, open opener) {
	const more = query.MaxWithHistory + 20
	s := newHistoryBuilder()
	s.commit(pastCommits[1], "2026-01-05T22:30:00Z", "Ann", "The register begins", putAll(firstRecords()))
	for i := range more {
		s.commit(fmt.Sprintf("%040x", i+1000), "2026-02-01T00:00:00Z", "Ann", "One more", put(&register.Listing{
			Meta: register.Meta{ID: fmt.Sprintf("goodwe/many-%03d", i)}, Manufacturer: "goodwe", Model: fmt.Sprintf("Many %d", i), EntityType: "client",
			Periods: []register.Period{{From: Day("2026-01-01")}},
		}))
	}
	e, oracle := open(t, s.History), newHistoryOracle(t, s.History)
	var sizes []int
	for rows, err := range e.AllRows(t.Context(), Parse(t, e, register.Listings, "include=history&fields=id&format=ndjson&id__startswith=goodwe/many-")) {
		if err != nil {
			t.Fatal(err)
		}
		for i := range rows.Len() {
			id := rows.ID(i)
			lines := oracle.changes(query.Changes{Record: &register.Ref{Kind: register.Listings, ID: id}}, len(s.Revisions))
			want := `{"id":"` + id + `","included":{"history":[` + strings.Join(lines, ",") + `]}}`
			if got := string(rows.AppendJSON(nil, i)); got != want || len(lines) != 1 {
				t.Errorf("got %s\nwant %s", got, want)
			}
		}
		sizes = append(sizes, rows.Len())
	}
	if !slices.Equal(sizes, []int{query.MaxWithHistory, 20}) {
		t.Errorf("parts of %v", sizes)
	}
}
