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
	Suggestion string   `json:"suggestion,omitempty"` // the value that was probably meant
	Allowed    []string `json:"allowed,omitempty"`    // the allowed values, if they are few
}

// A Code identifies a type of problem for programs.
type Code string

// The codes of problems.
const (
	UnknownParameter  Code = "unknown-parameter"
	UnknownOperator   Code = "unknown-operator"
	UnknownValue      Code = "unknown-value"
	InvalidValue      Code = "invalid-value"
	RepeatedParameter Code = "repeated-parameter"
	LimitExceeded     Code = "limit-exceeded"
	// ConflictingParameter marks a parameter that contradicts another one.
	ConflictingParameter Code = "conflicting-parameter"
	InvalidCursor        Code = "invalid-cursor"
	VersionGone          Code = "version-gone" // the cursor's version is no longer available
)

// String returns the problem in one line.
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

// Unknown returns the problem of an unknown parameter.
func Unknown(name string, allowed []string) Problem {
	message := "is not a parameter here"
	if len(allowed) == 0 {
		message += "; there are none"
	}
	return Problem{Parameter: bound(name), Code: UnknownParameter, Message: message, Suggestion: nearest(name, allowed), Allowed: few(allowed)}
}

// Unlisted returns the problem of a value that is not allowed.
func Unlisted(name, value string, allowed []string) Problem {
	return Problem{Parameter: name, Code: UnknownValue, Suggestion: nearest(value, allowed), Allowed: few(allowed),
		Message: fmt.Sprintf("%s is not a word for %s; allowed are %s", quote(value), name, join(allowed))}
}

// bound shortens a text that a message repeats.
func bound(s string) string {
	if r := []rune(s); len(r) > maxSuggest {
		return string(r[:maxSuggest]) + "…"
	}
	return s
}

// nearest is spelling.Nearest for texts of normal length. Longer ones are not typos, and
// comparing them would be expensive.
func nearest(word string, candidates []string) string {
	if len(word) > maxSuggest {
		return ""
	}
	return spelling.Nearest(word, candidates)
}

// quote quotes a value for a message, shortened if necessary.
func quote(s string) string { return fmt.Sprintf("%.60q", s) }

// few returns words, or nil if there are too many to list.
func few(words []string) []string {
	if len(words) > maxAllowed {
		return nil
	}
	return words
}

// join lists words in a sentence, if there are few enough to read.
func join(words []string) string {
	const readable = 12
	if len(words) > readable {
		return fmt.Sprintf("%s and %d more", strings.Join(words[:readable], ", "), len(words)-readable)
	}
	return strings.Join(words, ", ")
}
