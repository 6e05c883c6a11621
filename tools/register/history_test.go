package register

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

func at(hour int) time.Time { return time.Date(2026, time.January, 1, hour, 0, 0, 0, time.UTC) }

// there is a version of a manufacturer with a name and former ids.
func there(seq int, id, name string, former ...string) RecordVersion {
	m := &Manufacturer{Meta: Meta{ID: id}, Name: name, FormerIDs: former}
	return RecordVersion{Seq: seq, Kind: Manufacturers, ID: id, Record: m}
}

func gone(seq int, id string) RecordVersion {
	return RecordVersion{Seq: seq, Kind: Manufacturers, ID: id}
}

func broken(seq int, id string) RecordVersion {
	return RecordVersion{Seq: seq, Kind: Manufacturers, ID: id, Unreadable: "line 1: not YAML"}
}

// revisions returns n revisions, an hour apart.
func revisions(n int) []Revision {
	all := make([]Revision, n)
	for i := range all {
		all[i] = Revision{Seq: i + 1, Commit: fmt.Sprintf("%040x", i+1), Time: at(i + 1)}
	}
	return all
}

// outline writes record versions briefly: 2:acme=Acme, 3:acme-, 4:acme!.
func outline(versions []RecordVersion) string {
	var words []string
	for _, e := range versions {
		word := fmt.Sprintf("%d:%s", e.Seq, e.ID)
		switch {
		case e.Record != nil:
			word += "=" + e.Record.RecordName()
		case e.Removed():
			word += "-"
		default:
			word += "!"
		}
		words = append(words, word)
	}
	return strings.Join(words, " ")
}

func TestHistoryAt(t *testing.T) {
	t.Parallel()
	settings := &Settings{Title: "T"}
	h := &History{
		Revisions: revisions(4),
		Versions: []RecordVersion{
			there(1, "acme", "Acme"), there(1, "sunny", "Sunny"),
			broken(2, "acme"), there(3, "acme", "Acme 2"), gone(3, "sunny"),
		},
		Settings: []SettingsVersion{{Seq: 2, Settings: settings}, {Seq: 4, Unreadable: "line 1: not YAML"}},
	}
	for seq, want := range []struct{ names, title, unreadable string }{
		{"", "", ""}, {"Acme Sunny", "", ""}, {"Sunny", "T", "2:acme!"}, {"Acme 2", "T", ""}, {"Acme 2", "", ""}, {"Acme 2", "", ""},
	} {
		records := h.At(seq)
		var names []string
		for rec := range records.All() {
			names = append(names, rec.RecordName())
		}
		if got := strings.Join(names, " "); got != want.names || records.Settings.Title != want.title || outline(h.Unreadable(seq)) != want.unreadable {
			t.Errorf("revision %d: %q with settings %q, unreadable %q, want %q", seq, got, records.Settings.Title, outline(h.Unreadable(seq)), want)
		}
	}
	if h.At(1).Manufacturers[1] != h.At(2).Manufacturers[0] {
		t.Error("two revisions do not share a record")
	}
	if _, ok := h.SettingsAt(1); ok {
		t.Error("there were settings before they were written")
	}
}

func TestHistoryAsOf(t *testing.T) {
	t.Parallel()
	h := &History{Revisions: []Revision{{Seq: 1, Time: at(1)}, {Seq: 2, Time: at(2)}, {Seq: 3, Time: at(2)}, {Seq: 4, Time: at(3)}}}
	for _, test := range []struct {
		at   time.Time
		want int
	}{
		{time.Time{}, 0}, {at(1).Add(-1), 0}, {at(1), 1}, {at(2).Add(-1), 1}, {at(2), 3}, {at(3), 4}, {at(4), 4},
		{at(2).In(time.FixedZone("", 36000)), 3},
	} {
		if got := h.AsOf(test.at); got != test.want {
			t.Errorf("as of %s: %d, want %d", test.at, got, test.want)
		}
	}
	if seq := (&History{}).AsOf(at(1)); seq != 0 {
		t.Errorf("of no history revision %d is in force", seq)
	}
}

