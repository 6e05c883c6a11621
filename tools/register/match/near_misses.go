package match

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"regexp"
	"slices"
	"strings"

	"github.com/agnivade/levenshtein"

	"opencec/tools/register"
)

// A NearMiss is a product that an item may have meant.
type NearMiss struct {
	Listing *register.Listing // the product's first listing by id, of the wanted device class if possible
	Score   float64           // from 0 to 1, in hundredths
	Why     string            // how it differs from the item, in words
	// Unmatched are the words that only the longer of the manufacturer's given and
	// recorded names has, if one is the beginning of the other.
	Unmatched []string
}

// Bounds on near misses.
const (
	// MaxNearMisses is the maximum number of near misses: as many as a person reads.
	MaxNearMisses = 5
	// MaxCandidates is the maximum number of products with exactly the given name.
	MaxCandidates = 50
	// minModelScore and minScore exclude accidental similarity.
	minModelScore = 0.4
	minScore      = 0.5
	// modelWeight is the share of the model in the score; the manufacturer has the rest.
	// The same model of another manufacturer is nearer than another model of the same
	// one.
	modelWeight = 0.7
	// maxSimilar is how many similar models are looked at, and maxSimilarOfManufacturer
	// how many of the given manufacturer.
	maxSimilar               = 48
	maxSimilarOfManufacturer = 16
	// maxNamesOfModel is how many names of one model are looked at, in addition to those
	// of the given manufacturer.
	maxNamesOfModel = 50
	// digitsScore is the score of a model with digits where the item has letters that
	// look like them: an almost certain typo, but still no match.
	digitsScore = 0.95
	// maxNamesOfManufacturer is the maximum number of names that are searched for similar
	// ones: ten times as many as the largest manufacturer in real lists has.
	maxNamesOfManufacturer = 10_000
)

// A candidate is a name that may have been meant, with the score of its model.
type candidate struct {
	name  uint32
	model float64
}

// nearMisses returns the most similar products: those with the most similar models of any
// manufacturer, and those of the wanted manufacturers.
func (x *Index) nearMisses(w want) []NearMiss {
	if w.folded == "" {
		return nil
	}
	for _, who := range w.manufacturers {
		x.manufacturers.compare(who)
	}
	var hits, ofMakers []hit
	var names []uint32
	x.trigrams.tally(w.folded, func(t *tally, size int) {
		hits = x.trigrams.best(t, size, t.touched, maxSimilar)
		names = x.namesOfManufacturers(w, t)
		ofMakers = x.trigrams.best(t, size, x.modelsOf(names), maxSimilarOfManufacturer)
	})
	var candidates []candidate
	for _, h := range hits {
		of := x.byFolded.of(h.text)
		candidates = x.appendCandidates(candidates, w, h, of[:min(len(of), maxNamesOfModel)])
	}
	for _, h := range ofMakers {
		of := slices.DeleteFunc(slices.Clone(names), func(n uint32) bool { return x.names[n].model != h.text })
		candidates = x.appendCandidates(candidates, w, h, of)
	}
	for _, n := range x.withDigits(w) {
		candidates = append(candidates, candidate{n, digitsScore})
	}
	slices.SortStableFunc(candidates, func(a, b candidate) int { return cmp.Compare(b.model, a.model) })
	return x.rank(w, candidates)
}

// withDigits returns the names of the wanted model with digits in place of letters that
// look like them: everywhere, or only next to digits.
func (x *Index) withDigits(w want) []uint32 {
	var names []uint32
	for _, text := range []string{besideDigits.ReplaceAllStringFunc(w.text, letterDigits.Replace), letterDigits.Replace(w.text)} {
		if text == w.text {
			continue
		}
		s := spell(text)
		of := x.withFolded(s.folded)
		names = append(names, of[:min(len(of), maxNamesOfModel)]...)
	}
	return names
}

