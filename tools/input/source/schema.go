package source

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v5"

	"opencec/schemas"
	"opencec/tools/base/spelling"
	"opencec/tools/register"
)

// schemaBase is the address of the schemas for the schema library. Nothing is fetched: a
// reference beyond the embedded files is an error.
const schemaBase = "schema:///"

const ruleSchema = "schema"

// A checker holds the compiled schemas of one register.
type checker struct {
	compiled map[string]*jsonschema.Schema // by file name
	quick    map[string]*quickSchema       // the same, to ask first
	parsed   map[string]any                // the same as JSON, to look up keywords
	units    map[string]string             // of attributes, by class.attribute
}

// newChecker compiles the schemas in asked. The schema of attributes is composed of the
// register's device classes.
func newChecker(classes []*register.DeviceClass, asked ...string) (*checker, error) {
	files, err := schemas.All(classes)
	if err != nil {
		return nil, fmt.Errorf("compose the schemas: %w", err)
	}
	compiler := jsonschema.NewCompiler()
	compiler.Draft = jsonschema.Draft2020
	compiler.AssertFormat = true
	compiler.Formats = map[string]func(any) bool{"date": isDate, "uri": isAddress}
	compiler.LoadURL = func(url string) (io.ReadCloser, error) {
		return nil, fmt.Errorf("schema %s is not one of the project's", url)
	}
	c := &checker{map[string]*jsonschema.Schema{}, map[string]*quickSchema{}, map[string]any{}, unitsOf(classes)}
	for _, f := range files {
		var doc any
		if err := json.Unmarshal(f.Data, &doc); err != nil {
			return nil, fmt.Errorf("schema %s: %w", f.Name, err)
		}
		c.parsed[f.Name] = doc
		if err := compiler.AddResource(schemaBase+f.Name, bytes.NewReader(f.Data)); err != nil {
			return nil, fmt.Errorf("schema %s: %w", f.Name, err)
		}
	}
	quick := quickCompiler{c.parsed, compiler.Formats, map[string]*quickSchema{}}
	for _, name := range asked {
		c.quick[name] = quick.compile(name + "#")
		if c.compiled[name], err = compiler.Compile(schemaBase + name); err != nil {
			return nil, fmt.Errorf("schema %s: %w", name, err)
		}
	}
	return c, nil
}

// unitsOf returns the units of attributes, by class.attribute.
func unitsOf(classes []*register.DeviceClass) map[string]string {
	units := map[string]string{}
	for _, class := range classes {
		for _, a := range class.Attributes {
			units[class.ID+"."+a.ID] = a.Unit
		}
	}
	return units
}

// schemaNames returns the file names of the schemas of the settings and of all kinds.
func schemaNames() []string {
	names := []string{settingsSchema}
	for _, k := range register.Kinds() {
		names = append(names, k.Schema())
	}
	return names
}

// isDate makes the schemas accept the same dates as register.ParseDate.
func isDate(v any) bool {
	s, ok := v.(string)
	if !ok {
		return true
	}
	_, err := register.ParseDate(s)
	return err == nil
}

// isAddress makes the schemas accept the same web addresses as spelling.AddressFlaw.
func isAddress(v any) bool {
	s, ok := v.(string)
	return !ok || spelling.AddressFlaw(s) == ""
}

// A violation is one broken rule of a schema, at a path.
type violation struct {
	path       []string
	keyword    string // of the schema
	atName     bool   // point at the field's name rather than at its value
	message    string
	suggestion string
	unknown    bool // see Problem
}

// check validates a record's JSON. It returns at most register.MaxProblems violations, and
// the number of the others.
func (c *checker) check(schema string, doc any) (reported []violation, more int) {
	err := c.compiled[schema].Validate(doc)
	if err == nil {
		return nil, 0
	}
	var ve *jsonschema.ValidationError
	if !errors.As(err, &ve) {
		return []violation{{message: err.Error()}}, 0
	}
	all := leaves(ve)
	slices.SortFunc(all, func(a, b *jsonschema.ValidationError) int { // for those that are reported to be the same each time
		return cmp.Or(comparePointers(a.InstanceLocation, b.InstanceLocation), cmp.Compare(a.AbsoluteKeywordLocation, b.AbsoluteKeywordLocation))
	})
	for _, leaf := range all {
		some, others := c.explain(leaf, doc, register.MaxProblems-len(reported))
		for i := range some {
			some[i].unknown = isUnknown(some[i], leaf)
		}
		reported = append(reported, some...)
		more += others
	}
	return withoutRepeats(reported), more
}

