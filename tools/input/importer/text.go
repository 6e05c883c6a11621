package importer

import (
	"fmt"
	"io"
	"strings"

	"opencec/tools/input/importing"
	"opencec/tools/register"
)

// WriteText writes the report for a person: first what needs attention, then what changed,
// then the counts. Long sections are cut and say so; the JSON has everything.
func (r *Report) WriteText(w io.Writer) error {
	t := importing.NewTextReport(w)
	for _, l := range r.Lists {
		importing.Section(t, l.Name+": cannot be read", l.UnreadableRows, func(u Unreadable) string {
			return fmt.Sprintf("%s:%d: %s: %s", l.Name, u.Line, u.Reason, u.Raw)
		})
		importing.Section(t, l.Name+": read with the characters that everybody types", l.Respelled, func(r RespelledCell) string {
			return fmt.Sprintf("%s:%d: %s is read as %s: %s", l.Name, r.Line, r.Column, importing.Printable(r.Read), r.As)
		})
		importing.Section(t, l.Name+": within the days of another row of the product", l.CoveredRows, func(c CoveredRow) string {
			return fmt.Sprintf("%s:%d: %s: %s is within line %d", l.Name, c.Line, c.ID, importing.PeriodText(c.Period), c.By)
		})
	}
	importing.Section(t, "In conflict: a person has to decide", r.Conflicts, func(c Conflict) string {
		return fmt.Sprintf("%s:%d: %s: %s: %s; the register has %s", c.List, c.Line, c.ID, importing.PeriodText(c.Listed), c.Reason, periodsText(c.Held))
	})
	importing.Section(t, "Figures left out: the names and dates of the rows count", r.Figures, func(f Figure) string {
		return fmt.Sprintf("%s:%d: %s %s: %s", f.List, f.Line, f.Manufacturer, f.Model, strings.TrimSpace(f.Column+" "+f.Reason))
	})
	importing.Section(t, "Manufacturers that seem to have a new name", r.Renames, func(n RenameProposal) string {
		return fmt.Sprintf("%s: %d of its %s are now under %q, with the same models, dates and figures: add the name to the aliases in manufacturers/%s.yaml, or, if it is another company, make a file of its own",
			n.ID, n.Found, register.CountOf(n.Products, "product"), n.Name, n.ID)
	})
	importing.Section(t, "Not in the lists; the register says so, and does not know why", r.Absent, func(a Absent) string {
		text := fmt.Sprintf("%s: not in the list %s since %s", a.ID, a.List, a.Since)
		if !a.LastSeen.IsZero() {
			text += fmt.Sprintf(", last seen in that of %s", a.LastSeen)
		}
		return text
	})
	importing.Section(t, "Ended: the lists no longer have the period", r.Ended, func(e Ended) string {
		if e.Last.IsZero() {
			return fmt.Sprintf("%s: %s was to come and is taken out", e.ID, importing.PeriodText(e.Before))
		}
		return fmt.Sprintf("%s: %s ends on %s", e.ID, importing.PeriodText(e.Before), e.Last)
	})
	importing.Section(t, "Days that no row has any more; kept", r.KeptDays, func(k KeptDays) string {
		return fmt.Sprintf("%s: %s", k.ID, importing.PeriodText(k.Period))
	})
	importing.Section(t, "Other spellings, not taken over", r.OtherSpellings, func(l OtherSpelling) string {
		return fmt.Sprintf("%s:%d: %s: %s is %s, the register has %s", l.List, l.Line, l.ID, l.Field, l.Listed, orNothing(l.Held))
	})
	importing.Section(t, "Manufacturers added", r.ManufacturersAdded, importing.Addition.String)
	importing.Section(t, "Manufacturers changed", r.ManufacturersChanged, importing.Change.String)
	importing.Section(t, "Listings added", r.ListingsAdded, importing.Addition.String)
	importing.Section(t, "Listings changed", r.ListingsChanged, importing.Change.String)
	r.writeSummary(t)
	return t.Flush()
}

// Summary returns the last lines of the text, which count what was read and changed.
func (r *Report) Summary() string {
	var b strings.Builder
	t := importing.NewTextReport(&b)
	r.writeSummary(t)
	t.Flush() // a Builder takes everything
	return b.String()
}

func (r *Report) writeSummary(t *importing.TextReport) {
	for _, l := range r.Lists {
		for _, note := range l.Notes {
			t.Printf("%s: %s\n", l.Name, note)
		}
		t.Printf("%s: %s read = %s + %s + %s covered + %s + %s unreadable\n", l.Name,
			register.CountOf(l.Rows, "row"), register.CountOf(l.Periods, "period"), register.CountOf(l.Duplicates, "duplicate"), register.FormatCount(len(l.CoveredRows)),
			register.CountOf(l.Conflicts, "conflict"), register.FormatCount(l.Unreadable))
		if len(l.IgnoredColumns) > 0 {
			t.Printf("%s: columns not read: %s\n", l.Name, strings.Join(l.IgnoredColumns, ", "))
		}
	}
	t.Printf("manufacturers: %s added, %s changed\n",
		register.FormatCount(len(r.ManufacturersAdded)), register.FormatCount(len(r.ManufacturersChanged)))
	t.Printf("listings: %s added, %s changed, %s unchanged; %s not in the lists\n",
		register.FormatCount(len(r.ListingsAdded)), register.FormatCount(len(r.ListingsChanged)), register.FormatCount(r.Unchanged), register.FormatCount(len(r.Absent)))
	t.Printf("the lists are taken as those of %s", r.Date)
	if r.DateAssumed {
		t.Printf(", since no --date was given")
	}
	t.Printf("\n")
}

func periodsText(periods []register.Period) string {
	var texts []string
	for _, p := range periods {
		texts = append(texts, importing.PeriodText(p))
	}
	return orNothing(strings.Join(texts, ", "))
}

func orNothing(s string) string {
	if s == "" {
		return "nothing"
	}
	return s
}
