package source

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v5"
	"go.yaml.in/yaml/v4"

	"opencec/tools/base/parallel"
	"opencec/tools/base/spelling"
	"opencec/tools/register"
)

// An AppliedFix is one mistake that Fix fixed.
type AppliedFix struct {
	File string // in the data folder, with forward slashes
	Line int    // of the file as it was
	Path string // the field: periods[1].from; "" for the whole file
	Was  string
	Now  string

	// Omitted is the number of fixes in the file that this one stands for: those beyond
	// the first register.MaxProblems, which are not listed.
	Omitted int
}

// Count returns the number of fixes that this one stands for.
func (m AppliedFix) Count() int { return max(1, m.Omitted) }

// String returns the fix as one line: file:line: path: old value → new value.
func (m AppliedFix) String() string {
	if m.Omitted > 0 {
		return spelling.Printable(fmt.Sprintf("%s: and %d more in this file", m.File, m.Omitted))
	}
	path := m.Path
	if path != "" {
		path += ": "
	}
	return spelling.Printable(fmt.Sprintf("%s:%d: %s%s → %s", m.File, m.Line, path, m.Was, m.Now))
}

// Fix fixes the mistakes in a file that have only one right fix, and returns the file in
// its canonical form. It fixes other spellings of vocabulary values, dates in other forms
// that mean one day, numbers with their unit or in a thousandth of it, texts written as
// numbers, yes for true, an address in place of a source, periods out of order, extra
// spaces, invisible characters, look-alike characters in names, and the byte order marks
// and line ends that editors write. It never guesses: where two fixes are possible, or the
// only one is merely similar, the mistake stays for Check to report.
//
// If the file still cannot be read, Fix returns its problems and no content.
func Fix(name string, content []byte, v *Vocabulary) (fixed []byte, fixes []AppliedFix, problems []Problem) {
	f := &fixer{vocabulary: v}
	d, problems := readEditable(name, f.fixLines(name, content))
	if len(problems) > 0 {
		return nil, nil, problems
	}
	f.editableFile = d
	f.fixTexts()
	f.fixComments()
	if err := f.fixSchema(); err != nil {
		return nil, nil, d.problem(err)
	}
	f.fixReferences()
	f.sortByStart()
	fixed, problems = d.write()
	if len(problems) > 0 {
		return nil, nil, problems
	}
	if f.count == 0 && !bytes.Equal(fixed, content) {
		f.note(1, nil, "not in the canonical form", "as opencec fmt writes it")
	}
	slices.SortStableFunc(f.applied, func(a, b AppliedFix) int { return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Path, b.Path)) })
	if omitted := f.count - len(f.applied); omitted > 0 {
		f.applied = append(f.applied, AppliedFix{File: f.file, Line: 1, Omitted: omitted})
	}
	return fixed, f.applied, nil
}

// Fix returns the files of the folder that the function Fix changes, and what it fixed. It
// looks only at files for which wanted returns true, and leaves those that cannot be read.
func (t *Tree) Fix(ctx context.Context, wanted func(name string) bool) ([]Rewrite, []AppliedFix, error) {
	v, err := t.Vocabulary()
	if err != nil {
		return nil, nil, err
	}
	names := slices.DeleteFunc(t.Files(), func(name string) bool { return !wanted(name) })
	contents, fixes := make([][]byte, len(names)), make([][]AppliedFix, len(names))
	if err := parallel.Do(ctx, len(names), func(i int) error {
		contents[i], fixes[i], _ = Fix(names[i], t.files[names[i]], v)
		return nil
	}); err != nil {
		return nil, nil, err
	}
	var rewrites []Rewrite
	for i, name := range names {
		if contents[i] != nil && !bytes.Equal(contents[i], t.files[name]) {
			rewrites = append(rewrites, Rewrite{name, contents[i]})
		}
	}
	return rewrites, slices.Concat(fixes...), nil
}

type fixer struct {
	*editableFile
	vocabulary *Vocabulary
	file       string
	applied    []AppliedFix // the first register.MaxProblems
	count      int          // how many there are
}

func (f *fixer) note(line int, path []string, was, now string) {
	if f.count++; len(f.applied) < register.MaxProblems {
		f.applied = append(f.applied, AppliedFix{File: f.file, Line: line, Path: displayPath(path), Was: was, Now: now})
	}
}

