package change

import (
	"regexp"
	"strings"
)

// Markdown returns the sentence as inline Markdown in one line, for GitHub, GitLab and
// others.
//
// Texts of records are in code spans, in which nothing has a meaning: neither markup nor
// HTML, however escaped, nor what such sites turn into links: addresses, @names, #12,
// GH-12, the digits of a commit.
func (s Sentence) Markdown() string {
	var b strings.Builder
	for _, sp := range s {
		if sp.role == glue {
			b.WriteString(sp.text)
			continue
		}
		shown, rest := quote(sp.text)
		switch {
		case sp.role == name && isPlain(shown):
			b.WriteString(shown)
		case strings.HasSuffix(b.String(), "`"):
			b.WriteString(" " + codeSpan(shown)) // adjacent code spans do not work
		default:
			b.WriteString(codeSpan(shown))
		}
		b.WriteString(rest)
	}
	return b.String()
}

// codeSpan formats a text without newlines as a code span. Its fence is longer than any
// run of backticks inside.
func codeSpan(text string) string {
	if text == "" {
		return "(empty)"
	}
	longest, run := 0, 0
	for _, r := range text {
		if r == '`' {
			run++
			longest = max(longest, run)
		} else {
			run = 0
		}
	}
	fence := strings.Repeat("`", longest+1)
	// A backtick must not touch the fence. Renderers also strip one space from both ends
	// of a text with spaces at both ends, unless it is all spaces.
	spaced := strings.HasPrefix(text, " ") && strings.HasSuffix(text, " ") && strings.Trim(text, " ") != ""
	if spaced || strings.HasPrefix(text, "`") || strings.HasSuffix(text, "`") {
		text = " " + text + " "
	}
	return fence + text + fence
}

// Names that need no code span: a number, also as a range or a percentage, and words of
// letters, also a unit. Letters with digits may be taken for a reference (GH-12), dots
// for an address (www.example.com), and other signs for markup.
var (
	plainNumber = regexp.MustCompile(`^-?[0-9]+(,[0-9]{3})*(\.[0-9]+)?(–-?[0-9]+(,[0-9]{3})*(\.[0-9]+)?)?%?$`)
	plainWords  = regexp.MustCompile(`^[A-Za-z°%Ω]+([ -][A-Za-z°%Ω]+)*$`)
	// commit matches as many hexadecimal digits as GitHub turns into a link.
	commit = regexp.MustCompile(`[0-9A-Fa-f]{7}`)
)

// isPlain reports whether a name can stand outside of a code span.
func isPlain(s string) bool {
	return (plainNumber.MatchString(s) || plainWords.MatchString(s)) && !commit.MatchString(s)
}