// letterDigits replaces letters by the digits that they are mistaken for.
var letterDigits = strings.NewReplacer("O", "0", "o", "0", "I", "1", "i", "1", "l", "1")

var besideDigits = regexp.MustCompile(`[OoIil]*[0-9][0-9OoIil]*`)

// looksAlike reports whether two models differ only in letters that look like digits.
func looksAlike(a, b *modelSpelling) bool {
	x, y := spell(letterDigits.Replace(a.text)), spell(letterDigits.Replace(b.text))
	return x.folded == y.folded
}

// appendCandidates appends the names of a model if it is similar enough to the wanted
// one.
func (x *Index) appendCandidates(candidates []candidate, w want, h hit, names []uint32) []candidate {
	score := max(h.overlap, similarity(w.folded, x.folded[h.text]))
	if score < minModelScore {
		return candidates
	}
	for _, n := range names {
		candidates = append(candidates, candidate{n, score})
	}
	return candidates
}

// namesOfManufacturers returns those names of the wanted manufacturers that share a
// trigram with the wanted model, according to the tally.
func (x *Index) namesOfManufacturers(w want, t *tally) []uint32 {
	var found []uint32
	read := 0
	for _, who := range w.manufacturers {
		for _, manufacturer := range who.likely {
			names := x.byManufacturer.of(manufacturer)
			if read += len(names); read > maxNamesOfManufacturer {
				return found
			}
			for _, n := range names {
				if t.counts[x.names[n].model] > 0 {
					found = append(found, n)
				}
			}
		}
	}
	return found
}

// modelsOf returns the distinct folded models of names.
func (x *Index) modelsOf(names []uint32) []uint32 {
	models := make([]uint32, len(names))
	for i, n := range names {
		models[i] = x.names[n].model
	}
	slices.Sort(models)
	return slices.Compact(models)
}

// A rated is a product with the score of its best name.
type rated struct {
	product uint32
	name    *name
	score   float64
}

// compareRated orders by score, best first, then by product, which is the order of ids.
func compareRated(a, b rated) int {
	return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.product, b.product))
}

// rank returns the products of the candidates, best first.
func (x *Index) rank(w want, candidates []candidate) []NearMiss {
	var best []rated
	for _, c := range candidates {
		floor := minScore
		if len(best) == MaxNearMisses {
			floor = best[MaxNearMisses-1].score
		}
		if inHundredths(modelWeight*c.model+1-modelWeight) < floor {
			continue // a product of another manufacturer
		}
		n := &x.names[c.name]
		score := inHundredths(modelWeight*c.model + (1-modelWeight)*x.manufacturerScore(w, n))
		if score >= floor {
			best = insertRated(best, rated{x.product[n.listing], n, score})
		}
	}
	near := make([]NearMiss, len(best))
	for i, r := range best {
		near[i] = x.nearMiss(w, r)
	}
	return near
}

func (x *Index) nearMiss(w want, r rated) NearMiss {
	return NearMiss{Listing: x.listingsOf(w, r.product)[0], Score: r.score, Why: x.difference(w, r.name), Unmatched: x.unmatched(w, r.name)}
}

// candidates returns the products with a wanted name, by id, and their number.
func (x *Index) candidates(w want, names []uint32) ([]NearMiss, int) {
	named := map[uint32]*name{}
	for _, n := range names {
		if product := x.product[x.names[n].listing]; named[product] == nil {
			named[product] = &x.names[n]
		}
	}
	products := slices.Sorted(maps.Keys(named))
	near := make([]NearMiss, min(len(products), MaxCandidates))
	for i := range near {
		near[i] = x.nearMiss(w, rated{products[i], named[products[i]], 1})
	}
	return near, len(products)
}

func inHundredths(score float64) float64 { return math.Round(100*score) / 100 }

