package journal_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"opencec/tools/history/change"
	"opencec/tools/history/journal"
	"opencec/tools/query/querytest"
	"opencec/tools/register"
)

// written is a chronicle as its two files.
type written struct{ revisions, changes string }

func write(t testing.TB, c *journal.Contents) written {
	t.Helper()
	var revisions, changes bytes.Buffer
	if err := errors.Join(c.WriteRevisions(t.Context(), &revisions), c.WriteChanges(t.Context(), &changes)); err != nil {
		t.Fatal(err)
	}
	return written{revisions.String(), changes.String()}
}

func (w written) open(t testing.TB) (*journal.Journal, error) {
	t.Helper()
	return journal.Open(t.Context(), strings.NewReader(w.revisions), strings.NewReader(w.changes), int64(len(w.changes)))
}

// histories are those on which the properties are tried.
func histories() map[string]*register.History {
	all := map[string]*register.History{"past": querytest.SampleHistory(), "empty": {}}
	for seed := range uint64(12) {
		all[fmt.Sprintf("random %d", seed)] = querytest.RandomHistory(seed, 15)
	}
	return all
}

func chronicle(t testing.TB, h *register.History) *journal.Contents {
	t.Helper()
	zone, err := register.LoadZone("Australia/Sydney")
	if err != nil {
		t.Fatal(err)
	}
	return journal.ContentsOf(h, zone)
}

func opened(t testing.TB, h *register.History) (*journal.Journal, *journal.Contents) {
	t.Helper()
	c := chronicle(t, h)
	j, err := write(t, c).open(t)
	if err != nil {
		t.Fatal(err)
	}
	return j, c
}

// The files have all that the chronicle has, and the entries that follow from the
// lines as they were before they were written.
func TestOpenGivesBackWhatWasWritten(t *testing.T) {
	t.Parallel()
	for name, h := range histories() {
		j, c := opened(t, h)
		if j.Newest() != len(c.Revisions) || j.Len() != len(c.Lines) {
			t.Fatalf("%s: %d revisions and %d lines; want %d and %d", name, j.Newest(), j.Len(), len(c.Revisions), len(c.Lines))
		}
		for seq := 1; seq <= j.Newest(); seq++ {
			if diff := cmp.Diff(c.Revisions[seq-1], j.Revision(seq)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", name, diff)
			}
		}
		number := 0
		for i, l := range c.Lines {
			if number++; i == 0 || l.Seq != c.Lines[i-1].Seq {
				number = 1
			}
			if diff := cmp.Diff(journal.EntryOf(l, number), j.Entry(i)); diff != "" {
				t.Errorf("%s, line %d (-want +got):\n%s", name, i+1, diff)
			}
			want, err := journal.Text(l)
			if err != nil {
				t.Fatal(err)
			}
			if got, err := j.AppendText([]byte("before "), i); err != nil || string(got) != "before "+string(want) {
				t.Errorf("%s, line %d: %s, error %v\nwant %s", name, i+1, got, err, want)
			}
			if at := j.After(l.Seq, number); at != i+1 {
				t.Errorf("%s: after line %d comes %d", name, i+1, at)
			}
		}
	}
}

// The records as of every revision are those of the history, and shared where they are
// those of the newest.
func TestRecords(t *testing.T) {
	t.Parallel()
	for name, h := range histories() {
		j, _ := opened(t, h)
		newest := h.At(j.Newest())
		for seq := 0; seq <= j.Newest(); seq++ {
			got, err := j.Records(t.Context(), &newest, seq)
			if err != nil {
				t.Fatal(err)
			}
			want := h.At(seq)
			if diff := cmp.Diff(document(t, &want), document(t, got)); diff != "" {
				t.Fatalf("%s, revision %d (-want +got):\n%s", name, seq, diff)
			}
			if shared, could := countShared(got, &newest), countShared(&want, &newest); shared < could {
				t.Errorf("%s, revision %d: %d records are shared with the newest, and %d could be", name, seq, shared, could)
			}
		}
	}
}

// document is the records as the lines of register.json.
func document(t testing.TB, r *register.Records) string {
	t.Helper()
	settings, err := register.EncodeJSON(r.Settings)
	if err != nil {
		t.Fatal(err)
	}
	lines := []string{string(settings)}
	for rec := range r.All() {
		text, err := register.EncodeJSON(rec)
		if err != nil {
			t.Fatal(err)
		}
		lines = append(lines, rec.RecordKind().Folder()+" "+string(text))
	}
	return strings.Join(lines, "\n")
}

func countShared(a, b *register.Records) int {
	records := map[register.Record]bool{}
	for rec := range a.All() {
		records[rec] = true
	}
	shared := 0
	for rec := range b.All() {
		if records[rec] {
			shared++
		}
	}
	return shared
}

