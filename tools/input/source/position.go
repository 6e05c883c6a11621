package source

import (
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"
)

// A path leads from a record to a field: ["periods", "1", "from"], shown as
// periods[1].from. As text it is unambiguous for all fields that schemas know,
// since no name of a field has a dot or a bracket in it.

// formatPath writes a path for people.
func formatPath(path []string) string {
	var b strings.Builder
	for i, part := range path {
		switch {
		case isIndex(part):
			b.WriteString("[" + part + "]")
			continue
		case i > 0:
			b.WriteByte('.')
		}
		b.WriteString(part)
	}
	return b.String()
}

// maxShownPath bounds the paths of problems, in bytes. No field that is known has one so long.
const maxShownPath = 400

// displayPath writes a path for people, of a field that may have any name.
func displayPath(path []string) string { return truncated(formatPath(path), maxShownPath) }

// truncated returns the beginning of a text that is longer than most bytes.
func truncated(text string, most int) string {
	if len(text) <= most {
		return text
	}
	return strings.ToValidUTF8(text[:most], "") + "…"
}

// parsePath is formatPath's inverse.
func parsePath(text string) []string {
	if text == "" {
		return nil
	}
	return strings.Split(strings.NewReplacer("[", ".", "]", "").Replace(text), ".")
}

func isIndex(part string) bool {
	_, err := strconv.Atoi(part)
	return err == nil
}

// locate returns the node to point at for a path: the value, when it is one word
// or number; the field's name, when the value is a group or a list; the nearest
// thing around it, when the path leads nowhere (a field that is missing).
func locate(root *yaml.Node, path []string) *yaml.Node {
	at, node := root, root
	for _, part := range path {
		key, value := childNode(node, part)
		if value == nil {
			return at
		}
		at, node = key, value
	}
	if node.Kind == yaml.ScalarNode && node.Line > 0 && node.Value != "" {
		return node
	}
	return at
}

// locateName returns the node of the name of a field.
func locateName(root *yaml.Node, path []string) *yaml.Node {
	at, node := root, root
	for _, part := range path {
		key, value := childNode(node, part)
		if value == nil {
			return at
		}
		at, node = key, value
	}
	return at
}

// childNode goes one part down. The key of a list's entry is the entry itself.
func childNode(node *yaml.Node, part string) (key, value *yaml.Node) {
	switch node.Kind {
	case yaml.MappingNode:
		for i := 0; i+1 < len(node.Content); i += 2 {
			if node.Content[i].Value == part {
				return node.Content[i], node.Content[i+1]
			}
		}
	case yaml.SequenceNode:
		if i, err := strconv.Atoi(part); err == nil && i >= 0 && i < len(node.Content) {
			return node.Content[i], node.Content[i]
		}
	}
	return nil, nil
}
