package register

// Publishable tells of each revision, at its place in Revisions, whether the register was
// whole as of it: its settings and all its files could be read, and each record that
// another refers to was there. What was not whole could not be published, so that what
// the register said then was what it had said before.
func (h *History) Publishable() []bool {
	w := integrityTracker{records: map[Ref]Record{}, unreadable: map[Ref]bool{}, references: map[Ref]int{}}
	whole := make([]bool, len(h.Revisions))
	editions := h.Versions
	for i, rev := range h.Revisions {
		for ; len(editions) > 0 && editions[0].Seq <= rev.Seq; editions = editions[1:] {
			w.apply(editions[0])
		}
		whole[i] = len(w.unreadable) == 0 && w.missing == 0 && h.hasSettings(rev.Seq)
	}
	return whole
}

// hasSettings reports whether there are settings at revision seq with which a register
// can be made.
func (h *History) hasSettings(seq int) bool {
	s, ok := h.SettingsAt(seq)
	if !ok || s.Settings == nil {
		return false
	}
	_, err := LoadZone(s.Settings.TimeZone)
	return err == nil
}

// A integrityTracker goes through a history and keeps what is missing, in a time that depends
// on how much changes.
type integrityTracker struct {
	records    map[Ref]Record
	unreadable map[Ref]bool
	references map[Ref]int // how many references to a record there are
	missing    int         // records that are referred to and not there
}

func (w *integrityTracker) apply(e RecordVersion) {
	key := e.Kind.Ref(e.ID)
	if old, ok := w.records[key]; ok {
		delete(w.records, key)
		w.missing += w.isReferenced(key)
		w.countReferences(old, -1)
	}
	delete(w.unreadable, key)
	switch {
	case e.Unreadable != "":
		w.unreadable[key] = true
	case e.Record != nil:
		w.missing -= w.isReferenced(key)
		w.records[key] = e.Record
		w.countReferences(e.Record, +1)
	}
}

// isReferenced returns 1 for a record that is referred to, and 0 for others.
func (w *integrityTracker) isReferenced(key Ref) int { return min(1, w.references[key]) }

// countReferences counts the references of a record, or no longer does.
func (w *integrityTracker) countReferences(rec Record, count int) {
	eachReference(rec, func(r reference) bool {
		key := r.To.Ref(r.Target)
		before := w.isReferenced(key)
		w.references[key] += count
		if _, ok := w.records[key]; !ok {
			w.missing += w.isReferenced(key) - before
		}
		return true
	})
}