// isUnknown reports whether a field or a value is unknown and not similar to a known one.
// Attributes of device classes do not count: they belong to the register, and a newer
// program would not know others.
func isUnknown(v violation, leaf *jsonschema.ValidationError) bool {
	return (v.keyword == "additionalProperties" || v.keyword == "enum") && v.suggestion == "" &&
		!strings.Contains(leaf.AbsoluteKeywordLocation, schemas.AttributesFile)
}

// comparePointers orders JSON pointers part by part, numbers by value.
func comparePointers(a, b string) int {
	for a != "" && b != "" {
		x, _, _ := strings.Cut(a[1:], "/")
		y, _, _ := strings.Cut(b[1:], "/")
		if isIndex(x) && isIndex(y) && len(x) != len(y) {
			return cmp.Compare(len(x), len(y))
		}
		if x != y {
			return cmp.Compare(x, y)
		}
		a, b = a[1+len(x):], b[1+len(y):]
	}
	return cmp.Compare(len(a), len(b))
}

// withoutRepeats removes violations that follow from another: a missing field that is there
// misspelt, and a wrong pattern of a text whose wrong format is reported in more detail.
func withoutRepeats(all []violation) []violation {
	reported := map[string]bool{}
	for _, v := range all {
		switch {
		case v.keyword == "additionalProperties" && v.suggestion != "":
			parent := v.path[:len(v.path)-1]
			reported["required "+formatPath(append(slices.Clone(parent), v.suggestion))] = true
		case v.keyword == "format":
			reported["pattern "+formatPath(v.path)] = true
		}
	}
	return slices.DeleteFunc(all, func(v violation) bool { return reported[v.keyword+" "+formatPath(v.path)] })
}

func leaves(ve *jsonschema.ValidationError) []*jsonschema.ValidationError {
	if len(ve.Causes) == 0 {
		return []*jsonschema.ValidationError{ve}
	}
	var all []*jsonschema.ValidationError
	for _, cause := range ve.Causes {
		all = append(all, leaves(cause)...)
	}
	return all
}

// explain describes one failed keyword to the author of the file. A keyword may have failed
// in many places: explain describes at most room of them and counts the others.
func (c *checker) explain(leaf *jsonschema.ValidationError, doc any, room int) (reported []violation, more int) {
	path := splitPointer(leaf.InstanceLocation)
	value := valueAt(doc, path)
	where, keyword, _ := cutLast(leaf.AbsoluteKeywordLocation, "/")
	schema, _ := c.schemaAt(where).(map[string]any)
	asked := schema[keyword]
	under := func(part string) []string { return append(slices.Clone(path), part) }
	switch {
	case value == nil && keyword != "required":
	case keyword == "additionalProperties":
		names := fieldsOf(schema)
		return explainSome(unknownFields(value, schema), room, func(field string) violation { return unknownField(under(field), names) })
	case keyword == "required":
		return explainSome(missingFields(value, asked), room, func(field string) violation {
			return violation{path: under(field), keyword: keyword, atName: true, message: fmt.Sprintf("the field %s is missing", field)}
		})
	case keyword == "uniqueItems":
		return explainSome(sameEntries(value), room, func(same [2]int) violation {
			return violation{path: under(strconv.Itoa(same[1])), keyword: keyword, message: fmt.Sprintf("is the same as entry %d of the list: keep one", same[0]+1)}
		})
	}
	return explainSome([]string{keyword}, room, func(string) violation { return c.explainOne(leaf, path, value, schema, keyword) })
}

// explainSome explains the first mistakes, at most room, and counts the others.
func explainSome[T any](mistakes []T, room int, explain func(T) violation) (reported []violation, more int) {
	room = min(max(room, 0), len(mistakes))
	for _, mistake := range mistakes[:room] {
		reported = append(reported, explain(mistake))
	}
	return reported, len(mistakes) - room
}