// insertRated inserts r unless its product is already there with a better score, and
// keeps the best MaxNearMisses.
func insertRated(best []rated, r rated) []rated {
	same := slices.IndexFunc(best, func(b rated) bool { return b.product == r.product })
	if same >= 0 && best[same].score >= r.score {
		return best
	}
	if same >= 0 {
		best = slices.Delete(best, same, same+1)
	}
	at, _ := slices.BinarySearchFunc(best, r, compareRated)
	best = slices.Insert(best, at, r)
	return best[:min(len(best), MaxNearMisses)]
}

// manufacturerScore returns how well the manufacturer of a name fits the wanted ones.
func (x *Index) manufacturerScore(w want, n *name) float64 {
	score := 1.0
	for _, who := range w.manufacturers {
		if !x.fitsManufacturer(who, n) {
			score = min(score, x.manufacturerSimilarity(who, n))
		}
	}
	return score
}

func (x *Index) manufacturerSimilarity(who *manufacturerQuery, n *name) float64 {
	x.manufacturers.compare(who)
	if n.label != 0 {
		return who.similarText[n.label]
	}
	return max(who.similar[x.manufacturer[n.listing]], who.similarText[x.brand[n.listing]])
}

// difference describes how a name differs from the wanted one.
func (x *Index) difference(w want, n *name) string {
	model, manufacturer := modelDifference(&w.modelSpelling, &n.modelSpelling), x.manufacturerDifference(w, n)
	text := cmp.Or(model, "the same model")
	switch {
	case manufacturer == "" && model == "":
		text = "the same name"
	case manufacturer == otherManufacturer && model == "":
		text += " of " + manufacturer
	case manufacturer != "":
		text += ", and " + manufacturer
	}
	if !x.productHasClass(w, x.product[n.listing]) {
		text += ", in another device class"
	}
	return text
}

const otherManufacturer = "another manufacturer"

// manufacturerDifference describes how the manufacturer of a name differs from the wanted
// ones.
func (x *Index) manufacturerDifference(w want, n *name) string {
	var differences []string
	for _, who := range w.manufacturers {
		if x.fitsManufacturer(who, n) {
			continue
		}
		without := x.restOfGiven(who, n)
		switch {
		case x.hasLongerFullName(who, n):
			rest := restOfName(x.reg.Manufacturers[x.manufacturer[n.listing]], who.folded)
			differences = append(differences, fmt.Sprintf("its manufacturer's name goes on with %q", strings.Join(rest, " ")))
		case len(without) > 0:
			differences = append(differences, fmt.Sprintf("its manufacturer's name is recorded without %q", strings.Join(without, " ")))
		default:
			return otherManufacturer
		}
	}
	return strings.Join(differences, ", and ")
}

// productHasClass reports whether a listing of a product has the wanted device class.
func (x *Index) productHasClass(w want, product uint32) bool {
	return slices.ContainsFunc(x.listings.of(product), func(listing uint32) bool { return x.hasClass(w, listing) })
}

func modelDifference(a, b *modelSpelling) string {
	switch {
	case a.folded == b.folded && !tagsAgree(a, b):
		return "the same model, approved to another standard"
	case a.folded == b.folded && a.tag != b.tag:
		return "the same model, with or without its standard"
	case a.folded == b.folded && a.base != b.base:
		return "the same model but for its punctuation"
	case a.folded == b.folded:
		return ""
	case a.folded == "" || b.folded == "":
		return "another model"
	}
	if looksAlike(a, b) {
		return "the model has O, I or l in place of 0 or 1, or the other way round"
	}
	if n := levenshtein.ComputeDistance(a.folded, b.folded); n > 1 {
		return fmt.Sprintf("the model differs in %d characters", n)
	}
	return "the model differs in 1 character"
}

// variants returns the products with the matched model under another standard's tag or
// none, or of a manufacturer whose name is longer than the given one.
func (x *Index) variants(w want, matched uint32, names []uint32) []NearMiss {
	others := slices.DeleteFunc(slices.Clone(names), func(n uint32) bool { return x.product[x.names[n].listing] == matched })
	return x.rank(w, alike(others))
}
