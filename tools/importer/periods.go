package importer

import (
	"cmp"
	"slices"

	"opencec/tools/register"
)

// maxPeriods is the most periods that a listing may have, by its schema. It also
// bounds the work on one product.
const maxPeriods = 1000

// A window is a run of days for which a list approves a product, with the rows
// that say so: one, and those that it covers.
type window struct {
	register.Period
	row     listedRow
	covered []listedRow
}

// windowsOf sorts the rows of a product into windows, none of which lies within
// another.
func windowsOf(rows []listedRow) []window {
	sorted := slices.Clone(rows)
	slices.SortStableFunc(sorted, func(a, b listedRow) int {
		return cmp.Or(a.Period.From.Compare(b.Period.From), -a.Period.To.Compare(b.Period.To))
	})
	var windows []window
	for _, row := range sorted {
		// What begins no earlier and ends no later than the one before is within it.
		if n := len(windows); n > 0 && !row.Period.To.After(windows[n-1].To) {
			windows[n-1].covered = append(windows[n-1].covered, row)
			continue
		}
		windows = append(windows, window{Period: row.Period, row: row})
	}
	return windows
}

// A periodChange is a change of one period that a list asks for.
type periodChange struct {
	at     int // which held period; -1 for a new one
	before register.Period
	after  register.Period
	row    listedRow
	reason string // why it could not be made
}

// Reasons for conflicts.
const (
	reasonOverlap    = "it would overlap another period"
	reasonLater      = "its approval is later than that of the period with the same expiry"
	reasonExcess     = "a listing cannot have more periods"
	reasonSuspension = "it would leave a suspension outside the periods"
	reasonNoDevice   = "this model is recorded as something else than a device"
)

// A periodPlan is what becomes of the periods of a listing.
type periodPlan struct {
	periods   []register.Period
	changes   []periodChange    // that were made
	conflicts []periodChange    // that could not be made
	absent    []register.Period // held, and not in the list as they are held
}

// planPeriods brings the windows of a list to the periods held, both sorted. Each
// window is a period of the result or a conflict; each period of the result is a
// window or absent.
func planPeriods(held []register.Period, windows []window) periodPlan {
	var excess []periodChange
	for len(windows) > maxPeriods {
		last := windows[len(windows)-1]
		excess = append(excess, periodChange{at: -1, after: last.Period, row: last.row, reason: reasonExcess})
		windows = windows[:len(windows)-1]
	}
	changes, conflicts, absent := matchPeriods(held, windows)
	conflicts = append(conflicts, excess...)
	plan := periodPlan{changes: changes, conflicts: conflicts, absent: absent}
	if !apart(applyChanges(held, changes)) {
		// Together they overlap: those that can be made one after the other are.
		plan.changes = nil
		for _, c := range changes {
			if attempt := append(slices.Clip(plan.changes), c); apart(applyChanges(held, attempt)) {
				plan.changes = attempt
			} else {
				c.reason = reasonOverlap
				plan.conflicts = append(plan.conflicts, c)
			}
		}
	}
	plan.periods = applyChanges(held, plan.changes)
	for _, c := range plan.conflicts {
		if c.at >= 0 {
			plan.absent = append(plan.absent, held[c.at])
		}
	}
	slices.SortFunc(plan.absent, func(a, b register.Period) int { return a.From.Compare(b.From) })
	if len(plan.periods) > maxPeriods {
		return plan.undone(held, reasonExcess)
	}
	return plan
}

// undone returns the plan with all changes as conflicts.
func (p periodPlan) undone(held []register.Period, reason string) periodPlan {
	undone := periodPlan{periods: held, conflicts: slices.Clone(p.conflicts), absent: slices.Clone(p.absent)}
	for _, c := range p.changes {
		c.reason = reason
		undone.conflicts = append(undone.conflicts, c)
		if c.at >= 0 {
			undone.absent = append(undone.absent, held[c.at])
		}
	}
	return undone
}

// matchPeriods finds the period of each window: by the first day, and failing
// that by the last. The windows left over are new, the periods left over absent.
func matchPeriods(held []register.Period, windows []window) (changes, conflicts []periodChange, absent []register.Period) {
	found := make([]bool, len(held))
	find := func(is func(p register.Period) bool) int {
		for i, p := range held {
			if !found[i] && is(p) {
				found[i] = true
				return i
			}
		}
		return -1
	}
	var later []window
	for _, w := range windows {
		i := find(func(p register.Period) bool { return p.From == w.From })
		if i < 0 {
			later = append(later, w)
		} else if !held[i].SameDays(w.Period) {
			changes = append(changes, periodChange{at: i, before: held[i], after: w.Period, row: w.row})
		}
	}
	for _, w := range later {
		i := find(func(p register.Period) bool { return p.To == w.To })
		switch {
		case i < 0:
			changes = append(changes, periodChange{at: -1, after: w.Period, row: w.row})
		case w.From.Before(held[i].From):
			changes = append(changes, periodChange{at: i, before: held[i], after: w.Period, row: w.row})
		default:
			conflicts = append(conflicts, periodChange{at: i, before: held[i], after: w.Period, row: w.row, reason: reasonLater})
		}
	}
	for i, p := range held {
		if !found[i] {
			absent = append(absent, p)
		}
	}
	return changes, conflicts, absent
}

// applyChanges returns the periods after the changes, oldest first.
func applyChanges(held []register.Period, changes []periodChange) []register.Period {
	result := slices.Clone(held)
	for _, c := range changes {
		if c.at < 0 {
			result = append(result, c.after)
		} else {
			result[c.at] = c.after
		}
	}
	slices.SortStableFunc(result, func(a, b register.Period) int { return a.From.Compare(b.From) })
	return result
}

// apart reports whether no two of the sorted periods share a day.
func apart(periods []register.Period) bool {
	for i := 1; i < len(periods); i++ {
		if before := periods[i-1]; before.To.IsZero() || !periods[i].From.After(before.To) {
			return false
		}
	}
	return true
}
