package legacy

import (
	"strconv"
	"strings"

	"opencec/tools/input/importing"
)

// An outcome is what becomes of a row. In the end every row has one.
type outcome int

const (
	noOutcome outcome = iota
	taken
	duplicate
	empty
	conflict
	unreadable
)

// A rowRef identifies a row of the database.
type rowRef struct {
	table string
	index int
	key   string // as a person finds it: id=31 listing_id=12 device_class_id=1
}

// keyOf writes the id of a row, and other columns that identify it as name=value.
func keyOf(id int64, more ...string) string {
	return strings.Join(append([]string{"id=" + strconv.FormatInt(id, 10)}, more...), " ")
}

// ofListing, ofClass and named write the columns that identify rows.
func ofListing(id int64) string     { return "listing_id=" + strconv.FormatInt(id, 10) }
func ofClass(id int64) string       { return "device_class_id=" + strconv.FormatInt(id, 10) }
func named(attribute string) string { return "attribute_name=" + importing.Printable(attribute) }

// rowOutcomes records the outcome of every row.
type rowOutcomes struct {
	byTable map[string][]outcome
	into    *Report
}

func newRowOutcomes(db *Database, report *Report) *rowOutcomes {
	return &rowOutcomes{into: report, byTable: map[string][]outcome{
		entityTypes:    make([]outcome, len(db.EntityTypes)),
		deviceClasses:  make([]outcome, len(db.DeviceClasses)),
		attributes:     make([]outcome, len(db.Attributes)),
		listings:       make([]outcome, len(db.Listings)),
		listingClasses: make([]outcome, len(db.ListingClasses)),
		values:         make([]outcome, len(db.Values)),
		certificates:   make([]outcome, len(db.Certificates)),
	}}
}

func (a *rowOutcomes) set(row rowRef, f outcome) { a.byTable[row.table][row.index] = f }

func (a *rowOutcomes) get(row rowRef) outcome { return a.byTable[row.table][row.index] }

// reject sets the outcome of a row that is not taken, and reports why.
func (a *rowOutcomes) reject(row rowRef, f outcome, finding Finding) {
	a.set(row, f)
	a.report(row, f, finding)
}

// report reports a value of a row. The row's own outcome is set elsewhere.
func (a *rowOutcomes) report(row rowRef, f outcome, finding Finding) {
	finding.Table, finding.Row, finding.index = row.table, row.key, row.index
	finding.Value = importing.Printable(finding.Value)
	if f == conflict {
		a.into.Conflicts = append(a.into.Conflicts, finding)
	} else {
		a.into.Unreadable = append(a.into.Unreadable, finding)
	}
}

// count counts the outcomes into the report.
func (a *rowOutcomes) count() {
	for _, t := range tables {
		counted := &TableReport{Name: t.name, Rows: len(a.byTable[t.name])}
		for _, f := range a.byTable[t.name] {
			switch f {
			case taken:
				counted.Taken++
			case duplicate:
				counted.Duplicates++
			case empty:
				counted.Empty++
			case conflict:
				counted.Conflicts++
			case unreadable:
				counted.Unreadable++
			}
		}
		a.into.Tables = append(a.into.Tables, counted)
	}
}
