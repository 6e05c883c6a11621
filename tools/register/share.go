package register

import (
	"hash/maphash"
	"maps"
	"reflect"
	"sync"
)

// Share lets equal texts and attributes of records share their memory, and puts the texts side by
// side: records that were decoded have each text in a piece of memory of its own. Records must not
// be changed afterwards except as a whole.
//
// It is for a few hundred records at a time, which are neighbours by id: they have most in common.
func Share(records []Record) {
	s := sharer{places: map[string]int{}, attributes: map[uint64]Attributes{}, classes: map[uint64]map[string]Attributes{}}
	for _, rec := range records {
		v := reflect.ValueOf(rec).Elem()
		s.visit(v, visitorOf(v.Type()))
	}
	all := string(s.text)
	for _, t := range s.texts {
		*t.text = all[t.begin : t.begin+len(*t.text)]
	}
}

// A sharer collects what records can share.
type sharer struct {
	texts      []sharedText
	text       []byte         // all distinct texts
	places     map[string]int // where each begins
	attributes map[uint64]Attributes
	classes    map[uint64]map[string]Attributes
}

// A sharedText is a text of a record, and where it begins among all.
type sharedText struct {
	text  *string
	begin int
}

// A visitor visits the parts of a value that can be shared. It is nil for types without any.
type visitor func(s *sharer, v reflect.Value)

func (s *sharer) visit(v reflect.Value, visit visitor) {
	if visit != nil {
		visit(s, v)
	}
}

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
		return func(s *sharer, v reflect.Value) { s.addText(v.Addr().Interface().(*string)) }
	case t == reflect.TypeFor[map[string]Attributes]():
		return func(s *sharer, v reflect.Value) { s.shareClasses(v.Addr().Interface().(*map[string]Attributes)) }
	case t.Kind() == reflect.Struct:
		return structVisitor(t)
	case t.Kind() == reflect.Pointer:
		if element := visitorOf(t.Elem()); element != nil {
			return func(s *sharer, v reflect.Value) {
				if !v.IsNil() {
					element(s, v.Elem())
				}
			}
		}
	case t.Kind() == reflect.Slice:
		if element := visitorOf(t.Elem()); element != nil {
			return func(s *sharer, v reflect.Value) {
				for i := range v.Len() {
					element(s, v.Index(i))
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
	return func(s *sharer, v reflect.Value) {
		for _, p := range parts {
			p.visit(s, v.Field(p.field))
		}
	}
}

func (s *sharer) addText(text *string) {
	if *text == "" {
		return
	}
	begin, known := s.places[*text]
	if !known {
		begin = len(s.text)
		s.places[*text] = begin
		s.text = append(s.text, *text...)
	}
	s.texts = append(s.texts, sharedText{text, begin})
}

// shareClasses shares the attributes of each class, and then all of the classes.
func (s *sharer) shareClasses(classes *map[string]Attributes) {
	if *classes == nil {
		return
	}
	var sum uint64
	for class, values := range *classes {
		hash := hashOf(values)
		if known, ok := s.attributes[hash]; ok && equalAttributes(known, values) {
			(*classes)[class] = known
		} else {
			s.attributes[hash] = values
		}
		sum ^= maphash.Comparable(shareSeed, hashedClass{class, hash})
	}
	if known, ok := s.classes[sum]; ok && maps.EqualFunc(known, *classes, equalAttributes) {
		*classes = known
		return
	}
	s.classes[sum] = *classes
}

// equalAttributes tells nil, which JSON has as null, from no attributes.
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
