package source

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
	"go.yaml.in/yaml/v4/plugin/loaderlimits"

	"opencec/tools/register"
)

// Limits on one file. A record is a page of text; these leave room for a listing with
// hundreds of white labels and stop hostile files.
const (
	MaxFileSize = 1 << 20
	maxDepth    = 16
	maxEntries  = 10_000  // of one list or group: as many as the schemas allow in the largest list
	maxValues   = 100_000 // of one file: of ten bytes each, which leaves none for the names of fields
	maxName     = 1024    // bytes of a field's name; YAML itself allows no more before a colon
)

// Rules that syntax problems are reported under.
const (
	ruleFile   = "file"
	ruleSyntax = "yaml-syntax"

	ruleSettings = "settings"
)

// parse reads a file's YAML. It returns the root mapping, or problems without File.
func parse(data []byte) (*yaml.Node, []Problem) {
	if p := checkText(data); p != nil {
		return nil, []Problem{*p}
	}
	loader, err := yaml.NewLoader(bytes.NewReader(data), yaml.WithV4Defaults(), yaml.WithUniqueKeys(false),
		yaml.WithPlugin(loaderlimits.New(loaderlimits.DepthValue(maxDepth))))
	if err != nil {
		return nil, []Problem{syntaxProblem(1, 1, "%v", err)}
	}
	var doc, next yaml.Node
	if err := loader.Load(&doc); err != nil {
		return nil, []Problem{loadProblem(data, err)}
	}
	if doc.Kind != yaml.DocumentNode || len(doc.Content) == 0 || doc.Content[0].Kind != yaml.MappingNode {
		return nil, []Problem{syntaxProblem(1, 1, "the file holds no record: it must be fields, one a line, written as name: value")}
	}
	if err := loader.Load(&next); err == nil {
		return nil, []Problem{syntaxProblem(next.Line, 1, "a second document starts here: a file holds one record; put the other in a file of its own")}
	} else if !isEnd(err) {
		return nil, []Problem{loadProblem(data, err)}
	}
	return checkNodes(doc.Content[0])
}

// checkNodes returns root, or what it has that the register does not allow.
func checkNodes(root *yaml.Node) (*yaml.Node, []Problem) {
	var c nodeCheck
	c.node(root, nil)
	if problems := c.problems.all(); len(problems) > 0 {
		return nil, problems
	}
	return root, nil
}

func syntaxProblem(line, column int, format string, args ...any) Problem {
	return Problem{Line: line, Column: column, Severity: register.Error, Rule: ruleSyntax, Message: fmt.Sprintf(format, args...)}
}

// checkText checks the bytes of a file before they are parsed.
func checkText(data []byte) *Problem {
	if bytes.HasPrefix(data, []byte{0xFF, 0xFE}) || bytes.HasPrefix(data, []byte{0xFE, 0xFF}) {
		p := syntaxProblem(1, 1, "the file is saved as UTF-16: save it as UTF-8")
		return &p
	}
	line := 1
	for rest := data; len(rest) > 0; line++ {
		text, after, _ := bytes.Cut(rest, []byte("\n"))
		rest = after
		if i := invalidUTF8(text); i >= 0 {
			p := syntaxProblem(line, utf8.RuneCount(text[:i])+1, "byte 0x%02X is not UTF-8: save the file as UTF-8 (it looks like Latin-1 or Windows-1252)", text[i])
			return &p
		}
		if i := bytes.IndexFunc(text, isControl); i >= 0 {
			p := syntaxProblem(line, utf8.RuneCount(text[:i])+1, "the control character 0x%02X has no place in a text: remove it", text[i])
			return &p
		}
		if bytes.HasPrefix(text, []byte("<<<<<<< ")) {
			p := syntaxProblem(line, 1, "a conflict of a merge was left here: keep the lines of one side, and remove <<<<<<<, =======, >>>>>>> and the other side's")
			return &p
		}
		// A tab after spaces may be part of a text; the parser knows.
		if len(bytes.TrimSpace(text)) > 0 && text[0] == '\t' {
			p := syntaxProblem(line, 1, "a tab is used to indent: YAML takes spaces only; use two for each level")
			return &p
		}
	}
	return nil
}

// isControl reports whether r is a control character that YAML refuses.
func isControl(r rune) bool {
	return r < ' ' && r != '\t' && r != '\r' && r != '\n' || r == 0x7f
}

func invalidUTF8(text []byte) int {
	if utf8.Valid(text) {
		return -1
	}
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRune(text[i:])
		if r == utf8.RuneError && size == 1 {
			return i
		}
		i += size
	}
	return -1
}

