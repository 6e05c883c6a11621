package source

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"opencec/schemas"
	"opencec/tools/parallel"
	"opencec/tools/register"
)

// A reading is one file on its way to a record.
type reading struct {
	name     string
	content  []byte
	schema   string // the file name of the schema that is asked
	record   register.Record
	settings *register.Settings // instead of a record

	text     []byte // the content as JSON, once it is read without a problem
	problems []Problem
	flaws    []Problem // of characters, in spite of which the rest can be judged
}

func newReading(name string, content []byte) *reading {
	if name == SettingsFile {
		return &reading{name: name, content: content, schema: settingsSchema, settings: new(register.Settings)}
	}
	kind, id, _ := RecordOf(name)
	r := &reading{name: name, content: content, schema: kind.Schema(), record: register.NewRecord(kind)}
	r.record.RecordMeta().ID = id
	return r
}

const settingsSchema = schemas.SettingsFile

// take fills in the fields from the content as JSON.
func (r *reading) take(text []byte) error {
	var into any = r.record
	if r.settings != nil {
		into = r.settings
	}
	if err := json.Unmarshal(text, into); err != nil {
		return err
	}
	r.text = text
	return nil
}

// decodeAll reads the device classes first, since the schema of listings is made
// of them, and then everything else.
func (t *Tree) decodeAll(ctx context.Context, names []string, keptIn string) error {
	var first, rest []*reading
	for _, name := range names {
		r := newReading(name, t.files[name])
		if r.schema == register.DeviceClasses.Schema() {
			first = append(first, r)
		} else {
			rest = append(rest, r)
		}
	}
	if _, err := t.decode(ctx, &decoder{}, &kept{}, first); err != nil {
		return err
	}
	classes := t.usableClasses()
	kept, err := openKept(keptIn, classes)
	if err != nil {
		return err
	}
	missing, err := t.decode(ctx, &decoder{classes: classes}, kept, rest)
	if err != nil {
		return err
	}
	t.KeepError = kept.keep(rest, missing)
	return nil
}

// decodedAtOnce is how many files are decoded before their problems are taken in, of which
// only some are kept.
const decodedAtOnce = 2000

// decode reads files as they were read before, or takes them through syntax, schema and
// decoding, and adds what comes of it. It returns those that were not read before.
func (t *Tree) decode(ctx context.Context, d *decoder, kept *kept, files []*reading) (missing []*reading, err error) {
	d.asked = schemasOf(files)
	for part := range slices.Chunk(files, decodedAtOnce) {
		fresh, err := kept.decode(ctx, part)
		if err != nil {
			return nil, err
		}
		if err := d.decode(ctx, fresh); err != nil {
			return nil, err
		}
		t.add(part)
		missing = append(missing, fresh...)
	}
	return missing, nil
}

// usableClasses sets aside the device classes that no schema can be made of.
func (t *Tree) usableClasses() []*register.DeviceClass {
	usable := t.Records.DeviceClasses[:0]
	for _, class := range t.Records.DeviceClasses {
		if _, err := schemas.Attributes([]*register.DeviceClass{class}); err != nil {
			p := fileProblem("no schema can be made of this class: %v", err)
			p.Rule = register.RuleVocabulary
			t.reject(PathOf(register.DeviceClasses, class.ID), p)
			continue
		}
		usable = append(usable, class)
	}
	t.Records.DeviceClasses = usable
	return usable
}

// A decoder takes files through syntax, schema and decoding. The schemas are compiled for
// the first file: mostly all files were read before.
type decoder struct {
	classes []*register.DeviceClass
	asked   []string // the schemas
	checker *checker
}

func (d *decoder) decode(ctx context.Context, files []*reading) error {
	if len(files) == 0 {
		return nil
	}
	if d.checker == nil {
		c, err := newChecker(d.classes, d.asked...)
		if err != nil {
			return err
		}
		d.checker = c
	}
	return parallel.Do(ctx, len(files), func(i int) error {
		files[i].problems = d.checker.decode(files[i])
		return nil
	})
}

func schemasOf(files []*reading) []string {
	names := map[string]bool{}
	for _, r := range files {
		names[r.schema] = true
	}
	return slices.Sorted(maps.Keys(names))
}

