package source

import (
	"bytes"
	"cmp"
	"fmt"
	"iter"
	"reflect"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"opencec/tools/register"
)

// Canonical returns a file of the data folder in its one canonical form: that of
// Encode, with the comments where their author put them. Fields are in the order of the
// Go type, unknown ones last. Groups and lists use block or flow style as in Encode, but
// one that contains a comment is written over several lines. Numbers keep their digits,
// and empty fields stay, since a person wrote them. A comment above the first field is
// about the file and stays at its head.
//
// A file that is not valid YAML for the register has no canonical form: Canonical returns
// its problems instead. Canonical checks neither the schema nor the rules.
func Canonical(name string, content []byte) ([]byte, []Problem) {
	d, problems := readEditable(name, content)
	if len(problems) > 0 {
		return nil, problems
	}
	return d.write()
}

// An editableFile is the tree of a file with its comments, for changing and writing.
type editableFile struct {
	name     string
	kind     fileKind
	root     *yaml.Node
	comments []comment
}

// A fileKind is what all files of one kind share.
type fileKind struct {
	shape  *shape
	hint   string // the schema hint for editors
	schema string // the name of the schema
}

// fileKindOf returns the kind of a file of the data folder, and false for any other file.
func fileKindOf(name string) (fileKind, bool) {
	if name == SettingsFile {
		const hint = "# yaml-language-server: $schema=../schemas/" + settingsSchema
		return fileKind{shapeOf(reflect.TypeFor[register.Settings]()), hint, settingsSchema}, true
	}
	k, _, ok := RecordOf(name)
	if !ok {
		return fileKind{}, false
	}
	return fileKind{shapeOf(reflect.TypeOf(register.NewRecord(k))), SchemaHint(k), k.Schema()}, true
}

func readEditable(name string, content []byte) (*editableFile, []Problem) {
	fail := func(problems ...Problem) (*editableFile, []Problem) {
		for i := range problems {
			problems[i].File = name
		}
		return nil, problems
	}
	form, ok := fileKindOf(name)
	if !ok {
		return fail(fileProblem("is not a file of the register"))
	}
	if len(content) > MaxFileSize {
		return fail(fileProblem("%v", ErrTooLarge))
	}
	text := unixLines(content)
	root, problems := parse(text)
	if len(problems) > 0 {
		return fail(problems...)
	}
	d := &editableFile{name, form, root, findComments(text, root)}
	if line := d.missedComment(); line > 0 {
		return fail(syntaxProblem(line, 1, "the comment follows the text before it directly: put a space before the #"))
	}
	attachComments(root, d.comments)
	return d, nil
}

// unixLines returns text with LF line ends and without the byte order mark that some
// Windows editors write at the start.
func unixLines(content []byte) []byte {
	content = bytes.TrimPrefix(content, []byte("\ufeff"))
	if !bytes.ContainsRune(content, '\r') {
		return content
	}
	content = bytes.ReplaceAll(content, []byte("\r\n"), []byte("\n"))
	return bytes.ReplaceAll(content, []byte("\r"), []byte("\n"))
}

// missedComment returns the line of a comment that the library found and findComments
// missed, or 0. It makes sure that no comment is lost.
func (d *editableFile) missedComment() int {
	known := map[string]bool{}
	for _, c := range d.comments {
		known[c.text] = true
	}
	var check func(n *yaml.Node) int
	check = func(n *yaml.Node) int {
		for line := range strings.SplitSeq(n.HeadComment+"\n"+n.LineComment+"\n"+n.FootComment, "\n") {
			if text := strings.TrimSpace(line); text != "" && !known[text] {
				return n.Line
			}
		}
		for _, c := range n.Content {
			if line := check(c); line > 0 {
				return line
			}
		}
		return 0
	}
	return check(d.root)
}

// write returns the content of the file. It checks that the content says what was read,
// with every comment; if not, it returns a problem and the file stays as it is.
func (d *editableFile) write() ([]byte, []Problem) {
	sortFields(d.root, d.kind.shape)
	want, err := jsonOf(d.root)
	if err != nil {
		return nil, d.problem(err)
	}
	d.root.HeadComment = d.kind.headComment(d.root.HeadComment)
	normaliseStyle(d.root)
	for i := 1; i < len(d.root.Content); i += 2 {
		setFlowStyle(d.root.Content[i])
	}
	foot := d.root.FootComment // of the file: the library writes it from here
	d.root.FootComment = ""
	placeComments(d.root)
	d.root.FootComment = foot
	data, err := dump(d.root)
	if err != nil {
		return nil, d.problem(err)
	}
	if len(data) > MaxFileSize {
		return nil, d.problem(fmt.Errorf("it %w", ErrTooLarge))
	}
	if err := d.verify(data, want); err != nil {
		return nil, d.problem(err)
	}
	return data, nil
}

