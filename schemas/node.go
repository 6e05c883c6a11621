package schemas

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"

	"opencec/tools/register"
)

// A Node is a schema, with the keywords that describe fields to people: on a page about the
// fields, or when somebody fills them in.
type Node struct {
	ID          string            `json:"$id"` // of a whole schema: the name of its file
	Title       string            `json:"title"`
	Description string            `json:"description"`
	Ref         string            `json:"$ref"`
	Type        string            `json:"type"`
	Format      string            `json:"format"`
	Pattern     string            `json:"pattern"`
	Enum        []string          `json:"enum"`
	Minimum     *float64          `json:"minimum"`
	Maximum     *float64          `json:"maximum"`
	MaxLength   int               `json:"maxLength"`
	MinItems    int               `json:"minItems"`
	MaxItems    int               `json:"maxItems"`
	Default     any               `json:"default"`
	Examples    []json.RawMessage `json:"examples"`
	Items       *Node             `json:"items"`
	Properties  Properties        `json:"properties"`
	Required    []string          `json:"required"`
	Defs        map[string]*Node  `json:"$defs"`

	Form string `json:"-"` // describes what its pattern allows
	file string // the file that its references are relative to
}

// A Property is a field of an object, with its name.
type Property struct {
	Name string
	*Node
}

// Properties have the order of the schema, which is also that of Go types and canonical files.
type Properties []Property

// Named returns the property of that name, with its references unresolved, or nil.
func (p Properties) Named(name string) *Node {
	if i := slices.IndexFunc(p, func(p Property) bool { return p.Name == name }); i >= 0 {
		return p[i].Node
	}
	return nil
}

// UnmarshalJSON keeps the order of the properties, which a map would lose.
func (p *Properties) UnmarshalJSON(data []byte) error {
	dec := json.NewDecoder(bytes.NewReader(data))
	if _, err := dec.Token(); err != nil {
		return err
	}
	for dec.More() {
		name, err := dec.Token()
		if err != nil {
			return err
		}
		n := &Node{}
		if err := dec.Decode(n); err != nil {
			return fmt.Errorf("property %v: %w", name, err)
		}
		*p = append(*p, Property{fmt.Sprint(name), n})
	}
	return nil
}

// A Set holds all schemas of a register.
type Set struct {
	Names  []string // of the files, sorted
	ByName map[string]*Node
}

// Read reads the schemas of a register with these device classes.
func Read(classes []*register.DeviceClass) (Set, error) {
	files, err := All(classes)
	if err != nil {
		return Set{}, err
	}
	set := Set{ByName: map[string]*Node{}}
	for _, f := range files {
		n := &Node{}
		if err := json.Unmarshal(f.Data, n); err != nil {
			return Set{}, fmt.Errorf("read the schema %s: %w", f.Name, err)
		}
		n.setFile(f.Name)
		set.Names = append(set.Names, f.Name)
		set.ByName[f.Name] = n
	}
	return set, nil
}

// Embedded returns the project's own schemas, without the attributes of device classes.
// They are part of the program, so Embedded panics if one cannot be read.
func Embedded() Set { return embeddedSet() }

var embeddedSet = sync.OnceValue(func() Set {
	set, err := Read(nil)
	if err != nil {
		panic(err)
	}
	return set
})

// Field returns the field of a kind's records at a path such as "revoked.on", where a
// name after that of a list is a field of its entries ("periods.from"). References are
// resolved. It returns nil if the records have no such field.
func (s Set) Field(k register.Kind, path string) *Node {
	node := s.ByName[k.Schema()]
	for name := range strings.SplitSeq(path, ".") {
		if node = s.Property(node, name); node == nil {
			return nil
		}
	}
	return node
}

// Property returns the property of an object, or of the objects of a list, with
// references resolved; nil if there is none of that name.
func (s Set) Property(object *Node, name string) *Node {
	if property := s.Object(object).Properties.Named(name); property != nil {
		return s.Resolve(property)
	}
	return nil
}

// Object returns the definition of an object, or of the objects of a list. Unlike Resolve,
// it returns the description of the definition, not of the schema that refers to it.
func (s Set) Object(n *Node) *Node {
	n = s.definition(n)
	if n.Items != nil {
		n = s.definition(n.Items)
	}
	return n
}

// setFile sets the file of a schema and of all its parts.
func (n *Node) setFile(file string) {
	if n == nil {
		return
	}
	n.file, n.Form = file, n.Description
	n.Items.setFile(file)
	for _, p := range n.Properties {
		p.setFile(file)
	}
	for _, def := range n.Defs {
		def.setFile(file)
	}
}

// hints begin the parts of descriptions for people who write a file by hand.
var hints = []string{" Quote it when", "; {} for"}

// Meaning returns the description without the hints for people who write a file by hand.
func (n *Node) Meaning() string {
	for _, hint := range hints {
		if before, _, found := strings.Cut(n.Description, hint); found {
			return strings.TrimSuffix(before, ".") + "."
		}
	}
	return n.Description
}

// HoldsAttributes reports whether a schema refers to the attributes of device classes, whose
// schema is made from a register's own classes.
func (n *Node) HoldsAttributes() bool { return n.Ref == AttributesFile || n.Ref == PeriodAttributes }

// Resolve follows the reference of a schema, and returns the target with the description, examples and
// length limit of the schema itself. A reference to a whole file, to attributes, or to nothing is returned
// unchanged.
func (s Set) Resolve(n *Node) *Node {
	target, found := s.follow(n)
	if !found {
		return n
	}
	resolved := *s.Resolve(target)
	if n.Title != "" {
		resolved.Title = n.Title
	}
	if n.Description != "" {
		resolved.Description = n.Description
	}
	if len(n.Examples) > 0 {
		resolved.Examples = n.Examples
	}
	if n.MaxLength > 0 {
		resolved.MaxLength = n.MaxLength
	}
	return &resolved
}

// definition follows the references of a schema to the definition itself.
func (s Set) definition(n *Node) *Node {
	for target, found := s.follow(n); found; target, found = s.follow(n) {
		n = target
	}
	return n
}

// follow returns the definition that a schema refers to directly.
func (s Set) follow(n *Node) (target *Node, found bool) {
	file, name, isDef := strings.Cut(n.Ref, "#/$defs/")
	if !isDef || n.HoldsAttributes() {
		return nil, false
	}
	if file == "" {
		file = n.file
	}
	if root := s.ByName[file]; root != nil {
		target = root.Defs[name]
	}
	return target, target != nil
}
