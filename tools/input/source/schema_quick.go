package source

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

// A quickSchema accepts most values that satisfy a schema, many times faster than the schema
// library: it reads YAML nodes as they are, and describes no violations. It never accepts a
// value that violates the schema. What it does not accept, the library decides.
type quickSchema struct {
	declines   bool // has a keyword that only the library knows
	jsonType   string
	words      map[string]bool // of an enum
	format     func(any) bool
	ref        *quickSchema // must hold as well
	unlessNull *quickSchema // must hold for any value but null

	properties map[string]*quickSchema
	required   []string
	closed     bool // has no other properties
	entries    *quickSchema
	distinct   bool

	fields, items, characters bounds
	value                     bounds
	pattern                   *regexp.Regexp
}

// bounds are the limits that a schema sets to a number. A nil bound is none.
type bounds struct{ least, most *float64 }

func (b bounds) allow(n float64) bool {
	return (b.least == nil || n >= *b.least) && (b.most == nil || n <= *b.most)
}

// A quickCompiler makes quickSchemas of parsed schemas.
type quickCompiler struct {
	parsed  map[string]any // by file name
	formats map[string]func(any) bool
	made    map[string]*quickSchema // by location
}

// compile returns the quickSchema of the part of a schema at a location: a file, #, and a JSON
// pointer.
func (c *quickCompiler) compile(location string) *quickSchema {
	if made := c.made[location]; made != nil {
		return made
	}
	q := &quickSchema{}
	c.made[location] = q // first, because a schema can refer to itself
	file, pointer, _ := strings.Cut(location, "#")
	keywords, ok := valueAt(c.parsed[file], splitPointer(pointer)).(map[string]any)
	if !ok {
		q.declines = true
		return q
	}
	for keyword, value := range keywords {
		if !c.add(q, location, keyword, value, keywords) {
			q.declines = true
		}
	}
	return q
}

// add adds a keyword to q, and returns false if it is not one that q can have.
func (c *quickCompiler) add(q *quickSchema, location, keyword string, value any, siblings map[string]any) bool {
	part := func(path ...string) *quickSchema { return c.compile(location + "/" + strings.Join(path, "/")) }
	known := true
	switch keyword {
	case "$schema", "$id", "$defs", "title", "description", "examples", "default", "$comment":
	case "type":
		q.jsonType, known = value.(string)
	case "$ref":
		to := fmt.Sprint(value)
		if strings.HasPrefix(to, "#") {
			file, _, _ := strings.Cut(location, "#")
			to = file + to
		}
		if !strings.Contains(to, "#") {
			to += "#"
		}
		q.ref = c.compile(to)
	case "properties":
		var group map[string]any
		group, known = value.(map[string]any)
		q.properties = make(map[string]*quickSchema, len(group))
		for name := range group {
			q.properties[name] = part("properties", escapePointer.Replace(name))
		}
	case "required":
		q.required = stringsOf(value)
	case "additionalProperties":
		known = value == false
		q.closed = true
	case "items":
		q.entries = part("items")
	case "uniqueItems":
		q.distinct, known = value.(bool)
	case "enum":
		q.words = map[string]bool{}
		values, _ := value.([]any)
		for _, v := range values {
			word, isText := v.(string)
			q.words[word] = true
			known = known && isText
		}
	case "pattern":
		var err error
		q.pattern, err = regexp.Compile(fmt.Sprint(value))
		known = err == nil
	case "format":
		q.format, known = c.formats[fmt.Sprint(value)]
	case "if": // only as the schemas use it: a value that is null, or else satisfies the schema in else
		condition, _ := value.(map[string]any)
		_, otherwise := siblings["else"]
		known = len(condition) == 1 && condition["type"] == "null" && otherwise && siblings["then"] == nil
	case "else":
		q.unlessNull = part("else")
		known = siblings["if"] != nil
	case "minimum":
		q.value.least, known = bound(value)
	case "maximum":
		q.value.most, known = bound(value)
	case "minLength":
		q.characters.least, known = bound(value)
	case "maxLength":
		q.characters.most, known = bound(value)
	case "minItems":
		q.items.least, known = bound(value)
	case "maxItems":
		q.items.most, known = bound(value)
	case "minProperties":
		q.fields.least, known = bound(value)
	case "maxProperties":
		q.fields.most, known = bound(value)
	default:
		known = false
	}
	return known
}

