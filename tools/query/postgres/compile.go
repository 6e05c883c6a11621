package postgres

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"opencec/tools/query"
	"opencec/tools/register"
)

// A statement is SQL with its parameters. Each parameter is a string in the text format that
// Postgres reads, and the text names its type. Everything from a request is a parameter; the
// text consists of constants, so that there are few texts, and a connection can keep them
// prepared.
type statement struct {
	text string
	args []any
}

// A compiler builds one statement about a version of the register on a day.
type compiler struct {
	sources map[register.Kind]source
	args    []any
	seq     int64  // the version's sequence number
	version string // parameter with seq; "" until it is needed
	// current declares that the version is the newest one in the database, whose rows
	// partial indexes find. The answer must come with a check that it is.
	current bool
	day     string // parameter with the day; "" until it is needed
	on      register.Date
}

func newCompiler(sources map[register.Kind]source, seq int64, on register.Date) *compiler {
	return &compiler{sources: sources, seq: seq, on: on}
}

// arg adds a parameter of an SQL type and returns its placeholder.
func (c *compiler) arg(value, sqlType string) string {
	c.args = append(c.args, value)
	return "$" + strconv.Itoa(len(c.args)) + "::" + sqlType
}

// array adds an array parameter.
func (c *compiler) array(values []string, sqlType string) string {
	return c.arg(arrayLiteral(values), sqlType+"[]")
}

func (c *compiler) statement(parts ...string) statement {
	return statement{strings.Join(parts, "\n"), c.args}
}

// versionArg returns the parameter with the version's sequence number.
func (c *compiler) versionArg() string {
	if c.version == "" {
		c.version = c.arg(strconv.FormatInt(c.seq, 10), "bigint")
	}
	return c.version
}

// of is the condition that a table's rows belong to the version.
func (c *compiler) of(table string) string {
	if c.current {
		return table + ".to_seq is null"
	}
	return fmt.Sprintf("%s.from_seq <= %s and (%[1]s.to_seq is null or %[1]s.to_seq > %[2]s)", table, c.versionArg())
}

// today is the condition that a table's rows belong to the day.
func (c *compiler) today(table string) string {
	if c.day == "" {
		c.day = c.arg(c.on.String(), "date")
	}
	return fmt.Sprintf("%s.from_day <= %s and %[1]s.to_day >= %[2]s", table, c.day)
}

// A scope is the tables of a statement in which the queried records are.
type scope struct {
	source
	id          string // the expression with the record's id
	row, status string // aliases of the record's row and of its daily row; "" if the statement does not read it
}

// reads returns the scope of a statement that reads the columns of some fields. It leaves out
// the record's own row if its daily row has them all: a join costs more than the rest of a
// count.
func (s source) reads(refs []columnRef) scope {
	var row, daily bool
	for _, p := range refs {
		daily = daily || p.daily
		row = row || p.rows == nil && !p.daily && !p.alsoDaily && p.column != idColumn
	}
	switch {
	case !daily:
		return scope{s, "r." + idColumn, "r", ""}
	case !row:
		return scope{s, "s." + s.link, "", "s"}
	}
	return scope{s, "r." + idColumn, "r", "s"}
}

// idColumn is the column of a record's own row with its id.
const idColumn = "id"

// column returns the column of a field that is not in other rows.
func (s scope) column(p columnRef) string {
	switch {
	case p.daily, p.alsoDaily && s.status != "":
		return s.status + "." + p.column
	case p.column == idColumn:
		return s.id
	}
	return s.row + "." + p.column
}

// from returns the tables of the scope, and the conditions of their rows.
func (c *compiler) from(s scope) (from, where []string) {
	if s.row == "" {
		return []string{s.statuses + " " + s.status}, []string{c.of(s.status), c.today(s.status)}
	}
	from, where = []string{s.table + " " + s.row}, []string{c.of(s.row)}
	if s.status != "" {
		from = append(from, c.statusOf(s))
	}
	return from, where
}

// statusOf joins the record's row for the day in the status table.
func (c *compiler) statusOf(s scope) string {
	return fmt.Sprintf("join %s %s on %[2]s.%s = %s and %s and %s", s.statuses, s.status, s.link, s.id, c.of(s.status), c.today(s.status))
}

// A selection is the records of a kind that satisfy conditions.
type selection struct {
	from  []string
	where []string
}

func (s selection) String() string {
	return "from " + strings.Join(s.from, "\n") + "\nwhere " + strings.Join(s.where, "\nand ")
}

