package source

import (
	"bytes"
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

// The YAML library writes comments well and reads them badly: it attaches some to the
// wrong field and loses others. So this file finds comments in the text and attaches them
// to the field or entry that they were written for.

// A comment is the text after a # in one line.
type comment struct {
	line, column int
	text         string // with its #
	alone        bool   // nothing but the dash of an entry stands before it
	closes       int    // how many lists and groups in brackets end just before it
	apart        bool   // a blank line stands before it
}

// findComments returns the comments of a text that root was read from.
func findComments(text []byte, root *yaml.Node) []comment {
	lines := bytes.Split(text, []byte("\n"))
	skip := newScalars(lines, root)
	var found []comment
	blank := false
	for i, line := range lines {
		at := skip.comment(i, line)
		if at >= 0 {
			found = append(found, newComment(i+1, line, at, blank))
		}
		blank = len(bytes.TrimSpace(line)) == 0
	}
	return found
}

func newComment(number int, line []byte, at int, blank bool) comment {
	before := strings.TrimRight(string(line[:at]), " \t")
	c := comment{line: number, column: utf8.RuneCount(line[:at]) + 1, text: strings.TrimRight(string(line[at:]), " \t\r"), apart: blank}
	if strings.Trim(before, "- \t") == "" {
		c.alone = true
		if dash := strings.Index(before, "-"); dash >= 0 {
			c.column = dash + 1
		}
	}
	for rest := before; rest != "" && strings.ContainsAny(rest[len(rest)-1:], "]}"); c.closes++ {
		rest = strings.TrimRight(rest[:len(rest)-1], " \t,")
	}
	return c
}

// scalars finds where a # is part of a value: in quotes, and in the lines of a block (| and
// >).
type scalars struct {
	lines  [][]byte
	quoted []textSpan
	blocks []textSpan
	at     cursor
}

// A textSpan reaches from a byte of one line to a byte of another. Lines count from 0.
type textSpan struct{ line, from, last, to int }

func newScalars(lines [][]byte, root *yaml.Node) *scalars {
	s := &scalars{lines: lines, at: cursor{column: 1}}
	s.add(root, root)
	byStart := func(a, b textSpan) int { return cmp.Or(cmp.Compare(a.line, b.line), cmp.Compare(a.from, b.from)) }
	slices.SortFunc(s.quoted, byStart)
	slices.SortFunc(s.blocks, byStart)
	return s
}

func (s *scalars) add(n, parent *yaml.Node) {
	for _, c := range n.Content {
		s.add(c, n)
	}
	if n.Kind != yaml.ScalarNode || n.Line < 1 || n.Line > len(s.lines) {
		return
	}
	from := s.byteColumn(n.Line-1, n.Column)
	switch {
	case n.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle) != 0:
		last, to := s.closing(n.Line-1, from)
		s.quoted = append(s.quoted, textSpan{n.Line - 1, from, last, to})
	case n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0:
		last := s.blockEnd(n.Line-1, from, parent.Column-1)
		s.blocks = append(s.blocks, textSpan{line: n.Line, last: last})
	}
}

// A cursor is a position in a line, in characters and in bytes. Nodes come in the order
// of the text, so continuing from the last position reads a long line only once.
type cursor struct {
	line, column, byte int
	read               int // characters gone over so far, in all lines
}

// byteColumn converts a column in characters, counted from 1, to a byte index.
func (s *scalars) byteColumn(line, column int) int {
	if line != s.at.line || column < s.at.column {
		s.at = cursor{line: line, column: 1, read: s.at.read}
	}
	for text := s.lines[line]; s.at.column < column && s.at.byte < len(text); s.at.column++ {
		_, size := utf8.DecodeRune(text[s.at.byte:])
		s.at.byte += size
		s.at.read++
	}
	return s.at.byte
}

