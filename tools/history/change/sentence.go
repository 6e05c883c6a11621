package change

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"opencec/tools/base/spelling"
	"opencec/tools/register"
)

// A Sentence is a statement without its subject and without a full stop. It keeps texts
// of records separate from its own words, so that no such text can pass for markup or for
// a statement of the register.
type Sentence []span

// A span is a part of a sentence.
type span struct {
	role role
	text string
}

type role uint8

const (
	glue   role = iota // words of this package
	ident              // an id, a path or an address
	quoted             // a text of a record
	name               // a name or a unit of a vocabulary, a number, or a word on its own
)

// Types of arguments for a sentence. A plain string is a text of a record.
type (
	identText string
	nameText  string
)

// say builds a sentence. Each %v in the format takes the next argument: a string is
// quoted, a date and a number are formatted in words.
func say(format string, args ...any) Sentence {
	var s Sentence
	for i, words := range strings.Split(format, "%v") {
		if i > 0 {
			s = append(s, spansOf(args[i-1])...)
		}
		if words != "" {
			s = append(s, span{glue, words})
		}
	}
	return s
}

func spansOf(arg any) Sentence {
	switch arg := arg.(type) {
	case Sentence:
		return arg
	case string:
		return Sentence{{quoted, arg}}
	case identText:
		return Sentence{{ident, string(arg)}}
	case nameText:
		return Sentence{{name, string(arg)}}
	case register.Date:
		return Sentence{{glue, register.DateInWords(arg)}}
	case int:
		return Sentence{{glue, countWord(arg)}}
	}
	panic(fmt.Sprintf("change: no words for a %T", arg))
}

// add appends to a sentence.
func (s Sentence) add(format string, args ...any) Sentence { return append(s, say(format, args...)...) }

// smallNumbers are written as words.
var smallNumbers = []string{"no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"}

func countWord(n int) string {
	if n >= 0 && n < len(smallNumbers) {
		return smallNumbers[n]
	}
	return register.FormatCount(n)
}

// joined joins sentences with a separator.
func joined(parts []Sentence, separator string) Sentence {
	var s Sentence
	for i, p := range parts {
		if i > 0 {
			s = s.add(separator)
		}
		s = append(s, p...)
	}
	return s
}

// inList formats sentences as a list: a, b and c.
func inList(parts []Sentence) Sentence {
	last := len(parts) - 1
	if last < 1 {
		return joined(parts, "")
	}
	return joined(parts[:last], ", ").add(" and %v", parts[last])
}

// maxNamed is the number of things that a sentence names before it counts the rest: a
// screen full of ids.
const maxNamed = 50

// nameSome formats things as a list, and counts those beyond maxNamed.
func nameSome(parts []Sentence) Sentence {
	if len(parts) <= maxNamed {
		return inList(parts)
	}
	return inList(append(parts[:maxNamed:maxNamed], say("%v more", len(parts)-maxNamed)))
}

// maxQuoted is the maximum number of characters that a sentence quotes. Notes are longer;
// the file shows their difference.
const maxQuoted = 200

// quote returns a text in one line for display, and a remark about the part that is left
// out.
func quote(text string) (shown, rest string) {
	text = printable(text)
	n := utf8.RuneCountInString(text)
	if n <= maxQuoted {
		return text, ""
	}
	return string([]rune(text)[:maxQuoted]) + "…", " (" + register.FormatCount(n) + " characters)"
}

// String returns the sentence as plain text in one line. Texts of records are in
// quotation marks.
func (s Sentence) String() string {
	var b strings.Builder
	for _, sp := range s {
		switch sp.role {
		case glue:
			b.WriteString(sp.text)
		case quoted:
			shown, rest := quote(sp.text)
			b.WriteString("“" + shown + "”" + rest)
		default:
			shown, rest := quote(sp.text)
			b.WriteString(shown + rest)
		}
	}
	return b.String()
}

// printable is spelling.Printable for a text that may not be valid UTF-8.
func printable(s string) string {
	return spelling.Printable(strings.ToValidUTF8(s, string(utf8.RuneError)))
}

// ordinal names the entry at an index of a list: period 2.
func ordinal(entry int) nameText { return nameText(strconv.Itoa(entry)) }
