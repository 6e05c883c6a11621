package scaffold

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"sync"

	"opencec/schemas"
)

// A schema is the part of a JSON Schema that fields are derived from.
type schema struct {
	Ref         string             `json:"$ref"`
	Type        string             `json:"type"`
	Description string             `json:"description"`
	Format      string             `json:"format"`
	Pattern     string             `json:"pattern"`
	MaxLength   int                `json:"maxLength"`
	MaxItems    int                `json:"maxItems"`
	Enum        []string           `json:"enum"`
	Default     any                `json:"default"`
	Examples    []json.RawMessage  `json:"examples"`
	Items       *schema            `json:"items"`
	Properties  properties         `json:"properties"`
	Required    []string           `json:"required"`
	Defs        map[string]*schema `json:"$defs"`

	Form string `json:"-"` // what its pattern asks for, in words
	file string // that its references are relative to
}

// A property is a field of an object, with its name.
type property struct {
	Name string
	*schema
}

// properties are in the order in which the schema has them, which is that of the
// Go types and of canonical files.
type properties []property

// UnmarshalJSON keeps the order, which a map would lose.
func (p *properties) UnmarshalJSON(data []byte) error {
	dec := json.NewDecoder(bytes.NewReader(data))
	if _, err := dec.Token(); err != nil {
		return err
	}
	for dec.More() {
		name, err := dec.Token()
		if err != nil {
			return err
		}
		s := &schema{}
		if err := dec.Decode(s); err != nil {
			return fmt.Errorf("property %v: %w", name, err)
		}
		*p = append(*p, property{fmt.Sprint(name), s})
	}
	return nil
}

// A library holds the schemas by the names of their files.
type library map[string]*schema

// embedded are the project's own schemas. They are part of the program, so that one
// that cannot be read is a mistake of the programmer.
var embedded = sync.OnceValue(func() library {
	files, err := schemas.All(nil)
	if err != nil {
		panic(err)
	}
	l := library{}
	for _, f := range files {
		s := &schema{}
		if err := json.Unmarshal(f.Data, s); err != nil {
			panic(fmt.Sprintf("schema %s: %v", f.Name, err))
		}
		s.placeIn(f.Name)
		l[f.Name] = s
	}
	return l
})

// placeIn notes in s, and in all of its parts, which file they are in.
func (s *schema) placeIn(file string) {
	if s == nil {
		return
	}
	s.file, s.Form = file, s.Description
	s.Items.placeIn(file)
	for _, p := range s.Properties {
		p.placeIn(file)
	}
	for _, def := range s.Defs {
		def.placeIn(file)
	}
}

// resolve follows the reference of a schema, and returns what it leads to with what
// the schema says itself on top.
func (l library) resolve(s *schema) *schema {
	file, def, isDef := strings.Cut(s.Ref, "#/$defs/")
	if !isDef {
		return s
	}
	if file == "" {
		file = s.file
	}
	target := *l.resolve(l[file].Defs[def])
	if s.Description != "" {
		target.Description = s.Description
	}
	if len(s.Examples) > 0 {
		target.Examples = s.Examples
	}
	if s.MaxLength > 0 {
		target.MaxLength = s.MaxLength
	}
	return &target
}

// patterns keeps compiled patterns: the same few are asked of every answer.
var patterns sync.Map

func matches(pattern, text string) bool {
	kept, ok := patterns.Load(pattern)
	if !ok {
		kept, _ = patterns.LoadOrStore(pattern, regexp.MustCompile(pattern))
	}
	return kept.(*regexp.Regexp).MatchString(text)
}
