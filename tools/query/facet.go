package query

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"opencec/tools/register"
)

// A Facet says how often each value of a field occurs in a list. A record with
// several values counts for each of them.
//
// The counts are of the records for which all of the query's filters hold but
// those on the field itself: they tell how many there would be with another
// choice. Values that none of these records has are left out.
type Facet struct {
	Field  *Field
	Counts []Count // the largest first, then in the order of values; none at all last
}

// A Count is how many records have a value.
type Count struct {
	// Value asks for these records, as the value of a filter on the field. nil
	// stands for records without a value.
	Value *string `json:"value"`
	// Name is the value as people read it; nil with Value.
	Name  *string `json:"name"`
	Count int     `json:"count"`
}

// NewFacet makes the facet of a field out of the number of records that have each
// of its values, which are in order, and of the number that have none. Values
// with no record do no harm. spellings returns the texts of a record that has the
// value at a place, as the record spells them: of the first by id of the whole
// version. It is asked of fields with Spellings alone.
func NewFacet(f *Field, values []Value, counts []int, without int, spellings func(place int) []string) Facet {
	places := make([]int, 0, len(values))
	for place, n := range counts {
		if n > 0 {
			places = append(places, place)
		}
	}
	slices.SortFunc(places, func(a, b int) int {
		if c := cmp.Compare(counts[b], counts[a]); c != 0 {
			return c
		}
		return a - b
	})
	facet := Facet{Field: f, Counts: make([]Count, 0, len(places)+1)}
	names := make([]string, len(places))
	for i, place := range places {
		names[i] = f.spelling(values[place], func() []string { return spellings(place) })
		facet.Counts = append(facet.Counts, Count{Value: &values[place].Text, Name: &names[i], Count: counts[place]})
	}
	if without > 0 {
		facet.Counts = append(facet.Counts, Count{Count: without})
	}
	return facet
}

// spelling returns a value as people read it.
func (f *Field) spelling(v Value, spellings func() []string) string {
	switch {
	case f.Vocabulary != nil:
		return f.Vocabulary.name(v.Text)
	case f.spellings != nil:
		for _, s := range spellings() {
			if FoldCase(s) == v.Text {
				return strings.TrimSpace(s)
			}
		}
	}
	return v.Text
}

// Spellings returns the texts that a record has for the field, as it spells them.
// Only fields of texts that records have in common have them; see Facetable.
func (f *Field) Spellings(rec register.Record) []string { return f.spellings(rec) }

// Facetable reports whether the values of a list can be counted by the field:
// those of a closed vocabulary, and texts that records have in common.
func (f *Field) Facetable() bool {
	if f.Via != nil {
		return false
	}
	return f.Type == TypeEnum || f.Type == TypeBoolean || f.spellings != nil
}

// Facetable returns the names of the fields that can be counted by.
func (c *Collection) Facetable() []string { return c.names((*Field).Facetable) }

func (p *parser) readFacets() {
	if !slices.Contains(p.collection.own, paramFacets) {
		return
	}
	s, ok := p.one(paramFacets)
	if !ok {
		return
	}
	chosen := map[string]bool{}
	for _, name := range strings.Split(s, ",") {
		if name = strings.TrimSpace(name); p.facetable(name) {
			chosen[name] = true
		}
		if p.full() {
			return
		}
	}
	if len(chosen) > MaxFacets {
		p.add(Problem{Parameter: paramFacets, Code: LimitExceeded, Message: fmt.Sprintf("has %d fields; at most %d are counted by", len(chosen), MaxFacets)})
		return
	}
	for _, f := range p.collection.Fields {
		if chosen[f.Name] {
			p.query.Facets = append(p.query.Facets, f)
		}
	}
}

// facetable reports whether a list can be counted by the field of that name, and
// adds a problem when it cannot.
func (p *parser) facetable(name string) bool {
	f := p.collection.Field(name)
	if f != nil && f.Facetable() {
		return true
	}
	allowed := p.collection.Facetable()
	problem := Problem{Parameter: paramFacets, Code: UnknownValue, Allowed: few(allowed)}
	switch {
	case f == nil:
		problem.Message = fmt.Sprintf("%s is not a field", quote(name))
		problem.Suggestion = nearest(name, allowed)
	case f.Via != nil:
		problem.Message = fmt.Sprintf("%s is not of the record itself, so that it cannot be counted by", name)
	default:
		problem.Message = fmt.Sprintf("%s has too many different values to be counted by", name)
	}
	problem.Message += "; give field names with commas between"
	p.add(problem)
	return false
}
