package postgres

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/jackc/pgx/v5/pgtype"

	"opencec/tools/query"
	"opencec/tools/register"
)

// A table is a table of the schema with parts of records.
type table struct {
	name    string
	columns []string // the columns that are written, without from_seq and to_seq
	// of are the kinds whose records have rows in it, and key is the column with the
	// record's id. A table of all kinds also has a column with the kind.
	of   []register.Kind
	key  string
	rows func(*rowWriter, register.Record)
	// repeated is a column of the record's own row that queries find here without a join; ""
	// for none. It is not compared.
	repeated string
}

// repeating declares the column that is repeated.
func (t *table) repeating(column string) *table { t.repeated = column; return t }

// kindColumn is the column with the record's kind, in tables that all kinds share.
// positionColumn has the position of a part among those of its record. daysColumn is a run of
// days, which the schema has in the columns from_day and to_day.
const (
	kindColumn     = "kind"
	positionColumn = "position"
	daysColumn     = "days"
)

// A columnFrom is a column, with the function that returns its value from an E. Name and
// value are together, so that no value can get into another column.
type columnFrom[E any] struct {
	name  string
	value func(*rowWriter, E) any
}

// in describes a column whose value follows from the E alone.
func in[E any](name string, value func(E) any) columnFrom[E] {
	return columnFrom[E]{name, func(_ *rowWriter, e E) any { return value(e) }}
}

// written describes a column whose value depends on the register, or can be a problem.
func written[E any](name string, value func(*rowWriter, E) any) columnFrom[E] {
	return columnFrom[E]{name, value}
}

// columnNames returns names followed by those of columns.
func columnNames[E any](columns []columnFrom[E], names ...string) []string {
	for _, c := range columns {
		names = append(names, c.name)
	}
	return names
}

// tables are all tables with parts of records, in the order in which they are written. The
// digest of a record depends on that order, and on that of the columns.
var tables = slices.Concat(commonTables, vocabularyTables, listTables, partyTables, listingTables, certificateTables)

// commonTable describes a table of all kinds, with a row for each part of a record.
func commonTable[E any](name string, parts func(*rowWriter, register.Record) []E, columns ...columnFrom[E]) *table {
	t := &table{name: name, of: register.Kinds(), key: "id", columns: columnNames(columns, kindColumn)}
	t.rows = func(w *rowWriter, rec register.Record) {
		for _, part := range parts(w, rec) {
			w.begin()
			w.add(kindColumn, rec.RecordKind().Folder())
			addAll(w, columns, part)
		}
	}
	return t
}

// partTable describes a table of one kind with a row for each part of a record, in
// their order. Its name begins with that of the kind.
func partTable[R register.Record, E any](name string, parts func(R) []E, columns ...columnFrom[E]) *table {
	t := newPartTable[R](name)
	t.columns = columnNames(columns, t.key, positionColumn)
	t.rows = func(w *rowWriter, rec register.Record) {
		for i, part := range parts(rec.(R)) {
			w.begin()
			w.add(t.key, rec.RecordMeta().ID)
			w.add(positionColumn, i)
			addAll(w, columns, part)
		}
	}
	return t
}

// setTable describes a table of one kind with a row for each part of a record, without an
// order.
func setTable[R register.Record, E any](name string, parts func(*rowWriter, R) []E, columns ...columnFrom[E]) *table {
	t := newPartTable[R](name)
	t.columns = columnNames(columns, t.key)
	t.rows = func(w *rowWriter, rec register.Record) {
		for _, part := range parts(w, rec.(R)) {
			w.begin()
			w.add(t.key, rec.RecordMeta().ID)
			addAll(w, columns, part)
		}
	}
	return t
}

// newPartTable returns the table with parts of the records of type R.
func newPartTable[R register.Record](name string) *table {
	var none R
	kind := none.RecordKind()
	return &table{name: partPrefix(kind) + name, of: []register.Kind{kind}, key: partPrefix(kind) + "id"}
}

// partPrefix returns the start of the names of tables with parts of a kind's records, and of
// columns with the records' ids.
func partPrefix(k register.Kind) string { return strings.ReplaceAll(k.Name(), " ", "_") + "_" }

// holds reports whether records of a kind have rows in the table.
func (t *table) holds(k register.Kind) bool { return slices.Contains(t.of, k) }

// common reports whether all kinds share the table.
func (t *table) common() bool { return t.columns[0] == kindColumn }

// storedColumns returns the names of the columns in the schema, without from_seq and to_seq.
func (t *table) storedColumns() []string {
	var names []string
	for _, c := range t.columns {
		if c == daysColumn {
			names = append(names, "from_day", "to_day")
		} else {
			names = append(names, c)
		}
	}
	return names
}

