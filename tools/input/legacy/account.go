package legacy

import (
	"strconv"
	"strings"

	"opencec/tools/input/importing"
)

// A fate is what becomes of a row. Every row has one in the end.
type fate int

const (
	noFate fate = iota
	taken
	duplicate
	empty
	conflict
	unreadable
)

// A rowRef is a row of the database, to be accounted for.
type rowRef struct {
	table string
	index int
	key   string // as a person finds it: id=31 listing_id=12 device_class_id=1
}

// keyOf writes the id of a row, and as name=value what else it is known by.
func keyOf(id int64, more ...string) string {
	return strings.Join(append([]string{"id=" + strconv.FormatInt(id, 10)}, more...), " ")
}

// ofListing, ofClass and named are what rows are known by.
func ofListing(id int64) string     { return "listing_id=" + strconv.FormatInt(id, 10) }
func ofClass(id int64) string       { return "device_class_id=" + strconv.FormatInt(id, 10) }
func named(attribute string) string { return "attribute_name=" + importing.Printable(attribute) }

// An account keeps what became of every row.
type account struct {
	fates  map[string][]fate
	report *Report
}

func newAccount(db *Database, report *Report) *account {
	return &account{report: report, fates: map[string][]fate{
		entityTypes:    make([]fate, len(db.EntityTypes)),
		deviceClasses:  make([]fate, len(db.DeviceClasses)),
		attributes:     make([]fate, len(db.Attributes)),
		listings:       make([]fate, len(db.Listings)),
		listingClasses: make([]fate, len(db.ListingClasses)),
		values:         make([]fate, len(db.Values)),
		certificates:   make([]fate, len(db.Certificates)),
	}}
}

func (a *account) put(row rowRef, f fate) { a.fates[row.table][row.index] = f }

func (a *account) of(row rowRef) fate { return a.fates[row.table][row.index] }

// leave puts a row among those that are not taken, and says why.
func (a *account) leave(row rowRef, f fate, finding Finding) {
	a.put(row, f)
	a.find(row, f, finding)
}

// find reports a value of a row; what becomes of the row is another matter.
func (a *account) find(row rowRef, f fate, finding Finding) {
	finding.Table, finding.Row, finding.index = row.table, row.key, row.index
	finding.Value = importing.Printable(finding.Value)
	if f == conflict {
		a.report.Conflicts = append(a.report.Conflicts, finding)
	} else {
		a.report.Unreadable = append(a.report.Unreadable, finding)
	}
}

// close counts the rows into the report.
func (a *account) close() {
	for _, t := range tables {
		counted := &TableReport{Name: t.name, Rows: len(a.fates[t.name])}
		for _, f := range a.fates[t.name] {
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
		a.report.Tables = append(a.report.Tables, counted)
	}
}
