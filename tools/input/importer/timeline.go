package importer

import (
	"cmp"
	"slices"

	"opencec/tools/register"
)

// A piece is a run of days of a listing's new periods.
type piece struct {
	register.Period
	span *approvalSpan // what a list says of these days; nil where only the register says that it was listed
}

// An endedPeriod is a period of the register that a newer list no longer has, and that
// reached beyond the list's date.
type endedPeriod struct {
	before register.Period
	last   register.Date // the day before the first that is taken out; no date where that is the period's first
}

// A timeline is the result of applying the spans of a list to the periods of a listing.
type timeline struct {
	pieces []piece           // oldest first, without a day in common
	kept   []register.Period // past days of the register that no row of the list has
	ended  []endedPeriod
}

// A heldTimeline is the part of a held listing that reconcile needs.
type heldTimeline struct {
	periods []register.Period
	// differs reports whether a span contradicts the facts that the register has for the
	// period.
	differs func(register.Period, *approvalSpan) bool
	// firstList is the date of the oldest list that the register has read, or zero.
	firstList register.Date
	// isComplete says that the lists have all about the listing: each of its device classes
	// has its list, and every row of it could be read.
	isComplete bool
	// mayHaveUnreadRow says that an unreadable row may be about the listing.
	mayHaveUnreadRow bool
}

// reconcile applies a list of the date to the periods of a listing.
//
// The newest list is authoritative for the days from its date on: a period ends when the
// list says so, and a period that the list does not have ends on the day before the list.
// About earlier days a list says when approvals began. A row that begins later than its
// period either corrects the approval date, or is another approval that replaces the first:
// see replaces.
func reconcile(past heldTimeline, spans []approvalSpan, date register.Date) timeline {
	match := matchSpans(past, spans)
	if past.mayHaveUnreadRow {
		spans = withoutNewer(spans, past.periods, match)
	}
	var t timeline
	for i := range spans {
		t.pieces = append(t.pieces, piece{spans[i].Period, &spans[i]})
	}
	for i, held := range past.periods {
		var left []register.Period
		switch s, found := match[i]; {
		case !found:
			left = without(held, spans)
		case replaces(past, held, s):
			left = without(register.Period{From: held.From, To: s.From.AddDays(-1)}, spans)
		}
		isCut := false
		if past.isComplete {
			left, isCut = t.endBefore(date, held, left)
		}
		for _, p := range left {
			t.pieces = append(t.pieces, piece{Period: p})
		}
		if !isCut {
			t.kept = append(t.kept, left...)
		}
	}
	slices.SortFunc(t.pieces, func(a, b piece) int { return a.From.Compare(b.From) })
	return t
}

// withoutNewer returns the spans without the days of held periods that began later and that
// no span matches. The row of such a period may be the unreadable one, and an older approval
// does not say what held then.
func withoutNewer(spans []approvalSpan, held []register.Period, match map[int]*approvalSpan) []approvalSpan {
	for i, p := range held {
		if match[i] != nil {
			continue
		}
		var rest []approvalSpan
		for _, s := range spans {
			if !p.From.After(s.From) {
				rest = append(rest, s)
				continue
			}
			for _, days := range without(s.Period, asSpans([]register.Period{p})) {
				rest = append(rest, approvalSpan{days, s.approvals})
			}
		}
		spans = rest
	}
	return spans
}

// replaces reports whether the span is another approval that replaces the held period, so
// that the period's first days stay true: it gives other facts, or it began when a list that
// the register has read already had the product.
func replaces(past heldTimeline, held register.Period, s *approvalSpan) bool {
	if !s.From.After(held.From) {
		return false
	}
	return past.differs(held, s) || (!past.firstList.IsZero() && s.From.After(past.firstList))
}

// matchSpans returns, by index of the held period, the span that is about it: the one with
// the same first day, else with the same last day, else one with a common day and the same
// facts.
func matchSpans(past heldTimeline, spans []approvalSpan) map[int]*approvalSpan {
	match := map[int]*approvalSpan{}
	taken := map[*approvalSpan]bool{}
	pass := func(is func(register.Period, *approvalSpan) bool) {
		for i, held := range past.periods {
			for j := range spans {
				s := &spans[j]
				if match[i] == nil && !taken[s] && is(held, s) {
					match[i], taken[s] = s, true
				}
			}
		}
	}
	pass(func(held register.Period, s *approvalSpan) bool { return held.From == s.From })
	pass(func(held register.Period, s *approvalSpan) bool { return held.To == s.To })
	pass(func(held register.Period, s *approvalSpan) bool {
		return s.begins() && sharesDay(held, s.Period) && !past.differs(held, s)
	})
	return match
}

// endBefore removes the days from date on from left, the remaining parts of a held period,
// because the list of that date does not have them. It returns the rest, and whether there
// were such days.
func (t *timeline) endBefore(date register.Date, held register.Period, left []register.Period) (kept []register.Period, isCut bool) {
	var firstCut register.Date // the first day that is taken
	for _, p := range left {
		if p.To.IsZero() || !p.To.Before(date) {
			if firstCut.IsZero() {
				firstCut = register.Later(p.From, date)
			}
			p.To = date.AddDays(-1)
		}
		if !p.To.Before(p.From) {
			kept = append(kept, p)
		}
	}
	if firstCut.IsZero() {
		return kept, false
	}
	ended := endedPeriod{before: held}
	if firstCut.After(held.From) {
		ended.last = firstCut.AddDays(-1)
	}
	t.ended = append(t.ended, ended)
	return kept, true
}

// without returns the days of p that no span has, oldest first.
func without(p register.Period, spans []approvalSpan) []register.Period {
	left := []register.Period{p}
	for _, s := range spans {
		var rest []register.Period
		for _, q := range left {
			if !sharesDay(q, s.Period) {
				rest = append(rest, q)
				continue
			}
			if q.From.Before(s.From) {
				rest = append(rest, register.Period{From: q.From, To: s.From.AddDays(-1)})
			}
			if q.To.IsZero() || q.To.After(s.To) {
				rest = append(rest, register.Period{From: s.To.AddDays(1), To: q.To})
			}
		}
		left = rest
	}
	return left
}

// sharesDay reports whether two periods have a day in common.
func sharesDay(a, b register.Period) bool {
	return (a.To.IsZero() || !b.From.After(a.To)) && (b.To.IsZero() || !a.From.After(b.To))
}

// samePeriods reports whether two lists of periods mean the same on every day; equal compares
// the facts of two periods. Adjacent periods with equal facts count as one.
func samePeriods(a, b []register.Period, equal func(p, q register.Period) bool) bool {
	a, b = merged(a, equal), merged(b, equal)
	return slices.EqualFunc(a, b, func(p, q register.Period) bool { return p.SameDays(q) && equal(p, q) })
}

func merged(periods []register.Period, equal func(p, q register.Period) bool) []register.Period {
	sorted := slices.SortedFunc(slices.Values(periods), func(p, q register.Period) int {
		return cmp.Or(p.From.Compare(q.From), p.To.Compare(q.To))
	})
	var result []register.Period
	for _, p := range sorted {
		if n := len(result); n > 0 && result[n-1].To.AddDays(1) == p.From && !result[n-1].To.IsZero() && equal(result[n-1], p) {
			result[n-1].To = p.To
			continue
		}
		result = append(result, p)
	}
	return result
}