func TestHistoryFind(t *testing.T) {
	t.Parallel()
	h := &History{
		Revisions: []Revision{{Seq: 1, Commit: "aaaa1111"}, {Seq: 2, Commit: "aaaa2222"}, {Seq: 3}},
		Unchanged: []Commit{{"bbbb0000", 0}, {"cccc2222", 2}},
	}
	for _, test := range []struct {
		commit, err string
		want        int
	}{
		{"aaaa1111", "", 1}, {"AAAA2", "", 2}, {"bbbb", "", 0}, {"cccc2222", "", 2},
		{"aaaa", "aaaa could be aaaa1111 or aaaa2222: give more digits of the commit", 0},
		{"aaa", `"aaa" is not a commit: give at least 4 of its hexadecimal digits`, 0},
		{"", `"" is not a commit: give at least 4 of its hexadecimal digits`, 0},
		{"main", `"main" is not a commit: give at least 4 of its hexadecimal digits`, 0},
		{"aaaa11112", "there is no commit aaaa11112 in the history of the register; of a branch that was merged, the merge is", 0},
		{"ffff", "there is no commit ffff in the history of the register; of a branch that was merged, the merge is", 0},
	} {
		got, err := h.FindCommit(test.commit)
		if got != test.want || message(err) != test.err {
			t.Errorf("%q: %d, %q, want %d, %q", test.commit, got, message(err), test.want, test.err)
		}
	}
	shallow := &History{Shallow: true, Oldest: "aaaa1111"}
	if _, err := shallow.FindCommit("ffff"); !strings.HasSuffix(message(err), "; commits older than aaaa1111 are not in this clone") {
		t.Errorf("of a shallow clone: %v", err)
	}
}

func message(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

func TestHistoryOf(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name     string
		versions []RecordVersion
		want     map[string]string // by id
	}{
		{"alone", []RecordVersion{there(1, "a", "A"), there(1, "b", "B"), there(2, "a", "A2")},
			map[string]string{"a": "1:a=A 2:a=A2", "b": "1:b=B", "c": ""}},
		{"renamed", []RecordVersion{there(1, "z", "Z"), there(2, "a", "A", "z"), gone(2, "z"), there(3, "a", "A2", "z")},
			map[string]string{"a": "1:z=Z 2:z- 2:a=A 3:a=A2", "z": "1:z=Z 2:z- 2:a=A 3:a=A2"}},
		{"renamed twice", []RecordVersion{there(1, "a", "A"), gone(2, "a"), there(2, "b", "B", "a"), gone(3, "b"), there(3, "c", "C", "a", "b")},
			map[string]string{"a": "1:a=A 2:a- 2:b=B 3:b- 3:c=C", "b": "1:a=A 2:a- 2:b=B 3:b- 3:c=C", "c": "1:a=A 2:a- 2:b=B 3:b- 3:c=C"}},
		{"renamed and back", []RecordVersion{there(1, "a", "A"), gone(2, "a"), there(2, "b", "B", "a"), there(3, "a", "A2", "b"), gone(3, "b")},
			map[string]string{"a": "1:a=A 2:a- 2:b=B 3:b- 3:a=A2", "b": "1:a=A 2:a- 2:b=B 3:b- 3:a=A2"}},
		{"renaming reverted", []RecordVersion{there(1, "a", "A"), gone(2, "a"), there(2, "b", "B", "a"), there(3, "a", "A"), gone(3, "b")},
			map[string]string{"a": "1:a=A 2:a- 2:b=B 3:b- 3:a=A"}},
		{"the former id recorded later", []RecordVersion{there(1, "a", "A"), gone(2, "a"), there(2, "b", "B"), there(3, "b", "B", "a")},
			map[string]string{"a": "1:a=A 2:a- 2:b=B 3:b=B", "b": "1:a=A 2:a- 2:b=B 3:b=B"}},
		{"the former id is still there", []RecordVersion{there(1, "a", "A"), there(2, "b", "B", "a")},
			map[string]string{"a": "1:a=A", "b": "2:b=B"}},
		{"two made one", []RecordVersion{there(1, "a", "A"), there(1, "b", "B"), gone(2, "a"), gone(2, "b"), there(2, "c", "C", "a", "b")},
			map[string]string{"a": "1:a=A 1:b=B 2:a- 2:b- 2:c=C", "c": "1:a=A 1:b=B 2:a- 2:b- 2:c=C"}},
		{"claimed by two, the newer wins", []RecordVersion{there(1, "a", "A"), gone(2, "a"), there(2, "b", "B", "a"), there(3, "c", "C", "a")},
			map[string]string{"a": "1:a=A 2:a- 3:c=C", "b": "2:b=B"}},
		{"a claim that was given up", []RecordVersion{there(1, "a", "A"), gone(2, "a"), there(2, "b", "B", "a"), there(3, "b", "B")},
			map[string]string{"a": "1:a=A 2:a-", "b": "2:b=B 3:b=B"}},
		{"unreadable in between", []RecordVersion{there(1, "a", "A"), gone(2, "a"), there(2, "b", "B", "a"), broken(3, "b")},
			map[string]string{"a": "1:a=A 2:a- 2:b=B 3:b!"}},
		{"its own former id", []RecordVersion{there(1, "a", "A"), gone(2, "a"), there(3, "a", "A", "a")},
			map[string]string{"a": "1:a=A 2:a- 3:a=A"}},
		{"a former id from before the history", []RecordVersion{there(1, "b", "B", "a")},
			map[string]string{"a": "", "b": "1:b=B"}},
	} {
		h := &History{Revisions: revisions(3), Versions: test.versions}
		for id, want := range test.want {
			if got := outline(h.VersionsOf(Manufacturers, id)); got != want {
				t.Errorf("%s: %s is %q, want %q", test.name, id, got, want)
			}
			if got := h.VersionsOf(Listings, id); got != nil {
				t.Errorf("%s: there is a listing %s: %v", test.name, id, got)
			}
		}
	}
}

