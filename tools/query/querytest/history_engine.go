package querytest

import (
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"opencec/tools/query"
	"opencec/tools/register"
	"opencec/tools/register/match"
)

// opener returns the engine of a history's newest revision.
type opener = func(t testing.TB, h *register.History) query.Engine

// TestHistory tests an engine's answers about the past. engine returns the engine of a
// history's newest publishable revision; see Newest.
func TestHistory(t *testing.T, engine func(t testing.TB, h *register.History) query.Engine) {
	t.Parallel()
	for name, test := range map[string]func(*testing.T, opener){
		"points": testRevisionSpecs, "past points": testSampleRevisionSpecs, "four answers": testFourAnswers, "at": testAt, "at random": testAtRandom,
		"no version": testNoVersion, "itself": testItself, "stories": testStories, "records": testRecordStories, "changes": testChanges,
		"changes compose": testCompose, "included history": testIncludedHistory, "many histories": testManyHistories, "lists": testHistoryLists, "cancelled changes": testCancelledChanges,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, engine)
		})
	}
}

func at(t testing.TB, e query.Engine, seq int) query.Engine {
	t.Helper()
	past, err := e.At(t.Context(), seq)
	if err != nil {
		t.Fatalf("at %d: %v", seq, err)
	}
	return past
}

// asOf returns the engine of the register at a revision spec.
func asOf(t testing.TB, e query.Engine, point string) query.Engine {
	t.Helper()
	rev, err := e.Revision(t.Context(), revisionSpecAt(t, point, e.Register().Location()))
	if err != nil {
		t.Fatalf("as of %s: %v", point, err)
	}
	return at(t, e, rev.Seq)
}

// A time selects the newest revision up to it, and a commit the revision that it left.
func testRevisionSpecs(t *testing.T, open opener) {
	h := SampleHistory()
	e := open(t, h)
	const none = -1
	for _, test := range []struct {
		point string
		want  int
	}{
		{"0", 0}, {"1", 1}, {"7", 7}, {"12", 12}, {"13", none}, {"999999", none},
		{"2025-12-31", 0}, {"2026-01-05", 0}, {"2026-01-06", 1}, {"9999-12-31", 12},
		{"2026-02-28", 2}, {"2026-03-01", 3}, // the third is from the first instant of 1 March in Sydney
		{"2026-02-28T12:59:59.999999999Z", 2}, {"2026-02-28T13:00:00Z", 3}, {"2026-03-01T00:00:00+11:00", 3},
		{"2026-03-20T01:59:59Z", 4}, {"2026-03-20T02:00:00Z", 6}, {"0001-01-01T00:00:01Z", 0}, {"2026-11-20T01:02:03Z", 12},
		{pastCommits[1], 1}, {pastCommits[2], 2}, {pastCommits[12], 12}, {pastCommits[4], 4}, {"1111111", 1}, {"ccccccccc", 12},
		{"abcdef03", 3}, {"abcdef08", 8}, {"abcdef0", none},
		{afterSecond, 2}, {afterEighth, 8}, {afterEighth2, 8}, {"eeeeeee", 8}, {"ddddddd", none},
		{"fffffff", none}, {strings.Repeat("f", 40), none}, {pastCommits[1] + "1", none}, {beforePast, none},
	} {
		rev, err := e.Revision(t.Context(), revisionSpecAt(t, test.point, e.Register().Location()))
		if test.want == none {
			if !errors.Is(err, register.ErrNoRevision) {
				t.Errorf("%s: %+v, error %v", test.point, rev, err)
			}
			continue
		}
		want := register.Revision{}
		if test.want > 0 {
			want = h.Revisions[test.want-1]
		}
		if err != nil || rev != want {
			t.Errorf("%s: %+v, want %+v; error %v", test.point, rev, want, err)
		}
	}
}

// An engine of the past knows no later revisions, not even by a prefix of a commit.
func testSampleRevisionSpecs(t *testing.T, open opener) {
	for _, h := range []*register.History{SampleHistory(), RandomHistory(2, 12)} {
		e, oracle := open(t, h), newHistoryOracle(t, h)
		points := []register.RevisionSpec{{}, {Seq: 3}, {Seq: 9}, {Commit: strings.Repeat("f", 40)}}
		for _, r := range h.Revisions {
			points = append(points, register.RevisionSpec{Seq: r.Seq}, register.RevisionSpec{Time: r.Time}, register.RevisionSpec{Time: r.Time.Add(-1)})
			if r.Commit != "" {
				points = append(points, register.RevisionSpec{Commit: r.Commit})
			}
		}
		for _, c := range h.Unchanged {
			points = append(points, register.RevisionSpec{Commit: c.Hash})
		}
		for seq := 1; seq <= len(h.Revisions); seq++ {
			if oracle.registers[seq] == nil {
				continue
			}
			past := at(t, e, seq)
			for _, p := range points {
				got, err := past.Revision(t.Context(), p)
				want, ok := oracle.revision(p, seq)
				if got != want || ok != (err == nil) || !ok && !errors.Is(err, register.ErrNoRevision) {
					t.Errorf("at %d, %s: %+v, error %v; want %+v", seq, p, got, err, want)
				}
			}
		}
	}
	past := at(t, open(t, SampleHistory()), 5)
	if rev, err := past.Revision(t.Context(), register.RevisionSpec{Commit: "abcdef0"}); rev.Seq != 3 || err != nil {
		t.Errorf("there was one commit that begins with abcdef0, and it is %+v, error %v", rev, err)
	}
}

