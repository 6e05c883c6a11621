package query

import (
	"net/url"
	"strconv"
	"strings"

	"opencec/tools/register"
)

// A Query is a query of one collection, checked and in canonical form. It is immutable.
type Query struct {
	Collection *Collection
	Filters    []Filter      // all must hold; in order of their parameters
	Words      []string      // the words of q: each must begin a word of the record; sorted
	On         register.Date // the day for daily fields
	AsOf       string        // canonical spec of the revision to query; "" for the newest
	Sort       []SortKey     // always followed by id
	Limit      int           // 0 for all records, in formats without pages
	After      string        // id of the last record of the previous page; "" for the first page
	Format     Format        // JSON, NDJSON or CSV
	Fields     []string      // fields of the records' JSON to show, in its order; nil for all
	Include    []Include     // additional data to include
	Facets     []*Field      // fields to count by, in order of their names

	meaning string // canonical form of what determines the records and their order, which cursors are bound to
}

// A Filter is a condition on one field.
type Filter struct {
	Field *Field
	// Op is one of Equal, Not, Contains, StartsWith, Greater, AtLeast, Less, AtMost and
	// IsNull. Parsing turns In into Equal, and also a part of a term's name.
	Op Op
	// Values are sorted and distinct. The filter holds if it holds for any of them; with
	// Not, if Equal does not hold. Equal without values never holds: the text matched no
	// term.
	Values []Value

	parameter string   // in canonical form
	spelt     []string // the parameter's values in canonical form
}

// Null reports, for IsNull, whether the field must have no value.
func (f *Filter) Null() bool { return f.Values[0].Text == "true" }

// A SortKey is a field to sort by.
type SortKey struct {
	Field *Field
	Desc  bool
}

func (k SortKey) String() string {
	if k.Desc {
		return "-" + k.Field.Name
	}
	return k.Field.Name
}

// String returns the query in canonical form, as the query part of a URL. Queries with
// the same meaning on the same day have the same String, and others do not. It does not
// contain the cursor.
func (q *Query) String() string {
	var b strings.Builder
	put := func(parameter, value string) {
		b.WriteString(parameter)
		b.WriteByte('=')
		b.WriteString(url.QueryEscape(value))
		b.WriteByte('&')
	}
	if len(q.Facets) > 0 {
		put(paramFacets, joinNames(q.Facets, func(f *Field) string { return f.Name }))
	}
	if q.Fields != nil {
		put(paramFields, strings.Join(q.Fields, ","))
	}
	if q.Format != JSON {
		put(paramFormat, string(q.Format))
	}
	if len(q.Include) > 0 {
		put(paramInclude, strings.Join(plain(q.Include), ","))
	}
	if q.Limit != DefaultLimit && q.Limit != 0 {
		put(paramLimit, strconv.Itoa(q.Limit))
	}
	b.WriteString(q.meaning)
	return b.String()
}

// encodeMeaning writes the canonical form of the filters, the two times and the order.
func (q *Query) encodeMeaning() string {
	v := make(url.Values, len(q.Filters)+4)
	for _, f := range q.Filters {
		v[f.parameter] = f.spelt
	}
	if len(q.Words) > 0 {
		v.Set(paramQ, strings.Join(q.Words, " "))
	}
	v.Set(paramOn, q.On.String())
	if q.AsOf != "" {
		v.Set(paramAsOf, q.AsOf)
	}
	if len(q.Sort) > 0 {
		v.Set(paramSort, joinNames(q.Sort, SortKey.String))
	}
	return v.Encode()
}

func joinNames[T any](list []T, name func(T) string) string {
	names := make([]string, len(list))
	for i, v := range list {
		names[i] = name(v)
	}
	return strings.Join(names, ",")
}
