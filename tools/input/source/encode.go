package source

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"opencec/tools/register"
)

// Widths at which canonical YAML changes its layout, so that a line fits a review page.
const (
	flowWidth = 88  // the longest {…} or […] that stays on one line
	textWidth = 100 // long texts are folded here
)

// Encode returns the canonical YAML of a record: the hint that lets editors check it
// against its schema, then the fields in the order of the Go type. The id and the fields
// that come from the history (times, commit) are not part of a file.
func Encode(rec register.Record) ([]byte, error) {
	node, err := nodeOf(rec)
	if err != nil {
		return nil, fmt.Errorf("encode %s %s: %w", rec.RecordKind().Name(), rec.RecordMeta().ID, err)
	}
	node.HeadComment = SchemaHint(rec.RecordKind())
	return dump(node)
}

// SchemaHint returns the comment by which editors find the schema of a kind of record. It
// expects the folder schemas beside the data folder.
func SchemaHint(k register.Kind) string {
	return "# yaml-language-server: $schema=" + strings.Repeat("../", k.Depth()+1) + "schemas/" + k.Schema()
}

// Update returns the YAML old with the fields of rec. Equal fields keep their notation and
// their comments. Numbers are compared by value, and new fields go where Encode would put
// them. Long texts may be folded differently, and lines end with LF. If nothing differs,
// Update returns old unchanged.
func Update(old []byte, rec register.Record) ([]byte, error) {
	wrap := func(err error) error {
		return fmt.Errorf("update %s: %w", PathOf(rec.RecordKind(), rec.RecordMeta().ID), err)
	}
	// With CRLF the YAML library loses comments.
	root, problems := parse(bytes.ReplaceAll(old, []byte("\r\n"), []byte("\n")))
	if len(problems) > 0 {
		return nil, wrap(fmt.Errorf("line %d: %s", problems[0].Line, problems[0].Message))
	}
	want, err := nodeOf(rec)
	if err != nil {
		return nil, wrap(err)
	}
	if !merge(root, want) {
		return old, nil
	}
	data, err := dump(root)
	if err != nil {
		return nil, wrap(err)
	}
	return data, nil
}

// nodeOf returns the canonical YAML tree of a record, built from its JSON, which has the
// fields in the order of the Go type.
func nodeOf(rec register.Record) (*yaml.Node, error) {
	data, err := register.EncodeJSON(rec)
	if err != nil {
		return nil, err
	}
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.UseNumber()
	node, err := readNode(dec)
	if err != nil {
		return nil, err
	}
	withoutMeta(node)
	for i := 1; i < len(node.Content); i += 2 {
		setFlowStyle(node.Content[i])
	}
	return node, nil
}

// metaFields are the fields of register.Meta, which files do not have.
var metaFields = []string{"id", "created_at", "updated_at", "commit"}

func withoutMeta(mapping *yaml.Node) {
	for i := 0; i+1 < len(mapping.Content); {
		if slices.Contains(metaFields, mapping.Content[i].Value) {
			mapping.Content = slices.Delete(mapping.Content, i, i+2)
			continue
		}
		i += 2
	}
}

func readNode(dec *json.Decoder) (*yaml.Node, error) {
	token, err := dec.Token()
	if err != nil {
		return nil, err
	}
	switch t := token.(type) {
	case json.Delim:
		node := &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map"}
		if t == '[' {
			node = &yaml.Node{Kind: yaml.SequenceNode, Tag: "!!seq"}
		}
		for dec.More() {
			child, err := readNode(dec)
			if err != nil {
				return nil, err
			}
			node.Content = append(node.Content, child)
		}
		if _, err := dec.Token(); err != nil {
			return nil, err
		}
		return node, nil
	case json.Number:
		return scalar("!!float", t.String()), nil
	case bool:
		return scalar("!!bool", fmt.Sprint(t)), nil
	case string:
		return textNode(t), nil
	case nil:
		return scalar("!!null", "null"), nil
	}
	return nil, io.ErrUnexpectedEOF
}

func scalar(tag, value string) *yaml.Node {
	if tag == "!!float" && !strings.Contains(value, ".") {
		tag = "!!int"
	}
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: tag, Value: value}
}

// textNode returns the node of a text. Dates are bare, as people write them, and the
// library quotes everything that YAML would not read as a text.
func textNode(s string) *yaml.Node {
	if _, err := register.ParseDate(s); err == nil {
		return scalar("!!timestamp", s)
	}
	node := &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: s}
	switch {
	case strings.Contains(s, "\n"):
		node.Style = yaml.LiteralStyle
	case len(s) > textWidth && strings.Contains(s, " ") && strings.TrimSpace(s) == s:
		node.Style = yaml.FoldedStyle
	}
	return node
}