var escapePointer = strings.NewReplacer("~", "~0", "/", "~1")

func bound(value any) (*float64, bool) {
	n, ok := value.(float64)
	return &n, ok
}

// accepts reports whether a node that nodeCheck accepted certainly satisfies the schema.
func (q *quickSchema) accepts(n *yaml.Node) bool {
	kind := jsonTypeOf(n)
	if q.declines || q.ref != nil && !q.ref.accepts(n) || q.unlessNull != nil && kind != "null" && !q.unlessNull.accepts(n) {
		return false
	}
	if q.jsonType != "" && q.jsonType != kind && (q.jsonType != "integer" || kind != "number" || strings.Contains(n.Value, ".")) {
		return false
	}
	if q.words != nil && (kind != "string" || !q.words[n.Value]) {
		return false
	}
	switch kind {
	case "object":
		return q.acceptsFields(n)
	case "array":
		return q.acceptsItems(n)
	case "string":
		return q.acceptsText(n.Value)
	case "number":
		return q.acceptsNumber(n.Value)
	}
	return true
}

func (q *quickSchema) acceptsFields(n *yaml.Node) bool {
	if !q.fields.allow(float64(len(n.Content) / 2)) {
		return false
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		property, known := q.properties[n.Content[i].Value]
		if !known && q.closed || known && !property.accepts(n.Content[i+1]) {
			return false
		}
	}
	for _, field := range q.required {
		if valueOf(n, field) == nil {
			return false
		}
	}
	return true
}

func (q *quickSchema) acceptsItems(n *yaml.Node) bool {
	if !q.items.allow(float64(len(n.Content))) {
		return false
	}
	if q.entries != nil {
		for _, item := range n.Content {
			if !q.entries.accepts(item) {
				return false
			}
		}
	}
	return !q.distinct || areDistinct(n.Content) // last, because entries that are accepted are small
}

func (q *quickSchema) acceptsText(text string) bool {
	if !utf8.ValidString(text) { // which becomes another text in JSON
		return false
	}
	if (q.characters.least != nil || q.characters.most != nil) && !q.characters.allow(float64(utf8.RuneCountInString(text))) {
		return false
	}
	return (q.format == nil || q.format(text)) && (q.pattern == nil || q.pattern.MatchString(text))
}

// exactDigits is the number of digits up to which decimal numbers are equal if they are equal
// as a float64. Longer ones are left to the library.
const exactDigits = 15

func (q *quickSchema) acceptsNumber(text string) bool {
	if q.value.least == nil && q.value.most == nil {
		return true
	}
	number, err := strconv.ParseFloat(text, 64)
	return err == nil && len(text) <= exactDigits && q.value.allow(number)
}

// maxCompared bounds the length of lists whose entries are compared with each other.
const maxCompared = 20

// areDistinct reports whether the entries of a list are certainly different as JSON.
func areDistinct(items []*yaml.Node) bool {
	if len(items) > maxCompared {
		return areDistinctTexts(items)
	}
	for i, item := range items {
		for _, other := range items[:i] {
			if !differ(item, other) {
				return false
			}
		}
	}
	return true
}

func areDistinctTexts(items []*yaml.Node) bool {
	seen := make(map[string]bool, len(items))
	for _, item := range items {
		if jsonTypeOf(item) != "string" || seen[item.Value] {
			return false
		}
		seen[item.Value] = true
	}
	return true
}

// differ reports whether two nodes are certainly different as JSON.
func differ(a, b *yaml.Node) bool {
	kind := jsonTypeOf(a)
	switch {
	case kind != jsonTypeOf(b):
		return true
	case kind == "string":
		return a.Value != b.Value
	case len(a.Content) != len(b.Content):
		return true
	case kind == "object":
		for i := 0; i+1 < len(a.Content); i += 2 {
			if other := valueOf(b, a.Content[i].Value); other == nil || differ(a.Content[i+1], other) {
				return true
			}
		}
	case kind == "array":
		for i := range a.Content {
			if differ(a.Content[i], b.Content[i]) {
				return true
			}
		}
	}
	return false // numbers and booleans have several forms
}