// refs returns the references of the filters that count.
func (s source) refs(filters []query.Filter, counts func(query.Filter) bool) []columnRef {
	var refs []columnRef
	for _, f := range filters {
		if counts(f) && f.Field.Via == nil {
			refs = append(refs, s.ref(f.Field))
		}
	}
	return refs
}

func allFilters(query.Filter) bool { return true }

// selection returns the records that match the query's words and those of its filters that
// count. The scope must read what they need.
func (c *compiler) selection(q *query.Query, s scope, counts func(query.Filter) bool) selection {
	from, conditions := c.from(s)
	var linked []query.Filter
	for _, f := range q.Filters {
		switch {
		case !counts(f):
		case f.Field.Via != nil:
			linked = append(linked, f)
		default:
			conditions = append(conditions, c.filter(s, s.ref(f.Field), f.Field, f))
		}
	}
	if len(linked) > 0 {
		conditions = append(conditions, c.linked(s, linked))
	}
	if len(q.Words) > 0 {
		conditions = append(conditions, c.words(s, q.Words))
	}
	return selection{from, conditions}
}

// linked is the condition that a listing has one certificate for which all the filters
// hold.
func (c *compiler) linked(listing scope, filters []query.Filter) string {
	s := scope{source: c.sources[register.Certificates], id: "n.certificate_id"}
	for _, f := range filters {
		if p := s.ref(f.Field.Via); p.daily {
			s.status = "cs"
		} else {
			s.row, s.id = "c", "c.id"
		}
	}
	from := "certificate_listings n"
	conditions := []string{"n.listing_id = " + listing.id, c.of("n")}
	if s.row != "" {
		from += " join certificates c on c.id = n.certificate_id"
		conditions = append(conditions, c.of("c"))
	}
	if s.status != "" {
		from += " " + c.statusOf(s)
	}
	for _, f := range filters {
		conditions = append(conditions, c.filter(s, s.ref(f.Field.Via), f.Field.Via, f))
	}
	return exists(from, conditions)
}

func exists(from string, conditions []string) string {
	return "exists (select from " + from + " where " + strings.Join(conditions, " and ") + ")"
}

// filter is the condition of a filter on a field. Package query defines the operators.
func (c *compiler) filter(s scope, p columnRef, f *query.Field, filter query.Filter) string {
	if p.rows != nil {
		return c.filterRows(s, p, f, filter)
	}
	column := s.column(p)
	switch filter.Op {
	case query.Not:
		return "(" + c.holds(column, p, f, query.Equal, filter.Values) + ") is not true"
	case query.IsNull:
		return column + null(filter.Null())
	}
	return c.holds(column, p, f, filter.Op, filter.Values)
}

// filterRows is the condition that a filter holds for one of a record's rows, or for
// none.
func (c *compiler) filterRows(s scope, p columnRef, f *query.Field, filter query.Filter) string {
	column := "v." + p.column
	conditions := c.rowsOf(p.rows, s.id)
	not := ""
	switch filter.Op {
	case query.Not:
		not = "not "
		conditions = append(conditions, c.holds(column, p, f, query.Equal, filter.Values))
	case query.IsNull:
		if filter.Null() {
			not = "not "
		}
		conditions = append(conditions, column+null(false))
	default:
		conditions = append(conditions, c.holds(column, p, f, filter.Op, filter.Values))
	}
	return not + exists(p.rows.from, conditions)
}

func null(is bool) string {
	if is {
		return " is null"
	}
	return " is not null"
}

// rowsOf are the conditions of the rows that belong to a record, on the day if they
// depend on it.
func (c *compiler) rowsOf(r *rows, record string) []string {
	conditions := []string{r.record + " = " + record}
	return append(conditions, c.rowsOfVersion(r)...)
}

func (c *compiler) rowsOfVersion(r *rows) []string {
	var conditions []string
	for _, table := range r.versioned {
		conditions = append(conditions, c.of(table))
	}
	if r.daily {
		conditions = append(conditions, c.today("v"))
	}
	for _, o := range r.only {
		conditions = append(conditions, o.column+" = "+c.arg(o.value, "text"))
	}
	return conditions
}

// holds is the condition that an operator holds between a column and any of the values.
func (c *compiler) holds(column string, p columnRef, f *query.Field, op query.Op, values []query.Value) string {
	switch op {
	case query.Equal:
		return c.equal(column, p, f, values)
	case query.Contains:
		return c.like(column, values, "%", "%")
	case query.StartsWith:
		return c.like(column, values, "", "%")
	}
	return c.bound(column, p, f, op, values[0])
}

