package register

import (
	"hash/maphash"
	"maps"
	"reflect"
	"sync"
)

// A Sharer lets equal texts and attributes of records share their memory, and puts the texts side
// by side: records that were decoded have each text in a piece of memory of its own. Records must
// not be changed afterwards except as a whole. It is safe for concurrent use.
type Sharer struct {
	mu         sync.Mutex
	attributes map[uint64]Attributes
	classes    map[uint64]map[string]Attributes
}

// Share lets records share their memory: attributes with those of all calls, and texts with each
// other. It is for a few hundred records that are neighbours by id, since they have most texts in
// common.
func (s *Sharer) Share(records []Record) {
	c := collector{sharer: s, places: map[string]int{}}
	for _, rec := range records {
		v := reflect.ValueOf(rec).Elem()
		if visit := visitorOf(v.Type()); visit != nil {
			visit(&c, v)
		}
	}
	all := string(c.text)
	for _, t := range c.texts {
		*t.text = all[t.begin : t.begin+len(*t.text)]
	}
}

// sameAttributes returns attributes that equal these, and that all records share.
func (s *Sharer) sameAttributes(hash uint64, values Attributes) Attributes {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.attributes == nil {
		s.attributes, s.classes = map[uint64]Attributes{}, map[uint64]map[string]Attributes{}
	}
	known, ok := s.attributes[hash]
	switch {
	case !ok:
		s.attributes[hash] = values
	case equalAttributes(known, values):
		return known
	}
	return values
}

// sameClasses is sameAttributes for classes with their attributes.
func (s *Sharer) sameClasses(hash uint64, classes map[string]Attributes) map[string]Attributes {
	s.mu.Lock()
	defer s.mu.Unlock()
	known, ok := s.classes[hash]
	switch {
	case !ok:
		s.classes[hash] = classes
	case maps.EqualFunc(known, classes, equalAttributes):
		return known
	}
	return classes
}

// A collector collects the texts of some records.
type collector struct {
	sharer *Sharer
	texts  []sharedText
	text   []byte         // all distinct texts
	places map[string]int // where each begins
}

// A sharedText is a text of a record, and where it begins among all.
type sharedText struct {
	text  *string
	begin int
}

// A visitor visits the parts of a value that can be shared. It is nil for types without any.
type visitor func(c *collector, v reflect.Value)

// visitors caches the results of visitorOf.
var visitors sync.Map // reflect.Type → visitor

func visitorOf(t reflect.Type) visitor {
	if known, ok := visitors.Load(t); ok {
		return known.(visitor)
	}
	made := newVisitor(t)
	visitors.Store(t, made)
	return made
}

func newVisitor(t reflect.Type) visitor {
	switch {
	case t == reflect.TypeFor[string]():
		return func(c *collector, v reflect.Value) { c.addText(v.Addr().Interface().(*string)) }
	case t == reflect.TypeFor[map[string]Attributes]():
		return func(c *collector, v reflect.Value) { c.shareClasses(v.Addr().Interface().(*map[string]Attributes)) }
	case t.Kind() == reflect.Struct:
		return structVisitor(t)
	case t.Kind() == reflect.Pointer:
		if element := visitorOf(t.Elem()); element != nil {
			return func(c *collector, v reflect.Value) {
				if !v.IsNil() {
					element(c, v.Elem())
				}
			}
		}
	case t.Kind() == reflect.Slice:
		if element := visitorOf(t.Elem()); element != nil {
			return func(c *collector, v reflect.Value) {
				for i := range v.Len() {
					element(c, v.Index(i))
				}
			}
		}
	}
	return nil
}

func structVisitor(t reflect.Type) visitor {
	type part struct {
		field int
		visit visitor
	}
	var parts []part
	for i := range t.NumField() {
		if !t.Field(i).IsExported() {
			continue
		}
		if visit := visitorOf(t.Field(i).Type); visit != nil {
			parts = append(parts, part{i, visit})
		}
	}
	if len(parts) == 0 {
		return nil
	}
	return func(c *collector, v reflect.Value) {
		for _, p := range parts {
			p.visit(c, v.Field(p.field))
		}
	}
}

func (c *collector) addText(text *string) {
	if *text == "" {
		return
	}
	begin, known := c.places[*text]
	if !known {
		begin = len(c.text)
		c.places[*text] = begin
		c.text = append(c.text, *text...)
	}
	c.texts = append(c.texts, sharedText{text, begin})
}

// shareClasses shares the attributes of each class, and then all of the classes.
func (c *collector) shareClasses(classes *map[string]Attributes) {
	if *classes == nil {
		return
	}
	var all uint64
	for class, values := range *classes {
		hash := hashOf(values)
		all ^= maphash.Comparable(shareSeed, hashedClass{class, hash})
		(*classes)[class] = c.sharer.sameAttributes(hash, values)
	}
	*classes = c.sharer.sameClasses(all, *classes)
}

// equalAttributes distinguishes nil, which is null in JSON, from empty attributes.
func equalAttributes(a, b Attributes) bool { return (a == nil) == (b == nil) && maps.Equal(a, b) }

var shareSeed = maphash.MakeSeed()

type (
	hashedClass struct {
		class string
		hash  uint64
	}
	hashedValue struct {
		id    string
		value Value
	}
)

// hashOf returns a hash that does not depend on the order of the attributes.
func hashOf(values Attributes) (hash uint64) {
	for id, value := range values {
		hash ^= maphash.Comparable(shareSeed, hashedValue{id, value})
	}
	return hash
}
