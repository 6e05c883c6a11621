package api

import (
	"iter"
	"net/url"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"opencec/tools/register"
)

// legacyFilter returns the filter of the parameters, all of which must match. An unknown
// entity type and a status without letters filter nothing.
func legacyFilter(reg *register.Register, rows *legacyRows, given url.Values) func(*legacyRow) bool {
	manufacturer, model := likePattern(given.Get("manufacturer")), likePattern(given.Get("model"))
	ofMaker := make([]bool, len(rows.manufacturers))
	for i, name := range rows.manufacturers {
		ofMaker[i] = manufacturer.matches(name)
	}
	status, entityType := given.Get("status"), given.Get("entity_type")
	if reg.EntityType(entityType) == nil {
		entityType = ""
	}
	return func(row *legacyRow) bool {
		return (status == "" || row.status == status) && (entityType == "" || row.entityType == entityType) &&
			ofMaker[row.manufacturer] && model.matches(row.model)
	}
}

// foldCase returns a form of the text that ignores case.
func foldCase(text string) string { return strings.ToLower(text) }

// A like is the pattern '%part%' of SQL's ILIKE: pieces with arbitrary text before each
// of them and, if it is open, after the last.
type like struct {
	pieces []likePiece
	open   bool
}

// A likePiece is a part of a pattern without a %.
type likePiece struct {
	runes []rune // in lower case; anyRune stands for _
	start string // the text before the first _
}

const anyRune rune = -1

// likePattern returns the pattern '%part%'. In part, % and _ are wildcards, and a
// backslash quotes the next character, even the final %.
func likePattern(part string) like {
	var pattern like
	var piece []rune
	end := func() {
		if len(piece) > 0 {
			pattern.pieces = append(pattern.pieces, newLikePiece(piece))
		}
		piece = nil
	}
	escaped := false
	for _, r := range part + "%" {
		pattern.open = r == '%' && !escaped
		switch {
		case !escaped && r == '\\':
			escaped = true
			continue
		case pattern.open:
			end()
		case !escaped && r == '_':
			piece = append(piece, anyRune)
		default:
			piece = append(piece, unicode.ToLower(r))
		}
		escaped = false
	}
	end()
	return pattern
}

func newLikePiece(runes []rune) likePiece {
	start := runes
	if at := slices.Index(runes, anyRune); at >= 0 {
		start = runes[:at]
	}
	return likePiece{runes, string(start)}
}

// matches reports whether a lower-case text matches the pattern. Each piece is matched at
// its first occurrence, and the last one at the end of the text unless the pattern is
// open.
func (p like) matches(text string) bool {
	pieces := p.pieces
	if !p.open {
		last := pieces[len(pieces)-1]
		start := len(text)
		for range last.runes {
			_, size := utf8.DecodeLastRuneInString(text[:start])
			start -= size
		}
		if last.length(text[start:]) != len(text)-start {
			return false
		}
		pieces, text = pieces[:len(pieces)-1], text[:start]
	}
	for _, piece := range pieces {
		end := piece.find(text)
		if end < 0 {
			return false
		}
		text = text[end:]
	}
	return true
}

// find returns the end of the first occurrence of the piece in a text, or -1.
func (p likePiece) find(text string) int {
	for at := 0; at < len(text); {
		next := strings.Index(text[at:], p.start)
		if next < 0 {
			return -1
		}
		at += next
		if length := p.length(text[at:]); length >= 0 {
			return at + length
		}
		_, size := utf8.DecodeRuneInString(text[at:])
		at += size
	}
	return -1
}

// length returns how many bytes the piece matches at the beginning of a text, or -1.
func (p likePiece) length(text string) int {
	at := 0
	for _, want := range p.runes {
		r, size := utf8.DecodeRuneInString(text[at:])
		if size == 0 || want != anyRune && want != r {
			return -1
		}
		at += size
	}
	return at
}

// lenientParameters yields the parameters of a query part, in order. It accepts anything:
// a % without two digits stands for itself, ; is an ordinary character, and invalid UTF-8
// becomes U+FFFD.
func lenientParameters(rawQuery string) iter.Seq2[string, string] {
	return func(yield func(name, value string) bool) {
		for pair := range strings.SplitSeq(rawQuery, "&") {
			if pair == "" {
				continue
			}
			name, value, _ := strings.Cut(pair, "=")
			if !yield(lenientUnescape(name), lenientUnescape(value)) {
				return
			}
		}
	}
}

func lenientUnescape(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '+':
			b.WriteByte(' ')
		case s[i] == '%' && i+2 < len(s) && isHex(s[i+1]) && isHex(s[i+2]):
			text, _ := url.QueryUnescape(s[i : i+3]) // never fails here
			b.WriteString(text)
			i += 2
		default:
			b.WriteByte(s[i])
		}
	}
	return string([]rune(b.String()))
}

func isHex(c byte) bool { return strings.IndexByte("0123456789abcdefABCDEF", c) >= 0 }