var comparisons = map[query.Op]string{query.Greater: " > ", query.AtLeast: " >= ", query.Less: " < ", query.AtMost: " <= "}

func (c *compiler) bound(column string, p columnRef, f *query.Field, op query.Op, v query.Value) string {
	if p.integer {
		return column + comparisons[op] + c.arg(wholeBound(op, v.Order), "bigint")
	}
	arg, _ := argument(p, f, v) // numbers, dates and instants can always be stored
	return column + comparisons[op] + c.arg(arg, sqlType(p, f))
}

// wholeBound returns the whole number for which a comparison has the same result as with
// n. It clamps numbers that are larger than any count.
func wholeBound(op query.Op, n float64) string {
	const large = 1 << 53
	n = max(-large, min(n, large))
	if op == query.Greater || op == query.AtMost {
		return register.FormatNumber(math.Floor(n))
	}
	return register.FormatNumber(math.Ceil(n))
}

// equal is the condition that a column has one of the values. A single value is compared
// directly, so that an index returns the rows in order.
func (c *compiler) equal(column string, p columnRef, f *query.Field, values []query.Value) string {
	var args []string
	for _, v := range values {
		if arg, ok := argument(p, f, v); ok {
			args = append(args, arg)
		}
	}
	switch len(args) {
	case 0:
		return "false"
	case 1:
		condition := column + " = " + c.arg(args[0], sqlType(p, f))
		if f.Type == query.TypeBoolean && !p.required {
			condition += " and " + column + null(false) // for indexes of what has a value: the planner does not see it in "not x"
		}
		return condition
	}
	return column + " = any (" + c.array(args, sqlType(p, f)) + ")"
}

// like is the condition that a column contains one of the values, between the patterns
// before and after.
func (c *compiler) like(column string, values []query.Value, before, after string) string {
	var conditions []string
	for _, v := range values {
		if storable(v.Text) {
			conditions = append(conditions, column+" like "+c.arg(before+likeEscapes.Replace(v.Text)+after, "text"))
		}
	}
	if len(conditions) == 0 {
		return "false"
	}
	return "(" + strings.Join(conditions, " or ") + ")"
}

var likeEscapes = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)

// storable reports whether a text can be in the database at all.
func storable(s string) bool { return utf8.ValidString(s) && !strings.ContainsRune(s, 0) }

// sqlType returns the SQL type of a field's values.
func sqlType(p columnRef, f *query.Field) string {
	switch f.Type {
	case query.TypeNumber:
		if p.integer {
			return "bigint"
		}
		return "double precision"
	case query.TypeBoolean:
		return "boolean"
	case query.TypeDate:
		return "date"
	case query.TypeInstant:
		return "timestamptz"
	}
	if p.enum != "" {
		return p.enum
	}
	return "text"
}

// argument returns a value as a parameter, and whether any record can have it.
func argument(p columnRef, f *query.Field, v query.Value) (string, bool) {
	switch f.Type {
	case query.TypeNumber:
		if p.integer {
			return register.FormatNumber(v.Order), v.Order == math.Trunc(v.Order) && math.Abs(v.Order) <= math.MaxInt32
		}
		return strconv.FormatFloat(v.Order, 'g', -1, 64), true
	case query.TypeInstant:
		return instantArgument(v.Text), true
	}
	return v.Text, storable(v.Text)
}

// instantArgument formats an instant for Postgres, which writes the year 0 as 1 BC.
func instantArgument(rfc3339 string) string {
	if rest, ok := strings.CutPrefix(rfc3339, "0000-"); ok {
		return "0001-" + rest + " BC"
	}
	return rfc3339
}

// words is the condition that each word begins one of the record's words. It uses only as
// much of a word as is stored.
func (c *compiler) words(s scope, words []string) string {
	var prefixes []string
	for _, w := range words {
		prefixes = append(prefixes, "'"+lexemeEscapes.Replace(cutWord(w))+"':*")
	}
	return exists("records w", []string{
		"w.kind = " + c.arg(s.kind.Folder(), "text"), "w.id = " + s.id, c.of("w"),
		"w.search @@ " + c.arg(strings.Join(prefixes, " & "), "tsquery"),
	})
}

// Words consist of letters and digits, so there is nothing to escape at present.
var lexemeEscapes = strings.NewReplacer(`\`, `\\`, `'`, `''`)
