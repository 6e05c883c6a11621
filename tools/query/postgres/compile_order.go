package postgres

import (
	"fmt"
	"slices"
	"strings"

	"opencec/tools/query"
)

// An order is the sort order of an answer, before the id.
type order struct {
	from []string // tables joined to a record for its keys
	keys []sortKey
}

// A sortKey is an expression to sort by. Records without a value come last in both
// directions.
type sortKey struct {
	expression     string
	desc, required bool
}

func (k sortKey) String() string {
	direction := ""
	if k.desc {
		direction = " desc"
	}
	if !k.required {
		direction += " nulls last"
	}
	return k.expression + direction
}

// order returns the order of a query's answer.
func (c *compiler) order(s scope, sort []query.SortKey) order {
	var o order
	for i, k := range sort {
		p := s.ref(k.Field)
		column := ""
		if p.rows == nil {
			column = s.column(p)
		} else {
			name := fmt.Sprintf("a%d", i+1)
			o.from = append(o.from, fmt.Sprintf("left join (select %s as id, v.%s as value from %s where %s) %s on %[5]s.id = %s",
				p.rows.record, p.column, p.rows.from, strings.Join(c.rowsOfVersion(p.rows), " and "), name, s.id))
			column = name + ".value"
		}
		if k.Field.Vocabulary != nil {
			c.orderByWord(&o, fmt.Sprintf("w%d", i+1), column, p, k)
			continue
		}
		o.keys = append(o.keys, sortKey{column, k.Desc, p.required})
	}
	return o
}

// orderByWord sorts by the position of a term in its vocabulary. A required field has a
// term of the vocabulary; other fields may have unknown values, which sort last, by their
// text.
func (c *compiler) orderByWord(o *order, name, column string, p columnRef, k query.SortKey) {
	words := k.Field.Vocabulary.Terms
	ids := make([]string, len(words))
	for i, w := range words {
		ids[i] = w.ID
	}
	if p.enum != "" {
		column += "::text"
	}
	join := fmt.Sprintf("join unnest(%s) with ordinality as %s (id, place) on %[2]s.id = %s", c.array(ids, "text"), name, column)
	if p.required {
		o.from = append(o.from, join)
		o.keys = append(o.keys, sortKey{name + ".place", k.Desc, true})
		return
	}
	o.from = append(o.from, "left "+join)
	known := fmt.Sprintf("case when %s is not null then coalesce(%s.place, %d) end", column, name, len(words)+1)
	o.keys = append(o.keys, sortKey{known, k.Desc, false}, sortKey{column, k.Desc, false})
}

// by returns the order as SQL, given the expression with a record's id.
func (o order) by(id string) string {
	var keys []string
	for _, k := range o.keys {
		keys = append(keys, k.String())
	}
	return strings.Join(append(keys, id), ", ")
}

// columns names the keys, as columns of a subquery.
func (o order) columns() []string {
	var columns []string
	for i, k := range o.keys {
		columns = append(columns, fmt.Sprintf("%s as k%d", k.expression, i+1))
	}
	return columns
}

// ofColumns returns the order by the columns that columns has named.
func (o order) ofColumns() order {
	var by order
	for i, k := range o.keys {
		by.keys = append(by.keys, sortKey{fmt.Sprintf("k%d", i+1), k.desc, k.required})
	}
	return by
}

// An answer selects the ids of a query's answer, in its order.
type answer struct {
	with  []string // common table expressions of the statement
	ids   string   // a query
	total string   // an expression with the number of all records of the answer
}

// with returns the WITH clause of a statement.
func with(expressions []string) string {
	if len(expressions) == 0 {
		return ""
	}
	return "with " + strings.Join(expressions, ",\n") + "\n"
}

// answer returns at most limit records of a query's answer that follow the record after;
// "" is before the first.
//
// The records are read in their order up to the limit if an index has that order. If they
// are found by other rows, they are all found first, once for both the page and the total.
func (c *compiler) answer(q *query.Query, after string, limit int, counted bool) answer {
	s := c.sources[q.Collection.Kind]
	refs := s.refs(q.Filters, allFilters)
	if !counted || !c.gathers(q) {
		return c.walk(q, s, refs, after, limit, counted)
	}
	return c.gather(q, s, refs, after, limit)
}