func (d *editableFile) problem(err error) []Problem {
	p := syntaxProblem(1, 1, "cannot be put into the canonical form: %v", err)
	p.File = d.name
	return []Problem{p}
}

func jsonOf(root *yaml.Node) ([]byte, error) {
	var b bytes.Buffer
	err := toJSON(&b, root)
	return b.Bytes(), err
}

func (d *editableFile) verify(data, want []byte) error {
	root, problems := parse(data)
	if len(problems) > 0 {
		return fmt.Errorf("line %d: %s", problems[0].Line, problems[0].Message)
	}
	if got, err := jsonOf(root); err != nil || !bytes.Equal(got, want) {
		return fmt.Errorf("it would say something else")
	}
	written := map[string]bool{}
	for _, c := range findComments(data, root) {
		for part := range commentParts(c.text) {
			written[part] = true
		}
	}
	for _, c := range d.comments {
		if isHint(c.text) {
			continue
		}
		for part := range commentParts(c.text) {
			if !written[part] {
				return fmt.Errorf("the comment in line %d would be lost", c.line)
			}
		}
	}
	return nil
}

// commentParts yields the parts of a comment between its # signs. Comments over several
// lines may be written as one.
func commentParts(comment string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for part := range strings.SplitSeq(comment, "#") {
			if part = strings.TrimSpace(part); part != "" && !yield(part) {
				return
			}
		}
	}
}

// hintStart is the start of the comment in which editors look for the schema.
const hintStart = "# yaml-language-server:"

func isHint(comment string) bool { return strings.HasPrefix(comment, hintStart) }

// headComment returns the comment at the head of a file, with the schema hint in its
// first line. A hint with the schema's published address is kept, because a register
// with its own repository may not have the schemas beside its data.
func (f fileKind) headComment(comments string) string {
	hint := f.hint
	var others strings.Builder
	for line := range strings.SplitSeq(comments, "\n") {
		if !isHint(line) {
			others.WriteString("\n" + line)
			continue
		}
		if strings.Contains(line, "$schema=https://") && strings.HasSuffix(line, "/"+f.schema) {
			hint = line
		}
	}
	rest := strings.Trim(others.String(), "\n")
	if rest == "" {
		return hint
	}
	return hint + "\n" + rest
}

// sortFields puts the fields of a tree into the order of the Go type. Keys that are
// data, such as device classes, are sorted as in JSON.
func sortFields(n *yaml.Node, s *shape) {
	switch {
	case n.Kind == yaml.SequenceNode:
		for _, item := range n.Content {
			sortFields(item, s.child(""))
		}
		return
	case n.Kind != yaml.MappingNode:
		return
	}
	fields := slices.Collect(slices.Chunk(n.Content, 2))
	slices.SortStableFunc(fields, func(a, b []*yaml.Node) int {
		if s.element != nil {
			return cmp.Compare(a[0].Value, b[0].Value)
		}
		return cmp.Compare(s.position(a[0].Value), s.position(b[0].Value))
	})
	n.Content = slices.Concat(fields...)
	for _, f := range fields {
		sortFields(f[1], s.child(f[0].Value))
	}
}

// child returns the shape of a field, or of an entry of a list.
func (s *shape) child(field string) *shape {
	if s.element != nil {
		return s.element
	}
	if known := s.fields[field]; known != nil {
		return known
	}
	return &shape{}
}

// position returns the index of a field among the others. Unknown fields come last.
func (s *shape) position(field string) int {
	if i := slices.Index(s.order, field); i >= 0 {
		return i
	}
	return len(s.order)
}

// normaliseStyle removes the author's choices of style that do not matter from a tree.
func normaliseStyle(n *yaml.Node) {
	n.Style = 0
	for _, c := range n.Content {
		normaliseStyle(c)
		if n.Kind == yaml.SequenceNode && c.ShortTag() == "!!null" {
			c.Value = "null" // nothing behind a dash reads badly
		}
	}
	switch {
	case n.Kind != yaml.ScalarNode:
	case n.ShortTag() == "!!bool":
		n.Value = strings.ToLower(n.Value)
	case isText(n):
		plain := textNode(n.Value)
		n.Tag, n.Style = plain.Tag, plain.Style
	}
}