// loadProblem returns the YAML library's error at the position to fix, as far as it can be
// known: the library notices a mistake where it cannot go on, which may be much later.
func loadProblem(data []byte, err error) Problem {
	if isEnd(err) {
		return syntaxProblem(1, 1, "the file is empty, or has only comments")
	}
	var le *yaml.LoadError
	if !errors.As(err, &le) {
		return syntaxProblem(1, 1, "not YAML: %v", err)
	}
	line, column := max(le.Mark.Line, 1), max(le.Mark.Column, 1)
	if le.Message == "found character that cannot start any token" {
		return syntaxProblem(line, column, "not YAML: a text cannot begin with this character: put the text in quotes")
	}
	if l, c := openQuote(data, line); l > 0 {
		return syntaxProblem(l, c, "not YAML: the quote that opens here is not closed in this line")
	}
	if le.ContextMark.Line > 0 && le.ContextMark.Line < line {
		return syntaxProblem(le.ContextMark.Line, max(le.ContextMark.Column, 1), "not YAML: %s (noticed at line %d)", unended(le), line)
	}
	if strings.Contains(le.Message, "mapping values are not allowed") {
		return syntaxProblem(line, column, `not YAML: a second ": " in one line, or a line indented too far: put text that has ": " in it in quotes`)
	}
	if last := lastLine(data); line > last {
		return syntaxProblem(last, 1, "not YAML: the file ends in the middle of something: %s", le.Message)
	}
	return syntaxProblem(line, column, "not YAML: %s", le.Message)
}

// unended describes what the library began to read and found no end of.
func unended(le *yaml.LoadError) string {
	switch le.ContextMsg {
	case "while scanning a simple key":
		return "a line must be written as name: value, with a space after the colon"
	case "while parsing a flow sequence":
		return "the list that opens here is not closed: end it with ]"
	case "while parsing a flow mapping":
		return "the group of fields that opens here is not closed: end it with }"
	}
	return le.ContextMsg + ": " + le.Message
}

// quoteOpens matches a line that opens a quote and does not close it.
var quoteOpens = regexp.MustCompile(`^\s*(?:- +)?[a-z0-9_]+: +(?:"[^"]*|'[^']*)$`)

// openQuote returns the position of the first quote up to line that is not closed in its own
// line, or 0. YAML allows such a quote, but in a file that cannot be parsed it is the
// likely mistake.
func openQuote(data []byte, line int) (int, int) {
	lines := strings.Split(string(data), "\n")
	lines = lines[:min(line, len(lines))]
	lastClosed := map[byte]int{} // the last line before the error that ends with a quote, by the quote
	for i, text := range lines[:min(max(line-1, 0), len(lines))] {
		if text = strings.TrimSpace(text); strings.HasSuffix(text, `"`) || strings.HasSuffix(text, "'") {
			lastClosed[text[len(text)-1]] = i
		}
	}
	for i, text := range lines {
		if !quoteOpens.MatchString(text) {
			continue
		}
		at := strings.IndexAny(text, `"'`)
		if last, ok := lastClosed[text[at]]; ok && last > i {
			continue // it may be closed on purpose in a later line
		}
		return i + 1, utf8.RuneCountInString(text[:at]) + 1
	}
	return 0, 0
}

// lastLine returns the number of the last line that is not blank.
func lastLine(data []byte) int {
	return 1 + bytes.Count(bytes.TrimRight(data, " \t\r\n"), []byte("\n"))
}

// A nodeCheck finds YAML that the register does not allow, and repeated keys.
type nodeCheck struct {
	problems boundedProblems
	values   int
}

// add adds a problem at a node. It formats the path and message only if it is reported.
func (c *nodeCheck) add(at *yaml.Node, path []string, format string, args ...any) {
	if c.problems.isFull() {
		c.problems.omitted++
		return
	}
	p := syntaxProblem(at.Line, at.Column, format, args...)
	p.Path = displayPath(path)
	c.problems.add(p)
}

func (c *nodeCheck) node(n *yaml.Node, path []string) {
	if c.values++; c.values == maxValues+1 {
		c.add(n, nil, "the file has more than %d values, the most that a record may have", maxValues)
	}
	switch {
	case n.Kind == yaml.AliasNode:
		c.add(n, path, "*%.60s is an alias: write the value out, so that a file can be read on its own", n.Value)
	case n.Anchor != "":
		c.add(n, path, "&%.60s is an anchor: remove it, and write the value out where it is used", n.Anchor)
	case n.Style&yaml.TaggedStyle != 0:
		c.add(n, path, "%.60s is a tag: remove it, and put a text that looks like a number in quotes", n.Tag)
	case n.Kind == yaml.ScalarNode:
		if message := checkScalar(n); message != "" {
			c.add(n, path, "%s", message)
		}
	case n.Kind == yaml.SequenceNode && len(n.Content) > maxEntries:
		c.add(n, path, "the list has %d entries, and %d are the most that one may have", len(n.Content), maxEntries)
	case n.Kind == yaml.SequenceNode:
		for i, item := range n.Content {
			c.node(item, append(path[:len(path):len(path)], strconv.Itoa(i)))
		}
	case n.Kind == yaml.MappingNode && len(n.Content)/2 > maxEntries:
		c.add(n, path, "the group has %d fields, and %d are the most that one may have", len(n.Content)/2, maxEntries)
	case n.Kind == yaml.MappingNode:
		c.fields(n, path)
	}
}

