package change

import (
	"cmp"
	"iter"
	"slices"
	"sort"
	"time"

	"opencec/tools/register"
)

// Revisions yields the revisions of a history after revision since, each with its
// changes. Statuses are those of the revision's day in zone.
//
// The changes are those of BetweenRegisters, but the cost depends on the amount of change
// and not on the size of the register. The one difference concerns records that cannot be
// read for a while: they are Unreadable here, not Removed. A revision that changes
// nothing in the register, for instance because a file stays unreadable, has no changes.
func Revisions(h *register.History, since int, zone *time.Location) iter.Seq2[register.Revision, []Change] {
	return func(yield func(register.Revision, []Change) bool) {
		r := newReplay()
		for _, rev := range h.Revisions {
			editions := editionsOf(h, rev.Seq)
			if rev.Seq <= since {
				r.apply(editions)
				continue
			}
			if !yield(rev, r.next(editions, register.DateIn(rev.Time, zone))) {
				return
			}
		}
	}
}

// editionsOf returns the versions of one revision, including those of the settings.
func editionsOf(h *register.History, seq int) []register.RecordVersion {
	var editions []register.RecordVersion
	s := sort.Search(len(h.Settings), func(i int) bool { return h.Settings[i].Seq >= seq })
	for ; s < len(h.Settings) && h.Settings[s].Seq == seq; s++ {
		e := register.RecordVersion{Seq: seq, Kind: Settings, Unreadable: h.Settings[s].Unreadable}
		if h.Settings[s].Settings != nil {
			e.Record = OfSettings(*h.Settings[s].Settings)
		}
		editions = append(editions, e)
	}
	from := sort.Search(len(h.Versions), func(i int) bool { return h.Versions[i].Seq >= seq })
	to := sort.Search(len(h.Versions), func(i int) bool { return h.Versions[i].Seq > seq })
	return append(editions, h.Versions[from:to]...)
}

// A replay takes a register from revision to revision.
type replay struct {
	records map[register.Ref]register.Record
	lost    map[register.Ref]register.Record // records that cannot be read, as they last could be; nil if they never could
	former  map[register.Ref]string          // current ids by former id
	// covering holds the certificates of each listing. Its slices are never modified, so
	// that a state can be kept.
	covering map[string][]*register.Certificate
}

func newReplay() *replay {
	return &replay{map[register.Ref]register.Record{}, map[register.Ref]register.Record{}, map[register.Ref]string{}, map[string][]*register.Certificate{}}
}

// next applies the versions of the next revision and returns the changes.
func (r *replay) next(editions []register.RecordVersion, on register.Date) []Change {
	pairs, unread := r.compared(editions)
	before := r.coverageOf(pairs, unread)
	r.apply(editions)
	w := relations{
		certificatesBefore: func(listing string) []*register.Certificate {
			if kept, ok := before[listing]; ok {
				return kept
			}
			return r.covering[listing]
		},
		certificatesAfter: func(listing string) []*register.Certificate { return r.covering[listing] },
		currentID: func(k register.Kind, former string) (string, bool) {
			id, ok := r.former[k.Ref(former)]
			return id, ok
		},
	}
	changes := compare(pairs, w, on)
	for _, c := range unread {
		changes = append(changes, w.complete(c, renames{}, on))
	}
	sortChanges(changes)
	return changes
}

// compared returns the states of the records that have new versions, and separately the
// changes of records that became unreadable or readable.
func (r *replay) compared(editions []register.RecordVersion) (pairs []pair, unread []Change) {
	for _, e := range editions {
		at := e.Kind.Ref(e.ID)
		before := r.records[at]
		last, isLost := r.lost[at]
		switch {
		case e.Unreadable != "" && isLost:
		case e.Unreadable != "":
			unread = append(unread, BecameUnreadable(e.Kind, e.ID, before, e.Unreadable))
		case isLost && e.Record != nil:
			unread = append(unread, BecameReadable(last, e.Record))
		case before != nil || last != nil || e.Record != nil:
			pairs = append(pairs, pair{cmp.Or(before, last), e.Record})
		}
	}
	return pairs, unread
}

// coverageOf returns the certificates before the change, for each listing whose
// certificates change.
func (r *replay) coverageOf(pairs []pair, unread []Change) map[string][]*register.Certificate {
	kept := map[string][]*register.Certificate{}
	keep := func(rec register.Record) {
		for _, id := range covered(rec) {
			kept[id] = r.covering[id]
		}
	}
	for _, p := range pairs {
		keep(p.before)
		keep(p.after)
	}
	for _, c := range unread {
		keep(c.Before)
		keep(c.After)
	}
	return kept
}

func (r *replay) apply(editions []register.RecordVersion) {
	for _, e := range editions {
		r.applyOne(e)
	}
}

func (r *replay) applyOne(e register.RecordVersion) {
	at := e.Kind.Ref(e.ID)
	before := r.records[at]
	r.redirect(before, e.Record)
	r.cover(before, e.Record)
	switch {
	case e.Record != nil:
		r.records[at] = e.Record
		delete(r.lost, at)
	case e.Unreadable != "":
		if _, isLost := r.lost[at]; !isLost {
			r.lost[at] = before
		}
		delete(r.records, at)
	default:
		delete(r.records, at)
		delete(r.lost, at)
	}
}

// redirect updates the targets of former ids when a record changes.
func (r *replay) redirect(before, after register.Record) {
	if before != nil {
		for _, id := range before.FormerIDList() {
			former := before.RecordKind().Ref(id)
			if r.former[former] == before.RecordMeta().ID {
				delete(r.former, former)
			}
		}
	}
	if after != nil {
		for _, id := range after.FormerIDList() {
			r.former[after.RecordKind().Ref(id)] = after.RecordMeta().ID
		}
	}
}

// cover updates the certificates of each listing when a certificate changes.
func (r *replay) cover(before, after register.Record) {
	for _, id := range covered(before) {
		r.covering[id] = slices.DeleteFunc(slices.Clone(r.covering[id]), func(c *register.Certificate) bool { return c == before })
	}
	for _, id := range covered(after) {
		r.covering[id] = append(slices.Clip(r.covering[id]), after.(*register.Certificate))
	}
}