// fixLines fixes the bytes of a file before they are parsed as YAML.
func (f *fixer) fixLines(name string, content []byte) []byte {
	f.file = name
	if bytes.HasPrefix(content, []byte("\ufeff")) {
		f.note(1, nil, "a byte order mark", "none")
	}
	if i := bytes.IndexByte(content, '\r'); i >= 0 {
		f.note(1+bytes.Count(content[:i], []byte("\n")), nil, "lines that end as in Windows (CR LF)", "LF")
	}
	text := unixLines(content)
	if len(text) > 0 && text[len(text)-1] != '\n' {
		f.note(lastLine(text), nil, "no end of the last line", "LF")
	}
	spaced, line := tabsToSpaces(text)
	if line > 0 {
		f.note(line, nil, "indented with tabs", "two spaces for each")
	}
	return spaced
}

// tabsToSpaces returns text that is indented with tabs alone with two spaces for each tab,
// and the first line that it changed. If lines also begin with spaces, the intended width
// of a tab is unknown, and the text stays as it is.
func tabsToSpaces(text []byte) ([]byte, int) {
	lines := strings.Split(string(text), "\n")
	first := 0
	for i, line := range lines {
		rest := strings.TrimLeft(line, "\t")
		if strings.HasPrefix(rest, " ") {
			return text, 0
		}
		if tabs := len(line) - len(rest); tabs > 0 && rest != "" {
			lines[i] = strings.Repeat("  ", tabs) + rest
			first = cmp.Or(first, i+1)
		}
	}
	if first == 0 {
		return text, 0
	}
	return []byte(strings.Join(lines, "\n")), first
}

// fixTexts fixes the characters of texts, and trims texts and their lines.
func (f *fixer) fixTexts() {
	characters := newCharacterChecker(f.name, f.root)
	eachText(f.root, nil, func(n *yaml.Node, path []string) {
		text := trimmed(characters.fixed(path, n.Value))
		if text != "" && text != n.Value {
			f.setText(n, path, text)
		}
	})
}

// trimmed returns text without spaces at its ends and at the ends of its lines.
func trimmed(text string) string {
	lines := strings.Split(text, "\n")
	if len(lines) == 1 {
		return strings.TrimSpace(text)
	}
	for i, line := range lines {
		lines[i] = strings.TrimRight(line, " \t")
	}
	return strings.Join(lines, "\n")
}

// eachText calls do for every text under n.
func eachText(n *yaml.Node, path []string, do func(n *yaml.Node, path []string)) {
	under := func(part string) []string { return append(slices.Clone(path), part) }
	switch n.Kind {
	case yaml.ScalarNode:
		if isText(n) {
			do(n, path)
		}
	case yaml.SequenceNode:
		for i, item := range n.Content {
			eachText(item, under(fmt.Sprint(i)), do)
		}
	case yaml.MappingNode:
		for i := 1; i < len(n.Content); i += 2 {
			eachText(n.Content[i], under(n.Content[i-1].Value), do)
		}
	}
}

func (f *fixer) setText(n *yaml.Node, path []string, text string) {
	f.note(n.Line, path, shownScalar(n), fmt.Sprintf("%.80q", text))
	n.Tag, n.Value = "!!str", text
}

func shownScalar(n *yaml.Node) string {
	if isText(n) {
		return fmt.Sprintf("%.80q", n.Value)
	}
	return fmt.Sprintf("%.80s", n.Value)
}

// fixReferences replaces other spellings of record ids by the ids.
func (f *fixer) fixReferences() {
	k, _, _ := RecordOf(f.name)
	refers := k.Refers()
	for _, field := range slices.Sorted(maps.Keys(refers)) {
		value, to := valueOf(f.root, field), refers[field]
		if value == nil || value.Kind == yaml.MappingNode { // whose names are the ids
			continue
		}
		eachText(value, []string{field}, func(n *yaml.Node, path []string) {
			if f.vocabulary.known[to.Folder()+"/"+n.Value] {
				return
			}
			if word, ok := f.vocabulary.ids[to].find(n.Value); ok {
				f.setText(n, path, word)
			}
		})
	}
}

