package spelling

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/agnivade/levenshtein"
)

// DidYouMean returns " (did you mean NAME?)" for the nearest of names, or "".
func DidYouMean(word string, names []string) string {
	if near := Nearest(word, names); near != "" {
		return fmt.Sprintf(" (did you mean %s?)", near)
	}
	return ""
}

// Nearest returns the candidate that a person most likely meant by word, or "": the same
// letters in another case or punctuation, or a typo in at most a third of the word. Of
// equally near candidates the first wins.
//
// Numbers, such as versions and dates, have no typos: 2.1 is not 1.1. Only v1.2 and 1,2
// mean 1.2.
func Nearest(word string, candidates []string) string {
	return NewDictionary(candidates).Nearest(word, func(string) bool { return true })
}

// A Dictionary is a list of words that corrects others.
type Dictionary struct {
	words  []string // in order
	folded []string // the same, folded
}

func NewDictionary(words []string) *Dictionary {
	s := &Dictionary{words: slices.Sorted(slices.Values(words))}
	for _, word := range s.words {
		s.folded = append(s.folded, Fold(word))
	}
	return s
}

// Nearest is Nearest among the words of the dictionary. A nil Dictionary has no words.
func (s *Dictionary) Nearest(word string, allowed func(string) bool) string {
	if s == nil {
		return ""
	}
	folded := Fold(word)
	length := utf8.RuneCountInString(folded)
	best, bestDistance := "", max(1, (length+1)/3)+1
	for i, f := range s.folded {
		if f == folded && f != "" && allowed(s.words[i]) {
			return s.words[i]
		}
		if d := distance(folded, length, f, bestDistance); d < bestDistance && allowed(s.words[i]) {
			best, bestDistance = s.words[i], d
		}
	}
	return best
}

// far is the distance of words that are not similar at all.
const far = math.MaxInt

// distance returns the number of characters in which two folded words differ; far for
// words that are long and differ in limit or more.
func distance(word string, length int, candidate string, limit int) int {
	switch {
	case word == "" || candidate == "":
		return far
	case isNumber(word) || isNumber(candidate):
		if numberIn(word) == numberIn(candidate) {
			return 1
		}
		return far
	case len(word) >= 3 && strings.HasPrefix(candidate, word):
		return 1 // abbreviations and truncated words share the beginning
	}
	if other := utf8.RuneCountInString(candidate); length-other >= limit || other-length >= limit {
		return far // too many characters are added or missing
	}
	return levenshtein.ComputeDistance(word, candidate)
}

// isNumber reports whether a folded word has no letters.
func isNumber(folded string) bool { return !strings.ContainsFunc(folded, unicode.IsLetter) }

// numberIn removes the letters before a number: the v of v1.2.
func numberIn(folded string) string { return strings.TrimLeftFunc(folded, unicode.IsLetter) }
