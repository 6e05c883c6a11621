package source

import (
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"
)

// A path leads from a record to a field: ["periods", "1", "from"], written as
// periods[1].from. The text is unambiguous for all fields of the schemas, because no field
// name has a dot or a bracket.

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

// maxShownPath bounds the paths of problems, in bytes. No known field has a longer path.
const maxShownPath = 400

// displayPath writes the path of a field, which may have any name, for people.
func displayPath(path []string) string { return truncated(formatPath(path), maxShownPath) }

// truncated returns text, cut to at most most bytes.
func truncated(text string, most int) string {
	if len(text) <= most {
		return text
	}
	return strings.ToValidUTF8(text[:most], "") + "…"
}

// parsePath is the inverse of formatPath.
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

// locate returns the node to point at for a path: the value if it is a scalar, and the
// field's name if it is a group or a list. For a missing field it returns the nearest node
// around it.
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

// locateName returns the node of a field's name.
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

// childNode goes one step down a path. The key of a list's entry is the entry itself.
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
