package importer

import (
	"cmp"
	"fmt"
	"slices"

	"opencec/tools/register"
)

// A Report says what an import found and what it changed. Its JSON is stable.
type Report struct {
	Lists                []*ListReport `json:"lists"`
	ManufacturersAdded   []Addition    `json:"manufacturers_added"`
	ManufacturersChanged []Change      `json:"manufacturers_changed"`
	ListingsAdded        []Addition    `json:"listings_added"`
	ListingsChanged      []Change      `json:"listings_changed"`
	Unchanged            int           `json:"listings_unchanged"` // listings that are in the lists as they are held
	Conflicts            []Conflict    `json:"conflicts"`
	Absent               []Absent      `json:"absent"`
	Left                 []Left        `json:"left"`
}

// A ListReport accounts for the rows of one list:
// Rows = Periods + Duplicates + len(CoveredRows) + Conflicts + Unreadable.
type ListReport struct {
	Kind           Kind         `json:"kind"`
	Name           string       `json:"name"`
	Rows           int          `json:"rows"`       // that are not blank
	Periods        int          `json:"periods"`    // rows that are one period of one listing
	Duplicates     int          `json:"duplicates"` // rows equal to another one
	CoveredRows    []Covered    `json:"covered"`    // rows within the days of another one
	Conflicts      int          `json:"conflicts"`  // rows that contradict what is held
	Unreadable     int          `json:"unreadable"`
	UnreadableRows []Unreadable `json:"unreadable_rows"`
	IgnoredColumns []string     `json:"ignored_columns"`
}

// A Covered row approves a product for days for which another row does so too.
type Covered struct {
	Line   int             `json:"line"`
	ID     string          `json:"id"` // of the listing
	Period register.Period `json:"period"`
	By     int             `json:"by"` // the other row's line
}

// An Addition is a record that is made.
type Addition struct {
	ID      string `json:"id"`
	Name    string `json:"name"`
	Periods int    `json:"periods,omitempty"`
}

// A Change is a record that is changed, field by field.
type Change struct {
	ID     string        `json:"id"`
	Name   string        `json:"name"`
	Fields []FieldChange `json:"fields"`
}

// A FieldChange is a change of one field: a value for another, or one more alias
// or period. The fields approval and expiry are the ends of a period.
type FieldChange struct {
	Field  string `json:"field"`
	Before string `json:"before,omitempty"`
	After  string `json:"after,omitempty"`
}

// A Conflict is a row that cannot be brought together with the periods that are
// held. They stay as they are.
type Conflict struct {
	ID     string            `json:"id"`
	List   string            `json:"list"`
	Line   int               `json:"line"`
	Listed register.Period   `json:"listed"`
	Held   []register.Period `json:"held"`
	Reason string            `json:"reason"`
}

// An Absent period is held, and no row of the lists says so any more. It is kept.
type Absent struct {
	ID     string          `json:"id"`
	Name   string          `json:"name"`
	Period register.Period `json:"period"`
}

// Left is a value of a row that the listing does not take over: it belongs to an
// earlier approval, or is another spelling.
type Left struct {
	ID     string `json:"id"`
	List   string `json:"list"`
	Line   int    `json:"line"`
	Field  string `json:"field"`
	Listed string `json:"listed"`
	Held   string `json:"held"`
}

// Changes returns how many records are made or changed.
func (r *Report) Changes() int {
	return len(r.ManufacturersAdded) + len(r.ManufacturersChanged) + len(r.ListingsAdded) + len(r.ListingsChanged)
}

// sort puts everything in an order that does not depend on that of the rows, and
// gives lists without entries as [].
func (r *Report) sort() {
	byIDOf := func(a, b Addition) int { return cmp.Compare(a.ID, b.ID) }
	sortAs(&r.ManufacturersAdded, byIDOf)
	sortAs(&r.ListingsAdded, byIDOf)
	changeOrder := func(a, b Change) int { return cmp.Compare(a.ID, b.ID) }
	sortAs(&r.ManufacturersChanged, changeOrder)
	sortAs(&r.ListingsChanged, changeOrder)
	sortAs(&r.Conflicts, func(a, b Conflict) int {
		return cmp.Or(cmp.Compare(a.ID, b.ID), cmp.Compare(a.List, b.List), cmp.Compare(a.Line, b.Line))
	})
	sortAs(&r.Absent, func(a, b Absent) int {
		return cmp.Or(cmp.Compare(a.ID, b.ID), a.Period.From.Compare(b.Period.From))
	})
	sortAs(&r.Left, func(a, b Left) int {
		return cmp.Or(cmp.Compare(a.ID, b.ID), cmp.Compare(a.List, b.List), cmp.Compare(a.Line, b.Line))
	})
	for _, l := range r.Lists {
		sortAs(&l.CoveredRows, func(a, b Covered) int { return cmp.Compare(a.Line, b.Line) })
		sortAs(&l.UnreadableRows, func(a, b Unreadable) int { return cmp.Compare(a.Line, b.Line) })
		sortAs(&l.IgnoredColumns, func(string, string) int { return 0 })
	}
}

func sortAs[T any](s *[]T, compare func(a, b T) int) {
	if *s == nil {
		*s = []T{}
	}
	slices.SortStableFunc(*s, compare)
}

// periodText writes a period as people say it.
func periodText(p register.Period) string {
	if p.To.IsZero() {
		return fmt.Sprintf("from %s", p.From)
	}
	return fmt.Sprintf("%s to %s", p.From, p.To)
}

// String says the change in words.
func (c FieldChange) String() string {
	switch {
	case c.Field == "aliases":
		return fmt.Sprintf("is also spelled %q", c.After)
	case c.Field == "periods":
		return "is listed again: " + c.After
	case c.Field == "expiry" && c.Before == "":
		return "now expires on " + c.After
	case c.Field == "approval" || c.Field == "expiry":
		return fmt.Sprintf("%s moved from %s to %s", c.Field, c.Before, c.After)
	case c.Before == "":
		return fmt.Sprintf("%s is %s", c.Field, c.After)
	}
	return fmt.Sprintf("%s changed from %s to %s", c.Field, c.Before, c.After)
}
