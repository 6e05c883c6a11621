package change

import (
	"cmp"
	"iter"
	"slices"
	"sort"
	"time"

	"opencec/tools/register"
)

// Revisions yields the revisions of a history after revision since, with what each
// of them changed. Statuses are those of the day of the revision in zone: what the
// register said then of that day.
//
// The changes are those that BetweenRegisters finds between the two states, in a time that
// depends on how much changed and not on how large the register is. Only of records
// that cannot be read for a while is more known here: they are Unreadable, not
// Removed. A revision in which nothing is said anew, such as one that leaves a file
// unreadable, has no changes.
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

// editionsOf returns the editions of one revision, those of the settings among
// them.
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
	lost    map[register.Ref]register.Record // what cannot be read, as it last could; nil if it never could
	former  map[register.Ref]string          // the ids that former ids lead to
	// covering holds the certificates of each listing. Its slices are never
	// changed, so that a state can be kept.
	covering map[string][]*register.Certificate
}

func newReplay() *replay {
	return &replay{map[register.Ref]register.Record{}, map[register.Ref]register.Record{}, map[register.Ref]string{}, map[string][]*register.Certificate{}}
}

// next takes the editions of the next revision and returns what they changed.
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

// compared returns the states of the records that have editions, and apart from
// them the changes of what cannot be read, or can be again.
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

// coverageOf returns the certificates, before the change, of the listings of which
// they change.
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

// redirect keeps where former ids lead to, when a record becomes another.
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

// cover keeps the certificates of each listing, when a certificate becomes another.
func (r *replay) cover(before, after register.Record) {
	for _, id := range covered(before) {
		r.covering[id] = slices.DeleteFunc(slices.Clone(r.covering[id]), func(c *register.Certificate) bool { return c == before })
	}
	for _, id := range covered(after) {
		r.covering[id] = append(slices.Clip(r.covering[id]), after.(*register.Certificate))
	}
}