// maxRounds bounds how often a file is checked against its schema. A value may need two
// fixes, and a fixed field is checked inside in the next round: device class, attribute,
// type, enum value.
const maxRounds = 6

// fixSchema fixes what breaks the file's schema, as far as there is only one right fix.
func (f *fixer) fixSchema() error {
	for range maxRounds {
		text, err := jsonOf(f.root)
		if err != nil {
			return err
		}
		dec := json.NewDecoder(bytes.NewReader(text))
		dec.UseNumber()
		var doc any
		if err := dec.Decode(&doc); err != nil {
			return err
		}
		before := f.count
		for _, b := range f.vocabulary.checker.broken(f.kind.schema, doc) {
			f.fixViolation(b)
		}
		if f.count == before {
			return nil
		}
	}
	return nil
}

// A brokenRule is one keyword of a schema that a value breaks.
type brokenRule struct {
	path    []string
	keyword string
	rule    map[string]any // the part of the schema that has the keyword
}

// broken returns the schema rules that a record's JSON breaks.
func (c *checker) broken(schema string, doc any) []brokenRule {
	var ve *jsonschema.ValidationError
	if !errors.As(c.compiled[schema].Validate(doc), &ve) {
		return nil
	}
	var all []brokenRule
	for _, leaf := range leaves(ve) {
		where, keyword, _ := cutLast(leaf.AbsoluteKeywordLocation, "/")
		rule, _ := c.schemaAt(where).(map[string]any)
		all = append(all, brokenRule{splitPointer(leaf.InstanceLocation), keyword, rule})
	}
	return all
}

func (f *fixer) fixViolation(b brokenRule) {
	n := f.root
	for _, part := range b.path {
		if _, n = childNode(n, part); n == nil {
			return // renamed in this round
		}
	}
	switch asked := b.rule[b.keyword]; {
	case b.keyword == "additionalProperties":
		f.fixNames(n, b)
	case n.Kind != yaml.ScalarNode:
	case b.keyword == "enum" && isText(n):
		if word, ok := f.allowedWords(b).find(n.Value); ok {
			f.setText(n, b.path, word)
		}
	case b.keyword == "format" && asked == "date":
		if days := register.PossibleDates(n.Value); len(days) == 1 {
			f.note(n.Line, b.path, shownScalar(n), days[0])
			n.Tag, n.Value = "!!str", days[0]
		}
	case b.keyword == "pattern" && isText(n):
		f.fixSpaces(n, b)
	case b.keyword == "type" && asked == "string" && isNumber(n) && b.rule["format"] == nil:
		f.setText(n, b.path, n.Value)
	case b.keyword == "type" && (asked == "number" || asked == "integer") && isText(n):
		f.fixNumber(n, b)
	case b.keyword == "type" && asked == "boolean" && isText(n):
		if value, ok := register.ParseBoolWord(n.Value); ok {
			f.setValue(n, b.path, scalar("!!bool", strconv.FormatBool(value)))
		}
	case b.keyword == "type" && len(b.path) > 0 && b.path[0] == "sources" && isText(n) && webAddress.MatchString(n.Value):
		f.fixSource(n, b.path)
	}
}

// webAddress matches a text that is an address and nothing else.
var webAddress = regexp.MustCompile(`^https?://[^\s,;]+$`)

// fixSource turns an address in place of a source, or of the list of sources, into a source.
func (f *fixer) fixSource(n *yaml.Node, path []string) {
	f.note(n.Line, path, shownScalar(n), "url: "+n.Value)
	source := &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map", Content: []*yaml.Node{scalar("!!str", "url"), scalar("!!str", n.Value)}}
	n.Kind, n.Tag, n.Value, n.Style, n.Content = source.Kind, source.Tag, "", 0, source.Content
	if len(path) == 1 {
		n.Kind, n.Tag, n.Content = yaml.SequenceNode, "!!seq", []*yaml.Node{source}
	}
}

// fixSpaces replaces runs of spaces by one space, if that makes the text match its pattern.
func (f *fixer) fixSpaces(n *yaml.Node, b brokenRule) {
	text := spelling.OneSpaced(n.Value)
	form, err := regexp.Compile(fmt.Sprint(b.rule["pattern"]))
	if err == nil && text != n.Value && form.MatchString(text) {
		f.setText(n, b.path, text)
	}
}

