package match

import (
	"slices"
	"strings"
	"unicode"

	"opencec/tools/base/spelling"
	"opencec/tools/register"
)

// A manufacturerIndex finds manufacturers and brands by their folded names. Manufacturers
// are numbered as in the register, and texts from 1.
type manufacturerIndex struct {
	texts      []string          // every name, and every prefix of a name
	number     map[string]uint32 // by text
	prefixes   [][]uint32        // by text: the manufacturers whose names begin with it, sorted
	isFullName []bool            // by text: it is the full name of a manufacturer
	names      [][]uint32        // by manufacturer: the texts of its full names
	brands     [][]uint32        // by text: the manufacturers with listings of that brand, sorted
	trigrams   *trigramIndex     // of texts; set by finish
}

// minPrefix is the minimum length of a prefix of a name: a single letter is an initial.
const minPrefix = 2

func newManufacturerIndex(manufacturers []*register.Manufacturer) *manufacturerIndex {
	m := &manufacturerIndex{number: map[string]uint32{}, names: make([][]uint32, len(manufacturers))}
	m.add("") // text 0 is no name
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

// add returns the number of a folded text, adding it if it is new.
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

// addName adds a full name of a manufacturer.
func (m *manufacturerIndex) addName(manufacturer uint32, name string) {
	if text := m.add(spelling.Fold(name)); text != 0 {
		m.isFullName[text] = true
		m.names[manufacturer] = include(m.names[manufacturer], text)
		m.addPrefix(manufacturer, text)
	}
}

// addPrefixes adds the first words of a manufacturer's name.
func (m *manufacturerIndex) addPrefixes(manufacturer uint32, name string) {
	beginning := ""
	for _, word := range words(name) {
		beginning += word
		if len([]rune(beginning)) >= minPrefix {
			m.addPrefix(manufacturer, m.add(beginning))
		}
	}
}

// addPrefix must be called with manufacturers in order, so that the lists are sorted.
func (m *manufacturerIndex) addPrefix(manufacturer, text uint32) {
	if n := len(m.prefixes[text]); n == 0 || m.prefixes[text][n-1] != manufacturer {
		m.prefixes[text] = append(m.prefixes[text], manufacturer)
	}
}

// addBrand adds the brand of one of a manufacturer's listings and returns its text, or 0
// if it is empty.
func (m *manufacturerIndex) addBrand(manufacturer uint32, brand string) uint32 {
	text := m.add(spelling.Fold(brand))
	if text != 0 {
		m.brands[text] = include(m.brands[text], manufacturer)
	}
	return text
}

// finish builds the trigram index once all names are added.
func (m *manufacturerIndex) finish() {
	for _, manufacturers := range m.brands {
		slices.Sort(manufacturers)
	}
	m.trigrams = newTrigramIndex(m.texts)
}

// words splits a name at spaces and punctuation and folds the words.
func words(name string) []string {
	folded := splitWords(name)
	for i, word := range folded {
		folded[i] = spelling.Fold(word)
	}
	return folded
}

// splitWords splits a name at spaces and punctuation, leaving out words that fold to
// nothing.
func splitWords(name string) []string {
	split := strings.FieldsFunc(name, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r)
	})
	return slices.DeleteFunc(split, func(word string) bool { return spelling.Fold(word) == "" })
}

// include adds n to a set. Usually n is the last element already.
func include(set []uint32, n uint32) []uint32 {
	if len(set) > 0 && set[len(set)-1] == n || slices.Contains(set, n) {
		return set
	}
	return append(set, n)
}

// A manufacturerQuery is a given name of a manufacturer, and what it matches.
type manufacturerQuery struct {
	given      string // the name as written
	folded     string
	text       uint32 // 0 if no manufacturer has such a name
	isFullName bool   // it is the full name of a manufacturer
	likeness
}

// A likeness holds the manufacturers whose names resemble a given one.
type likeness struct {
	compared bool // the other fields are set
	// likely are the manufacturers with the given name, or else those with the most
	// similar names.
	likely []uint32
	// The best similarity to the given name, by manufacturer and by text.
	similar, similarText map[uint32]float64
}

// maxSimilarManufacturers is how many similar texts are looked at: enough for every
// spelling of the manufacturers that share a name.
const maxSimilarManufacturers = 48

// find returns the query for a given name.
func (m *manufacturerIndex) find(name string) *manufacturerQuery {
	folded := spelling.Fold(name)
	text := m.number[folded]
	return &manufacturerQuery{given: name, folded: folded, text: text, isFullName: m.isFullName[text]}
}

// compare fills in the likeness, which only near misses need.
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

// contains reports whether a sorted set contains n.
func contains(set []uint32, n uint32) bool {
	_, found := slices.BinarySearch(set, n)
	return found
}