// add puts what was read into the records, and what could not be read aside.
func (t *Tree) add(files []*reading) {
	for _, r := range files {
		if len(r.problems) == 0 {
			t.tell(r.name, r.flaws)
		}
		switch {
		case len(r.problems) > 0:
			t.reject(r.name, t.withoutUnreadClasses(r.problems)...)
		case r.settings != nil:
			t.Records.Settings = *r.settings
		default:
			t.Records.Add(r.record)
		}
		r.problems, r.flaws = nil, nil
	}
}

// decode takes one file through syntax, schema and decoding.
func (c *checker) decode(r *reading) []Problem {
	if problems := checkLines(r.content); len(problems) > 0 {
		return problems
	}
	root, problems := parse(r.content)
	if len(problems) > 0 {
		return problems
	}
	var text bytes.Buffer
	if err := toJSON(&text, root); err != nil {
		return []Problem{syntaxProblem(1, 1, "%v", err)}
	}
	dec := json.NewDecoder(bytes.NewReader(text.Bytes()))
	dec.UseNumber()
	var doc any
	if err := dec.Decode(&doc); err != nil {
		return []Problem{syntaxProblem(1, 1, "%v", err)}
	}
	violations, more := c.check(r.schema, doc)
	problems = placeAll(root, violations)
	var flaws found
	for _, p := range checkCharacters(r.name, r.content, root) {
		if p.Path == "" || !slices.ContainsFunc(problems, func(told Problem) bool { return told.Path == p.Path }) {
			flaws.add(p)
		}
	}
	r.flaws = flaws.all()
	if len(problems) > 0 {
		all := found{reported: problems, omitted: more}
		for _, p := range r.flaws {
			all.add(p)
		}
		return all.all()
	}
	if err := r.take(text.Bytes()); err != nil {
		return []Problem{syntaxProblem(1, 1, "%v", err)}
	}
	if len(r.flaws) > 0 {
		r.text = nil // what is kept has no problem
	}
	return nil
}

func placeAll(root *yaml.Node, found []violation) []Problem {
	problems := make([]Problem, len(found))
	for i, v := range found {
		at := locate(root, v.path)
		if v.atName {
			at = locateName(root, v.path)
		}
		problems[i] = Problem{
			Line: at.Line, Column: at.Column, Severity: register.Error, Rule: ruleSchema,
			Path: shownPath(v.path), Message: v.message, Suggestion: v.suggestion, Unknown: v.unknown,
		}
		if number := splitNumber(root, v); number != "" {
			problems[i].Unknown = false
			problems[i].Message = fmt.Sprintf("a comma ends a value, and what is behind it stands here for a field: write %s", number)
		}
	}
	return problems
}

// splitNumber returns the number that a decimal comma made into a value and a field
// without one, with a point: 4.0 for {max_power: 4,0}. It is "" for other violations.
func splitNumber(root *yaml.Node, v violation) string {
	if v.keyword != "additionalProperties" || !plainNumber.MatchString("0."+v.path[len(v.path)-1]) {
		return ""
	}
	group := root
	for _, part := range v.path[:len(v.path)-1] {
		if _, group = step(group, part); group == nil {
			return ""
		}
	}
	for i := 2; i+1 < len(group.Content); i += 2 {
		key, value, before := group.Content[i], group.Content[i+1], group.Content[i-1]
		if key.Value == v.path[len(v.path)-1] && value.Tag == "!!null" && isNumber(before) && !strings.Contains(before.Value, ".") {
			return before.Value + "." + key.Value
		}
	}
	return ""
}

// withoutUnreadClasses drops complaints about device classes whose own file could
// not be read: the mistake is there, not in the listings.
func (t *Tree) withoutUnreadClasses(problems []Problem) []Problem {
	var kept []Problem
	for _, p := range problems {
		path := parsePath(p.Path)
		if len(path) > 1 && path[0] == "device_classes" && t.isUnread(PathOf(register.DeviceClasses, path[1])) {
			continue
		}
		kept = append(kept, p)
	}
	return kept
}