// explainOne describes a keyword that failed in one place.
func (c *checker) explainOne(leaf *jsonschema.ValidationError, path []string, value any, schema map[string]any, keyword string) violation {
	asked := schema[keyword]
	one := func(format string, args ...any) violation {
		return violation{path: path, keyword: keyword, message: fmt.Sprintf(format, args...)}
	}
	if value == nil {
		return one("has no value: give one, or remove the line")
	}
	switch keyword {
	case "type":
		return one("%s%s", wrongType(schema, value), c.unitHint(path, asked, value))
	case "enum":
		words := stringsOf(asked)
		v := one("%s is not one of %s", show(value), strings.Join(words, ", "))
		if s, ok := value.(string); ok {
			v.suggestion = spelling.Nearest(s, words)
		}
		return v
	case "format":
		switch s, _ := value.(string); asked {
		case "date":
			_, err := register.ParseDate(s)
			return one("%v", err)
		case "uri":
			return one("the address %s", spelling.AddressFlaw(s))
		}
		return one("%s does not have the right form%s", show(value), described(schema))
	case "pattern":
		v := one("%s does not have the right form%s", show(value), described(schema))
		v.suggestion = idOf(value, schema)
		return v
	case "minimum":
		return one("%s is less than the minimum, %v%s", show(value), asked, described(schema))
	case "maximum":
		return one("%s is more than the maximum, %v%s", show(value), asked, described(schema))
	case "exclusiveMinimum":
		return one("%s must be more than %v", show(value), asked)
	case "minLength":
		return one("is empty: give a value, or remove the line")
	case "maxLength":
		return one("is longer than %v characters", asked)
	case "minItems", "minProperties":
		return one("needs at least %v %s", asked, entries(asked))
	case "maxItems", "maxProperties":
		return one("has more than %v %s", asked, entries(asked))
	}
	return one("%s", leaf.Message)
}

// idOf returns the id for a name that was written in place of an id. It returns "" if the
// schema does not want such an id; ids have no capitals.
func idOf(value any, schema map[string]any) string {
	name, _ := value.(string)
	form, err := regexp.Compile(fmt.Sprint(schema["pattern"]))
	id := spelling.Slug(name)
	if err != nil || form.MatchString("A") || !form.MatchString(id) || spelling.SpellingKey(id) != spelling.SpellingKey(name) {
		return ""
	}
	return id
}

// fieldSynonyms are fields that people write in other words, by these words.
var fieldSynonyms = map[string]string{"suspended": "suspensions", "maker": "manufacturer", "vendor": "manufacturer"}

// nearestField returns the field that an unknown name probably means, or "".
func nearestField(name string, names []string) string {
	if meant := fieldSynonyms[spelling.Fold(name)]; slices.Contains(names, meant) {
		return meant
	}
	return spelling.Nearest(name, names)
}

// fieldsOf returns the fields of a part of a schema.
func fieldsOf(schema map[string]any) []string {
	known, _ := schema["properties"].(map[string]any)
	return slices.Sorted(maps.Keys(known))
}

// unknownFields returns the fields of a value that its schema does not have.
func unknownFields(value any, schema map[string]any) []string {
	object, _ := value.(map[string]any)
	known, _ := schema["properties"].(map[string]any)
	return slices.DeleteFunc(slices.Sorted(maps.Keys(object)), func(field string) bool { _, ok := known[field]; return ok })
}

// unknownField returns the violation of an unknown field.
func unknownField(path, known []string) violation {
	field := path[len(path)-1]
	v := violation{
		path: path, keyword: "additionalProperties", atName: true,
		message:    fmt.Sprintf("there is no field %.60q here", field),
		suggestion: nearestField(field, known),
	}
	if v.suggestion == "" {
		v.message += enumerate("; the fields are ", known)
	}
	return v
}

// sameEntries finds list entries that repeat an earlier one. It returns the index of the
// first and of the repeated entry.
func sameEntries(value any) [][2]int {
	list, _ := value.([]any)
	first := map[string]int{}
	var same [][2]int
	for i, entry := range list {
		text, _ := json.Marshal(entry) // it came from JSON
		before, again := first[string(text)]
		if again {
			same = append(same, [2]int{before, i})
			continue
		}
		first[string(text)] = i
	}
	return same
}