// gathers reports whether a query finds records by rows of other tables, or by words.
func (c *compiler) gathers(q *query.Query) bool {
	s := c.sources[q.Collection.Kind]
	return len(q.Words) > 0 || slices.ContainsFunc(q.Filters, func(f query.Filter) bool { return f.Field.Via != nil || s.ref(f.Field).rows != nil })
}

// walk selects the records in their order, and the total on its own.
func (c *compiler) walk(q *query.Query, of source, refs []columnRef, after string, limit int, counted bool) answer {
	var a answer
	s := of.reads(append(of.sortRefs(q), refs...))
	o := c.order(s, q.Sort)
	selected := c.selection(q, s, allFilters)
	selected.from = append(selected.from, o.from...)
	if after != "" {
		last := c.arg(after, "text")
		a.with = c.lastKeys(q, of, last)
		selected.where = append(selected.where, o.after(s.id, last)...)
	}
	a.ids = fmt.Sprintf("select %s as id\n%s\norder by %s\nlimit %d", s.id, selected, o.by(s.id), limit)
	if counted {
		a.total = "(select count(*) " + c.selection(q, of.reads(refs), allFilters).String() + ")"
	}
	return a
}

// gather selects all records first, and then those of the page.
func (c *compiler) gather(q *query.Query, of source, refs []columnRef, after string, limit int) answer {
	s := of.reads(append(of.sortRefs(q), refs...))
	o := c.order(s, q.Sort)
	selected := c.selection(q, s, allFilters)
	selected.from = append(selected.from, o.from...)
	columns := append([]string{s.id + " as id"}, o.columns()...)
	a := answer{total: "(select count(*) from found)"}
	a.with = append(a.with, fmt.Sprintf("found as materialized (select %s\n%s)", strings.Join(columns, ", "), selected))
	by, where := o.ofColumns(), ""
	if after != "" {
		last := c.arg(after, "text")
		a.with = append(a.with, c.lastKeys(q, of, last)...)
		where = "\nwhere " + strings.Join(by.after("id", last), "\nand ")
	}
	a.ids = fmt.Sprintf("select id from found%s\norder by %s\nlimit %d", where, by.by("id"), limit)
	return a
}

// sortRefs returns the references of the fields that a query sorts by.
func (s source) sortRefs(q *query.Query) []columnRef {
	var refs []columnRef
	for _, k := range q.Sort {
		refs = append(refs, s.ref(k.Field))
	}
	return refs
}

// lastKeys selects the sort keys of the last record of the previous page, as last; nothing if
// the order is that of the ids.
func (c *compiler) lastKeys(q *query.Query, of source, last string) []string {
	s := of.reads(of.sortRefs(q))
	o := c.order(s, q.Sort)
	if len(o.keys) == 0 {
		return nil
	}
	from, where := c.from(s)
	record := selection{append(from, o.from...), append(where, s.id+" = "+last)}
	return []string{fmt.Sprintf("last as materialized (select %s\n%s)", strings.Join(o.columns(), ", "), record)}
}

// after returns the conditions of the records that follow the last one.
func (o order) after(id, last string) []string {
	var conditions []string
	if len(o.keys) > 0 && o.keys[0].required { // implied by the other conditions, but lets Postgres use an index range
		k := o.keys[0]
		conditions = append(conditions, fmt.Sprintf("%s %s (select k1 from last)", k.expression, comparison(k, "=")))
	}
	return append(conditions, o.afterFrom(id, last, 0))
}

func comparison(k sortKey, or string) string {
	if k.desc {
		return "<" + or
	}
	return ">" + or
}

// afterFrom is the condition of the records that follow the last one by the keys from an
// index on, given equal keys before it.
func (o order) afterFrom(id, last string, i int) string {
	if i == len(o.keys) {
		return id + " > " + last
	}
	k, value, next := o.keys[i], fmt.Sprintf("(select k%d from last)", i+1), o.afterFrom(id, last, i+1)
	past := fmt.Sprintf("%s %s %s", k.expression, comparison(k, ""), value)
	if k.required {
		return fmt.Sprintf("(%s or %s = %s and %s)", past, k.expression, value, next)
	}
	return fmt.Sprintf("(%s or %[2]s is null and %[3]s is not null or %[2]s is not distinct from %[3]s and %s)", past, k.expression, value, next)
}
