package querytest

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"opencec/tools/history/change"
	"opencec/tools/query"
	"opencec/tools/register"
)

// Newest returns the register of a history's newest revision, which must be publishable:
// the register of the history's engine.
func Newest(t testing.TB, h *register.History) *register.Register {
	t.Helper()
	reg := registerAt(h, len(h.Revisions))
	if reg == nil {
		t.Fatal("the newest revision is not whole")
	}
	return reg
}

// Prefix returns a history as it was after so many revisions.
func Prefix(h *register.History, revisions int) *register.History {
	later := func(seq int) bool { return seq > revisions }
	return &register.History{
		Revisions: h.Revisions[:revisions],
		Versions:  slices.DeleteFunc(slices.Clone(h.Versions), func(e register.RecordVersion) bool { return later(e.Seq) }),
		Settings:  slices.DeleteFunc(slices.Clone(h.Settings), func(e register.SettingsVersion) bool { return later(e.Seq) }),
		Unchanged: slices.DeleteFunc(slices.Clone(h.Unchanged), func(c register.Commit) bool { return later(c.Seq) }),
	}
}

// registerAt returns the register at a revision, or nil if that was not publishable.
func registerAt(h *register.History, seq int) *register.Register {
	settings, ok := h.SettingsAt(seq)
	if seq == 0 || !ok || settings.Settings == nil || len(h.Unreadable(seq)) > 0 {
		return nil
	}
	rev := h.Revisions[seq-1]
	version := register.Version{ID: rev.Commit, Commit: rev.Commit, Time: rev.Time}
	if rev.Commit == "" {
		version.ID = "uncommitted"
	}
	reg, err := register.New(h.At(seq), version)
	if err != nil {
		return nil
	}
	return reg
}

// A historyOracle answers what a register stated, and what changed, by looking at its
// whole history.
type historyOracle struct {
	*register.History
	registers []*register.Register // by revision; nil if not publishable
	lines     []oracleLine
}

// An oracleLine is a decoded line of changes.ndjson.
type oracleLine struct {
	query.ChangeCursor
	text string
	says object
}

func newHistoryOracle(t testing.TB, h *register.History) *historyOracle {
	t.Helper()
	o := &historyOracle{History: h, registers: []*register.Register{nil}}
	for seq := 1; seq <= len(h.Revisions); seq++ {
		reg := registerAt(h, seq)
		if reg == nil {
			reg = o.registers[seq-1]
		}
		o.registers = append(o.registers, reg)
	}
	for rev, changes := range change.Revisions(h, 0, Newest(t, h).Location()) {
		for i, c := range changes {
			text, err := register.EncodeJSON(change.LineOf(rev, c))
			if err != nil {
				t.Fatal(err)
			}
			line := oracleLine{query.ChangeCursor{Seq: rev.Seq, Number: i + 1}, string(text), nil}
			if err := json.Unmarshal(text, &line.says); err != nil {
				t.Fatal(err)
			}
			o.lines = append(o.lines, line)
		}
	}
	return o
}

// revision returns the revision that a spec selects up to newest, if there is one. A
// commit must be given in full.
func (o *historyOracle) revision(p register.RevisionSpec, newest int) (register.Revision, bool) {
	found, ok := register.Revision{}, p.Commit == "" && p.Seq <= newest
	for _, r := range o.Revisions[:newest] {
		unchanged := slices.Contains(o.Unchanged, register.Commit{Hash: p.Commit, Seq: r.Seq})
		switch {
		case p.Commit != "" && (r.Commit == p.Commit || unchanged), p.Seq != 0 && r.Seq == p.Seq, !p.Time.IsZero() && !r.Time.After(p.Time):
			found, ok = r, true
		}
	}
	return found, ok
}

// changes returns the lines that match a query, ignoring its limit, as of a revision.
func (o *historyOracle) changes(q query.Changes, newest int) []string {
	known := slices.DeleteFunc(slices.Clone(o.lines), func(l oracleLine) bool { return l.Seq > newest })
	var ids []string
	if q.Record != nil {
		ids = idsOfRecord(known, *q.Record)
	}
	found := []string{}
	for _, l := range known {
		if l.Seq > q.Since && l.isAmong(q) && (q.Record == nil || l.concerns(q.Record.Kind, ids)) {
			found = append(found, l.text)
		}
	}
	return found
}

func (l oracleLine) isAmong(q query.Changes) bool {
	return anyOf(q.Kinds, []string{l.word("kind")}) && anyOf(q.Events, texts(l.says["what"])) &&
		anyOf(q.Listings, l.listings()) && anyOf(q.Manufacturers, l.manufacturers())
}

// anyOf reports whether one of the words is wanted, or none is wanted.
func anyOf(wanted, have []string) bool {
	return len(wanted) == 0 || slices.ContainsFunc(have, func(s string) bool { return slices.Contains(wanted, s) })
}

// word returns the text of a member, or "" for null.
func (l oracleLine) word(name string) string {
	s, _ := l.says[name].(string)
	return s
}

func texts(list any) []string {
	var s []string
	entries, _ := list.([]any)
	for _, entry := range entries {
		s = append(s, entry.(string))
	}
	return s
}

func (l oracleLine) record() object {
	record, _ := l.says["record"].(object)
	return record
}

// listings returns the listings that the line concerns: its own, or those of its
// certificate.
func (l oracleLine) listings() []string {
	switch l.word("kind") {
	case register.Listings.Folder():
		return []string{l.word("id")}
	case register.Certificates.Folder():
		ids := texts(l.record()["listings"])
		for _, effect := range l.says["effects"].([]any) {
			ids = append(ids, effect.(object)["id"].(string))
		}
		return ids
	}
	return nil
}

func (l oracleLine) manufacturers() []string {
	if l.word("kind") == register.Manufacturers.Folder() {
		return []string{l.word("id"), l.word("former_id")}
	}
	var ids []string
	for _, listing := range l.listings() {
		ids = append(ids, strings.Split(listing, "/")[0])
	}
	return ids
}

// ids returns all current and former ids of the line's record.
func (l oracleLine) ids() []string {
	ids := append([]string{l.word("id")}, texts(l.record()["former_ids"])...)
	for _, name := range []string{"former_id", "moved_to"} {
		if id := l.word(name); id != "" {
			ids = append(ids, id)
		}
	}
	return ids
}

// concerns reports whether a line concerns the record with those ids.
func (l oracleLine) concerns(k register.Kind, ids []string) bool {
	return l.word("kind") == k.Folder() && anyOf(ids, l.ids()) || k == register.Listings && anyOf(ids, l.listings())
}

// idsOfRecord returns all ids of a record, following lines until it finds no more.
func idsOfRecord(lines []oracleLine, ref register.Ref) []string {
	ids := []string{ref.ID}
	for {
		before := len(ids)
		for _, l := range lines {
			if l.word("kind") == ref.Kind.Folder() && anyOf(ids, l.ids()) {
				ids = append(ids, l.ids()...)
			}
		}
		slices.Sort(ids)
		if ids = slices.Compact(ids); len(ids) == before {
			return ids
		}
	}
}

// revisionSpecAt parses a revision spec in the register's time zone.
func revisionSpecAt(t testing.TB, text string, zone *time.Location) register.RevisionSpec {
	t.Helper()
	p, err := register.ParseRevisionSpec(text, zone)
	if err != nil {
		t.Fatal(err)
	}
	return p
}
