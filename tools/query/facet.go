package query

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"opencec/tools/register"
)

// A Facet counts how often each value of a field occurs in a list. A record with several
// values counts for each.
//
// The counts cover the records for which all of the query's filters hold except those on
// the field itself, so they show the effect of choosing another value. Values that no
// such record has are left out.
type Facet struct {
	Field  *Field
	Counts []Count // the largest first, then in the order of values; records without a value last
}

// A Count is the number of records with a value.
type Count struct {
	// Value is the value as in a filter on the field. It is nil for records without a
	// value.
	Value *string `json:"value"`
	// Name is the value for people; nil if Value is nil.
	Name  *string `json:"name"`
	Count int     `json:"count"`
}

// NewFacet builds the facet of a field from the number of records with each of its
// values, in order, and from the number without a value. It leaves out values without
// records. value returns the i-th value. spellings returns the spellings of the i-th value in the
// first record, by id, of the whole version that has it; NewFacet calls it only for fields with
// Spellings.
func NewFacet(f *Field, value func(place int) Value, counts []int, without int, spellings func(place int) []string) Facet {
	places := make([]int, 0, len(counts))
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
	texts := make([]struct{ value, name string }, len(places))
	for i, place := range places {
		v, text := value(place), &texts[i]
		text.value, text.name = v.Text, f.spelling(v, func() []string { return spellings(place) })
		facet.Counts = append(facet.Counts, Count{Value: &text.value, Name: &text.name, Count: counts[place]})
	}
	if without > 0 {
		facet.Counts = append(facet.Counts, Count{Count: without})
	}
	return facet
}

// spelling returns a value for people.
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

// Spellings returns the field's texts of a record in their original spelling. Only fields
// whose texts are shared between records have them; see Facetable.
func (f *Field) Spellings(rec register.Record) []string { return f.spellings(rec) }

// Facetable reports whether a list can be counted by the field: it has a closed
// vocabulary, or texts that records share.
func (f *Field) Facetable() bool {
	if f.Via != nil {
		return false
	}
	return f.Type == TypeEnum || f.Type == TypeBoolean || f.spellings != nil
}

// Facetable returns the names of the facetable fields.
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

// facetable returns whether a list can be counted by the named field, and adds a problem
// if not.
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
