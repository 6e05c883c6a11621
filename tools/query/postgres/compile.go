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

// A statement is SQL with its parameters. Each parameter is a string or []string in the
// text format that Postgres reads. Everything from a request is a parameter; the text
// consists of constants.
type statement struct {
	text string
	args []any
}

// A compiler builds one statement about a version of the register on a day.
type compiler struct {
	sources map[register.Kind]source
	args    []any
	version string // parameter with the version's sequence number
	day     string // parameter with the day; "" until it is needed
	on      register.Date
}

func newCompiler(sources map[register.Kind]source, seq int64, on register.Date) *compiler {
	c := &compiler{sources: sources, on: on}
	c.version = c.arg(strconv.FormatInt(seq, 10), "bigint")
	return c
}

// arg adds a parameter of an SQL type and returns its placeholder.
func (c *compiler) arg(value, sqlType string) string {
	c.args = append(c.args, value)
	return "$" + strconv.Itoa(len(c.args)) + "::" + sqlType
}

// array adds an array parameter.
func (c *compiler) array(values []string, sqlType string) string {
	c.args = append(c.args, values)
	return "$" + strconv.Itoa(len(c.args)) + "::" + sqlType + "[]"
}

func (c *compiler) statement(parts ...string) statement {
	return statement{strings.Join(parts, "\n"), c.args}
}

// of is the condition that a table's rows belong to the version.
func (c *compiler) of(table string) string {
	return table + ".from_seq <= " + c.version + " and (" + table + ".to_seq is null or " + table + ".to_seq > " + c.version + ")"
}

// today is the condition that a table's rows belong to the day.
func (c *compiler) today(table string) string {
	if c.day == "" {
		c.day = c.arg(c.on.String(), "date")
	}
	return table + ".from_day <= " + c.day + " and " + table + ".to_day >= " + c.day
}

// A scope is the tables of a statement in which the queried records are.
type scope struct {
	source
	row, status string // aliases of the record's row and of its daily row
}

// column returns the column of a field that is not in other rows.
func (s scope) column(p columnRef) string {
	if p.daily {
		return s.status + "." + p.column
	}
	return s.row + "." + p.column
}

// statusOf joins the record's row for the day in the status table.
func (c *compiler) statusOf(s scope) string {
	return fmt.Sprintf("join %s %s on %[2]s.%s = %s.id and %s and %s", s.statuses, s.status, s.link, s.row, c.of(s.status), c.today(s.status))
}

// A selection is the records of a kind that satisfy conditions.
type selection struct {
	from  []string
	where []string
}

func (s selection) String() string {
	return "from " + strings.Join(s.from, "\n") + "\nwhere " + strings.Join(s.where, "\nand ")
}

// scope returns the scope of a query: the records are r and, if needed, their daily rows
// s.
func (c *compiler) scope(q *query.Query) scope {
	return scope{c.sources[q.Collection.Kind], "r", "s"}
}

func allFilters(query.Filter) bool { return true }

// selection returns the records that match the query's words and those of its filters
// that count. It joins the daily rows if a filter needs them or daily is set.
func (c *compiler) selection(q *query.Query, counts func(query.Filter) bool, daily bool) selection {
	s := c.scope(q)
	conditions := []string{c.of(s.row)}
	var linked []query.Filter
	for _, f := range q.Filters {
		switch {
		case !counts(f):
		case f.Field.Via != nil:
			linked = append(linked, f)
		default:
			p := s.ref(f.Field)
			daily = daily || p.daily
			conditions = append(conditions, c.filter(s, p, f.Field, f))
		}
	}
	if len(linked) > 0 {
		conditions = append(conditions, c.linked(s, linked))
	}
	if len(q.Words) > 0 {
		conditions = append(conditions, c.words(s, q.Words))
	}
	selected := selection{[]string{s.table + " " + s.row}, conditions}
	if daily {
		selected.from = append(selected.from, c.statusOf(s))
	}
	return selected
}

// linked is the condition that a listing has one certificate for which all the filters
// hold.
func (c *compiler) linked(listing scope, filters []query.Filter) string {
	s := scope{c.sources[register.Certificates], "c", "cs"}
	from := "certificate_listings n join certificates c on c.id = n.certificate_id"
	conditions := []string{"n.listing_id = " + listing.row + ".id", c.of("n"), c.of("c")}
	daily := false
	for _, f := range filters {
		p := s.ref(f.Field.Via)
		daily = daily || p.daily
		conditions = append(conditions, c.filter(s, p, f.Field.Via, f))
	}
	if daily {
		from += " " + c.statusOf(s)
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
	conditions := c.rowsOf(p.rows, s.row+".id")
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
		"w.kind = " + c.arg(s.kind.Folder(), "text"), "w.id = " + s.row + ".id", c.of("w"),
		"w.search @@ " + c.arg(strings.Join(prefixes, " & "), "tsquery"),
	})
}

// Words consist of letters and digits, so there is nothing to escape at present.
var lexemeEscapes = strings.NewReplacer(`\`, `\\`, `'`, `''`)