// closing returns the end of the quote that opens at a byte of a line.
func (s *scalars) closing(line, at int) (int, int) {
	if at >= len(s.lines[line]) || !strings.ContainsRune(`"'`, rune(s.lines[line][at])) {
		return line, at
	}
	quote := s.lines[line][at]
	for at++; line < len(s.lines); line, at = line+1, 0 {
		for text := s.lines[line]; at < len(text); at++ {
			switch {
			case quote == '"' && text[at] == '\\':
				at++
			case text[at] == quote && quote == '\'' && at+1 < len(text) && text[at+1] == quote:
				at++
			case text[at] == quote:
				return line, at + 1
			}
		}
	}
	return line, at
}

// blockEnd returns the line after a block whose header is at a byte of a line. around is
// the indentation of the field that the block belongs to.
func (s *scalars) blockEnd(header, at, around int) int {
	indent := -1 // that of the block's first line, unless its header has a number
	for _, c := range s.lines[header][min(at+1, len(s.lines[header])):] {
		if '1' <= c && c <= '9' {
			indent = around + int(c-'0')
		}
		if c == ' ' {
			break
		}
	}
	for i := header + 1; i < len(s.lines); i++ {
		line := s.lines[i]
		spaces := len(line) - len(bytes.TrimLeft(line, " "))
		if spaces == len(line) {
			continue
		}
		if indent < 0 {
			indent = max(spaces, around+1)
		}
		if spaces < indent {
			return i
		}
	}
	return len(s.lines)
}

// comment returns the byte at which a comment begins in a line, or -1. It must be called
// for the lines in order.
func (s *scalars) comment(i int, line []byte) int {
	for len(s.blocks) > 0 && s.blocks[0].last <= i {
		s.blocks = s.blocks[1:]
	}
	if len(s.blocks) > 0 && s.blocks[0].line <= i {
		return -1
	}
	for at := 0; at < len(line); at++ {
		if end := s.quoteEnd(i, at); end > at {
			at = end - 1
			continue
		}
		if line[at] == '#' && (at == 0 || line[at-1] == ' ' || line[at-1] == '\t') {
			return at
		}
	}
	return -1
}

// quoteEnd returns where the quote around byte at of line i ends in that line, or 0.
func (s *scalars) quoteEnd(i, at int) int {
	for len(s.quoted) > 0 {
		q := s.quoted[0]
		switch {
		case i < q.line || i == q.line && at < q.from:
			return 0
		case i < q.last:
			return len(s.lines[i])
		case i == q.last && at < q.to:
			return q.to
		}
		s.quoted = s.quoted[1:]
	}
	return 0
}

// An entry is a field of a group or an item of a list, to which a comment can belong.
type entry struct {
	node         *yaml.Node // the field's name, or the item
	in           *yaml.Node // the group or list
	value        *yaml.Node
	up           *entry
	line, column int
}

func entriesOf(n *yaml.Node, up *entry, all []*entry) []*entry {
	step := 1
	if n.Kind == yaml.MappingNode {
		step = 2
	} else if n.Kind != yaml.SequenceNode {
		return all
	}
	for i := 0; i < len(n.Content); i += step {
		node := n.Content[i]
		e := &entry{node: node, in: n, value: n.Content[i+step-1], up: up, line: node.Line, column: node.Column}
		if step == 1 && n.Style&yaml.FlowStyle == 0 {
			e.column = n.Column // the dash
		}
		all = entriesOf(e.value, e, append(all, e))
	}
	return all
}

// attachComments attaches each comment to its node, and discards the library's own
// choice. While the tree is edited, a comment in a field's line belongs to the node of the
// field's name, and one at the end of a group or list to that group or list.
// placeComments moves them to the nodes from which the library writes them.
func attachComments(root *yaml.Node, comments []comment) {
	clearComments(root)
	entries := entriesOf(root, nil, nil)
	given := commentTexts{}
	next := 0
	for _, c := range comments {
		for next < len(entries) && (entries[next].line < c.line || entries[next].line == c.line && entries[next].column < c.column) {
			next++
		}
		switch {
		case next == 0:
			given.addLine(&root.HeadComment, c)
		case !c.alone:
			given.add(&closedEntry(entries[next-1], c.closes).node.LineComment, " ", c.text)
		case next == len(entries):
			attachFoot(root, entries[next-1], nil, c, given)
		default:
			attachFoot(root, entries[next-1], entries[next], c, given)
		}
	}
	given.write()
}