// setValue replaces a scalar by another value and keeps its comments.
func (f *fixer) setValue(n *yaml.Node, path []string, value *yaml.Node) {
	f.note(n.Line, path, shownScalar(n), value.Value)
	n.Tag, n.Value, n.Style = value.Tag, value.Value, value.Style
}

// attributeAt returns the key of the attribute that a path leads to or into, or "".
func attributeAt(path []string) string {
	path, ok := insideClasses(path)
	if !ok || len(path) < 2 {
		return ""
	}
	return path[0] + "." + path[1]
}

// insideClasses returns the part of a path after device_classes, of the listing or of a
// period, and whether the path leads to or into device_classes.
func insideClasses(path []string) ([]string, bool) {
	if len(path) >= 3 && path[0] == "periods" {
		path = path[2:]
	}
	if len(path) == 0 || path[0] != "device_classes" {
		return nil, false
	}
	return path[1:], true
}

func (f *fixer) allowedWords(b brokenRule) wordIndex {
	if values, ok := f.vocabulary.enumValues[attributeAt(b.path)]; ok {
		return values
	}
	return newWordIndex(stringsOf(b.rule["enum"]))
}

// fixNames fixes the names of fields, device classes and attributes.
func (f *fixer) fixNames(group *yaml.Node, b brokenRule) {
	properties, _ := b.rule["properties"].(map[string]any)
	names := newWordIndex(slices.Sorted(maps.Keys(properties)))
	if inside, ok := insideClasses(b.path); ok && len(inside) == 0 {
		names = f.vocabulary.ids[register.DeviceClasses]
	}
	for i := 0; i+1 < len(group.Content); i += 2 {
		key := group.Content[i]
		name, ok := names.find(key.Value)
		if _, known := properties[key.Value]; known || !ok || valueOf(group, name) != nil {
			continue
		}
		f.note(key.Line, append(slices.Clone(b.path), key.Value), key.Value, name)
		key.Value = name
	}
}

// fixNumber replaces a text that is a number with the attribute's own unit by the number,
// and converts it from a unit that differs by a power of a thousand.
func (f *fixer) fixNumber(n *yaml.Node, b brokenRule) {
	text, ok := inUnit(strings.TrimSpace(n.Value), f.vocabulary.checker.units[attributeAt(b.path)])
	if !ok || len(text) > maxDigits || !plainNumber.MatchString(text) {
		return
	}
	f.setValue(n, b.path, scalar("!!float", text))
}

// inUnit returns the number of a quantity in a unit. A quantity that is already in the unit
// keeps its digits. The case of the unit is ignored if that makes it no other unit.
func inUnit(text, unit string) (string, bool) {
	digits, given, ok := register.SplitQuantity(text)
	switch {
	case !ok:
		return "", false
	case given == "" || given == unit:
		return digits, true
	}
	number, err := strconv.ParseFloat(digits, 64)
	if err != nil {
		return "", false
	}
	if value, ok := register.Converted(number, given, unit); ok {
		return register.FormatNumber(value), true
	}
	return digits, strings.EqualFold(given, unit)
}

// sortByStart sorts periods and suspensions, the oldest first.
func (f *fixer) sortByStart() {
	for _, field := range []string{"periods", "suspensions"} {
		list := valueOf(f.root, field)
		if list == nil || list.Kind != yaml.SequenceNode ||
			slices.ContainsFunc(list.Content, func(n *yaml.Node) bool { return !hasStart(n) }) {
			continue
		}
		byStart := func(a, b *yaml.Node) int { return strings.Compare(valueOf(a, "from").Value, valueOf(b, "from").Value) }
		if slices.IsSortedFunc(list.Content, byStart) {
			continue
		}
		f.note(locateName(f.root, []string{field}).Line, []string{field}, "not in order", "the oldest first")
		slices.SortStableFunc(list.Content, byStart)
	}
}

// hasStart reports whether an entry of a list has a valid first day.
func hasStart(n *yaml.Node) bool {
	if n.Kind != yaml.MappingNode {
		return false
	}
	from := valueOf(n, "from")
	if from == nil {
		return false
	}
	_, err := register.ParseDate(from.Value)
	return err == nil
}
