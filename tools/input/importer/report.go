package importer

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"opencec/tools/base/spelling"
	"opencec/tools/input/importing"
	"opencec/tools/register"
)

// A Report says what an import found and changed. Its JSON is stable.
type Report struct {
	Date                 register.Date        `json:"date"`         // of the lists
	DateAssumed          bool                 `json:"date_assumed"` // nobody has given it: see AssumedDate
	Lists                []*ListReport        `json:"lists"`
	ListsAdded           []importing.Addition `json:"lists_added"`
	ListsChanged         []importing.Change   `json:"lists_changed"`
	ManufacturersAdded   []importing.Addition `json:"manufacturers_added"`
	ManufacturersChanged []importing.Change   `json:"manufacturers_changed"`
	ListingsAdded        []importing.Addition `json:"listings_added"`
	ListingsChanged      []importing.Change   `json:"listings_changed"`
	Unchanged            int                  `json:"listings_unchanged"` // listings that are in the lists as they are held
	Conflicts            []Conflict           `json:"conflicts"`
	Figures              []Figure             `json:"figures"`
	Absent               []Absent             `json:"absent"`
	Renames              []RenameProposal     `json:"renames"`
	KeptDays             []KeptDays           `json:"kept"`
	Ended                []Ended              `json:"ended"`
	OtherSpellings       []OtherSpelling      `json:"left"`

	// Files are those that were written, by their names in the data folder, sorted.
	Files []string `json:"-"`
}

// A ListReport accounts for the rows of one list:
// Rows = Periods + Duplicates + len(CoveredRows) + Conflicts + Unreadable.
type ListReport struct {
	Kind           Kind            `json:"kind"`
	Name           string          `json:"name"`
	Rows           int             `json:"rows"`       // that are not blank
	Periods        int             `json:"periods"`    // rows that are one period of one listing
	Duplicates     int             `json:"duplicates"` // rows equal to another one
	CoveredRows    []CoveredRow    `json:"covered"`    // rows within the days of another one
	Conflicts      int             `json:"conflicts"`  // rows that contradict what is held
	Unreadable     int             `json:"unreadable"`
	UnreadableRows []Unreadable    `json:"unreadable_rows"`
	Respelled      []RespelledCell `json:"respelled"`
	IgnoredColumns []string        `json:"ignored_columns"`
	Notes          []string        `json:"notes"` // how the file was taken, where it could be taken otherwise
}

// A CoveredRow approves a product only for days that another row covers.
type CoveredRow struct {
	Line   int             `json:"line"`
	ID     string          `json:"id"` // of the listing
	Period register.Period `json:"period"`
	By     int             `json:"by"` // the other row's line
}

// A Conflict is a row that contradicts other rows or the register. What the row would change
// stays as it was.
type Conflict struct {
	ID     string            `json:"id"`
	List   string            `json:"list"`
	Line   int               `json:"line"`
	Listed register.Period   `json:"listed"`
	Held   []register.Period `json:"held"`
	Reason string            `json:"reason"`
}

// A Figure is a value of a row that cannot be right. The row's names and dates count; the
// value is left out.
type Figure struct {
	List         string `json:"list"`
	Line         int    `json:"line"`
	Manufacturer string `json:"manufacturer"`
	Model        string `json:"model"`
	Column       string `json:"column"` // "" where the cell can be read, and its value cannot be
	Attribute    string `json:"attribute"`
	Cell         string `json:"cell"`
	Reason       string `json:"reason"`
}

// An Absent listing is in the register but not in the list. The register records that and
// changes nothing else.
type Absent struct {
	ID       string        `json:"id"`
	Name     string        `json:"name"`
	List     string        `json:"list"`      // id
	LastSeen register.Date `json:"last_seen"` // the date of the last list that had it; null when that is not known
	Since    register.Date `json:"since"`     // the date of the first list without it
	IsNew    bool          `json:"is_new"`    // this import found it
}

// A RenameProposal is a manufacturer whose products are in the lists under a name that the
// register does not know.
type RenameProposal struct {
	ID       string `json:"id"`       // of the manufacturer
	Name     string `json:"name"`     // the new one
	Found    int    `json:"found"`    // products that are there with the same model, dates and figures
	Products int    `json:"products"` // that the manufacturer has in the register
}

// KeptDays are days that the register has and no row of the lists has any more.
type KeptDays struct {
	ID     string          `json:"id"`
	Name   string          `json:"name"`
	Period register.Period `json:"period"`
}

// An Ended period is one that the list does not have, though it reached beyond the list's
// date.
type Ended struct {
	ID     string          `json:"id"`
	Name   string          `json:"name"`
	Before register.Period `json:"before"`
	Last   register.Date   `json:"last"` // the last day now; null where the whole period was to come
}

// An OtherSpelling is a spelling in a row that the listing does not take over.
type OtherSpelling struct {
	ID     string `json:"id"`
	List   string `json:"list"`
	Line   int    `json:"line"`
	Field  string `json:"field"`
	Listed string `json:"listed"`
	Held   string `json:"held"`
}

// IsComplete reports whether the register now has all that the lists say, and nothing is
// left for a person to decide: no unreadable row, no conflict, no figure left out, no absent
// listing, no proposal.
func (r *Report) IsComplete() bool {
	for _, l := range r.Lists {
		if l.Unreadable > 0 || l.Conflicts > 0 {
			return false
		}
	}
	return len(r.Figures)+len(r.Absent)+len(r.Renames) == 0
}

// Changes returns the number of records added or changed.
func (r *Report) Changes() int {
	return len(r.ListsAdded) + len(r.ListsChanged) + len(r.ManufacturersAdded) + len(r.ManufacturersChanged) + len(r.ListingsAdded) + len(r.ListingsChanged)
}