func (c *nodeCheck) fields(n *yaml.Node, path []string) {
	first := map[string]int{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		here := append(path[:len(path):len(path)], key.Value)
		switch line, twice := first[key.Value]; {
		case key.Kind != yaml.ScalarNode:
			c.add(key, path, "the name of a field must be a word, not a list or a group of fields")
		case len(key.Value) > maxName:
			c.add(key, path, "the name of the field %.30q… is longer than %d characters", key.Value, maxName)
		case key.Anchor != "" || key.Style&yaml.TaggedStyle != 0:
			c.add(key, path, "the name of a field has an anchor (&) or a tag (!): write the name alone")
		case key.ShortTag() == "!!merge":
			c.add(key, path, "<< is a merge key: write the fields out")
		case twice:
			c.add(key, here, "%q is given twice, first at line %d: keep one", key.Value, line)
		default:
			first[key.Value] = key.Line
			c.node(value, here)
		}
	}
}

// plainNumber matches the numbers that a file may have: those of JSON (RFC 8259, section 6)
// without exponents. No unit of the field needs exponents, and they can denote numbers of a
// billion digits. maxDigits bounds the rest for the same reason.
var plainNumber = regexp.MustCompile(`^-?(0|[1-9][0-9]*)(\.[0-9]+)?$`)

const maxDigits = 24

func checkScalar(n *yaml.Node) string {
	switch n.ShortTag() {
	case "!!int", "!!float":
		if len(n.Value) > maxDigits || !plainNumber.MatchString(n.Value) {
			return fmt.Sprintf("%.40s is not a plain number: write it like 13.5, or in quotes if it is a text", n.Value)
		}
	case "!!binary":
		return "binary data has no place here"
	}
	return ""
}

// toJSON writes a node that nodeCheck accepted as JSON.
func toJSON(b *bytes.Buffer, n *yaml.Node) error {
	switch n.Kind {
	case yaml.MappingNode:
		b.WriteByte('{')
		for i := 0; i+1 < len(n.Content); i += 2 {
			if i > 0 {
				b.WriteByte(',')
			}
			if err := writeString(b, n.Content[i].Value); err != nil {
				return err
			}
			b.WriteByte(':')
			if err := toJSON(b, n.Content[i+1]); err != nil {
				return err
			}
		}
		b.WriteByte('}')
		return nil
	case yaml.SequenceNode:
		b.WriteByte('[')
		for i, c := range n.Content {
			if i > 0 {
				b.WriteByte(',')
			}
			if err := toJSON(b, c); err != nil {
				return err
			}
		}
		b.WriteByte(']')
		return nil
	}
	switch jsonTypeOf(n) {
	case "null":
		b.WriteString("null")
	case "boolean":
		b.WriteString(strings.ToLower(n.Value))
	case "number":
		b.WriteString(n.Value)
	default:
		return writeString(b, n.Value)
	}
	return nil
}

// jsonTypeOf returns the type, as JSON Schema names it, that a node has in JSON.
func jsonTypeOf(n *yaml.Node) string {
	switch n.Kind {
	case yaml.MappingNode:
		return "object"
	case yaml.SequenceNode:
		return "array"
	}
	switch n.ShortTag() {
	case "!!null":
		return "null"
	case "!!bool":
		return "boolean"
	case "!!int", "!!float":
		return "number"
	}
	return "string" // or a date, which is a text in JSON
}

// writeString writes a text as json.Marshal does.
func writeString(b *bytes.Buffer, s string) error {
	if !isPlainInJSON(s) {
		text, err := json.Marshal(s)
		b.Write(text)
		return err
	}
	b.WriteByte('"')
	b.WriteString(s)
	b.WriteByte('"')
	return nil
}

// isPlainInJSON reports whether a text needs no escapes in JSON, nor in HTML, for which
// json.Marshal escapes as well.
func isPlainInJSON(s string) bool {
	for i := range len(s) {
		switch c := s[i]; {
		case c < ' ' || c > '~', c == '"', c == '\\', c == '<', c == '>', c == '&':
			return false
		}
	}
	return true
}

func isEnd(err error) bool { return errors.Is(err, io.EOF) }
