package importer

import (
	"cmp"

	"opencec/tools/intake"
	"opencec/tools/register"
)

// A Report says what an import found and what it changed. Its JSON is stable.
type Report struct {
	Lists                []*ListReport     `json:"lists"`
	ManufacturersAdded   []intake.Addition `json:"manufacturers_added"`
	ManufacturersChanged []intake.Change   `json:"manufacturers_changed"`
	ListingsAdded        []intake.Addition `json:"listings_added"`
	ListingsChanged      []intake.Change   `json:"listings_changed"`
	Unchanged            int               `json:"listings_unchanged"` // listings that are in the lists as they are held
	Conflicts            []Conflict        `json:"conflicts"`
	Absent               []Absent          `json:"absent"`
	Left                 []Left            `json:"left"`

	// Files are those that were written, by their names in the data folder, sorted.
	Files []string `json:"-"`
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
	Respelled      []Respelled  `json:"respelled"`
	IgnoredColumns []string     `json:"ignored_columns"`
}

// A Covered row approves a product for days for which another row does so too.
type Covered struct {
	Line   int             `json:"line"`
	ID     string          `json:"id"` // of the listing
	Period register.Period `json:"period"`
	By     int             `json:"by"` // the other row's line
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
	byIDOf := func(a, b intake.Addition) int { return cmp.Compare(a.ID, b.ID) }
	intake.SortAs(&r.ManufacturersAdded, byIDOf)
	intake.SortAs(&r.ListingsAdded, byIDOf)
	changeOrder := func(a, b intake.Change) int { return cmp.Compare(a.ID, b.ID) }
	intake.SortAs(&r.ManufacturersChanged, changeOrder)
	intake.SortAs(&r.ListingsChanged, changeOrder)
	intake.SortAs(&r.Conflicts, func(a, b Conflict) int {
		return cmp.Or(cmp.Compare(a.ID, b.ID), cmp.Compare(a.List, b.List), cmp.Compare(a.Line, b.Line))
	})
	intake.SortAs(&r.Absent, func(a, b Absent) int {
		return cmp.Or(cmp.Compare(a.ID, b.ID), a.Period.From.Compare(b.Period.From))
	})
	intake.SortAs(&r.Left, func(a, b Left) int {
		return cmp.Or(cmp.Compare(a.ID, b.ID), cmp.Compare(a.List, b.List), cmp.Compare(a.Line, b.Line))
	})
	for _, l := range r.Lists {
		intake.SortAs(&l.CoveredRows, func(a, b Covered) int { return cmp.Compare(a.Line, b.Line) })
		intake.SortAs(&l.UnreadableRows, func(a, b Unreadable) int { return cmp.Compare(a.Line, b.Line) })
		intake.SortAs(&l.Respelled, func(a, b Respelled) int { return cmp.Compare(a.Line, b.Line) })
		intake.SortAs(&l.IgnoredColumns, func(string, string) int { return 0 })
	}
}
