package original

import (
	"strings"

	"opencec/tools/intake"
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
	key   string // as a person finds it: listing_id=12 device_class_id=1
}

// keyOf writes a row's key: names and values, one after the other.
func keyOf(pairs ...string) string {
	var words []string
	for i := 0; i < len(pairs); i += 2 {
		words = append(words, pairs[i]+"="+intake.Printable(pairs[i+1]))
	}
	return strings.Join(words, " ")
}

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
	finding.Value = intake.Printable(finding.Value)
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