// closedEntry returns the entry whose value ends with that many closing brackets.
func closedEntry(e *entry, brackets int) *entry {
	if e.value.Kind != yaml.ScalarNode && len(e.value.Content) == 0 {
		brackets--
	}
	for ; brackets > 0 && e.up != nil && e.in.Style&yaml.FlowStyle != 0; brackets-- {
		e = e.up
	}
	return e
}

// attachFoot attaches a comment on a line of its own to the end of the group or list that
// last is in, if it is indented like that and deeper than next, and otherwise to next.
func attachFoot(root *yaml.Node, last, next *entry, c comment, given commentTexts) {
	for e := last; e != nil && (next == nil || e.in != next.in); e = e.up {
		if e.column <= c.column && (next == nil || c.column > next.column) && e.in != root {
			given.addLine(&e.in.FootComment, c)
			return
		}
	}
	if next == nil {
		given.addLine(&root.FootComment, c)
		return
	}
	given.addLine(&next.node.HeadComment, c)
}

// commentTexts collect comments by their target. A file may have thousands of lines for
// one target, so the texts are built with a strings.Builder.
type commentTexts map[*string]*strings.Builder

func (t commentTexts) addLine(to *string, c comment) {
	separator := "\n"
	if c.apart {
		separator = "\n\n"
	}
	t.add(to, separator, c.text)
}

func (t commentTexts) add(to *string, separator, text string) {
	b := t[to]
	if b == nil {
		b = &strings.Builder{}
		t[to] = b
	} else {
		b.WriteString(separator)
	}
	b.WriteString(text)
}

func (t commentTexts) write() {
	for to, b := range t {
		*to = b.String()
	}
}

func clearComments(n *yaml.Node) {
	n.HeadComment, n.LineComment, n.FootComment = "", "", ""
	for _, c := range n.Content {
		clearComments(c)
	}
}

// placeComments moves the comments of a finished tree to the nodes from which the library
// writes them.
func placeComments(n *yaml.Node) {
	if n.Kind == yaml.ScalarNode || isFlow(n) || len(n.Content) == 0 {
		return
	}
	placeFootComment(n)
	for i, c := range n.Content {
		placeComments(c)
		if n.Kind == yaml.MappingNode && i%2 == 1 && (c.Kind == yaml.ScalarNode || isFlow(c)) {
			c.LineComment, n.Content[i-1].LineComment = n.Content[i-1].LineComment, ""
		}
		if n.Kind == yaml.SequenceNode && c.Kind != yaml.ScalarNode && !isFlow(c) {
			raiseComments(c)
		}
	}
}

func isFlow(n *yaml.Node) bool { return n.Style&yaml.FlowStyle != 0 }

// placeFootComment moves the comment at the end of a group or list to its last entry,
// because the library does not write the foot comment of an entry that is a group.
func placeFootComment(n *yaml.Node) {
	foot, last := n.FootComment, n.Content[len(n.Content)-1]
	n.FootComment = ""
	if n.Kind == yaml.MappingNode {
		last = n.Content[len(n.Content)-2]
	}
	last.FootComment = joinComments(last.FootComment, foot)
}

// raiseComments moves the comments of an entry and of its first inner entry above both,
// because there is no line for them after the first dash.
func raiseComments(item *yaml.Node) {
	first := item.Content[0]
	item.HeadComment = joinComments(item.HeadComment, item.LineComment, first.HeadComment)
	item.LineComment, first.HeadComment = "", ""
}

func joinComments(comments ...string) string {
	return strings.Join(slices.DeleteFunc(comments, func(c string) bool { return c == "" }), "\n")
}
