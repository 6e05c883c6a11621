package query

import (
	"fmt"
	"strings"

	"opencec/tools/base/spelling"
)

// A Problem is one thing that is wrong with a query.
type Problem struct {
	Parameter  string   `json:"parameter,omitempty"` // "" for the query as a whole
	Code       Code     `json:"code"`
	Message    string   `json:"message"`
	Suggestion string   `json:"suggestion,omitempty"` // the word that was probably meant
	Allowed    []string `json:"allowed,omitempty"`    // all that would be right, when they are few
}

// A Code names a sort of problem for programs.
type Code string

// The codes of problems.
const (
	UnknownParameter  Code = "unknown-parameter"
	UnknownOperator   Code = "unknown-operator"
	UnknownValue      Code = "unknown-value"
	InvalidValue      Code = "invalid-value"
	RepeatedParameter Code = "repeated-parameter"
	LimitExceeded     Code = "limit-exceeded"
	// ConflictingParameter is one that makes no sense beside another.
	ConflictingParameter Code = "conflicting-parameter"
	InvalidCursor        Code = "invalid-cursor"
	VersionGone          Code = "version-gone" // the cursor's version is no longer held
)

// String returns the problem in a line.
func (p Problem) String() string {
	s := p.Message
	if p.Parameter != "" {
		s = p.Parameter + ": " + s
	}
	if p.Suggestion != "" {
		s += " (did you mean " + p.Suggestion + "?)"
	}
	return s
}

// Unknown is the problem of a parameter that is not one of those allowed.
func Unknown(name string, allowed []string) Problem {
	message := "is not a parameter here"
	if len(allowed) == 0 {
		message += "; there are none"
	}
	return Problem{Parameter: bound(name), Code: UnknownParameter, Message: message, Suggestion: nearest(name, allowed), Allowed: few(allowed)}
}

// Unlisted is the problem of a value that is not one of those allowed.
func Unlisted(name, value string, allowed []string) Problem {
	return Problem{Parameter: name, Code: UnknownValue, Suggestion: nearest(value, allowed), Allowed: few(allowed),
		Message: fmt.Sprintf("%s is not a word for %s; allowed are %s", quote(value), name, join(allowed))}
}

// bound keeps what is repeated of a request short.
func bound(s string) string {
	if r := []rune(s); len(r) > maxSuggest {
		return string(r[:maxSuggest]) + "…"
	}
	return s
}

// nearest is spelling.Nearest for words of a length that words have. Longer ones
// are not spelling mistakes, and comparing them would cost.
func nearest(word string, candidates []string) string {
	if len(word) > maxSuggest {
		return ""
	}
	return spelling.Nearest(word, candidates)
}

// quote shows a value in a message, in bounded length.
func quote(s string) string { return fmt.Sprintf("%.60q", s) }

// few returns words unless they are too many to repeat.
func few(words []string) []string {
	if len(words) > maxAllowed {
		return nil
	}
	return words
}

// join lists words in a sentence, as long as they are few enough to read.
func join(words []string) string {
	const readable = 12
	if len(words) > readable {
		return fmt.Sprintf("%s and %d more", strings.Join(words[:readable], ", "), len(words)-readable)
	}
	return strings.Join(words, ", ")
}
