package review

import (
	"fmt"
	"strings"

	"opencec/tools/history/change"
	"opencec/tools/register"
)

// A row is the records whose status or certification differs in the same way.
type row struct {
	subjects      []change.Change
	before, after string
}

// minRow is the smallest number of records that share a row.
const minRow = 3

// statusesMarkdown returns the table of statuses before and after; "" if none differs.
func (c Comment) statusesMarkdown() string {
	rows := grouped(c.rows())
	if len(rows) == 0 {
		return ""
	}
	var b strings.Builder
	fmt.Fprintf(&b, "\n#### Status on %s\n\n| Record | Before | After |\n| --- | --- | --- |\n", c.Report.On)
	for i, r := range rows {
		if b.Len() > maxStatuses {
			fmt.Fprintf(&b, "\n%d more are left out.\n", len(rows)-i)
			break
		}
		fmt.Fprintf(&b, "| %s | %s | %s |\n", r.name(), r.before, r.after)
	}
	return b.String()
}

// name names the record of a row, or the first of several.
func (r row) name() string {
	name := r.subjects[0].Subject().Markdown()
	if n := len(r.subjects) - 1; n > 0 {
		name += fmt.Sprintf(" and %d more", n)
	}
	return change.InCell(name)
}

// grouped merges the rows of records of a kind that differ in the same way.
func grouped(rows []row) []row {
	type way struct {
		kind          register.Kind
		before, after string
	}
	at := map[way][]int{}
	for i, r := range rows {
		w := way{r.subjects[0].Kind, r.before, r.after}
		at[w] = append(at[w], i)
	}
	var all []row
	for i, r := range rows {
		same := at[way{r.subjects[0].Kind, r.before, r.after}]
		if len(same) < minRow {
			all = append(all, r)
			continue
		}
		if same[0] != i {
			continue // it is in the first record's row
		}
		for _, other := range same[1:] {
			r.subjects = append(r.subjects, rows[other].subjects...)
		}
		all = append(all, r)
	}
	return all
}

// rows returns the records whose status differs, and the listings whose certification
// differs because of a certificate. New records are left out: their own descriptions give
// the status.
func (c Comment) rows() []row {
	var rows []row
	done := map[register.Ref]bool{}
	for _, one := range c.Report.Changes {
		if one.Outcome == nil || one.Is(change.Added) {
			done[one.Kind.Ref(one.ID)] = one.Is(change.Added)
			continue
		}
		if before, after := one.Outcome.Before, one.Outcome.After; !sameState(before, after) {
			rows = append(rows, row{[]change.Change{one}, stateName(before), stateName(after)})
			done[one.Kind.Ref(one.ID)] = true
		}
		if one.Undeclared {
			done[one.Kind.Ref(one.FormerID)] = true // it is the same record
		}
	}
	for _, one := range c.Report.Changes {
		for _, e := range one.Effects {
			if e.Certified == nil || e.Certified.Before == e.Certified.After || done[register.Listings.Ref(e.Listing)] {
				continue
			}
			done[register.Listings.Ref(e.Listing)] = true
			rows = append(rows, row{[]change.Change{{Kind: register.Listings, ID: e.Listing}}, string(e.Certified.Was), string(e.Certified.Is)})
		}
	}
	return rows
}

// sameState reports whether a record has the same status and is certified or not as
// before. The reason why it is not certified does not matter.
func sameState(a, b *change.State) bool {
	if a == nil || b == nil {
		return a == b
	}
	certified := func(s *change.State) bool { return s.Certified != nil && *s.Certified }
	return a.Status == b.Status && certified(a) == certified(b)
}

// stateName formats a state; as a dash if there is no record.
func stateName(s *change.State) string {
	switch {
	case s == nil:
		return "–"
	case s.Certification == "":
		return s.Status
	}
	return s.Status + ", " + string(s.Certification)
}
