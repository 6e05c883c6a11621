package importer

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// detailLines is how many entries of each section a text report shows.
const detailLines = 20

// WriteText writes the report for a person: what needs a look first, then what
// changed, then the counts. Sections are cut after some lines, and say so; the
// JSON has everything.
func (r *Report) WriteText(w io.Writer) error {
	t := &textWriter{Writer: bufio.NewWriter(w)}
	for _, l := range r.Lists {
		section(t, l.Name+": cannot be read", l.UnreadableRows, func(u Unreadable) string {
			return fmt.Sprintf("%s:%d: %s: %s", l.Name, u.Line, u.Reason, u.Raw)
		})
		section(t, l.Name+": within the days of another row of the product", l.CoveredRows, func(c Covered) string {
			return fmt.Sprintf("%s:%d: %s: %s is within line %d", l.Name, c.Line, c.ID, periodText(c.Period), c.By)
		})
	}
	section(t, "In conflict with what is held, which stays", r.Conflicts, func(c Conflict) string {
		var held []string
		for _, p := range c.Held {
			held = append(held, periodText(p))
		}
		return fmt.Sprintf("%s:%d: %s: listed %s, held %s: %s", c.List, c.Line, c.ID, periodText(c.Listed), strings.Join(held, ", "), c.Reason)
	})
	section(t, "Held, and no longer in the lists; kept", r.Absent, func(a Absent) string {
		return fmt.Sprintf("%s: %s", a.ID, periodText(a.Period))
	})
	section(t, "Left as held: values of earlier approvals, other spellings", r.Left, func(l Left) string {
		return fmt.Sprintf("%s:%d: %s: %s is %s, held %s", l.List, l.Line, l.ID, l.Field, l.Listed, orNothing(l.Held))
	})
	added := func(a Addition) string { return fmt.Sprintf("%s: %s", a.ID, a.Name) }
	section(t, "Manufacturers added", r.ManufacturersAdded, added)
	section(t, "Manufacturers changed", r.ManufacturersChanged, changeLine)
	section(t, "Listings added", r.ListingsAdded, added)
	section(t, "Listings changed", r.ListingsChanged, changeLine)
	r.writeSummary(t)
	if t.err == nil {
		t.err = t.Flush()
	}
	return t.err
}

func (r *Report) writeSummary(t *textWriter) {
	for _, l := range r.Lists {
		t.printf("%s: %s read = %s + %s + %s covered + %s + %s unreadable\n", l.Name,
			count(l.Rows, "row"), count(l.Periods, "period"), count(l.Duplicates, "duplicate"), grouped(len(l.CoveredRows)),
			count(l.Conflicts, "conflict"), grouped(l.Unreadable))
		if len(l.IgnoredColumns) > 0 {
			t.printf("%s: columns not read: %s\n", l.Name, strings.Join(l.IgnoredColumns, ", "))
		}
	}
	t.printf("manufacturers: %s added, %s changed\n",
		grouped(len(r.ManufacturersAdded)), grouped(len(r.ManufacturersChanged)))
	t.printf("listings: %s added, %s changed, %s unchanged; %s absent, kept\n",
		grouped(len(r.ListingsAdded)), grouped(len(r.ListingsChanged)), grouped(r.Unchanged), count(len(r.Absent), "period"))
}

func changeLine(c Change) string {
	var words []string
	for _, f := range c.Fields {
		words = append(words, f.String())
	}
	return c.ID + ": " + strings.Join(words, "; ")
}

func orNothing(s string) string {
	if s == "" {
		return "nothing"
	}
	return s
}

// section writes a heading and the first entries, if there are any.
func section[T any](t *textWriter, heading string, entries []T, line func(T) string) {
	if len(entries) == 0 {
		return
	}
	t.printf("%s (%s):\n", heading, grouped(len(entries)))
	for i, e := range entries {
		if i == detailLines {
			t.printf("  … and %s more: --json has all\n", grouped(len(entries)-i))
			break
		}
		t.printf("  %s\n", line(e))
	}
	t.printf("\n")
}

// count writes a number with its noun: 1 row, 2,719 rows.
func count(n int, noun string) string {
	if n != 1 {
		noun += "s"
	}
	return grouped(n) + " " + noun
}

// grouped writes a number with commas between thousands.
func grouped(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// A textWriter keeps the first error.
type textWriter struct {
	*bufio.Writer
	err error
}

func (t *textWriter) printf(format string, args ...any) {
	if t.err == nil {
		_, t.err = fmt.Fprintf(t.Writer, format, args...)
	}
}
