package postgres

import (
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"opencec/tools/query"
)

// counts selects the total of a query and the counts of its facets, as rows with the
// facet's index, a value, its spelling and a number. The row with the index wholeAnswer
// has the total, and a row without a value counts the records without one.
//
// A facet on whose field there is a filter is counted without that filter.
func (c *compiler) counts(q *query.Query) statement {
	answer := found{name: "answer", filters: allFilters, total: true}
	var others []found
	for i, f := range q.Facets {
		onField := func(filter query.Filter) bool { return filter.Field == f }
		if !slices.ContainsFunc(q.Filters, onField) {
			answer.facets = append(answer.facets, i)
			continue
		}
		without := func(filter query.Filter) bool { return !onField(filter) }
		others = append(others, found{name: fmt.Sprintf("answer%d", i), filters: without, facets: []int{i}})
	}
	var with, selects []string
	for _, f := range append(others, answer) {
		with = append(with, c.find(q, f))
		selects = append(selects, c.countIn(q, f)...)
	}
	return c.statement("with "+strings.Join(with, ",\n"), strings.Join(selects, "\nunion all\n"))
}

const wholeAnswer = -1

// A found is a set of records in which some of a query's facets are counted.
type found struct {
	name    string
	filters func(query.Filter) bool // the filters that apply
	facets  []int
	total   bool // whether the total is counted too
}

// find selects the records with the values of single-valued facets.
func (c *compiler) find(q *query.Query, f found) string {
	of := c.sources[q.Collection.Kind]
	refs := of.refs(q.Filters, f.filters)
	for _, i := range f.facets {
		refs = append(refs, of.ref(q.Facets[i]))
	}
	s := of.reads(refs)
	columns := []string{s.id + " as id"}
	for _, i := range f.facets {
		p := s.ref(q.Facets[i])
		if p.rows != nil {
			continue
		}
		columns = append(columns, fmt.Sprintf("%s as f%d", s.column(p), i))
	}
	return fmt.Sprintf("%s as materialized (select %s\n%s)", f.name, strings.Join(columns, ", "), c.selection(q, s, f.filters))
}

// countIn selects the counts of all facets that are counted in the same records.
func (c *compiler) countIn(q *query.Query, f found) []string {
	s := c.sources[q.Collection.Kind]
	var selects []string
	if f.total {
		selects = append(selects, fmt.Sprintf("select %d, null, null, count(*) from %s", wholeAnswer, f.name))
	}
	for _, i := range f.facets {
		p := s.ref(q.Facets[i])
		switch {
		case p.rows == nil:
			selects = append(selects, c.countOwn(s, p, i, f.name))
		case p.rows.distinct:
			selects = append(selects, c.countEach(s, p, i, f.name))
		default:
			selects = append(selects, c.countDistinct(s, p, i, f.name))
		}
	}
	return selects
}

// countOwn counts by a single-valued facet.
func (c *compiler) countOwn(s source, p columnRef, i int, found string) string {
	return fmt.Sprintf("select %d, value::text, %s, n from (select f%[1]d as value, count(*) as n from %[3]s group by 1) counted", i, c.spelling(s, p), found)
}

// countEach counts by a facet whose rows of a record have distinct values.
func (c *compiler) countEach(s source, p columnRef, i int, found string) string {
	return fmt.Sprintf("select %d, value::text, %s, n from (select v.%s as value, count(*) as n from %s left join %s on %s group by 1) counted",
		i, c.spelling(s, p), p.column, found, p.rows.from, c.valuesOf(p, found))
}

// countDistinct counts by a facet whose rows of a record may repeat a value.
func (c *compiler) countDistinct(s source, p columnRef, i int, found string) string {
	return fmt.Sprintf(`select %d, value::text, %s, n from (select value, count(*) as n from (select distinct %s.id, v.%s as value from %[3]s join %[5]s on %[6]s) each group by 1) counted
union all
select %[1]d, null, null, count(*) from %[3]s where not exists (select from %[5]s where %[6]s)`,
		i, c.spelling(s, p), found, p.column, p.rows.from, c.valuesOf(p, found))
}

// valuesOf is the condition that rows have a value of one of the found records.
func (c *compiler) valuesOf(p columnRef, found string) string {
	return strings.Join(append(c.rowsOf(p.rows, found+".id"), "v."+p.column+null(false)), " and ")
}

// spelling selects the spelling of a value in the first record, by id, that has it; null
// for values without spellings.
func (c *compiler) spelling(s source, p columnRef) string {
	if p.spelt == "" {
		return "null"
	}
	if p.rows == nil {
		return fmt.Sprintf("(select x.%s from %s x where x.%s = value and %s order by x.id limit 1)", p.spelt, s.table, p.column, c.of("x"))
	}
	conditions := append([]string{"v." + p.column + " = value"}, c.rowsOfVersion(p.rows)...)
	return fmt.Sprintf("(select v.%s from %s where %s order by %s, %s limit 1)",
		p.spelt, p.rows.from, strings.Join(conditions, " and "), p.rows.record, p.rows.position)
}

// A tally is the result of counts for one facet.
type tally struct {
	counts  []spelledCount
	without int
}

type spelledCount struct {
	value    query.Value
	spelling []string
	n        int
}

// readCounts reads the result of counts.
func readCounts(answer pgx.Rows, q *query.Query) (total int, facets []query.Facet, err error) {
	tallies := make([]tally, len(q.Facets))
	var i, n int
	var value, spelling *string
	_, err = pgx.ForEachRow(answer, []any{&i, &value, &spelling, &n}, func() error {
		switch {
		case i == wholeAnswer:
			total = n
		case value == nil:
			tallies[i].without = n
		default:
			c := spelledCount{value: q.Facets[i].ValueOf(*value), n: n}
			if spelling != nil {
				c.spelling = []string{*spelling}
			}
			tallies[i].counts = append(tallies[i].counts, c)
		}
		return nil
	})
	for i, f := range q.Facets {
		facets = append(facets, tallies[i].facet(f))
	}
	return total, facets, err
}

func (t *tally) facet(f *query.Field) query.Facet {
	slices.SortFunc(t.counts, func(a, b spelledCount) int { return a.value.Compare(b.value) })
	counts := make([]int, len(t.counts))
	for i, c := range t.counts {
		counts[i] = c.n
	}
	return query.NewFacet(f, func(place int) query.Value { return t.counts[place].value }, counts, t.without,
		func(place int) []string { return t.counts[place].spelling })
}
