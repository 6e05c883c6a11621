package query

import (
	"net/url"
	"strconv"
	"strings"

	"opencec/tools/register"
)

// A Query is one question about a collection, checked and in canonical form. An
// engine answers it; nobody changes it.
type Query struct {
	Collection *Collection
	Filters    []Filter      // all hold; in order of their parameters
	Words      []string      // of q: each begins a word of the record; sorted
	On         register.Date // the day that daily fields hold for
	AsOf       string        // the point in time of the version that is asked, in canonical form; "" for the newest
	Sort       []SortKey     // then by id, always
	Limit      int           // 0: all records, as formats that have the whole list need
	After      string        // the id of the last record of the page before; "" for the first page
	Format     Format        // JSON, NDJSON or CSV
	Fields     []string      // of the records' JSON that are shown, in its order; nil for all
	Include    []Include     // what records are given with
	Facets     []*Field      // that are counted by; in order of their names

	meaning string // canonical, of which records these are and in what order: what a cursor is bound to
}

// A Filter is a condition on one field.
type Filter struct {
	Field *Field
	// Op is Equal, Not, Contains, StartsWith, Greater, AtLeast, Less, AtMost or
	// IsNull. In has become Equal, and parts of the names of words as well.
	Op Op
	// Values are sorted and distinct. The filter holds when it does for any of
	// them; with Not, when Equal does not. None at all: no word was meant, and
	// Equal never holds.
	Values []Value

	parameter string   // canonical
	spelt     []string // the parameter's values, canonical
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

// String returns the query in its canonical form, as the query part of an
// address: equal for queries that mean the same on the day, different for
// others. The cursor is not in it.
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