// A record with very many former ids is handled quickly.
func TestHistoryOfManyNames(t *testing.T) {
	t.Parallel()
	const n = 20_000
	h := &History{Revisions: revisions(n)}
	var ids []string
	for i := range n {
		id := fmt.Sprintf("m%d", i)
		h.Versions = append(h.Versions, there(i+1, id, id, ids...))
		if i > 0 {
			h.Versions = append(h.Versions, gone(i+1, ids[len(ids)-1]))
		}
		if ids = append(ids, id); len(ids) > 100 {
			ids = ids[1:]
		}
	}
	if got := len(h.VersionsOf(Manufacturers, "m7")); got != 2*n-1 {
		t.Errorf("%d versions, want %d", got, 2*n-1)
	}
}

// randomHistory returns random versions of a few ids, with former ids.
func randomHistory(random *rand.Rand) *History {
	h := &History{Revisions: revisions(12)}
	ids := []string{"a", "b", "c", "d"}
	isThere := map[string]bool{}
	for seq := 1; seq <= 12; seq++ {
		for _, id := range ids {
			switch random.IntN(8) {
			case 0, 1:
				var former []string
				for _, other := range ids {
					if other != id && random.IntN(4) == 0 {
						former = append(former, other)
					}
				}
				h.Versions = append(h.Versions, there(seq, id, fmt.Sprintf("%s%d", id, seq), former...))
				isThere[id] = true
			case 2:
				h.Versions = append(h.Versions, broken(seq, id))
				isThere[id] = true
			case 3:
				if isThere[id] {
					h.Versions = append(h.Versions, gone(seq, id))
					isThere[id] = false
				}
			}
		}
	}
	return h
}

