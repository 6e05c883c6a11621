package change_test

import (
	"cmp"
	"slices"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"opencec/tools/history/change"
	"opencec/tools/register"
)

// historyOf is the history in which each register is a revision.
func historyOf(t testing.TB, regs []*register.Register) *register.History {
	t.Helper()
	h := &register.History{}
	before := map[string]string{}
	for i, reg := range regs {
		rev := revision(i + 1)
		h.Revisions = append(h.Revisions, rev)
		settings := reg.Settings
		h.Settings = append(h.Settings, register.SettingsVersion{Seq: rev.Seq, Settings: &settings})
		now := map[string]string{}
		for rec := range reg.All() {
			text, err := register.EncodeJSON(rec)
			if err != nil {
				t.Fatal(err)
			}
			key := rec.RecordKind().Folder() + " " + rec.RecordMeta().ID
			if now[key] = string(text); before[key] != now[key] {
				h.Versions = append(h.Versions, register.RecordVersion{Seq: rev.Seq, Kind: rec.RecordKind(), ID: rec.RecordMeta().ID, Record: rec})
			}
		}
		for key := range before {
			folder, id, _ := strings.Cut(key, " ")
			if now[key] == "" {
				k := register.Kinds()[slices.IndexFunc(register.Kinds(), func(k register.Kind) bool { return k.Folder() == folder })]
				h.Versions = append(h.Versions, register.RecordVersion{Seq: rev.Seq, Kind: k, ID: id})
			}
		}
		before = now
	}
	rank := func(k register.Kind) int { return slices.Index(register.Kinds(), k) }
	slices.SortFunc(h.Versions, func(a, b register.RecordVersion) int {
		return cmp.Or(cmp.Compare(a.Seq, b.Seq), cmp.Compare(rank(a.Kind), rank(b.Kind)), cmp.Compare(a.ID, b.ID))
	})
	return h
}

// Revisions returns the same changes as comparing each state with the previous one.
func TestRevisionsAreAsRegisters(t *testing.T) {
	t.Parallel()
	sydney, err := register.LoadZone("Australia/Sydney")
	if err != nil {
		t.Fatal(err)
	}
	for seed := range uint64(rounds) {
		regs := states(t, seed, 5)
		h := historyOf(t, regs)
		since := int(seed % 3)
		seq := since
		for rev, got := range change.Revisions(h, since, sydney) {
			if seq++; rev.Seq != seq {
				t.Fatalf("revision %d after %d", rev.Seq, seq-1)
			}
			var before *register.Register
			if seq > 1 {
				before = newRegister(t, ptr(h.At(seq-1)))
			}
			want := change.BetweenRegisters(before, newRegister(t, ptr(h.At(seq))), register.DateIn(rev.Time, sydney))
			if diff := gocmp.Diff(string(lines(t, rev, want)), string(lines(t, rev, got))); diff != "" {
				t.Fatalf("seed %d, revision %d (-registers +revisions):\n%s", seed, seq, diff)
			}
		}
		if seq != len(regs) {
			t.Fatalf("seed %d: %d revisions of %d", seed, seq, len(regs))
		}
	}
}

// unreadableHistory is that of a certificate and a listing whose files cannot be
// read for a while.
func unreadableHistory() *register.History {
	base := sample()
	cert, box := certificate(base, "lab/3"), listing(base, "acme/box")
	longer := *box
	longer.Periods = []register.Period{box.Periods[0], {From: box.Periods[1].From}}
	version := func(seq int, k register.Kind, id string, rec register.Record, why string) register.RecordVersion {
		return register.RecordVersion{Seq: seq, Kind: k, ID: id, Record: rec, Unreadable: why}
	}
	settings := base.Settings
	return &register.History{
		Revisions: []register.Revision{revision(1), revision(2), revision(3), revision(4), revision(5)},
		Settings:  []register.SettingsVersion{{Seq: 1, Settings: &settings}, {Seq: 2, Unreadable: "line 3: tab"}, {Seq: 4, Settings: &settings}},
		Versions: []register.RecordVersion{
			version(1, register.Listings, "acme/box", box, ""),
			version(1, register.Listings, "acme/never", nil, "line 1: not a record"),
			version(1, register.Listings, "acme/stopped", listing(base, "acme/stopped"), ""),
			version(1, register.Certificates, "lab/3", cert, ""),
			version(2, register.Listings, "acme/box", nil, "line 9: a tab"),
			version(2, register.Listings, "acme/never", nil, "line 2: not a record either"),
			version(2, register.Certificates, "lab/3", nil, "line 1: <<<<<<< HEAD"),
			version(3, register.Listings, "acme/box", nil, "line 8: a tab"),
			version(3, register.Listings, "acme/never", nil, ""),
			version(4, register.Listings, "acme/box", &longer, ""),
			version(4, register.Certificates, "lab/3", cert, ""),
			version(5, register.Listings, "acme/box", nil, ""),
		},
	}
}

// A file that cannot be read is not a record that was removed.
func TestUnreadableRevisions(t *testing.T) {
	t.Parallel()
	var got []string
	h := unreadableHistory()
	state := register.Records{}
	for rev, changes := range change.Revisions(h, 0, time.UTC) {
		for _, c := range changes {
			if rev.Seq == 1 && c.Is(change.Added) {
				continue
			}
			var words []string
			for _, w := range c.Events {
				words = append(words, string(w))
			}
			line := revisionPrefix(rev) + c.Subject().String() + " [" + strings.Join(words, " ") + "]"
			for _, s := range (change.Describer{}).Describe(c) {
				got = append(got, line+": "+s.String())
			}
		}
		state = apply(t, state, lines(t, rev, changes))
		if diff := gocmp.Diff(document(t, h.At(rev.Seq)), document(t, state)); diff != "" {
			t.Errorf("revision %d (-history +lines):\n%s", rev.Seq, diff)
		}
	}
	want := []string{
		"1 listing acme/never [unreadable]: cannot be read: “line 1: not a record”",
		"2 settings of the register [unreadable]: cannot be read: “line 3: tab”",
		"2 listing acme/box [unreadable]: cannot be read: “line 9: a tab”",
		"2 certificate lab/3 [unreadable certificate-removed]: cannot be read: “line 1: <<<<<<< HEAD”",
		"2 certificate lab/3 [unreadable certificate-removed]: no longer covers acme/stopped, which is no longer certified",
		"4 settings of the register [readable-again]: can be read again",
		"4 listing acme/box [changed readable-again expiry-moved]: can be read again",
		"4 listing acme/box [changed readable-again expiry-moved]: expiry of period 2 taken away (was 31 December 2025), now active again (was expired)",
		"4 listing acme/box [changed readable-again expiry-moved]: changes the past: active instead of expired from 1 January 2026 to 4 January 2026",
		"4 certificate lab/3 [readable-again certificate-added]: can be read again",
		"4 certificate lab/3 [readable-again certificate-added]: now covers acme/stopped, which is now certified",
		"5 listing acme/box [removed]: removed: “Box 13” (was active)",
	}
	if diff := gocmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func revisionPrefix(rev register.Revision) string { return string(rune('0'+rev.Seq)) + " " }