// Whether the inverter was listed on a day before its old expiry and on one after it, as
// the register stated before and after the expiry was moved.
func testFourAnswers(t *testing.T, open opener) {
	e := open(t, SampleHistory())
	for _, test := range []struct{ on, asOf, status, until string }{
		{"2025-06-01", "2026-01-31", `"active"`, `"2025-11-24"`},
		{"2026-01-20", "2026-01-31", `"expired"`, `null`},
		{"2025-06-01", "2026-02-28", `"active"`, `"2027-11-24"`},
		{"2026-01-20", "2026-02-28", `"active"`, `"2027-11-24"`},
		{"2025-06-01", "2026-11-23", `"active"`, `"2027-11-24"`},
		{"2026-01-20", "2026-11-23", `"active"`, `"2027-11-24"`},
	} {
		past := asOf(t, e, test.asOf)
		q := Parse(t, past, register.Listings, "id=goodwe/gw5000-eh&fields=id,status,on,listed_until&on="+test.on)
		want := `[{"id":"goodwe/gw5000-eh","status":` + test.status + `,"on":"` + test.on + `","listed_until":` + test.until + `}]`
		if got := string(List(t, past, q).AppendJSON(nil)); got != want {
			t.Errorf("on %s as of %s:\n got %s\nwant %s", test.on, test.asOf, got, want)
		}
		active := Parse(t, past, register.Listings, "manufacturer=goodwe&status=active&model=GW5000-EH&on="+test.on)
		if page := List(t, past, active); page.Total != map[string]int{`"active"`: 1}[test.status] {
			t.Errorf("on %s as of %s: %d are active", test.on, test.asOf, page.Total)
		}
	}
}

// The engine of each revision repeats what the register stated then.
func testAt(t *testing.T, open opener) {
	h := SampleHistory()
	e, oracle := open(t, h), newHistoryOracle(t, h)
	for seq := len(h.Revisions); seq > 0; seq-- { // in any order
		want := oracle.registers[seq]
		testSays(t, at(t, e, seq), want, []string{
			"", "q=powerwall", "q=solaredge%20se10", "status=active&sort=-listed_until&facets=manufacturer,status", "certified=true&on=2026-06-15&include=certificates",
			"manufacturer=solaredge&sort=-model&limit=2", "manufacturer=tesla&fields=id,links,status", "certificate.expiry__gte=2028-01-01", "test_profile=DER-G&on=2026-03-01",
		})
		for _, other := range []int{1, 9, 12} { // from any engine
			if other >= seq {
				testSays(t, at(t, at(t, e, other), seq), want, []string{"sort=-id"})
			}
		}
	}
}

func testAtRandom(t *testing.T, open opener) {
	for seed := range uint64(3) {
		h := RandomHistory(seed, 10)
		e, oracle := open(t, h), newHistoryOracle(t, h)
		for seq, want := range oracle.registers {
			if want == nil {
				if _, err := e.At(t.Context(), seq); !errors.Is(err, register.ErrNoRevision) {
					t.Errorf("seed %d: at %d, before the first that is whole: error %v", seed, seq, err)
				}
				continue
			}
			testSays(t, at(t, e, seq), want, []string{"", "sort=-updated_at&status=active", "facets=manufacturer,status,brand&q=power", "bess.capacity__gte=5&include=certificates"})
		}
	}
}

// testSays tests that an engine's records are those of a register.
func testSays(t *testing.T, e query.Engine, reg *register.Register, queries []string) {
	t.Helper()
	got := e.Register()
	if got.Version != reg.Version || !cmp.Equal(got.Settings, reg.Settings) || e.Counts() != reg.Counts() {
		t.Fatalf("version %+v, settings %+v, counts %+v; want %+v, %+v, %+v", got.Version, got.Settings, e.Counts(), reg.Version, reg.Settings, reg.Counts())
	}
	oracle := NewOracle(reg)
	for _, raw := range queries {
		want := oracle.Answer(Values(t, raw))
		if answer, total := pageThrough(t, e, register.Listings, Values(t, raw)); !reflect.DeepEqual(want, answer) || total != len(want.IDs) {
			t.Errorf("revision %s: %s: total %d (-want +got):\n%s", reg.Version.ID, raw, total, cmp.Diff(want, answer))
		}
	}
	for _, day := range []string{"2026-11-23", "2025-06-01", "2026-03-20"} {
		for _, k := range register.Kinds() {
			testSaysOf(t, e, reg, k, day)
		}
	}
	testSaysNames(t, e, reg)
}