// A rowWriter encodes rows in the binary form of COPY. It is for one goroutine.
//
// The types of values match those of columns: string is text (also json and enums, which
// have the same form), int is int4, []byte is bytea, time.Time is timestamptz, register.Date
// is date, days is two dates; unknown optional texts, dates and numbers are NULL.
//
// Rows to be compared have a form of their own, so that the digests of records stay the same
// when the schema has the same values in other columns: NULL in place of from_seq and to_seq,
// and a daterange in place of two dates.
type rowWriter struct {
	reg      *register.Register
	model    *query.Model
	types    *pgtype.Map
	compared bool   // whether rows are in the form to be compared
	versions []byte // from_seq and to_seq, encoded
	buf      []byte
	count    int   // rows in buf
	starts   []int // where the values of each row begin in buf

	table    *table
	fields   int // the number of fields of each row
	next     int // the index of the column to add next
	record   register.Record
	revision int    // of the history, for rows without a record
	digest   []byte // of the record; nil while it is computed
	problems []error
}

// optional is a text that is NULL if it is empty.
type optional string

// A versionRange has the versions from a sequence number on; before another one, unless that
// is 0.
type versionRange struct{ from, until int64 }

// newRowWriter returns a writer of rows that are valid in versions. With the zero range, rows
// serve only for their values.
func newRowWriter(reg *register.Register, model *query.Model, versions versionRange) *rowWriter {
	w := &rowWriter{reg: reg, model: model, types: pgtype.NewMap()}
	w.versions = w.encodedVersions(versions)
	return w
}

// newComparer returns a writer of rows that serve only for comparison.
func newComparer(reg *register.Register, model *query.Model) *rowWriter {
	w := &rowWriter{reg: reg, model: model, types: pgtype.NewMap(), compared: true}
	w.value(nil)
	w.versions, w.buf = w.buf, nil
	return w
}

// encodedVersions returns the values of from_seq and to_seq.
func (w *rowWriter) encodedVersions(v versionRange) []byte {
	w.reset()
	w.value(v.from)
	if v.until == 0 {
		w.value(nil)
	} else {
		w.value(v.until)
	}
	defer w.reset()
	return bytes.Clone(w.buf)
}

// write appends the rows of a record in a table.
func (w *rowWriter) write(t *table, rec register.Record) {
	w.writeTo(t, rec)
	t.rows(w, rec)
}

// writeTo sets the table and the record of the rows that follow.
func (w *rowWriter) writeTo(t *table, rec register.Record) {
	w.table, w.record = t, rec
	switch {
	case !w.compared:
		w.fields = len(t.storedColumns()) + 2
	case t.repeated != "":
		w.fields = len(t.columns)
	default:
		w.fields = len(t.columns) + 1
	}
}

// begin begins a row of the table. All of its columns must follow, in their order.
func (w *rowWriter) begin() {
	w.count++
	w.next = 0
	w.buf = binary.BigEndian.AppendUint16(w.buf, uint16(w.fields))
	w.buf = append(w.buf, w.versions...)
	w.starts = append(w.starts, len(w.buf))
}

// add appends the value of a column, which must be the next one, to the row.
func (w *rowWriter) add(column string, v any) {
	if want := w.table.columns[w.next]; column != want {
		panic(fmt.Sprintf("postgres: a value of %s.%s where one of %s belongs", w.table.name, column, want))
	}
	w.next++
	if w.compared && column == w.table.repeated {
		return
	}
	if !w.holdable(v) {
		w.problem(column, "Postgres has no place for a NUL character, nor for bytes that are not UTF-8: remove them")
		v = nil
	}
	if d, ok := v.(days); ok && !w.compared {
		w.value(d.first())
		w.value(d.last())
		return
	}
	w.value(v)
}

// addAll appends the values of columns to the row.
func addAll[E any](w *rowWriter, columns []columnFrom[E], e E) {
	for _, c := range columns {
		w.add(c.name, c.value(w, e))
	}
}

// problem records why the record cannot be written.
func (w *rowWriter) problem(column, what string) {
	of := fmt.Sprintf("revision %d", w.revision)
	if w.record != nil {
		of = w.record.RecordKind().Name() + " " + w.record.RecordMeta().ID
	}
	w.problems = append(w.problems, fmt.Errorf("%s: %s.%s: %s", of, w.table.name, column, what))
}

// holdable reports whether Postgres can store the texts of a value.
func (w *rowWriter) holdable(v any) bool {
	good := func(s string) bool { return utf8.ValidString(s) && strings.IndexByte(s, 0) < 0 }
	switch v := v.(type) {
	case string:
		return good(v)
	case optional:
		return good(string(v))
	case []string:
		return !slices.ContainsFunc(v, func(s string) bool { return !good(s) })
	}
	return true
}

// value appends a value with its length before it.
func (w *rowWriter) value(v any) {
	at := len(w.buf)
	w.buf = append(w.buf, 0xff, 0xff, 0xff, 0xff) // the length of NULL
	if buf, ok := w.appendValue(w.buf, v); ok {
		w.buf = buf
		binary.BigEndian.PutUint32(w.buf[at:], uint32(len(w.buf)-at-4))
	}
}

