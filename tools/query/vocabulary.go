package query

import (
	"cmp"
	"slices"
	"strings"

	"opencec/tools/base/spelling"
)

// A Vocabulary is the closed set of terms that a field's values come from. Values sort in
// the order of the terms.
type Vocabulary struct {
	Terms []Term
	// Where is the path at which all terms are listed, if there are too many to repeat:
	// "/v1/manufacturers".
	Where string

	positions map[string]int   // index in Terms, by id
	folded    map[string][]int // indexes in Terms, by folded id, name or other spelling
}

// A Term is an entry of a Vocabulary.
type Term struct {
	ID     string
	Name   string
	Others []string // aliases and former ids
}

func newVocabulary(where string, words []Term) *Vocabulary {
	v := &Vocabulary{Terms: words, Where: where, positions: make(map[string]int, len(words)), folded: make(map[string][]int, len(words))}
	for i, w := range words {
		v.positions[w.ID] = i
		for _, s := range append([]string{w.ID, w.Name}, w.Others...) {
			f := spelling.Fold(s)
			if f != "" && !slices.Contains(v.folded[f], i) {
				v.folded[f] = append(v.folded[f], i)
			}
		}
	}
	return v
}

// plainTerms returns a vocabulary of plain words, in the given order.
func plainTerms[S ~string](words ...S) *Vocabulary {
	list := make([]Term, len(words))
	for i, w := range words {
		list[i] = Term{ID: string(w), Name: string(w)}
	}
	return newVocabulary("", list)
}

// sortByName sorts terms as people look them up.
func sortByName(words []Term) []Term {
	slices.SortFunc(words, func(a, b Term) int {
		return cmp.Or(strings.Compare(FoldCase(a.Name), FoldCase(b.Name)), strings.Compare(a.ID, b.ID))
	})
	return words
}

// value returns the value of the term with that id. An id that is not in the vocabulary
// sorts last.
func (v *Vocabulary) value(id string) Value {
	place, ok := v.positions[id]
	if !ok {
		place = len(v.Terms)
	}
	return Value{Order: float64(place), Text: id}
}

// lookup returns the terms that a person may mean by s: the one with that id, or else all
// that are spelled so.
func (v *Vocabulary) lookup(s string) []Value {
	if _, ok := v.positions[s]; ok {
		return []Value{v.value(s)}
	}
	var found []Value
	for _, i := range v.folded[spelling.Fold(s)] {
		found = append(found, v.value(v.Terms[i].ID))
	}
	return found
}

// named returns the terms whose folded name satisfies pass.
func (v *Vocabulary) named(pass func(name string) bool) []Value {
	found := []Value{}
	for _, w := range v.Terms {
		if pass(FoldCase(w.Name)) {
			found = append(found, v.value(w.ID))
		}
	}
	return found
}

// name returns the name of the term with that id; for an unknown id, the id.
func (v *Vocabulary) name(id string) string {
	if place, ok := v.positions[id]; ok {
		return v.Terms[place].Name
	}
	return id
}

// ids returns the ids of the terms, in order.
func (v *Vocabulary) ids() []string {
	ids := make([]string, len(v.Terms))
	for i, w := range v.Terms {
		ids[i] = w.ID
	}
	return ids
}

// nearest returns the id of the term with the most similar spelling to s, or "".
func (v *Vocabulary) nearest(s string) string {
	var spellings []string
	for _, w := range v.Terms {
		spellings = append(spellings, w.ID, w.Name)
		spellings = append(spellings, w.Others...)
	}
	if found := v.lookup(nearest(s, spellings)); len(found) > 0 {
		return found[0].Text
	}
	return ""
}