// sort sorts everything independently of the order of the rows, and makes empty lists
// non-nil, for JSON.
func (r *Report) sort() {
	byIDOf := func(a, b importing.Addition) int { return cmp.Compare(a.ID, b.ID) }
	importing.SortNonNil(&r.ManufacturersAdded, byIDOf)
	importing.SortNonNil(&r.ListingsAdded, byIDOf)
	changeOrder := func(a, b importing.Change) int { return cmp.Compare(a.ID, b.ID) }
	importing.SortNonNil(&r.ManufacturersChanged, changeOrder)
	importing.SortNonNil(&r.ListingsChanged, changeOrder)
	importing.SortNonNil(&r.Conflicts, func(a, b Conflict) int {
		return cmp.Or(cmp.Compare(a.ID, b.ID), cmp.Compare(a.List, b.List), cmp.Compare(a.Line, b.Line))
	})
	importing.SortNonNil(&r.ListsAdded, byIDOf)
	importing.SortNonNil(&r.ListsChanged, changeOrder)
	importing.SortNonNil(&r.Figures, func(a, b Figure) int {
		return cmp.Or(cmp.Compare(a.List, b.List), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Attribute, b.Attribute))
	})
	importing.SortNonNil(&r.Absent, func(a, b Absent) int { return cmp.Or(cmp.Compare(a.ID, b.ID), cmp.Compare(a.List, b.List)) })
	importing.SortNonNil(&r.Renames, func(a, b RenameProposal) int { return cmp.Or(cmp.Compare(a.ID, b.ID), cmp.Compare(a.Name, b.Name)) })
	importing.SortNonNil(&r.KeptDays, func(a, b KeptDays) int { return cmp.Or(cmp.Compare(a.ID, b.ID), a.Period.From.Compare(b.Period.From)) })
	importing.SortNonNil(&r.Ended, func(a, b Ended) int { return cmp.Or(cmp.Compare(a.ID, b.ID), a.Before.From.Compare(b.Before.From)) })
	importing.SortNonNil(&r.OtherSpellings, func(a, b OtherSpelling) int {
		return cmp.Or(cmp.Compare(a.ID, b.ID), cmp.Compare(a.List, b.List), cmp.Compare(a.Line, b.Line))
	})
	for _, l := range r.Lists {
		importing.SortNonNil(&l.CoveredRows, func(a, b CoveredRow) int { return cmp.Compare(a.Line, b.Line) })
		importing.SortNonNil(&l.UnreadableRows, func(a, b Unreadable) int { return cmp.Compare(a.Line, b.Line) })
		importing.SortNonNil(&l.Respelled, func(a, b RespelledCell) int { return cmp.Compare(a.Line, b.Line) })
		importing.SortNonNil(&l.IgnoredColumns, func(string, string) int { return 0 })
		importing.SortNonNil(&l.Notes, func(string, string) int { return 0 })
	}
}

func (p *planner) reportConflicts(id string, held []register.Period, rows []listedRow, reason string) {
	held = slices.Clone(held) // one for all rows, of which there may be many
	for _, row := range rows {
		row.list.Conflicts++
		p.report.Conflicts = append(p.report.Conflicts, Conflict{
			ID: id, List: row.list.Name, Line: row.Line, Listed: row.Period, Held: held, Reason: reason,
		})
	}
}

// reportExcess reports the rows of a product with more approvals than a listing can have
// periods.
func (p *planner) reportExcess(id string, held []register.Period, rows []listedRow) {
	if id == "" {
		id = p.manufacturerID(rows[0].Manufacturer) + "/?"
	}
	p.reportConflicts(id, held, rows, reasonExcess)
}

// reportContested reports the rows of an approval that contradict each other.
func (p *planner) reportContested(l *register.Listing, a *listedApproval) {
	rows := append([]listedRow{a.row}, a.others...)
	sortByLine(rows)
	p.reportConflicts(l.ID, l.Periods, rows, fmt.Sprintf(reasonContested, strings.Join(a.contested, " and ")))
}

// reportFigure reports a figure that is left out, once.
func (p *planner) reportFigure(row listedRow, bad BadFigure) {
	f := Figure{row.list.Name, row.Line, row.Manufacturer, row.Model, bad.Column, bad.Attribute, bad.Cell, bad.Reason}
	if !p.figures[f] {
		p.figures[f] = true
		p.report.Figures = append(p.report.Figures, f)
	}
}

// reportTimeline reports the days that the register has and the lists do not.
func (p *planner) reportTimeline(l *register.Listing, t timeline) {
	for _, period := range t.kept {
		p.report.KeptDays = append(p.report.KeptDays, KeptDays{l.ID, l.Model, period})
	}
	for _, e := range t.ended {
		p.report.Ended = append(p.report.Ended, Ended{l.ID, l.Model, e.before, e.last})
	}
}

// reportOtherSpellings reports the brands and series of rows whose spelling differs from the
// listing's.
func (p *planner) reportOtherSpellings(l *register.Listing, approvals []*listedApproval) {
	report := func(row listedRow, field, listed, held string) {
		p.report.OtherSpellings = append(p.report.OtherSpellings, OtherSpelling{ID: l.ID, List: row.list.Name, Line: row.Line, Field: field, Listed: listed, Held: held})
	}
	whiteLabels := whiteLabelsOf(l)
	for _, a := range approvals {
		for _, row := range append([]listedRow{a.row}, a.others...) {
			if row.Brand != "" && row.Brand != l.Brand && !whiteLabels[spelling.Fold(row.Brand)] {
				report(row, "brand", row.Brand, l.Brand)
			}
			if row.Series != "" && row.Series != l.Series {
				report(row, "series", row.Series, l.Series)
			}
		}
	}
}