// setFlowStyle puts a small group or list of plain values on one line, and returns its
// width there, or -1 if it does not fit or has comments inside.
func setFlowStyle(n *yaml.Node) int {
	if n.Kind == yaml.ScalarNode {
		if n.Style == yaml.LiteralStyle || n.Style == yaml.FoldedStyle {
			return -1
		}
		return len(n.Value) + 2
	}
	width, fits := 2, n.FootComment == ""
	for _, c := range n.Content {
		w := setFlowStyle(c)
		fits = fits && w >= 0 && c.HeadComment == "" && c.LineComment == ""
		width += w + 1
	}
	// A list of groups reads better with a line for each.
	if n.Kind == yaml.SequenceNode && len(n.Content) > 0 && n.Content[0].Kind != yaml.ScalarNode {
		fits = false
	}
	// So do the device classes of a listing: a group of groups.
	if n.Kind == yaml.MappingNode && slices.ContainsFunc(n.Content, isFilledGroup) {
		fits = false
	}
	if !fits || width > flowWidth {
		return -1
	}
	n.Style |= yaml.FlowStyle
	return width
}

func isFilledGroup(n *yaml.Node) bool { return n.Kind == yaml.MappingNode && len(n.Content) > 2 }

// merge makes have equal to want and reports whether it changed anything.
func merge(have, want *yaml.Node) bool {
	if have.Kind != want.Kind {
		replace(have, want)
		return true
	}
	switch have.Kind {
	case yaml.MappingNode:
		return mergeMapping(have, want)
	case yaml.SequenceNode:
		return mergeSequence(have, want)
	}
	if sameScalar(have, want) {
		return false
	}
	replace(have, want)
	return true
}

// replace gives have the value of want and keeps the comments of have.
func replace(have, want *yaml.Node) {
	have.Kind, have.Tag, have.Value, have.Style, have.Content = want.Kind, want.Tag, want.Value, want.Style, want.Content
}

func sameScalar(a, b *yaml.Node) bool {
	if isNull(a) && isNull(b) {
		return true
	}
	if isNumber(a) && isNumber(b) {
		var x, y float64
		return a.Load(&x) == nil && b.Load(&y) == nil && x == y
	}
	return a.Value == b.Value && isText(a) == isText(b)
}

func isNull(n *yaml.Node) bool { return n.ShortTag() == "!!null" }

func isNumber(n *yaml.Node) bool { return n.ShortTag() == "!!int" || n.ShortTag() == "!!float" }

// isText reports whether a node is a text. Dates count as texts, as in JSON.
func isText(n *yaml.Node) bool { return n.ShortTag() == "!!str" || n.ShortTag() == "!!timestamp" }

func mergeMapping(have, want *yaml.Node) bool {
	changed := false
	for i := 0; i+1 < len(have.Content); {
		if valueOf(want, have.Content[i].Value) == nil {
			keepFootComment(have, i)
			have.Content = slices.Delete(have.Content, i, i+2)
			changed = true
			continue
		}
		i += 2
	}
	at := 0 // where the next new field goes: behind its predecessor in want
	for i := 0; i+1 < len(want.Content); i += 2 {
		key, value := want.Content[i], want.Content[i+1]
		if old := valueOf(have, key.Value); old != nil {
			changed = merge(old, value) || changed
			at = slices.Index(have.Content, old) + 1
			continue
		}
		have.Content = slices.Insert(have.Content, at, key, value)
		at += 2
		changed = true
	}
	return changed
}

// keepFootComment moves the comment after the field at i to the field before it. Such a
// comment is mostly about what comes next or about the whole file.
func keepFootComment(mapping *yaml.Node, i int) {
	if i < 2 || mapping.Content[i].FootComment == "" {
		return
	}
	before := mapping.Content[i-2]
	before.FootComment = strings.TrimPrefix(before.FootComment+"\n"+mapping.Content[i].FootComment, "\n")
}

// valueOf returns the value of a field of a mapping, or nil.
func valueOf(mapping *yaml.Node, field string) *yaml.Node {
	for i := 0; i+1 < len(mapping.Content); i += 2 {
		if mapping.Content[i].Value == field {
			return mapping.Content[i+1]
		}
	}
	return nil
}

// mergeSequence compares lists item by item from the front. Entries are mostly added at
// the end, so comments stay with the items that they were written for.
func mergeSequence(have, want *yaml.Node) bool {
	changed := len(have.Content) != len(want.Content)
	for i := range min(len(have.Content), len(want.Content)) {
		changed = merge(have.Content[i], want.Content[i]) || changed
	}
	if len(want.Content) > len(have.Content) {
		have.Content = append(have.Content, want.Content[len(have.Content):]...)
	}
	have.Content = have.Content[:len(want.Content)]
	if changed && have.Style&yaml.FlowStyle != 0 && want.Style&yaml.FlowStyle == 0 {
		have.Style &^= yaml.FlowStyle
	}
	return changed
}

func dump(node *yaml.Node) ([]byte, error) {
	return yaml.Dump(node, yaml.WithV4Defaults(), yaml.WithIndent(2), yaml.WithLineWidth(textWidth),
		yaml.WithCompactSeqIndent(false), yaml.WithQuotePreference(yaml.QuoteDouble))
}
