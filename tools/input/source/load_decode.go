package source

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"opencec/schemas"
	"opencec/tools/base/parallel"
	"opencec/tools/register"
)

// A dataFile is one file on its way to a record.
type dataFile struct {
	name     string
	content  []byte
	schema   string // the file name of its schema
	record   register.Record
	settings *register.Settings // instead of a record

	remembered bool // the record is from a Memory

	text     []byte // the content as JSON, if it has no problem
	problems []Problem
	flaws    []Problem // problems of characters, which do not prevent other checks
}

func newDataFile(name string, content []byte) *dataFile {
	if name == SettingsFile {
		return &dataFile{name: name, content: content, schema: settingsSchema, settings: new(register.Settings)}
	}
	kind, id, _ := RecordOf(name)
	r := &dataFile{name: name, content: content, schema: kind.Schema(), record: register.NewRecord(kind)}
	r.record.RecordMeta().ID = id
	return r
}

const settingsSchema = schemas.SettingsFile

// decodeJSON sets the fields of the record or settings from the content as JSON.
func (r *dataFile) decodeJSON(text []byte) error {
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

// decodeAll decodes the device classes first, because the schema of listings depends on
// them, and then all other files.
func (t *Tree) decodeAll(ctx context.Context, names []string, l loadOptions) error {
	var first, rest []*dataFile
	for _, name := range names {
		r := newDataFile(name, t.files[name])
		if r.schema == register.DeviceClasses.Schema() {
			first = append(first, r)
		} else {
			rest = append(rest, r)
		}
	}
	if _, err := t.decode(ctx, &decoder{}, &parseCache{}, nil, first); err != nil {
		return err
	}
	classes := t.usableClasses()
	schemas, err := digestOfSchemas(classes)
	if err != nil {
		return err
	}
	cache := &parseCache{}
	if !l.memory.restore(schemas, rest) {
		cache = openParseCache(l.cacheDir, schemas)
	}
	var seen *Memory
	if l.memory != nil {
		seen = &Memory{schemas: schemas, files: make(map[string]*dataFile, len(rest))}
	}
	missing, err := t.decode(ctx, &decoder{classes: classes}, cache, seen, rest)
	if err != nil {
		return err
	}
	if l.memory != nil {
		*l.memory = *seen
	}
	t.CacheError = cache.save(rest, missing)
	return nil
}

// digestOfSchemas returns a digest of all schemas, as the device classes make them.
func digestOfSchemas(classes []*register.DeviceClass) (sum schemasDigest, err error) {
	files, err := schemas.All(classes)
	if err != nil {
		return sum, fmt.Errorf("compose the schemas: %w", err)
	}
	h := sha256.New()
	for _, f := range files {
		fmt.Fprintf(h, "%s %d\n%s", f.Name, len(f.Data), f.Data)
	}
	return schemasDigest(h.Sum(nil)), nil
}

type schemasDigest [sha256.Size]byte

// decodeBatch is the number of files that are decoded before their problems are collected,
// of which only some are stored.
const decodeBatch = 2000

// decode restores files from the cache, or takes them through syntax, schema and decoding,
// and adds the results, to seen as well. It returns the files that were not in the cache.
func (t *Tree) decode(ctx context.Context, d *decoder, cache *parseCache, seen *Memory, files []*dataFile) (missing []*dataFile, err error) {
	d.asked = schemasOf(files)
	for part := range slices.Chunk(files, decodeBatch) {
		unknown := slices.DeleteFunc(slices.Clone(part), func(r *dataFile) bool { return r.remembered })
		fresh, err := cache.restore(ctx, unknown)
		if err != nil {
			return nil, err
		}
		if err := d.decode(ctx, fresh); err != nil {
			return nil, err
		}
		seen.keep(part)
		t.add(part)
		missing = append(missing, fresh...)
	}
	return missing, nil
}

// usableClasses removes the device classes from the records for which no schema can be made.
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

// A decoder takes files through syntax, schema and decoding. It compiles the schemas for
// the first file, because mostly all files come from the cache.
type decoder struct {
	classes []*register.DeviceClass
	asked   []string // the schemas
	checker *checker
}

func (d *decoder) decode(ctx context.Context, files []*dataFile) error {
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

func schemasOf(files []*dataFile) []string {
	names := map[string]bool{}
	for _, r := range files {
		names[r.schema] = true
	}
	return slices.Sorted(maps.Keys(names))
}

// add adds the files that were read to the records, and rejects the others.
func (t *Tree) add(files []*dataFile) {
	for _, r := range files {
		if len(r.problems) == 0 {
			t.addProblems(r.name, r.flaws)
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
func (c *checker) decode(r *dataFile) []Problem {
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
	problems, more, err := c.checkSchema(r.schema, root, text.Bytes())
	if err != nil {
		return []Problem{syntaxProblem(1, 1, "%v", err)}
	}
	var flaws boundedProblems
	for _, p := range checkCharacters(r.name, r.content, root) {
		if p.Path == "" || !slices.ContainsFunc(problems, func(reported Problem) bool { return reported.Path == p.Path }) {
			flaws.add(p)
		}
	}
	r.flaws = flaws.all()
	if len(problems) > 0 {
		all := boundedProblems{reported: problems, omitted: more}
		for _, p := range r.flaws {
			all.add(p)
		}
		return all.all()
	}
	if err := r.decodeJSON(bytes.Clone(text.Bytes())); err != nil {
		return []Problem{syntaxProblem(1, 1, "%v", err)}
	}
	if len(r.flaws) > 0 {
		r.text = nil // only files without problems are cached
	}
	return nil
}

// checkSchema checks a file against its schema. text is root as JSON. It returns the number of
// the problems that it does not report.
func (c *checker) checkSchema(schema string, root *yaml.Node, text []byte) (problems []Problem, more int, err error) {
	if c.quick[schema].accepts(root) {
		return nil, 0, nil
	}
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.UseNumber()
	var doc any
	if err := dec.Decode(&doc); err != nil {
		return nil, 0, err
	}
	violations, more := c.check(schema, doc)
	return problemsOf(root, violations), more, nil
}

func problemsOf(root *yaml.Node, violations []violation) []Problem {
	problems := make([]Problem, len(violations))
	for i, v := range violations {
		at := locate(root, v.path)
		if v.atName {
			at = locateName(root, v.path)
		}
		problems[i] = Problem{
			Line: at.Line, Column: at.Column, Severity: register.Error, Rule: ruleSchema,
			Path: displayPath(v.path), Message: v.message, Suggestion: v.suggestion, Unknown: v.unknown,
		}
		if number := splitNumber(root, v); number != "" {
			problems[i].Unknown = false
			problems[i].Message = fmt.Sprintf("a comma ends the value, so the rest is read as a field: write %s", number)
		}
	}
	return problems
}

// splitNumber returns the number that a decimal comma split into a value and a field
// without one: 4.0 for {max_power: 4,0}. It returns "" for other violations.
func splitNumber(root *yaml.Node, v violation) string {
	if v.keyword != "additionalProperties" || !plainNumber.MatchString("0."+v.path[len(v.path)-1]) {
		return ""
	}
	group := root
	for _, part := range v.path[:len(v.path)-1] {
		if _, group = childNode(group, part); group == nil {
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

// withoutUnreadClasses drops problems about device classes whose own file could not be
// read: the mistake is in that file, not in the listings.
func (t *Tree) withoutUnreadClasses(problems []Problem) []Problem {
	var rest []Problem
	for _, p := range problems {
		path := parsePath(p.Path)
		if len(path) > 1 && path[0] == "device_classes" && t.isUnread(PathOf(register.DeviceClasses, path[1])) {
			continue
		}
		rest = append(rest, p)
	}
	return rest
}
