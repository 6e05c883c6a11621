package legacy

import (
	"cmp"
	"slices"
	"strings"

	"opencec/tools/input/importing"
	"opencec/tools/register"
)

// A Report says what an import found and changed. Its JSON is stable.
type Report struct {
	Tables        []*TableReport `json:"tables"`
	Unread        []string       `json:"columns_not_read"`
	TimeZone      string         `json:"time_zone"`  // in which times were taken to be that have none
	Unreadable    []Finding      `json:"unreadable"` // rows, and values of rows, that cannot be used
	Conflicts     []Finding      `json:"conflicts"`  // rows, and values of rows, that contradict what is held
	Absent        []Absent       `json:"absent"`
	OtherWordings []OtherWording `json:"left"`
	Added         []Addition     `json:"added"`
	Changed       []Change       `json:"changed"`
	Unchanged     int            `json:"listings_unchanged"` // listings that the database has as they are held
}

// A TableReport accounts for the rows of one table:
// Rows = Taken + Duplicates + Empty + Conflicts + Unreadable.
type TableReport struct {
	Name       string `json:"name"`
	Rows       int    `json:"rows"`
	Taken      int    `json:"taken"`      // rows that the register says now
	Duplicates int    `json:"duplicates"` // rows that say what another one says
	Empty      int    `json:"empty"`      // values that are not known
	Conflicts  int    `json:"conflicts"`  // rows that contradict what is held, or belong to one that does
	Unreadable int    `json:"unreadable"` // rows that cannot be used, or belong to one that cannot
}

// A Finding is a problem of a row, or of a value in it.
type Finding struct {
	Table  string `json:"table"`
	Row    string `json:"row"` // its key, as name=value
	Column string `json:"column,omitempty"`
	Value  string `json:"value,omitempty"`  // its beginning, what cannot be printed replaced
	Record string `json:"record,omitempty"` // the id of the record that it is about
	Field  string `json:"field,omitempty"`  // and the field of it
	Reason string `json:"reason"`

	index int // of the row
}

// String returns the finding in one line.
func (f Finding) String() string {
	var b strings.Builder
	b.WriteString(f.Table + ": " + f.Row)
	if f.Column != "" {
		b.WriteString(": " + f.Column)
		if f.Value != "" {
			b.WriteString(` "` + f.Value + `"`)
		}
	}
	if f.Record != "" {
		b.WriteString(": " + f.Record)
	}
	if f.Field != "" {
		b.WriteString(": " + f.Field)
	}
	return b.String() + ": " + f.Reason
}

// Absent is what is held and not in the database: an imported record, or a value of one. It
// is kept.
type Absent struct {
	Kind  string `json:"kind"`
	ID    string `json:"id"`
	Field string `json:"field,omitempty"` // none where it is the whole record
	Held  string `json:"held,omitempty"`
}

// String returns the absence in one line.
func (a Absent) String() string {
	if a.Field == "" {
		return a.Kind + " " + a.ID
	}
	return a.Kind + " " + a.ID + ": " + a.Field + " " + a.Held
}

// An OtherWording is a text that the database words differently from the register, which
// keeps its own.
type OtherWording struct {
	Kind  string `json:"kind"`
	ID    string `json:"id"`
	Field string `json:"field"`
	Read  string `json:"read"`
	Held  string `json:"held"`
}

// String returns the difference in one line.
func (l OtherWording) String() string {
	held := l.Held
	if held == "" {
		held = "nothing"
	}
	return l.Kind + " " + l.ID + ": " + l.Field + " is " + l.Read + ", held " + held
}

// An Addition is a new record.
type Addition struct {
	Kind string `json:"kind"`
	importing.Addition
}

// A Change is a changed record.
type Change struct {
	Kind string `json:"kind"`
	importing.Change
}

// IsComplete reports whether everything that was read is in the register.
func (r *Report) IsComplete() bool { return len(r.Unreadable) == 0 && len(r.Conflicts) == 0 }

// Changes returns the number of records added or changed.
func (r *Report) Changes() int { return len(r.Added) + len(r.Changed) }

// sort sorts everything, and makes empty lists non-nil, for JSON.
func (r *Report) sort() {
	findings := func(a, b Finding) int {
		return cmp.Or(cmp.Compare(slices.Index(tableNames(), a.Table), slices.Index(tableNames(), b.Table)), cmp.Compare(a.index, b.index))
	}
	importing.SortNonNil(&r.Unread, strings.Compare)
	importing.SortNonNil(&r.Unreadable, findings)
	importing.SortNonNil(&r.Conflicts, findings)
	importing.SortNonNil(&r.Absent, func(a, b Absent) int {
		return cmp.Or(compareKinds(a.Kind, b.Kind), cmp.Compare(a.ID, b.ID), cmp.Compare(a.Field, b.Field))
	})
	importing.SortNonNil(&r.OtherWordings, func(a, b OtherWording) int {
		return cmp.Or(compareKinds(a.Kind, b.Kind), cmp.Compare(a.ID, b.ID), cmp.Compare(a.Field, b.Field), cmp.Compare(a.Read, b.Read))
	})
	importing.SortNonNil(&r.Added, func(a, b Addition) int { return cmp.Or(compareKinds(a.Kind, b.Kind), cmp.Compare(a.ID, b.ID)) })
	importing.SortNonNil(&r.Changed, func(a, b Change) int { return cmp.Or(compareKinds(a.Kind, b.Kind), cmp.Compare(a.ID, b.ID)) })
}

// compareKinds orders names of kinds as register.Kinds does.
func compareKinds(a, b string) int { return cmp.Compare(indexOfKind(a), indexOfKind(b)) }

func indexOfKind(name string) int {
	return slices.IndexFunc(register.Kinds(), func(k register.Kind) bool { return k.Name() == name })
}
