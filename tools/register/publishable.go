package register

// Publishable reports for each revision, by its index in Revisions, whether it could be
// published: its settings and all its files were readable, and every referenced record
// existed. While a revision is not publishable, the register keeps stating what the last
// publishable one stated.
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

// hasSettings reports whether revision seq has settings from which a register can be
// made.
func (h *History) hasSettings(seq int) bool {
	s, ok := h.SettingsAt(seq)
	if !ok || s.Settings == nil {
		return false
	}
	_, err := LoadZone(s.Settings.TimeZone)
	return err == nil
}

// An integrityTracker replays a history and counts what is missing. Its cost depends on
// what changes, not on the size of the register.
type integrityTracker struct {
	records    map[Ref]Record
	unreadable map[Ref]bool
	references map[Ref]int // number of references to each record
	missing    int         // number of records that are referenced and do not exist
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

// isReferenced returns 1 if some record refers to key, and otherwise 0.
func (w *integrityTracker) isReferenced(key Ref) int { return min(1, w.references[key]) }

// countReferences adds count, +1 or -1, to the number of references to each record that
// rec refers to.
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
