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

// Canonical returns the one form of a file of the data folder: that of Encode,
// with the comments where they were written. The fields are in the order of the Go
// type (those that are not known come last), groups and lists in block or flow style
// as Encode writes them, except that what has a comment inside gets lines of its own.
// Numbers keep their digits, and fields that say nothing stay: a person wrote them.
// A comment above the first field is about the file, and stays at its head.
//
// A file that is not YAML as the register takes it has no such form; its problems are
// returned instead. What a schema or a rule has against it does not matter.
func Canonical(name string, content []byte) ([]byte, []Problem) {
	d, problems := readDraft(name, content)
	if len(problems) > 0 {
		return nil, problems
	}
	return d.write()
}

// A draft is a file's tree with its comments, to be changed and written.
type draft struct {
	name     string
	form     fileForm
	root     *yaml.Node
	comments []comment
}

// A fileForm is what the files of a kind have in common.
type fileForm struct {
	shape  *shape
	hint   string // the schema hint for editors
	schema string // the name of the schema
}

// formOf returns the form of a file of the data folder; false for any other.
func formOf(name string) (fileForm, bool) {
	if name == SettingsFile {
		const hint = "# yaml-language-server: $schema=../schemas/" + settingsSchema
		return fileForm{shapeOf(reflect.TypeFor[register.Settings]()), hint, settingsSchema}, true
	}
	k, _, ok := RecordOf(name)
	if !ok {
		return fileForm{}, false
	}
	return fileForm{shapeOf(reflect.TypeOf(register.NewRecord(k))), SchemaHint(k), k.Schema()}, true
}

func readDraft(name string, content []byte) (*draft, []Problem) {
	fail := func(problems ...Problem) (*draft, []Problem) {
		for i := range problems {
			problems[i].File = name
		}
		return nil, problems
	}
	form, ok := formOf(name)
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
	d := &draft{name, form, root, findComments(text, root)}
	if line := d.overlooked(); line > 0 {
		return fail(syntaxProblem(line, 1, "the comment here stands too close to what is before it: put a space before the #"))
	}
	attach(root, d.comments)
	return d, nil
}

// unixLines returns a text with LF at the ends of its lines and without the byte
// order mark that some editors of Windows put before it.
func unixLines(content []byte) []byte {
	content = bytes.TrimPrefix(content, []byte("\ufeff"))
	if !bytes.ContainsRune(content, '\r') {
		return content
	}
	content = bytes.ReplaceAll(content, []byte("\r\n"), []byte("\n"))
	return bytes.ReplaceAll(content, []byte("\r"), []byte("\n"))
}

// overlooked returns the line of a comment that the library found and
// findComments did not, so that none is ever lost; 0 if there is none.
func (d *draft) overlooked() int {
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

// write returns the file. That it says what was read, with every comment, is made
// sure of: a file that cannot be written so is left to its author.
func (d *draft) write() ([]byte, []Problem) {
	arrange(d.root, d.form.shape)
	want, err := jsonOf(d.root)
	if err != nil {
		return nil, d.unwritable(err)
	}
	d.root.HeadComment = d.form.head(d.root.HeadComment)
	restyle(d.root)
	for i := 1; i < len(d.root.Content); i += 2 {
		style(d.root.Content[i])
	}
	foot := d.root.FootComment // of the file: the library writes it from here
	d.root.FootComment = ""
	place(d.root)
	d.root.FootComment = foot
	data, err := dump(d.root)
	if err != nil {
		return nil, d.unwritable(err)
	}
	if len(data) > MaxFileSize {
		return nil, d.unwritable(fmt.Errorf("it %w", ErrTooLarge))
	}
	if err := d.verify(data, want); err != nil {
		return nil, d.unwritable(err)
	}
	return data, nil
}

func (d *draft) unwritable(err error) []Problem {
	p := syntaxProblem(1, 1, "cannot be put into the canonical form: %v", err)
	p.File = d.name
	return []Problem{p}
}

func jsonOf(root *yaml.Node) ([]byte, error) {
	var b bytes.Buffer
	err := toJSON(&b, root)
	return b.Bytes(), err
}

func (d *draft) verify(data, want []byte) error {
	root, problems := parse(data)
	if len(problems) > 0 {
		return fmt.Errorf("line %d: %s", problems[0].Line, problems[0].Message)
	}
	if got, err := jsonOf(root); err != nil || !bytes.Equal(got, want) {
		return fmt.Errorf("it would say something else")
	}
	written := map[string]bool{}
	for _, c := range findComments(data, root) {
		for part := range partsOf(c.text) {
			written[part] = true
		}
	}
	for _, c := range d.comments {
		if isHint(c.text) {
			continue
		}
		for part := range partsOf(c.text) {
			if !written[part] {
				return fmt.Errorf("the comment in line %d would be lost", c.line)
			}
		}
	}
	return nil
}

// partsOf returns the parts of a comment, between its # signs: comments of several lines
// may be written as one.
func partsOf(comment string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for part := range strings.SplitSeq(comment, "#") {
			if part = strings.TrimSpace(part); part != "" && !yield(part) {
				return
			}
		}
	}
}

// hintStart begins the comment that editors look for.
const hintStart = "# yaml-language-server:"

func isHint(comment string) bool { return strings.HasPrefix(comment, hintStart) }

// head returns the comment at the head of a file, with the schema hint in its
// first line. A hint at the schema's published address is kept: a register of its own
// may not have the schemas beside its data.
func (f fileForm) head(comments string) string {
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

// arrange puts the fields of a tree into the order of the Go type; keys that are
// data, such as device classes, are sorted, as JSON has them.
func arrange(n *yaml.Node, s *shape) {
	switch {
	case n.Kind == yaml.SequenceNode:
		for _, item := range n.Content {
			arrange(item, s.of(""))
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
		return cmp.Compare(s.place(a[0].Value), s.place(b[0].Value))
	})
	n.Content = slices.Concat(fields...)
	for _, f := range fields {
		arrange(f[1], s.of(f[0].Value))
	}
}

// of returns the shape of a field, or of an entry.
func (s *shape) of(field string) *shape {
	if s.element != nil {
		return s.element
	}
	if known := s.fields[field]; known != nil {
		return known
	}
	return &shape{}
}

// place returns where a field stands among the others; unknown ones come last.
func (s *shape) place(field string) int {
	if i := slices.Index(s.order, field); i >= 0 {
		return i
	}
	return len(s.order)
}

// restyle takes the form that a person gave to a tree's values away, as far as it
// does not matter.
func restyle(n *yaml.Node) {
	n.Style = 0
	for _, c := range n.Content {
		restyle(c)
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