// enumerate lists names after an introduction, or returns "" without names.
func enumerate(before string, names []string) string {
	if len(names) == 0 {
		return ""
	}
	return before + strings.Join(names, ", ")
}

// missingFields returns the required fields that a value lacks.
func missingFields(value, required any) []string {
	object, _ := value.(map[string]any)
	return slices.DeleteFunc(stringsOf(required), func(field string) bool { _, ok := object[field]; return ok })
}

// wrongType says what to write. Mostly YAML read a number or boolean where a text was meant.
func wrongType(schema map[string]any, value any) string {
	want := fmt.Sprint(schema["type"])
	if want == "string" {
		switch value.(type) {
		case json.Number, bool:
			return fmt.Sprintf("must be a text: write it in quotes, %q", fmt.Sprint(value))
		}
	}
	names := map[string]string{
		"string": "a text", "number": "a number without its unit, with a decimal point, such as 13.5", "integer": "a whole number",
		"boolean": "true or false", "object": "a group of fields" + groupForm(schema), "array": "a list (entries start with a hyphen, or stand in [ ])",
	}
	if name, ok := names[want]; ok {
		want = name
	}
	return fmt.Sprintf("must be %s, not %s", want, show(value))
}

// unitHint says how to write a number that was given with its unit.
func (c *checker) unitHint(path []string, asked, value any) string {
	text, isText := value.(string)
	if !isText || asked != "number" && asked != "integer" {
		return ""
	}
	unit := c.units[attributeAt(path)]
	number, ok := inUnit(strings.TrimSpace(text), unit)
	if !ok || unit == "" || number == text {
		return ""
	}
	return fmt.Sprintf(": write %s, which is in %s", number, unit)
}

// groupForm shows how to write a group of fields that has required ones.
func groupForm(schema map[string]any) string {
	fields := stringsOf(schema["required"])
	if len(fields) == 0 {
		return ""
	}
	return ", written as {" + strings.Join(fields, ": …, ") + ": …}"
}

// show writes a value as in the file, within bounds.
func show(value any) string {
	switch v := value.(type) {
	case map[string]any:
		return "a group of fields"
	case []any:
		return "a list"
	case string:
		return fmt.Sprintf("%.80q", v)
	}
	return fmt.Sprintf("%.80v", value)
}

func described(schema map[string]any) string {
	for _, name := range []string{"description", "title"} {
		if text, ok := schema[name].(string); ok {
			return ": " + text
		}
	}
	return ""
}

func entries(n any) string {
	if n == float64(1) {
		return "entry"
	}
	return "entries"
}

func stringsOf(list any) []string {
	var all []string
	values, _ := list.([]any)
	for _, v := range values {
		all = append(all, fmt.Sprint(v))
	}
	return all
}

// schemaAt returns the part of a schema at an absolute keyword location.
func (c *checker) schemaAt(location string) any {
	file, pointer, _ := strings.Cut(location, "#")
	return valueAt(c.parsed[strings.TrimPrefix(file, schemaBase)], splitPointer(pointer))
}

// valueAt follows a path through JSON, and returns nil if it leads nowhere.
func valueAt(doc any, path []string) any {
	for _, part := range path {
		switch d := doc.(type) {
		case map[string]any:
			doc = d[part]
		case []any:
			i, err := strconv.Atoi(part)
			if err != nil || i < 0 || i >= len(d) {
				return nil
			}
			doc = d[i]
		default:
			return nil
		}
	}
	return doc
}

// splitPointer splits a JSON pointer (RFC 6901) in the percent-encoded form of the schema
// library.
func splitPointer(pointer string) []string {
	if pointer == "" {
		return nil
	}
	parts := strings.Split(strings.TrimPrefix(pointer, "/"), "/")
	for i, part := range parts {
		if plain, err := url.PathUnescape(part); err == nil {
			part = plain
		}
		parts[i] = unescapePointer.Replace(part)
	}
	return parts
}

var unescapePointer = strings.NewReplacer("~1", "/", "~0", "~")

func cutLast(s, sep string) (before, after string, found bool) {
	i := strings.LastIndex(s, sep)
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+len(sep):], true
}
