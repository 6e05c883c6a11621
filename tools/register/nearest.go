package register

import (
	"sort"
	"strings"

	"github.com/agnivade/levenshtein"
)

// Nearest returns the candidate that a person most likely meant by word, and ""
// when none is near: same letters in another case or punctuation, or a spelling
// mistake in at most a third of the word. Ties go to the first in order.
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
		d := levenshtein.ComputeDistance(folded, f)
		// The same beginning is how abbreviations and cut words look.
		if len(folded) >= 3 && strings.HasPrefix(f, folded) {
			d = min(d, 1)
		}
		if d < bestDistance {
			best, bestDistance = c, d
		}
	}
	return best
}
