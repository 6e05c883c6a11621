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
	Sort       []SortKey     // then by id, always
	Limit      int           // 0: all records, which no parameter can ask for
	After      string        // the id of the last record of the page before; "" for the first page

	meaning string // canonical, of all but Limit and After: what a cursor is bound to
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
	if q.Limit == DefaultLimit {
		return q.meaning
	}
	return paramLimit + "=" + strconv.Itoa(q.Limit) + "&" + q.meaning
}

// encodeMeaning writes the canonical form of all but Limit and After.
func (q *Query) encodeMeaning() string {
	v := make(url.Values, len(q.Filters)+3)
	for _, f := range q.Filters {
		v[f.parameter] = f.spelt
	}
	if len(q.Words) > 0 {
		v.Set(paramQ, strings.Join(q.Words, " "))
	}
	v.Set(paramOn, q.On.String())
	if len(q.Sort) > 0 {
		v.Set(paramSort, joinSort(q.Sort))
	}
	return v.Encode()
}

func joinSort(keys []SortKey) string {
	names := make([]string, len(keys))
	for i, k := range keys {
		names[i] = k.String()
	}
	return strings.Join(names, ",")
}