// The state at a revision equals that of replaying all versions up to it, and the ids of
// a record equal those found by looking at its versions one by one.
func TestRandomHistories(t *testing.T) {
	t.Parallel()
	for seed := range uint64(500) {
		h := randomHistory(rand.New(rand.NewPCG(seed, 1)))
		for seq := range len(h.Revisions) + 2 {
			records := h.At(seq)
			var got []string
			for rec := range records.All() {
				got = append(got, rec.RecordName())
			}
			if want := replay(h.Versions, seq); !slices.Equal(got, want) {
				t.Fatalf("seed %d, revision %d: %q, want %q", seed, seq, got, want)
			}
		}
		for _, id := range []string{"a", "b", "c", "d"} {
			if got, want := outline(h.VersionsOf(Manufacturers, id)), outline(replayOf(h.Versions, id)); got != want {
				t.Fatalf("seed %d: %s of %s\nis   %q\nwant %q", seed, id, outline(h.Versions), got, want)
			}
		}
	}
}

func replay(versions []RecordVersion, seq int) []string {
	there := map[string]string{}
	for _, e := range versions {
		if e.Seq > seq {
			break
		}
		delete(there, e.ID)
		if e.Record != nil {
			there[e.ID] = e.Record.RecordName()
		}
	}
	var names []string
	for _, id := range []string{"a", "b", "c", "d"} {
		if name, ok := there[id]; ok {
			names = append(names, name)
		}
	}
	return names
}

// replayOf adds ids to those of a record until no other id is linked to one of them.
func replayOf(versions []RecordVersion, id string) []RecordVersion {
	ids := []string{id}
	for range 4 {
		for _, a := range []string{"a", "b", "c", "d"} {
			for _, b := range slices.Clone(ids) {
				if !slices.Contains(ids, a) && (successor(versions, a) == b || successor(versions, b) == a) {
					ids = append(ids, a)
				}
			}
		}
	}
	var all []RecordVersion
	for _, e := range versions {
		if slices.Contains(ids, e.ID) {
			all = append(all, e)
		}
	}
	slices.SortStableFunc(all, func(a, b RecordVersion) int { // versions are by id within a revision
		order := func(e RecordVersion) int { return 2*e.Seq + map[bool]int{true: 0, false: 1}[e.Removed()] }
		return cmp.Compare(order(a), order(b))
	})
	return all
}

// successor returns the current id of a record that lost the given id, or "".
func successor(versions []RecordVersion, id string) string {
	removed, best, newest := false, "", 0
	for _, e := range versions {
		removed = removed || e.ID == id && e.Removed()
	}
	for _, other := range []string{"a", "b", "c", "d"} {
		var last RecordVersion
		for _, e := range versions {
			if e.ID == other && e.Record != nil {
				last = e
			}
		}
		if other != id && last.Record != nil && slices.Contains(last.Record.FormerIDList(), id) && last.Seq > newest {
			best, newest = other, last.Seq
		}
	}
	if !removed {
		return ""
	}
	return best
}

// A history is safe for concurrent use.
func TestHistoryConcurrently(t *testing.T) {
	t.Parallel()
	h := randomHistory(rand.New(rand.NewPCG(1, 1)))
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			h.At(3)
			h.VersionsOf(Manufacturers, "a")
			h.FindCommit("0000000000000000000000000000000000000001")
		})
	}
	group.Wait()
}

func TestUncommitted(t *testing.T) {
	t.Parallel()
	h := &History{Revisions: revisions(2)}
	if h.Uncommitted() || (&History{}).Uncommitted() {
		t.Error("commits are said not to be")
	}
	h.Revisions = append(h.Revisions, Revision{Seq: 3, Time: at(3)})
	if !h.Uncommitted() {
		t.Error("a revision without a commit is said to be one")
	}
}

func BenchmarkHistoryAt(b *testing.B) {
	const n = 100_000
	h := &History{Revisions: revisions(1)}
	for i := range n {
		h.Versions = append(h.Versions, there(1, fmt.Sprintf("m%06d", i), "M"))
	}
	h.At(1)
	b.ReportAllocs()
	for b.Loop() {
		if got := len(h.At(1).Manufacturers); got != n {
			b.Fatal(got)
		}
	}
}
