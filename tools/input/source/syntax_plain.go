package source

import (
	"strings"

	"go.yaml.in/yaml/v4"

	"opencec/tools/register"
)

// A plainFile reads the YAML that most files of a register consist of, such as Encode writes,
// many times faster than the YAML library. It gives up on all other YAML, right or wrong, which
// the library then reads: anything but ASCII, anchors, tags, block scalars, escapes, texts over
// several lines, comments behind a value, and plain texts that may be something else. What it
// does read, it reads as the library does, but for comments.
type plainFile struct {
	lines []plainLine // those with content
	depth int
	spare []yaml.Node // allocated at once, because files have hundreds
	ok    bool
}

// A plainLine is the content of a line behind its indentation.
type plainLine struct {
	number, indent int // the number counts from 1
	text           string
}

// parsePlain returns the root mapping of a file, or nil if a plainFile does not read it.
func parsePlain(data []byte) *yaml.Node {
	f := plainFile{ok: true}
	if !f.split(data) || len(f.lines) == 0 || f.lines[0].indent > 0 {
		return nil
	}
	f.spare = make([]yaml.Node, 0, 4*len(f.lines))
	root := f.mapping()
	if !f.ok || len(f.lines) > 0 {
		return nil
	}
	return root
}

// split splits a file into lines, and leaves out comments and blank lines.
func (f *plainFile) split(data []byte) bool {
	count := 1
	for _, c := range data {
		if c == '\n' {
			count++
		} else if c < ' ' || c > '~' {
			return false
		}
	}
	f.lines = make([]plainLine, 0, count)
	rest := string(data)
	for number := 1; rest != ""; number++ {
		var line string
		line, rest, _ = strings.Cut(rest, "\n")
		text := strings.TrimLeft(line, " ")
		switch {
		case text == "" && line != "" || strings.HasSuffix(text, " "):
			return false
		case text != "" && text[0] != '#':
			f.lines = append(f.lines, plainLine{number, len(line) - len(text), text})
		}
	}
	return true
}

func (f *plainFile) fail() *yaml.Node {
	f.ok = false
	return nil
}

// node returns a new node in a column, counted from 1, of the current line.
func (f *plainFile) node(kind yaml.Kind, tag string, column int) *yaml.Node {
	if len(f.spare) == cap(f.spare) {
		f.spare = make([]yaml.Node, 0, 64)
	}
	f.spare = append(f.spare, yaml.Node{Kind: kind, Tag: tag, Line: f.lines[0].number, Column: column})
	return &f.spare[len(f.spare)-1]
}

func (f *plainFile) key(name string, column int) *yaml.Node {
	n := f.node(yaml.ScalarNode, "!!str", column)
	n.Value = name
	return n
}

// maxPlainDepth bounds groups and lists in each other, below what the library allows.
const maxPlainDepth = 8

// mapping reads the fields from the current line on.
func (f *plainFile) mapping() *yaml.Node {
	if f.depth++; f.depth > maxPlainDepth {
		return f.fail()
	}
	defer func() { f.depth-- }()
	indent := f.lines[0].indent
	group := f.node(yaml.MappingNode, "!!map", indent+1)
	for f.ok && len(f.lines) > 0 && f.lines[0].indent == indent {
		name, rest, isField := cutPlainKey(f.lines[0].text)
		if !isField {
			return f.fail()
		}
		key := f.key(name, indent+1)
		group.Content = append(group.Content, key, f.fieldValue(indent, rest))
	}
	return group
}

// fieldValue reads the value of a field: rest, which follows the colon, or the lines below.
func (f *plainFile) fieldValue(indent int, rest string) *yaml.Node {
	if rest != "" {
		value := f.value(rest[1:], indent+len(f.lines[0].text)-len(rest)+2)
		f.lines = f.lines[1:]
		return value
	}
	f.lines = f.lines[1:]
	switch {
	case len(f.lines) == 0 || f.lines[0].indent <= indent:
		return f.fail()
	case f.lines[0].text[0] == '-':
		return f.sequence()
	}
	return f.mapping()
}

// sequence reads the entries from the current line on.
func (f *plainFile) sequence() *yaml.Node {
	if f.depth++; f.depth > maxPlainDepth {
		return f.fail()
	}
	defer func() { f.depth-- }()
	indent := f.lines[0].indent
	list := f.node(yaml.SequenceNode, "!!seq", indent+1)
	for f.ok && len(f.lines) > 0 && f.lines[0].indent == indent {
		text, isEntry := strings.CutPrefix(f.lines[0].text, "- ")
		if !isEntry {
			return f.fail()
		}
		if _, _, isField := cutPlainKey(text); isField {
			f.lines[0].text, f.lines[0].indent = text, indent+2
			list.Content = append(list.Content, f.mapping())
			continue
		}
		list.Content = append(list.Content, f.value(text, indent+3))
		f.lines = f.lines[1:]
	}
	return list
}

