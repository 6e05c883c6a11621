package querytest

import (
	"cmp"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"opencec/tools/query"
)

// A Bucket is the number of records with a value of a field; Value is nil for records
// without one.
type Bucket struct {
	Value any
	Count int
}

// Buckets returns an engine's facets in the form of an Answer.
func Buckets(facets []query.Facet) map[string][]Bucket {
	all := map[string][]Bucket{}
	for _, f := range facets {
		all[f.Field.Name] = []Bucket{}
		for _, c := range f.Counts {
			b := Bucket{Count: c.Count}
			if c.Value != nil {
				b.Value = *c.Value
			}
			all[f.Field.Name] = append(all[f.Field.Name], b)
		}
	}
	return all
}

// facets counts in the JSON of all listings, separately for each field.
func (o *Oracle) facets(d day, values url.Values) map[string][]Bucket {
	all := map[string][]Bucket{}
	if !values.Has("facets") {
		return all
	}
	for _, field := range strings.Split(values.Get("facets"), ",") {
		others := url.Values{}
		for name, given := range values {
			if own, _, _ := strings.Cut(name, "__"); own != field {
				others[name] = given
			}
		}
		all[field] = o.count(d, others, field)
	}
	return all
}

func (o *Oracle) count(d day, values url.Values, field string) []Bucket {
	counts := map[string]int{}
	places := map[string]any{} // by value, the position by which it sorts
	without := 0
	for _, view := range d.listings {
		if !matches(o.reg, view, d.certificates, values) {
			continue
		}
		have := valuesOf(view, field)
		if len(have) == 0 {
			without++
		}
		for _, v := range have {
			text := facetText(field, v)
			counts[text]++
			places[text] = facetPlace(view, field, text)
		}
	}
	buckets := []Bucket{}
	for text, n := range counts {
		buckets = append(buckets, Bucket{text, n})
	}
	slices.SortFunc(buckets, func(a, b Bucket) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), compareSorted(places[a.Value.(string)], places[b.Value.(string)]))
	})
	if without > 0 {
		buckets = append(buckets, Bucket{nil, without})
	}
	return buckets
}

// facetPlace returns what orders values with equal counts: the position of a term.
func facetPlace(view object, field, text string) any {
	if field == "status" || field == "manufacturer" {
		return sortValue(view, field)
	}
	return text
}

// facetText returns the value that requests a counted one: terms as they are, other texts
// in lower case.
func facetText(field string, v any) string {
	switch v := v.(type) {
	case bool:
		return strconv.FormatBool(v)
	case string:
		if field == "brand" {
			return strings.ToLower(v)
		}
		return v
	}
	panic("querytest: nothing is counted by " + field)
}
