package match

import (
	"cmp"
	"slices"
	"sync"

	"github.com/agnivade/levenshtein"
)

// A trigram is three runes of a text, 21 bits each. A text begins and ends with
// blanks, so that beginnings and endings count.
type trigram uint64

// trigramsOf returns the grams of a text, sorted, each once.
func trigramsOf(text string) []trigram {
	const blanks, mask = 2, 1<<63 - 1
	found := make([]trigram, 0, len(text)+blanks)
	var window trigram
	add := func(r rune) {
		window = (window<<21 | trigram(r)) & mask
		found = append(found, window)
	}
	for _, r := range text {
		add(r)
	}
	for range blanks {
		add(0)
	}
	slices.Sort(found)
	return slices.Compact(found)
}

// trigrams finds the texts that have the most grams in common with another.
type trigramIndex struct {
	postings map[trigram][]uint32 // the texts that have it, in order
	sizes    []uint32             // by text: how many it has
	tallies  sync.Pool            // of *tally
}

// A tally counts, by text, the grams found in it.
type tally struct {
	counts  []uint32
	touched []uint32 // texts whose count is not 0
}

// A hit is a text that was found, with the part of grams that the two have in
// common: Dice's coefficient.
type hit struct {
	text    uint32
	overlap float64
}

// maxPostings is how many mentions of a gram one search reads. Grams are read
// from the rarest on, and what is left out then are those that hardly tell one
// text from another.
const maxPostings = 100_000

func newTrigramIndex(texts []string) *trigramIndex {
	g := &trigramIndex{postings: map[trigram][]uint32{}, sizes: make([]uint32, len(texts))}
	for i, text := range texts {
		found := trigramsOf(text)
		g.sizes[i] = uint32(len(found))
		for _, gram := range found {
			g.postings[gram] = append(g.postings[gram], uint32(i))
		}
	}
	g.tallies.New = func() any { return &tally{counts: make([]uint32, len(texts))} }
	return g
}

// search returns the most texts that are most like text, best first.
func (g *trigramIndex) search(text string, most int) []hit {
	var best []hit
	g.tally(text, func(t *tally, size int) { best = g.best(t, size, t.touched, most) })
	return best
}

// tally counts the grams of text, and calls use with the counts and with the
// number of grams that text has.
func (g *trigramIndex) tally(text string, use func(t *tally, size int)) {
	t := g.tallies.Get().(*tally)
	found := trigramsOf(text)
	slices.SortFunc(found, func(a, b trigram) int {
		return cmp.Or(cmp.Compare(len(g.postings[a]), len(g.postings[b])), cmp.Compare(a, b))
	})
	read := 0
	for _, gram := range found {
		texts := g.postings[gram]
		if read += len(texts); read > maxPostings && len(t.touched) > 0 {
			break
		}
		for _, n := range texts {
			if t.counts[n] == 0 {
				t.touched = append(t.touched, n)
			}
			t.counts[n]++
		}
	}
	use(t, len(found))
	for _, n := range t.touched {
		t.counts[n] = 0
	}
	t.touched = t.touched[:0]
	g.tallies.Put(t)
}

// best returns those of the texts with the largest overlap, at most so many. All
// others are passed over with one comparison.
func (g *trigramIndex) best(t *tally, size int, texts []uint32, most int) []hit {
	best := make([]hit, 0, most+1)
	for _, n := range texts {
		h := hit{n, 2 * float64(t.counts[n]) / float64(uint32(size)+g.sizes[n])}
		if len(best) == most && compareHits(h, best[most-1]) >= 0 {
			continue
		}
		at, _ := slices.BinarySearchFunc(best, h, compareHits)
		best = slices.Insert(best, at, h)
		best = best[:min(len(best), most)]
	}
	return best
}

func compareHits(a, b hit) int {
	return cmp.Or(cmp.Compare(b.overlap, a.overlap), cmp.Compare(a.text, b.text))
}

// similarity returns how much two texts are one, from 0 to 1: the part of the
// longer that need not be changed.
func similarity(a, b string) float64 {
	longer := max(len([]rune(a)), len([]rune(b)))
	if longer == 0 {
		return 1
	}
	return 1 - float64(levenshtein.ComputeDistance(a, b))/float64(longer)
}
