package legacy

import (
	"io"
	"strings"

	"opencec/tools/input/importing"
	"opencec/tools/register"
)

// WriteText writes the report for a person: first what needs attention, then what changed,
// what stayed as it was, and the counts. Long sections are cut and say so; the JSON has
// everything.
func (r *Report) WriteText(w io.Writer) error {
	t := importing.NewTextReport(w)
	importing.Section(t, "Cannot be read: fix the row and import again, or write it into the files", r.Unreadable, Finding.String)
	importing.Section(t, "In conflict with what is held, which stays", r.Conflicts, Finding.String)
	importing.Section(t, "Held, and not in the database; kept", r.Absent, Absent.String)
	for _, kind := range register.Kinds() {
		added, changed := r.of(kind)
		importing.Section(t, heading(kind)+" added", added, Addition.String)
		importing.Section(t, heading(kind)+" changed", changed, Change.String)
	}
	importing.Section(t, "Left in the register's own words", r.OtherWordings, OtherWording.String)
	r.writeSummary(t)
	return t.Flush()
}

// of returns the additions and changes of a kind.
func (r *Report) of(kind register.Kind) (added []Addition, changed []Change) {
	for _, a := range r.Added {
		if a.Kind == kind.Name() {
			added = append(added, a)
		}
	}
	for _, c := range r.Changed {
		if c.Kind == kind.Name() {
			changed = append(changed, c)
		}
	}
	return added, changed
}

// heading returns the heading for the records of a kind: Device classes.
func heading(kind register.Kind) string {
	plural := kind.Plural()
	return strings.ToUpper(plural[:1]) + plural[1:]
}

func (r *Report) writeSummary(t *importing.TextReport) {
	for _, table := range r.Tables {
		t.Printf("%s: %s read = %s taken + %s + %s empty + %s + %s unreadable\n", table.Name,
			importing.Count(table.Rows, "row"), importing.Grouped(table.Taken), importing.Count(table.Duplicates, "duplicate"),
			importing.Grouped(table.Empty), importing.Count(table.Conflicts, "conflict"), importing.Grouped(table.Unreadable))
	}
	if len(r.Unread) > 0 {
		t.Printf("columns not read: %s\n", strings.Join(r.Unread, ", "))
	}
	t.Printf("times: those without a zone were read as %s; --time-zone names another\n", r.TimeZone)
	t.Printf("keys: not read: a key cannot be carried over, its hash is of another form; opencec keys new makes one\n")
	for _, kind := range register.Kinds() {
		added, changed := r.of(kind)
		if kind == register.Listings {
			t.Printf("%s: %s added, %s changed, %s unchanged\n", kind.Plural(), importing.Grouped(len(added)), importing.Grouped(len(changed)), importing.Grouped(r.Unchanged))
		} else if len(added)+len(changed) > 0 {
			t.Printf("%s: %s added, %s changed\n", kind.Plural(), importing.Grouped(len(added)), importing.Grouped(len(changed)))
		}
	}
}
