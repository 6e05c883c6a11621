package postgres

import (
	"fmt"
	"strings"

	"opencec/tools/query"
)

// An order is the sort order of an answer, before the id.
type order struct {
	from  []string // tables joined to a record for its keys
	keys  []sortKey
	daily bool // whether a key is in the record's daily row
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
		o.daily = o.daily || p.daily
		column := s.column(p)
		if p.rows != nil {
			name := fmt.Sprintf("a%d", i+1)
			o.from = append(o.from, fmt.Sprintf("left join (select %s as id, v.%s as value from %s where %s) %s on %[5]s.id = %s.id",
				p.rows.record, p.column, p.rows.from, strings.Join(c.rowsOfVersion(p.rows), " and "), name, s.row))
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

// by returns the order as SQL.
func (o order) by(s scope) string {
	var keys []string
	for _, k := range o.keys {
		keys = append(keys, k.String())
	}
	return strings.Join(append(keys, s.row+".id"), ", ")
}

// An answer selects the ids of a query's answer, in its order.
type answer struct {
	with string // a WITH clause before the statement
	ids  string // a query
}

// answer returns at most limit records of a query's answer that follow the record after;
// "" is before the first.
func (c *compiler) answer(q *query.Query, after string, limit int) answer {
	s := c.scope(q)
	o := c.order(s, q.Sort)
	selected := c.selection(q, allFilters, o.daily)
	selected.from = append(selected.from, o.from...)
	var a answer
	if after != "" {
		last := c.arg(after, "text")
		if len(o.keys) > 0 {
			a.with = c.lastKeys(s, o, last)
		}
		selected.where = append(selected.where, o.after(s, last)...)
	}
	a.ids = fmt.Sprintf("select %s.id\n%s\norder by %s\nlimit %d", s.row, selected, o.by(s), limit)
	return a
}

// lastKeys selects the sort keys of the last record of the previous page.
func (c *compiler) lastKeys(s scope, o order, last string) string {
	record := selection{from: []string{s.table + " " + s.row}, where: []string{c.of(s.row), s.row + ".id = " + last}}
	if o.daily {
		record.from = append(record.from, c.statusOf(s))
	}
	record.from = append(record.from, o.from...)
	var keys []string
	for i, k := range o.keys {
		keys = append(keys, fmt.Sprintf("%s as k%d", k.expression, i+1))
	}
	return fmt.Sprintf("with last as materialized (select %s\n%s)\n", strings.Join(keys, ", "), record)
}

// after returns the conditions of the records that follow the last one.
func (o order) after(s scope, last string) []string {
	var conditions []string
	if len(o.keys) > 0 && o.keys[0].required { // implied by the other conditions, but lets Postgres use an index range
		k := o.keys[0]
		conditions = append(conditions, fmt.Sprintf("%s %s (select k1 from last)", k.expression, comparison(k, "=")))
	}
	return append(conditions, o.afterFrom(s, last, 0))
}

func comparison(k sortKey, or string) string {
	if k.desc {
		return "<" + or
	}
	return ">" + or
}

// afterFrom is the condition of the records that follow the last one by the keys from an
// index on, given equal keys before it.
func (o order) afterFrom(s scope, last string, i int) string {
	if i == len(o.keys) {
		return s.row + ".id > " + last
	}
	k, value, next := o.keys[i], fmt.Sprintf("(select k%d from last)", i+1), o.afterFrom(s, last, i+1)
	past := fmt.Sprintf("%s %s %s", k.expression, comparison(k, ""), value)
	if k.required {
		return fmt.Sprintf("(%s or %s = %s and %s)", past, k.expression, value, next)
	}
	return fmt.Sprintf("(%s or %[2]s is null and %[3]s is not null or %[2]s is not distinct from %[3]s and %s)", past, k.expression, value, next)
}
