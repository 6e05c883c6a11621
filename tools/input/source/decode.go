package source

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strconv"
	"strings"
	"sync"

	"go.yaml.in/yaml/v4"

	"opencec/tools/base/spelling"
	"opencec/tools/register"
)

// A Document is the content of one file without the folder around it, such as a file at
// an older commit. Only its syntax has been checked: an old file kept the schema of its
// time, and can still be read as far as today's fields go.
type Document struct {
	JSON    []byte   // the fields that are known
	Unknown []string // paths of the fields that are not, in the order of the file
}

// Bounds on the list of unknown fields, which is for a person to read.
const (
	maxUnknown       = 50
	maxUnknownLength = 200 // bytes of a path
)

// ReadRecord reads the content of the file of a record of kind k. The error names the
// line that cannot be read, and why.
func ReadRecord(k register.Kind, content []byte) (Document, error) {
	return readDocument(content, reflect.TypeOf(register.NewRecord(k)))
}

// ReadSettings reads the content of the register's settings.
func ReadSettings(content []byte) (Document, error) {
	return readDocument(content, reflect.TypeFor[register.Settings]())
}

// Record returns the document as a record of kind k.
func (d Document) Record(k register.Kind, id string) (register.Record, error) {
	rec := register.NewRecord(k)
	if err := unmarshal(d.JSON, rec); err != nil {
		return nil, err
	}
	*rec.RecordMeta() = register.Meta{ID: id}
	return rec, nil
}

// Settings returns the document as settings.
func (d Document) Settings() (*register.Settings, error) {
	s := new(register.Settings)
	if err := unmarshal(d.JSON, s); err != nil {
		return nil, err
	}
	return s, nil
}

// Decode reads the content of a record's file, and returns the unknown fields too. It
// does not check the schema: see Document.
func Decode(k register.Kind, id string, content []byte) (rec register.Record, unknown []string, err error) {
	d, err := ReadRecord(k, content)
	if err != nil {
		return nil, nil, err
	}
	rec, err = d.Record(k, id)
	return rec, d.Unknown, err
}

func unmarshal(text []byte, into any) error {
	err := json.Unmarshal(text, into)
	if wrong := (*json.UnmarshalTypeError)(nil); errors.As(err, &wrong) {
		sort, known := jsonTypeNames[wrong.Value]
		if !known {
			sort = wrong.Value // "number 1.5" and the like
		}
		return fmt.Errorf("%s: %s is not what this field holds now", spelling.Printable(wrong.Field), sort)
	}
	return err
}

// jsonTypeNames are the names of JSON types for people.
var jsonTypeNames = map[string]string{
	"string": "a text", "number": "a number", "array": "a list", "object": "a group of fields", "bool": "true or false",
}

func readDocument(content []byte, as reflect.Type) (Document, error) {
	if len(content) > MaxFileSize {
		return Document{}, ErrTooLarge
	}
	root, problems := parse(content)
	if len(problems) > 0 {
		p := problems[0]
		return Document{}, fmt.Errorf("line %d: %s", p.Line, spelling.Printable(p.text()))
	}
	var d Document
	removeUnknown(root, shapeOf(as), nil, &d.Unknown)
	var text bytes.Buffer
	if err := toJSON(&text, root); err != nil {
		return Document{}, err
	}
	d.JSON = text.Bytes()
	return d, nil
}

// documentVersion must be increased when the same file and the same Go types give
// another Document.
const documentVersion = 1

// DocumentFingerprint identifies how Documents are made. A cache must not use Documents
// that were stored under another fingerprint. It changes with the Go types of the records.
func DocumentFingerprint() string {
	types := sha256.New()
	fmt.Fprintln(types, documentVersion)
	describeType(types, reflect.TypeFor[register.Settings]())
	for _, k := range register.Kinds() {
		describeType(types, reflect.TypeOf(register.NewRecord(k)))
	}
	return hex.EncodeToString(types.Sum(nil))
}

// describeType writes all that affects how encoding/json reads a type.
func describeType(w io.Writer, t reflect.Type) {
	fmt.Fprintln(w, t)
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Map:
		describeType(w, t.Elem())
	case reflect.Struct:
		for i := range t.NumField() {
			f := t.Field(i)
			fmt.Fprintln(w, f.Name, f.Tag)
			describeType(w, f.Type)
		}
	}
}

// A shape is the names of the fields that a Go type reads from JSON.
type shape struct {
	fields  map[string]*shape // of a struct
	order   []string          // their names, as the type has them
	element *shape            // of a list, or of a map whatever the key
}

var shapes sync.Map // reflect.Type → *shape

func shapeOf(t reflect.Type) *shape {
	if known, ok := shapes.Load(t); ok {
		return known.(*shape)
	}
	s := newShape(t)
	shapes.Store(t, s)
	return s
}

var unmarshaler = reflect.TypeFor[json.Unmarshaler]()

func newShape(t reflect.Type) *shape {
	switch {
	case t == reflect.TypeFor[register.Value]():
		return &shape{order: []string{"min", "max"}} // of a range
	case t.Kind() == reflect.Pointer:
		return shapeOf(t.Elem())
	case t.Kind() == reflect.Slice || t.Kind() == reflect.Map: // also one that reads itself, as Attributes do
		return &shape{element: shapeOf(t.Elem())}
	case reflect.PointerTo(t).Implements(unmarshaler): // takes care of itself
		return &shape{}
	case t.Kind() != reflect.Struct:
		return &shape{}
	}
	s := &shape{fields: map[string]*shape{}}
	for i := range t.NumField() {
		f := t.Field(i)
		if f.Anonymous { // Meta, which files do not have
			continue
		}
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		s.fields[name] = shapeOf(f.Type)
		s.order = append(s.order, name)
	}
	return s
}

// A trail is the way from a record to a field. It becomes a path only for unknown fields,
// which most files do not have.
type trail struct {
	up   *trail
	name string // of a field; "" for an entry of a list
	item int
}

// removeUnknown removes the fields from node that s does not have, and notes them.
// encoding/json would match some of them regardless of case.
func removeUnknown(node *yaml.Node, s *shape, at *trail, unknown *[]string) {
	switch {
	case node.Kind == yaml.SequenceNode && s.element != nil:
		for i, item := range node.Content {
			removeUnknown(item, s.element, &trail{up: at, item: i}, unknown)
		}
	case node.Kind == yaml.MappingNode && s.element != nil:
		for i := 0; i+1 < len(node.Content); i += 2 {
			removeUnknown(node.Content[i+1], s.element, &trail{up: at, name: node.Content[i].Value}, unknown)
		}
	case node.Kind == yaml.MappingNode && s.fields != nil:
		known := node.Content[:0]
		for i := 0; i+1 < len(node.Content); i += 2 {
			key, value := node.Content[i], node.Content[i+1]
			here := &trail{up: at, name: key.Value}
			field, ok := s.fields[key.Value]
			if !ok {
				noteUnknown(here, unknown)
				continue
			}
			removeUnknown(value, field, here, unknown)
			known = append(known, key, value)
		}
		node.Content = known
	}
}

func noteUnknown(at *trail, unknown *[]string) {
	if len(*unknown) >= maxUnknown {
		return
	}
	*unknown = append(*unknown, truncated(spelling.Printable(formatPath(at.path())), maxUnknownLength))
}

func (t *trail) path() []string {
	if t == nil {
		return nil
	}
	if t.name == "" {
		return append(t.up.path(), strconv.Itoa(t.item))
	}
	return append(t.up.path(), t.name)
}
