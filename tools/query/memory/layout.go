package memory

import (
	"strings"
	"sync"
)

// A layout is what many records' JSON has in common: the names of their fields, and the values
// that are null, empty, true or false. Between its texts are holes for the rest. Two thirds of a
// listing's JSON are in its layout.
type layout struct {
	texts []string // one more than holes
	holes []hole
}

// A hole says what comes between two texts of a layout.
type hole uint8

const (
	valueHole hole = iota // the next of the record's own values
	idHole                // the record's id
	dayHole               // the part that depends on the day
)

// layouts are the layouts of a table's records.
type layouts struct {
	mu    sync.Mutex
	known map[string]*layout // by their texts with the holes between, each as one byte
}

// of returns the layout with a key of known.
func (l *layouts) of(key []byte) *layout {
	l.mu.Lock()
	defer l.mu.Unlock()
	if known, ok := l.known[string(key)]; ok {
		return known
	}
	made, text := &layout{}, string(key)
	if l.known == nil {
		l.known = map[string]*layout{}
	}
	l.known[text] = made
	for {
		i := strings.IndexFunc(text, isHole)
		if i < 0 {
			made.texts = append(made.texts, text)
			return made
		}
		made.texts, made.holes = append(made.texts, text[:i]), append(made.holes, hole(text[i]))
		text = text[i+1:]
	}
}

// isHole reports whether a character of a key is a hole. JSON has no such characters.
func isHole(r rune) bool { return r <= rune(dayHole) }

// A packer divides a record's JSON into a layout and the record's own values.
type packer struct {
	id     string
	layout []byte   // the key of the layout
	values []string // those for the holes
}

func (p *packer) hole(h hole) { p.layout = append(p.layout, byte(h)) }

// object packs a part of a JSON object, or all of it.
func (p *packer) object(text string) {
	for text != "" {
		name, rest, ok := cutName(text)
		p.layout = append(p.layout, name...)
		if !ok {
			return
		}
		value := rest[:valueLength(rest)]
		p.value(strings.TrimLeft(name, "{,"), value)
		text = rest[len(value):]
	}
}

// value packs the value of a member; name is its name with quotes and the colon.
func (p *packer) value(name, value string) {
	switch {
	case name == `"id":` || name == `"links":`:
		for i, text := range strings.Split(value, p.id) {
			if i > 0 {
				p.hole(idHole)
			}
			p.layout = append(p.layout, text...)
		}
	case value == "null" || value == "[]" || value == "{}" || value == "true" || value == "false":
		p.layout = append(p.layout, value...)
	default:
		p.hole(valueHole)
		p.values = append(p.values, value)
	}
}

// cutName cuts a JSON object after its next name, including what comes before that and the
// colon; it returns all of the text, and false, if there is none. Names have no escapes.
func cutName(text string) (name, rest string, ok bool) {
	end := strings.Index(text, `":`)
	if end < 0 {
		return text, "", false
	}
	return text[:end+2], text[end+2:], true
}

// valueLength returns the length of the JSON value at the beginning of a text.
func valueLength(text string) int {
	depth, quoted := 0, false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '{' || c == '[':
			depth++
		case (c == '}' || c == ']') && depth > 0:
			depth--
		case depth == 0 && (c == ',' || c == '}'):
			return i
		}
	}
	return len(text)
}