// What was not whole counts as what was there before it.
func TestPublishable(t *testing.T) {
	t.Parallel()
	h := querytest.SampleHistory()
	j, _ := opened(t, h)
	newest := h.At(j.Newest())
	for range 2 { // as it is found out, and as it is known
		for seq, want := range []int{1: 1, 2: 2, 3: 3, 4: 3, 5: 5, 6: 6, 7: 6, 8: 8, 9: 9, 10: 10, 11: 11, 12: 12} {
			if want == 0 {
				continue
			}
			reg, at, err := j.Publishable(t.Context(), &newest, seq)
			if err != nil || at != want {
				t.Fatalf("up to %d: %d, error %v; want %d", seq, at, err, want)
			}
			rev := h.Revisions[want-1]
			if version := (register.Version{ID: rev.Commit, Commit: rev.Commit, Time: rev.Time}); reg.Version != version {
				t.Errorf("up to %d: version %+v, want %+v", seq, reg.Version, version)
			}
		}
	}
}

// A register of which no revision was whole said nothing, and one file that never could
// be read and is taken away makes it whole, though no line tells of that.
func TestPublishableAfterNothing(t *testing.T) {
	t.Parallel()
	h := querytest.SampleHistory()
	first := len(h.Versions)
	for i, e := range h.Versions {
		if e.Seq > 1 {
			first = i
			break
		}
	}
	broken := register.RecordVersion{Seq: 1, Kind: register.Listings, ID: "tesla/zzz", Unreadable: "line 1: no record"}
	gone := register.RecordVersion{Seq: 2, Kind: register.Listings, ID: "tesla/zzz"}
	h.Versions = slices.Insert(h.Versions, first, broken, gone)
	j, _ := opened(t, h)
	newest := h.At(j.Newest())
	if _, _, err := j.Publishable(t.Context(), &newest, 1); !errors.Is(err, register.ErrNoRevision) {
		t.Errorf("error %v", err)
	}
	if _, at, err := j.Publishable(t.Context(), &newest, 2); at != 2 || err != nil {
		t.Errorf("%d, error %v", at, err)
	}
	if a, b := j.Revision(1).Publishable, j.Revision(2).Publishable; a || !b {
		t.Errorf("whole: %t, then %t", a, b)
	}
}

// The ids of a record are those that were known.
func TestIDs(t *testing.T) {
	t.Parallel()
	j, _ := opened(t, querytest.SampleHistory())
	for _, test := range []struct {
		id   string
		upTo int
		want string
	}{
		{"tesla/powerwall-ii", 8, "tesla/powerwall-ii"},
		{"tesla/powerwall-ii", 9, "tesla/powerwall-2 tesla/powerwall-ii"},
		{"tesla/powerwall-2", 12, "tesla/powerwall-2 tesla/powerwall-ii"},
		{"tesla/powerwall-2", 8, "tesla/powerwall-2"},
		{"solaredge/se7600h", 12, "solaredge/se7600h solaredge/se7600h-us"},
		{"solaredge/se7600h", 9, "solaredge/se7600h"},
		{"no/such", 12, "no/such"},
	} {
		if got := strings.Join(j.IDs(register.Listings.Ref(test.id), test.upTo), " "); got != test.want {
			t.Errorf("%s up to %d: %s, want %s", test.id, test.upTo, got, test.want)
		}
	}
	if got := j.IDs(register.Certificates.Ref("tesla/powerwall-2"), 12); len(got) != 1 {
		t.Errorf("of another kind: %s", got)
	}
}

// A certificate that no longer covers a listing concerns it, and its manufacturer.
func TestEntryOf(t *testing.T) {
	t.Parallel()
	before := &register.Certificate{Meta: register.Meta{ID: "lab/1"}, Number: "1", CertifyingBody: "lab", Listings: []string{"b/two", "a/one"}}
	after := &register.Certificate{Meta: register.Meta{ID: "lab/2"}, Number: "1", CertifyingBody: "lab", Listings: []string{"b/two", "b/three"}, FormerIDs: []string{"lab/1", "lab/0"}}
	c, _ := change.Between(before, after)
	want := journal.Entry{
		Seq: 7, Number: 3, Kind: "certificates", ID: "lab/2", FormerID: "lab/1", Former: []string{"lab/0", "lab/1"},
		Events:   []string{"renamed", "changed", "certificate-added", "certificate-removed"},
		Listings: []string{"a/one", "b/three", "b/two"}, Manufacturers: []string{"a", "b"},
	}
	line := change.LineOf(register.Revision{Seq: 7}, c)
	if diff := cmp.Diff(want, journal.EntryOf(line, 3)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	text, err := journal.Text(line)
	if err != nil {
		t.Fatal(err)
	}
	var read change.Line
	if err := json.Unmarshal(text, &read); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, journal.EntryOf(read, 3)); diff != "" {
		t.Errorf("read (-want +got):\n%s", diff)
	}
}
