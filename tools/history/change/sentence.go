package change

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"opencec/tools/base/spelling"
	"opencec/tools/register"
)

// A Sentence tells one thing, without its subject and without a full stop. It
// keeps what comes from a record apart from the words around it, so that no text of
// a record can pass for markup, or for what the register says.
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
	name               // a name or a unit of a vocabulary, a number, a word that stands for itself
)

// Types of what is put into a sentence. A plain string is a text of a record.
type (
	identText string
	nameText  string
)

// say builds a sentence. Each %v in the format is the next argument: a string is
// quoted, whatever it is; a date and a number are written in words.
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
	return register.GroupDigits(strconv.Itoa(n))
}

// joined writes sentences one after the other, with a separator between them.
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

// inList writes sentences as a list: a, b and c.
func inList(parts []Sentence) Sentence {
	last := len(parts) - 1
	if last < 1 {
		return joined(parts, "")
	}
	return joined(parts[:last], ", ").add(" and %v", parts[last])
}

// maxNamed is how many things a sentence names before it counts the rest: a screen
// full of ids.
const maxNamed = 50

// nameSome writes the things as a list, and counts those beyond maxNamed.
func nameSome(parts []Sentence) Sentence {
	if len(parts) <= maxNamed {
		return inList(parts)
	}
	return inList(append(parts[:maxNamed:maxNamed], say("%v more", len(parts)-maxNamed)))
}

// maxQuoted is how much of a text a sentence quotes, in characters. Notes are
// longer; their difference is to be seen in the file.
const maxQuoted = 200

// quote returns a text as it is shown, in one line, and what is to be said of the
// part that is left out.
func quote(text string) (shown, rest string) {
	text = printable(text)
	n := utf8.RuneCountInString(text)
	if n <= maxQuoted {
		return text, ""
	}
	return string([]rune(text)[:maxQuoted]) + "…", " (" + register.GroupDigits(strconv.Itoa(n)) + " characters)"
}

// String returns the sentence as plain text in one line. Texts of records stand in
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

// printable is spelling.Printable of a text that may not be UTF-8.
func printable(s string) string {
	return spelling.Printable(strings.ToValidUTF8(s, string(utf8.RuneError)))
}

// ordinal writes the place of an entry in a list: period 2.
func ordinal(entry int) nameText { return nameText(strconv.Itoa(entry)) }
