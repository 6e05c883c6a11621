package api

import (
	"iter"
	"net/url"
	"strings"
	"unicode"

	"opencec/tools/register"
)

// originalFilter returns which rows the parameters ask for: all that are given must hold.
// An entity type that there is not, and a status without a letter, ask for nothing.
func originalFilter(reg *register.Register, given url.Values) func(*originalRow) bool {
	manufacturer, model := likePattern(given.Get("manufacturer")), likePattern(given.Get("model"))
	status, entityType := given.Get("status"), given.Get("entity_type")
	if reg.EntityType(entityType) == nil {
		entityType = ""
	}
	return func(row *originalRow) bool {
		return (status == "" || row.status == status) && (entityType == "" || row.entityType == entityType) &&
			manufacturer.matches(row.manufacturer) && model.matches(row.model)
	}
}

// A like is the pattern of SQL's ILIKE.
type like []likeToken

// A likeToken stands for any characters, for any one, or for one in lower case.
type likeToken struct {
	wildcard rune // % or _, or 0 for none
	literal  rune
}

// likePattern returns the pattern '%part%', in which % and _ of the part are wildcards, and
// a backslash takes the next character as it is: also the % at the end.
func likePattern(part string) like {
	var pattern like
	escaped := false
	for _, r := range "%" + part + "%" {
		switch {
		case escaped:
			pattern, escaped = append(pattern, likeToken{literal: unicode.ToLower(r)}), false
		case r == '\\':
			escaped = true
		case r == '%' && len(pattern) > 0 && pattern[len(pattern)-1].wildcard == '%': // as one does
		case r == '%', r == '_':
			pattern = append(pattern, likeToken{wildcard: r})
		default:
			pattern = append(pattern, likeToken{literal: unicode.ToLower(r)})
		}
	}
	return pattern
}

// matches reports whether a text is as the pattern says, whatever its case. After a
// mismatch, the last % so far takes one character more.
func (p like) matches(text string) bool {
	runes := []rune(text)
	at, any, from := 0, -1, 0 // in the pattern; its last %; the first character after what that took
	for i := 0; i < len(runes); {
		switch {
		case at < len(p) && p[at].wildcard == '%':
			any, from = at, i
			at++
		case at < len(p) && (p[at].wildcard == '_' || p[at].wildcard == 0 && p[at].literal == unicode.ToLower(runes[i])):
			at++
			i++
		case any >= 0:
			from++
			at, i = any+1, from
		default:
			return false
		}
	}
	for at < len(p) && p[at].wildcard == '%' {
		at++
	}
	return at == len(p)
}

// lenientParameters yields the parameters of a query part with their values, in order.
// Nothing is refused: a % without two digits stands for itself, a ; is a character as any
// other, and what is not UTF-8 becomes U+FFFD.
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
			text, _ := url.QueryUnescape(s[i : i+3]) // right by now
			b.WriteString(text)
			i += 2
		default:
			b.WriteByte(s[i])
		}
	}
	return string([]rune(b.String()))
}

func isHex(c byte) bool { return strings.IndexByte("0123456789abcdefABCDEF", c) >= 0 }
