package journal

import (
	"iter"
	"time"

	"opencec/tools/change"
	"opencec/tools/register"
)

// A Revision is a revision of the register with how many lines it has.
type Revision struct {
	register.Revision
	Changes   int      `json:"changes"`
	Unchanged []string `json:"unchanged"` // commits after it that left the register as it was, oldest first; never nil
}

// A Chronicle is a history as it is published.
type Chronicle struct {
	Revisions []Revision    // oldest first
	Lines     []change.Line // in the order of the revisions

	Shallow bool   // older commits could not be had: see register.History
	Oldest  string // then the oldest commit that is known
}

// ChronicleOf returns the chronicle of a history: see Of.
func ChronicleOf(h *register.History, zone *time.Location) *Chronicle {
	c := &Chronicle{Shallow: h.Shallow, Oldest: h.Oldest}
	for r, lines := range Of(h, zone) {
		c.Revisions = append(c.Revisions, r)
		c.Lines = append(c.Lines, lines...)
	}
	return c
}

// Of yields a history's revisions, the oldest first, each with its lines. Statuses in
// them are those of the day of the revision in zone. Commits that are older than the
// register are left out.
func Of(h *register.History, zone *time.Location) iter.Seq2[Revision, []change.Line] {
	return func(yield func(Revision, []change.Line) bool) {
		unchanged := h.Unchanged
		for rev, changes := range change.Revisions(h, 0, zone) {
			r := Revision{rev, len(changes), []string{}}
			for len(unchanged) > 0 && unchanged[0].Seq <= rev.Seq {
				if unchanged[0].Seq == rev.Seq {
					r.Unchanged = append(r.Unchanged, unchanged[0].Hash)
				}
				unchanged = unchanged[1:]
			}
			lines := make([]change.Line, len(changes))
			for i, c := range changes {
				lines[i] = change.LineOf(rev, c)
			}
			if !yield(r, lines) {
				return
			}
		}
	}
}