// testSaysOf compares all records of a kind, byte for byte.
func testSaysOf(t *testing.T, e query.Engine, reg *register.Register, k register.Kind, day string) {
	t.Helper()
	var want []string
	for rec := range reg.All() {
		if rec.RecordKind() != k {
			continue
		}
		text := viewJSON(t, reg, rec, day)
		want = append(want, text)
		one, ok, err := e.AppendRecord(t.Context(), nil, rec.RecordMeta().ID, Parse(t, e, k, "on="+day))
		if !ok || err != nil || string(one) != text {
			t.Fatalf("%s %s at %s: %v, %v\n got %s\nwant %s", k.Name(), rec.RecordMeta().ID, reg.Version.ID, ok, err, one, text)
		}
	}
	q := Parse(t, e, k, "limit=500&on="+day)
	if got := string(List(t, e, q).AppendJSON(nil)); got != "["+strings.Join(want, ",")+"]" {
		t.Errorf("%s at %s on %s:\n got %s\nwant %s", k.Folder(), reg.Version.ID, day, got, want)
	}
	var whole []string
	for part, err := range e.AllRows(t.Context(), Parse(t, e, k, "format=ndjson&on="+day)) {
		if err != nil {
			t.Fatal(err)
		}
		for i := range part.Len() {
			whole = append(whole, string(part.AppendJSON(nil, i)))
		}
	}
	if !slices.Equal(whole, want) {
		t.Errorf("all %s at %s:\n%s", k.Folder(), reg.Version.ID, cmp.Diff(want, whole))
	}
}

// testSaysNames compares what is found by names and ids.
func testSaysNames(t *testing.T, e query.Engine, reg *register.Register) {
	t.Helper()
	items := []match.Item{{ID: "tesla/powerwall-2"}, {ID: "tesla/powerwall-ii"}, {Manufacturer: "Tesla Energy", Model: "Powerwall 9"}, {Manufacturer: "SolarEdge", Model: "SE7600H"}}
	for _, l := range reg.Listings {
		items = append(items, match.Item{Manufacturer: l.Manufacturer, Model: l.Model})
	}
	want, err := match.New(reg).Find(t.Context(), items)
	if err != nil {
		t.Fatal(err)
	}
	got, err := e.Find(t.Context(), items)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got, cmp.Transformer("id", func(l *register.Listing) string { return l.ID })); diff != "" {
		t.Errorf("found at %s (-want +got):\n%s", reg.Version.ID, diff)
	}
	for _, id := range []string{"tesla/powerwall-2", "tesla/powerwall-ii", "solaredge/se7600h", "tesla/powerwall-9", "fronius/primo"} {
		want, known := id, reg.Has(register.Listings, id)
		if !known {
			want, known = reg.CurrentID(register.Listings, id)
		}
		if got, ok, err := e.CurrentID(t.Context(), register.Listings, id); got != want || ok != known || err != nil {
			t.Errorf("at %s the id of %s is %q, %v, error %v; want %q, %v", reg.Version.ID, id, got, ok, err, want, known)
		}
	}
}

// There is no engine for what the register did not state yet, or for unknown revisions.
func testNoVersion(t *testing.T, open opener) {
	e := open(t, SampleHistory())
	for _, seq := range []int{0, -1, 13, 1 << 40} {
		if _, err := e.At(t.Context(), seq); !errors.Is(err, register.ErrNoRevision) {
			t.Errorf("at %d: error %v", seq, err)
		}
	}
	if _, err := at(t, e, 5).At(t.Context(), 6); !errors.Is(err, register.ErrNoRevision) {
		t.Errorf("what is to come: error %v", err)
	}
}

// The engine of an engine's own revision is itself.
func testItself(t *testing.T, open opener) {
	for _, h := range []*register.History{SampleHistory(), RandomHistory(2, 6)} {
		e := open(t, h)
		same := at(t, e, len(h.Revisions))
		if same.Register().Version != e.Register().Version || same.CacheKey() != e.CacheKey() {
			t.Errorf("the newest of %s %+v is %s %+v", e.CacheKey(), e.Register().Version, same.CacheKey(), same.Register().Version)
		}
	}
	if h := RandomHistory(2, 6); !h.Uncommitted() {
		t.Error("no history ends with uncommitted changes")
	}
	e := open(t, SampleHistory())
	if at(t, e, 6).CacheKey() == at(t, e, 8).CacheKey() {
		t.Error("two versions have the same cache key")
	}
}