// cutPlainKey cuts a field's name off a line. rest is empty, or begins with a space.
func cutPlainKey(text string) (name, rest string, ok bool) {
	end := strings.IndexByte(text, ':')
	if end <= 0 || end > maxPlainKey || end+1 < len(text) && text[end+1] != ' ' {
		return "", "", false
	}
	for i := range end {
		c := text[i]
		if !isLetter(c) && (i == 0 || !isDigit(c) && c != '_' && c != '-') {
			return "", "", false
		}
	}
	return text[:end], text[end+1:], plainTag(text[:end]) == "!!str"
}

const maxPlainKey = 100

// value reads a value that ends with the line.
func (f *plainFile) value(text string, column int) *yaml.Node {
	if text == "" {
		return f.fail()
	}
	if text[0] == '{' || text[0] == '[' {
		value, rest := f.flow(text, column)
		if rest != "" {
			return f.fail()
		}
		return value
	}
	if text[0] == '"' || text[0] == '\'' {
		value, rest := f.quoted(text, column)
		if rest != "" {
			return f.fail()
		}
		return value
	}
	if strings.Contains(text, ": ") || strings.Contains(text, " #") || text[len(text)-1] == ':' {
		return f.fail()
	}
	return f.plain(text, column)
}

// plain returns the node of a text without quotes.
func (f *plainFile) plain(text string, column int) *yaml.Node {
	tag := plainTag(text)
	if tag == "" {
		return f.fail()
	}
	n := f.node(yaml.ScalarNode, tag, column)
	n.Value = text
	return n
}

// quoted reads a text in quotes, and returns what follows it.
func (f *plainFile) quoted(text string, column int) (n *yaml.Node, rest string) {
	inner, rest, ended := strings.Cut(text[1:], text[:1])
	if !ended || text[0] == '"' && strings.Contains(inner, `\`) || strings.HasPrefix(rest, text[:1]) {
		return f.fail(), ""
	}
	n = f.node(yaml.ScalarNode, "!!str", column)
	n.Value, n.Style = inner, yaml.DoubleQuotedStyle
	if text[0] == '\'' {
		n.Style = yaml.SingleQuotedStyle
	}
	return n, rest
}

// flow reads a group {…} or list […], and returns what follows it.
func (f *plainFile) flow(text string, column int) (n *yaml.Node, rest string) {
	if f.depth++; f.depth > maxPlainDepth {
		return f.fail(), ""
	}
	defer func() { f.depth-- }()
	kind, tag, end := yaml.MappingNode, "!!map", "}"
	if text[0] == '[' {
		kind, tag, end = yaml.SequenceNode, "!!seq", "]"
	}
	n = f.node(kind, tag, column)
	n.Style = yaml.FlowStyle
	here := func() int { return column + len(text) - len(rest) }
	rest = text[1:]
	if after, isEmpty := strings.CutPrefix(rest, end); isEmpty {
		return n, after
	}
	for f.ok {
		if kind == yaml.MappingNode {
			name, after, isField := cutPlainKey(rest)
			if !isField || after == "" {
				return f.fail(), ""
			}
			n.Content = append(n.Content, f.key(name, here()))
			rest = after[1:]
		}
		var value *yaml.Node
		value, rest = f.flowValue(rest, here())
		n.Content = append(n.Content, value)
		if after, isEnd := strings.CutPrefix(rest, end); isEnd {
			return n, after
		}
		after, more := strings.CutPrefix(rest, ", ")
		if !more {
			return f.fail(), ""
		}
		rest = after
	}
	return nil, ""
}

// flowValue reads a value inside brackets, and returns what follows it.
func (f *plainFile) flowValue(text string, column int) (n *yaml.Node, rest string) {
	if text == "" {
		return f.fail(), ""
	}
	switch text[0] {
	case '{', '[':
		return f.flow(text, column)
	case '"', '\'':
		return f.quoted(text, column)
	}
	end := 0
	for end < len(text) && (isLetter(text[end]) || isDigit(text[end]) || strings.IndexByte(" ._/+()-", text[end]) >= 0) {
		end++
	}
	if end == 0 || text[end-1] == ' ' {
		return f.fail(), ""
	}
	return f.plain(text[:end], column), text[end:]
}

// plainTag returns the tag of a text without quotes, or "" if it may be something that only
// the library knows. The text begins with a letter, a digit, or a minus and a digit.
func plainTag(text string) string {
	switch c := text[0]; {
	case isLetter(c):
		switch strings.ToLower(text) {
		case "true", "false":
			return "!!bool"
		case "null":
			return ""
		}
		return "!!str"
	case !isDigit(c) && (c != '-' || len(text) == 1 || !isDigit(text[1])):
		return ""
	case strings.Trim(text, "-0.") == "" && c == '-': // a negative zero has a tag of its own
		return ""
	case len(text) <= exactDigits && plainNumber.MatchString(text):
		if strings.Contains(text, ".") {
			return "!!float"
		}
		return "!!int"
	}
	if _, err := register.ParseDate(text); err == nil {
		return "!!timestamp"
	}
	// Numbers in other forms, and times, have no other letters than these.
	if strings.ContainsFunc(text, func(r rune) bool { return isLetter(byte(r)) && !strings.ContainsRune("abcdefoxtz", r|0x20) }) {
		return "!!str"
	}
	return ""
}

func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

func isDigit(c byte) bool { return '0' <= c && c <= '9' }
