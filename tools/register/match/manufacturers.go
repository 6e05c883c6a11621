package match

import (
	"slices"
	"strings"
	"unicode"

	"opencec/tools/base/spelling"
	"opencec/tools/register"
)

// manufacturerIndex knows manufacturers and brands by their names, folded. Manufacturers
// are known by their place in the register, and texts by their number, from 1 on.
type manufacturerIndex struct {
	texts      []string          // every name, and every beginning of one
	number     map[string]uint32 // of a text
	prefixes   [][]uint32        // by text: the manufacturers whose names begin so, sorted
	isFullName []bool            // by text: it is the whole name of a manufacturer
	names      [][]uint32        // by manufacturer: the texts that are its whole names
	brands     [][]uint32        // by text: the manufacturers with listings of that brand, sorted
	trigrams   *trigramIndex     // of the texts, once all are there
}

// minPrefix is the fewest letters that may stand for a longer name: a single
// one is an initial.
const minPrefix = 2

func newManufacturerIndex(manufacturers []*register.Manufacturer) *manufacturerIndex {
	m := &manufacturerIndex{number: map[string]uint32{}, names: make([][]uint32, len(manufacturers))}
	m.add("") // number 0 is no name
	for i, manufacturer := range manufacturers {
		for _, name := range append([]string{manufacturer.Name}, manufacturer.Aliases...) {
			m.addName(uint32(i), name)
			m.addPrefixes(uint32(i), name)
		}
		for _, id := range append([]string{manufacturer.ID}, manufacturer.FormerIDs...) {
			m.addName(uint32(i), id)
		}
	}
	return m
}

// add returns the number of a folded text, a new one if need be.
func (m *manufacturerIndex) add(text string) uint32 {
	if n, ok := m.number[text]; ok {
		return n
	}
	n := uint32(len(m.texts))
	m.number[text] = n
	m.texts = append(m.texts, text)
	m.prefixes = append(m.prefixes, nil)
	m.brands = append(m.brands, nil)
	m.isFullName = append(m.isFullName, false)
	return n
}

// addName makes a whole name known for a manufacturer.
func (m *manufacturerIndex) addName(manufacturer uint32, name string) {
	if text := m.add(spelling.Fold(name)); text != 0 {
		m.isFullName[text] = true
		m.names[manufacturer] = include(m.names[manufacturer], text)
		m.addPrefix(manufacturer, text)
	}
}

// addPrefixes makes the first words of a name known for a manufacturer.
func (m *manufacturerIndex) addPrefixes(manufacturer uint32, name string) {
	beginning := ""
	for _, word := range words(name) {
		beginning += word
		if len([]rune(beginning)) >= minPrefix {
			m.addPrefix(manufacturer, m.add(beginning))
		}
	}
}

// addPrefix expects manufacturers in order, so that the lists come sorted.
func (m *manufacturerIndex) addPrefix(manufacturer, text uint32) {
	if n := len(m.prefixes[text]); n == 0 || m.prefixes[text][n-1] != manufacturer {
		m.prefixes[text] = append(m.prefixes[text], manufacturer)
	}
}

// addBrand makes the brand of one of a manufacturer's listings known, and returns
// its text; 0 for none.
func (m *manufacturerIndex) addBrand(manufacturer uint32, brand string) uint32 {
	text := m.add(spelling.Fold(brand))
	if text != 0 {
		m.brands[text] = include(m.brands[text], manufacturer)
	}
	return text
}

// finish makes the names searchable, once all are there.
func (m *manufacturerIndex) finish() {
	for _, manufacturers := range m.brands {
		slices.Sort(manufacturers)
	}
	m.trigrams = newTrigramIndex(m.texts)
}

// words cuts a name at spaces and punctuation, and folds what is between.
func words(name string) []string {
	folded := splitWords(name)
	for i, word := range folded {
		folded[i] = spelling.Fold(word)
	}
	return folded
}

// splitWords returns the words of a name as they are written, without those of which
// nothing is left when they are folded.
func splitWords(name string) []string {
	split := strings.FieldsFunc(name, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r)
	})
	return slices.DeleteFunc(split, func(word string) bool { return spelling.Fold(word) == "" })
}

// include adds n to a set, to which what comes is mostly what came last.
func include(set []uint32, n uint32) []uint32 {
	if len(set) > 0 && set[len(set)-1] == n || slices.Contains(set, n) {
		return set
	}
	return append(set, n)
}

// A manufacturerQuery is whom somebody means by a name.
type manufacturerQuery struct {
	given      string // the name as it was written
	folded     string
	text       uint32 // 0 when no maker has such a name
	isFullName bool   // it is the whole name of a manufacturer
	likeness
}

// A likeness says who has names like a maker's.
type likeness struct {
	compared bool // or the rest is not known yet
	// likely are the manufacturers that are meant, and when none is, those whose
	// names are most similar.
	likely []uint32
	// How much the most similar name is like this one, by manufacturer and by text.
	similar, similarText map[uint32]float64
}

// maxSimilarManufacturers is how many texts like a maker's name are looked at: enough
// for every spelling of the makers of one name.
const maxSimilarManufacturers = 48

// find returns the maker of that name.
func (m *manufacturerIndex) find(name string) *manufacturerQuery {
	folded := spelling.Fold(name)
	text := m.number[folded]
	return &manufacturerQuery{given: name, folded: folded, text: text, isFullName: m.isFullName[text]}
}

// compare finds out the maker's likeness, which only near misses need.
func (m *manufacturerIndex) compare(who *manufacturerQuery) {
	if who.compared || who.folded == "" {
		return
	}
	who.likeness = likeness{compared: true, similar: map[uint32]float64{}, similarText: map[uint32]float64{}}
	best, bestScore := who.text, 0.0
	for _, hit := range m.trigrams.search(who.folded, maxSimilarManufacturers) {
		score := similarity(who.folded, m.texts[hit.text])
		who.similarText[hit.text] = score
		for _, manufacturer := range m.prefixes[hit.text] {
			who.similar[manufacturer] = max(who.similar[manufacturer], score)
		}
		if who.text == 0 && score > bestScore {
			best, bestScore = hit.text, score
		}
	}
	who.likely = slices.Concat(m.prefixes[best], m.brands[best])
	slices.Sort(who.likely)
	who.likely = slices.Compact(who.likely)
}

// contains reports whether a sorted set has n.
func contains(set []uint32, n uint32) bool {
	_, found := slices.BinarySearch(set, n)
	return found
}
