package importer

import (
	"cmp"
	"maps"
	"slices"

	"opencec/tools/base/spelling"
	"opencec/tools/register"
)

// A listedApproval is one approval of a product as a device class: all rows of a list with
// the same approval date.
type listedApproval struct {
	register.Period
	class     string
	row       listedRow           // the row whose facts count
	others    []listedRow         // the further rows
	facts     register.Attributes // of row, without those that the rows contradict each other in
	contested []string            // the fields in which the rows contradict each other, sorted
}

// approvalsOf groups the rows of a product by class and approval date, oldest first.
//
// If several rows have one date, the approval lasts until their latest expiry and takes the
// facts of the row with the most facts. A value does not count if two rows contradict each
// other, or if only a row that ends earlier gives it: a person must say which is right. The
// order of the rows does not matter.
func approvalsOf(rows []listedRow) []*listedApproval {
	type key struct {
		class string
		from  register.Date
	}
	byKey := map[key][]listedRow{}
	for _, row := range rows {
		k := key{row.class, row.Period.From}
		byKey[k] = append(byKey[k], row)
	}
	var approvals []*listedApproval
	for k, rows := range byKey {
		approvals = append(approvals, newApproval(k.class, rows))
	}
	slices.SortFunc(approvals, func(a, b *listedApproval) int {
		return cmp.Or(a.From.Compare(b.From), cmp.Compare(a.class, b.class))
	})
	return approvals
}

func newApproval(class string, rows []listedRow) *listedApproval {
	slices.SortStableFunc(rows, func(a, b listedRow) int {
		return cmp.Or(-cmp.Compare(len(a.Attributes), len(b.Attributes)), -a.Period.To.Compare(b.Period.To),
			cmp.Compare(a.Model, b.Model), cmp.Compare(a.Brand, b.Brand), cmp.Compare(a.Series, b.Series), cmp.Compare(a.Line, b.Line))
	})
	a := &listedApproval{Period: rows[0].Period, class: class, row: rows[0], others: rows[1:], facts: maps.Clone(rows[0].Attributes)}
	for _, row := range rows[1:] {
		if row.Period.To.After(a.To) {
			a.To = row.Period.To
		}
	}
	a.removeContested(rows)
	return a
}

// removeContested removes the facts in which the rows contradict each other.
func (a *listedApproval) removeContested(rows []listedRow) {
	contested := map[string]bool{}
	given := register.Attributes{} // by the first row that gives each
	series, hasSeries := "", false // likewise, folded
	for _, row := range rows {
		for _, id := range contradictions(row.Attributes, given) {
			contested[id] = true
			delete(a.facts, id)
		}
		for id, value := range row.Attributes {
			if _, known := given[id]; !known {
				given[id] = value
			}
		}
		if row.Series == "" {
			continue
		}
		folded := spelling.Fold(row.Series)
		if !hasSeries {
			series, hasSeries = folded, true
		}
		if folded != series {
			contested["series"] = true
		}
	}
	for id := range a.facts {
		if !a.isGivenToTheEnd(id, rows) {
			contested[id+" (the one that lasts longest gives none)"] = true
			delete(a.facts, id)
		}
	}
	a.contested = slices.Sorted(maps.Keys(contested))
}

// isGivenToTheEnd reports whether one of the rows that last until the approval's last day
// gives the attribute. No fact outlives its row.
func (a *listedApproval) isGivenToTheEnd(id string, rows []listedRow) bool {
	return slices.ContainsFunc(rows, func(row listedRow) bool {
		_, known := row.Attributes[id]
		return known && row.Period.To == a.To
	})
}

// contradictions returns the attributes that a and b both have with different values.
func contradictions(a, b register.Attributes) []string {
	var ids []string
	for id, value := range a {
		if other, known := b[id]; known && other != value {
			ids = append(ids, id)
		}
	}
	return ids
}

// An approvalSpan is a run of days on which lists approve a product, with the newest
// approval for these days by class.
type approvalSpan struct {
	register.Period
	approvals map[string]*listedApproval
}

// begins reports whether one of the span's approvals begins with it. If not, the span is the
// rest of an older approval after a newer one has expired.
func (s approvalSpan) begins() bool {
	for _, a := range s.approvals {
		if a.From == s.From {
			return true
		}
	}
	return false
}

// approvalSpansOf returns the days of the approvals, oldest first. On each day the newest
// approval counts, and no day of an approval is lost. Each approval begins a span, even with
// the same facts as before, because a later list may have that approval alone. What remains
// of an older approval after a newer one with the same facts belongs to the newer one.
func approvalSpansOf(approvals []*listedApproval) []approvalSpan {
	var spans []approvalSpan
	for _, days := range cutAt(boundariesOf(approvals)) {
		s := approvalSpan{Period: days, approvals: newestOn(approvals, days.From)}
		if len(s.approvals) == 0 {
			continue
		}
		if n := len(spans); n > 0 && spans[n-1].To.AddDays(1) == s.From && isSameSpan(spans[n-1], s) {
			spans[n-1].join(s)
			continue
		}
		spans = append(spans, s)
	}
	return spans
}

// boundariesOf returns the days on which an approval begins or has just ended, in order.
func boundariesOf(approvals []*listedApproval) []register.Date {
	var days []register.Date
	for _, a := range approvals {
		days = append(days, a.From, a.To.AddDays(1))
	}
	slices.SortFunc(days, register.Date.Compare)
	return slices.Compact(days)
}

// cutAt returns the runs of days between consecutive days.
func cutAt(days []register.Date) []register.Period {
	var runs []register.Period
	for i := 1; i < len(days); i++ {
		runs = append(runs, register.Period{From: days[i-1], To: days[i].AddDays(-1)})
	}
	return runs
}

// newestOn returns, by class, the newest of the sorted approvals on a day.
func newestOn(approvals []*listedApproval, day register.Date) map[string]*listedApproval {
	newest := map[string]*listedApproval{}
	for _, a := range approvals {
		if a.Contains(day) {
			newest[a.class] = a
		}
	}
	return newest
}

// isSameSpan reports whether two adjacent spans are one: no fact differs, and no approval
// begins. A product in several lists has different approval dates in each, so only facts
// count there.
func isSameSpan(a, b approvalSpan) bool {
	classes := maps.Clone(a.approvals)
	maps.Copy(classes, b.approvals)
	for class := range classes {
		before, after := a.approvals[class], b.approvals[class]
		isMissing := before == nil || after == nil
		switch {
		case before == after, isMissing && len(classes) > 1:
		case isMissing || !maps.Equal(before.facts, after.facts):
			return false
		case len(classes) == 1 && after.From == b.From:
			return false
		}
	}
	return true
}

// join extends s to the end of next.
func (s *approvalSpan) join(next approvalSpan) {
	s.To = next.To
	for class, a := range next.approvals {
		if s.approvals[class] == nil {
			s.approvals[class] = a
		}
	}
}
