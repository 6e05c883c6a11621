package register

import (
	"math"
	"sort"
	"strings"
	"unicode"

	"github.com/agnivade/levenshtein"
)

// Nearest returns the candidate that a person most likely meant by word, and ""
// when none is near: same letters in another case or punctuation, or a spelling
// mistake in at most a third of the word. Ties go to the first in order.
//
// Numbers, such as versions and dates, have no spelling: 2.1 is another than 1.1.
// Only v1.2 and 1,2 mean 1.2.
func Nearest(word string, candidates []string) string {
	sorted := append([]string(nil), candidates...)
	sort.Strings(sorted)
	folded := Fold(word)
	best, bestDistance := "", max(1, (len([]rune(folded))+1)/3)+1
	for _, c := range sorted {
		f := Fold(c)
		if f == folded && f != "" {
			return c
		}
		if d := distance(folded, f); d < bestDistance {
			best, bestDistance = c, d
		}
	}
	return best
}

// far is the distance of words that are not alike at all.
const far = math.MaxInt

// distance returns in how many characters two folded words differ.
func distance(word, candidate string) int {
	switch {
	case word == "" || candidate == "":
		return far
	case isNumber(word) || isNumber(candidate):
		if numberIn(word) == numberIn(candidate) {
			return 1
		}
		return far
	case len(word) >= 3 && strings.HasPrefix(candidate, word):
		return 1 // the same beginning is how abbreviations and cut words look
	}
	return levenshtein.ComputeDistance(word, candidate)
}

// isNumber reports whether a folded word has no letters.
func isNumber(folded string) bool { return !strings.ContainsFunc(folded, unicode.IsLetter) }

// numberIn leaves out the letters before a number: the v of v1.2.
func numberIn(folded string) string { return strings.TrimLeftFunc(folded, unicode.IsLetter) }
