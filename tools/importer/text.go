package importer

import (
	"fmt"
	"io"
	"strings"

	"opencec/tools/intake"
)

// WriteText writes the report for a person: what needs a look first, then what
// changed, then the counts. Sections are cut after some lines, and say so; the
// JSON has everything.
func (r *Report) WriteText(w io.Writer) error {
	t := intake.NewText(w)
	for _, l := range r.Lists {
		intake.Section(t, l.Name+": cannot be read", l.UnreadableRows, func(u Unreadable) string {
			return fmt.Sprintf("%s:%d: %s: %s", l.Name, u.Line, u.Reason, u.Raw)
		})
		intake.Section(t, l.Name+": read with the characters that everybody types", l.Respelled, func(r Respelled) string {
			return fmt.Sprintf("%s:%d: %s is read as %s: %s", l.Name, r.Line, r.Column, intake.Printable(r.Read), r.As)
		})
		intake.Section(t, l.Name+": within the days of another row of the product", l.CoveredRows, func(c Covered) string {
			return fmt.Sprintf("%s:%d: %s: %s is within line %d", l.Name, c.Line, c.ID, intake.PeriodText(c.Period), c.By)
		})
	}
	intake.Section(t, "In conflict with what is held, which stays", r.Conflicts, func(c Conflict) string {
		var held []string
		for _, p := range c.Held {
			held = append(held, intake.PeriodText(p))
		}
		return fmt.Sprintf("%s:%d: %s: listed %s, held %s: %s", c.List, c.Line, c.ID, intake.PeriodText(c.Listed), strings.Join(held, ", "), c.Reason)
	})
	intake.Section(t, "Held, and no longer in the lists; kept", r.Absent, func(a Absent) string {
		return fmt.Sprintf("%s: %s", a.ID, intake.PeriodText(a.Period))
	})
	intake.Section(t, "Left as held: values of earlier approvals, other spellings", r.Left, func(l Left) string {
		return fmt.Sprintf("%s:%d: %s: %s is %s, held %s", l.List, l.Line, l.ID, l.Field, l.Listed, orNothing(l.Held))
	})
	intake.Section(t, "Manufacturers added", r.ManufacturersAdded, intake.Addition.String)
	intake.Section(t, "Manufacturers changed", r.ManufacturersChanged, intake.Change.String)
	intake.Section(t, "Listings added", r.ListingsAdded, intake.Addition.String)
	intake.Section(t, "Listings changed", r.ListingsChanged, intake.Change.String)
	r.writeSummary(t)
	return t.Flush()
}

// Summary returns the last lines of the text, which count what was read and changed.
func (r *Report) Summary() string {
	var b strings.Builder
	t := intake.NewText(&b)
	r.writeSummary(t)
	t.Flush() // a Builder takes everything
	return b.String()
}

func (r *Report) writeSummary(t *intake.Text) {
	for _, l := range r.Lists {
		t.Printf("%s: %s read = %s + %s + %s covered + %s + %s unreadable\n", l.Name,
			intake.Count(l.Rows, "row"), intake.Count(l.Periods, "period"), intake.Count(l.Duplicates, "duplicate"), intake.Grouped(len(l.CoveredRows)),
			intake.Count(l.Conflicts, "conflict"), intake.Grouped(l.Unreadable))
		if len(l.IgnoredColumns) > 0 {
			t.Printf("%s: columns not read: %s\n", l.Name, strings.Join(l.IgnoredColumns, ", "))
		}
	}
	t.Printf("manufacturers: %s added, %s changed\n",
		intake.Grouped(len(r.ManufacturersAdded)), intake.Grouped(len(r.ManufacturersChanged)))
	t.Printf("listings: %s added, %s changed, %s unchanged; %s absent, kept\n",
		intake.Grouped(len(r.ListingsAdded)), intake.Grouped(len(r.ListingsChanged)), intake.Grouped(r.Unchanged), intake.Count(len(r.Absent), "period"))
}

func orNothing(s string) string {
	if s == "" {
		return "nothing"
	}
	return s
}