// appendValue appends the binary form of a value, and reports whether there is one: NULL has
// none. It writes most values itself, because the library looks up a plan for each.
func (w *rowWriter) appendValue(buf []byte, v any) ([]byte, bool) {
	switch v := v.(type) {
	case nil:
		return nil, false
	case string:
		return append(buf, v...), true
	case optional:
		return append(buf, v...), v != ""
	case []byte:
		return append(buf, v...), v != nil
	case bool:
		if v {
			return append(buf, 1), true
		}
		return append(buf, 0), true
	case int:
		return binary.BigEndian.AppendUint32(buf, uint32(int32(v))), true
	case int64:
		return binary.BigEndian.AppendUint64(buf, uint64(v)), true
	case float64:
		return binary.BigEndian.AppendUint64(buf, math.Float64bits(v)), true
	case *float64:
		if v == nil {
			return nil, false
		}
		return w.appendValue(buf, *v)
	case register.Date:
		return dayNumberOf(v).append(buf), !v.IsZero()
	case dayNumber:
		return v.append(buf), true
	case days:
		return v.appendRange(buf), true
	case time.Time:
		return w.encode(buf, pgtype.TimestamptzOID, v), !v.IsZero()
	case []string:
		return w.encode(buf, pgtype.TextArrayOID, v), true
	}
	panic(fmt.Sprintf("postgres: no column has the type %T", v))
}

// encode appends the binary form of a value of a type that the library knows.
func (w *rowWriter) encode(buf []byte, oid uint32, v any) []byte {
	buf, err := w.types.Encode(oid, pgtype.BinaryFormatCode, v, buf)
	if err != nil {
		panic(fmt.Sprintf("postgres: a value of %s: %v", w.table.name, err)) // every value of these types can be encoded
	}
	return buf
}

// A dayNumber is the binary form of a date: the number of days since the year 2000, or one of the
// infinities.
type dayNumber int32

const (
	minusInfinity dayNumber = math.MinInt32
	infinity      dayNumber = math.MaxInt32
)

func dayNumberOf(d register.Date) dayNumber {
	const day, until2000 = 24 * 60 * 60, 946_684_800 // seconds, the second since 1970
	return dayNumber((d.Time().Unix() - until2000) / day)
}

func (n dayNumber) append(buf []byte) []byte { return binary.BigEndian.AppendUint32(buf, uint32(n)) }

// A days is a run of days, from ≤ day < until. A zero date is no bound.
type days struct{ from, until register.Date }

// daysOf returns the days of a period.
func daysOf(p register.Period) days {
	if p.To.IsZero() {
		return days{from: p.From}
	}
	return days{p.From, p.To.AddDays(1)}
}

// first returns the first day as the schema has it.
func (d days) first() dayNumber {
	if d.from.IsZero() {
		return minusInfinity
	}
	return dayNumberOf(d.from)
}

// last returns the last day as the schema has it.
func (d days) last() dayNumber {
	if d.until.IsZero() {
		return infinity
	}
	return dayNumberOf(d.until) - 1
}

// appendRange appends the binary form of a daterange, as rows to be compared have it: a byte with
// flags, and each bound after its length.
func (d days) appendRange(buf []byte) []byte {
	const includesLower, noLower, noUpper = 2, 8, 16
	at := len(buf)
	buf = append(buf, 0)
	bound := func(day register.Date) {
		n := dayNumberOf(day).append(nil)
		buf = append(binary.BigEndian.AppendUint32(buf, uint32(len(n))), n...)
	}
	if d.from.IsZero() {
		buf[at] |= noLower
	} else {
		buf[at] |= includesLower
		bound(d.from)
	}
	if d.until.IsZero() {
		buf[at] |= noUpper
	} else {
		bound(d.until)
	}
	return buf
}

// The frame of COPY's binary form: its signature, no flags and no extension; and the row that
// ends it.
var (
	copyHeader  = append([]byte("PGCOPY\n\xff\r\n\x00"), make([]byte, 8)...)
	copyTrailer = []byte{0xff, 0xff}
)

// json returns the JSON of a part of a record.
func (w *rowWriter) json(v any) string {
	text, err := register.EncodeJSON(v)
	if err != nil {
		w.problem("record", err.Error())
	}
	return string(text)
}

// reset forgets the rows that were written.
func (w *rowWriter) reset() { w.buf, w.count, w.starts = w.buf[:0], 0, w.starts[:0] }

// values returns the values of the rows that were written, without their versions.
func (w *rowWriter) values() [][]byte {
	buf := slices.Clone(w.buf)
	values := make([][]byte, len(w.starts))
	for i, from := range w.starts {
		to := len(buf)
		if i+1 < len(w.starts) {
			to = w.starts[i+1] - len(w.versions) - 2 // the next row begins with these
		}
		values[i] = buf[from:to]
	}
	return values
}
