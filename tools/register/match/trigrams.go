package match

import (
	"cmp"
	"slices"
	"sync"

	"github.com/agnivade/levenshtein"
)

// A trigram is three consecutive runes of a text, 21 bits each. Texts are padded with
// blanks, so that beginnings and endings count.
type trigram uint64

// trigramsOf returns the distinct trigrams of a text, sorted.
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

// A trigramIndex finds the texts that share the most trigrams with another.
type trigramIndex struct {
	postings map[trigram][]uint32 // the texts that have it, in order
	sizes    []uint32             // by text: number of trigrams
	tallies  sync.Pool            // of *tally
}

// A tally counts, for each text, the trigrams found in it.
type tally struct {
	counts  []uint32
	touched []uint32 // texts whose count is not 0
}

// A hit is a found text, with its overlap as Dice's coefficient of the trigrams.
type hit struct {
	text    uint32
	overlap float64
}

// maxPostings is the maximum number of postings that one search reads. It reads the
// rarest trigrams first; the ones it leaves out hardly distinguish texts.
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

// search returns the texts most similar to text, best first, at most so many.
func (g *trigramIndex) search(text string, most int) []hit {
	var best []hit
	g.tally(text, func(t *tally, size int) { best = g.best(t, size, t.touched, most) })
	return best
}

// tally counts the trigrams of text and calls use with the counts and the number of
// trigrams in text.
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

// best returns the texts with the largest overlap, at most so many. It passes over all
// others with one comparison each.
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

// similarity returns the similarity of two texts from 0 to 1: the share of the longer
// text that need not be edited.
func similarity(a, b string) float64 {
	longer := max(len([]rune(a)), len([]rune(b)))
	if longer == 0 {
		return 1
	}
	return 1 - float64(levenshtein.ComputeDistance(a, b))/float64(longer)
}
