package source

import (
	"bytes"
	"encoding/json"
	"strings"

	"go.yaml.in/yaml/v4"

	"opencec/tools/register"
)

// An Edit fixes a problem in one line of its file: Text replaces the characters from column
// From up to, but not including, column To. If both are equal, Text is inserted there.
type Edit struct {
	Line   int    `json:"line"`   // from 1; one more than the file has, for a line at its end
	From   int    `json:"from"`   // columns from 1, in characters
	To     int    `json:"to"`     //
	Text   string `json:"text"`   // with its line end, for a whole line
	Result string `json:"result"` // the line as it is then, without its end
}

// AddEdits adds edits to problems that have none and whose suggestion replaces one scalar
// by another. A suggested id that is merely similar to the written one gets no edit: one
// click would state about one product what is true of another. The problems of a file must
// be next to each other, so that it is parsed once.
func AddEdits(problems []Problem, contentOf func(file string) []byte) {
	var file string
	var content []byte
	var root *yaml.Node // nil where the file cannot be parsed
	for i, p := range problems {
		if p.Edit != nil || !isEditable(p) {
			continue
		}
		if p.File != file {
			file, content = p.File, contentOf(p.File)
			root, _ = parse(content)
		}
		if root != nil {
			problems[i].Edit = editIn(root, p, content)
		}
	}
}

// maxEditedLine bounds edited lines, because an edit contains the whole line.
const maxEditedLine = 1000

func isEditable(p Problem) bool {
	return p.Suggestion != "" && p.Path != "" && (p.Rule != register.RuleReference || p.Certain)
}

func editIn(root *yaml.Node, p Problem, content []byte) *Edit {
	node := scalarAt(root, p.Line, p.Column)
	if node == nil {
		return nil
	}
	text := lineOf(content, p.Line)
	if len(text) > maxEditedLine {
		return nil
	}
	line := []rune(text)
	from := p.Column - 1
	written := sourceText(node)
	to := from + len([]rune(written))
	if to > len(line) || string(line[from:to]) != written {
		return nil // written in another way, over several lines or with escapes
	}
	text = yamlScalar(p.Suggestion)
	return &Edit{p.Line, p.Column, to + 1, text, string(line[:from]) + text + string(line[to:])}
}

// EditLine returns the edit that gives a file a line with a top-level field, such as
// "sample: true". It returns nil if the field exists and takes more than one line.
func EditLine(line string, content []byte) *Edit {
	root, problems := parse(content)
	if len(problems) > 0 || root.Kind != yaml.MappingNode || root.Style&yaml.FlowStyle != 0 || !bytes.HasSuffix(content, []byte("\n")) {
		return nil
	}
	field, _, _ := strings.Cut(line, ":")
	key, _ := childNode(root, field)
	if key == nil {
		return &Edit{bytes.Count(content, []byte("\n")) + 1, 1, 1, line + "\n", line}
	}
	old := lineOf(content, key.Line)
	if !isOneLineField(old, lineOf(content, key.Line+1)) {
		return nil
	}
	return &Edit{key.Line, 1, len([]rune(old)) + 1, line, line}
}

// isOneLineField reports whether a line at the left edge of a file is a complete field that
// does not continue in the next line.
func isOneLineField(line, next string) bool {
	_, problems := parse([]byte(line))
	return len(problems) == 0 && !strings.HasPrefix(next, " ") && !strings.HasPrefix(next, "-")
}

// scalarAt returns the scalar at a position, or nil.
func scalarAt(node *yaml.Node, line, column int) *yaml.Node {
	if node.Kind == yaml.ScalarNode && node.Line == line && node.Column == column {
		return node
	}
	for _, inner := range node.Content {
		if found := scalarAt(inner, line, column); found != nil {
			return found
		}
	}
	return nil
}

// sourceText returns how a scalar is written, if that is the plainest way.
func sourceText(node *yaml.Node) string {
	switch {
	case node.Style&yaml.SingleQuotedStyle != 0:
		return "'" + node.Value + "'"
	case node.Style&yaml.DoubleQuotedStyle != 0:
		return `"` + node.Value + `"`
	}
	return node.Value
}

// yamlScalar writes a text so that it means the same anywhere in a file.
func yamlScalar(word string) string {
	if !strings.ContainsAny(word, ",[]{}\n") {
		if plain, err := yaml.Marshal(word); err == nil && string(plain) == word+"\n" {
			return word
		}
	}
	quoted, _ := json.Marshal(word) // a string always can be; JSON's are YAML's
	return string(quoted)
}

// lineOf returns a line of a file without its end, or "" if there is none.
func lineOf(content []byte, number int) string {
	for range number - 1 {
		_, content, _ = bytes.Cut(content, []byte("\n"))
	}
	line, _, _ := bytes.Cut(content, []byte("\n"))
	return strings.TrimSuffix(string(line), "\r")
}
