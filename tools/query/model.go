package query

import (
	"fmt"
	"slices"
	"time"

	"opencec/tools/register"
)

// A Model describes what can be queried in one version of the register: the fields of
// each kind of record, with the vocabularies of that version. A new device class adds its
// attributes without further ado.
type Model struct {
	collections map[register.Kind]*Collection
}

// A Collection is the records of one kind, as the subject of queries.
type Collection struct {
	Kind   register.Kind
	Fields []*Field // sorted by name
	// ViewFields are the fields of the records' JSON, in its order, from which the
	// parameter fields selects. Includes are the possible values of include.
	ViewFields []string
	Includes   []Include
	// Search yields the words by which q finds a record.
	Search *Field

	byName   map[string]*Field
	own      []string // the list's parameters that are not fields
	location *time.Location
}

// NewModel builds the model of a register.
func NewModel(reg *register.Register) *Model {
	m := &Model{collections: map[register.Kind]*Collection{}}
	v := vocabulariesOf(reg)
	certificates := certificateFields(reg, v)
	m.add(reg, register.Certificates, certificates, certificateWords(reg))
	m.add(reg, register.Listings, slices.Concat(listingFields(reg, v), attributeFields(reg), via("certificate", certificates)), listingWords(reg), IncludeCertificates, IncludeVerdict)
	m.add(reg, register.Manufacturers, manufacturerFields(reg, v), manufacturerWords)
	m.add(reg, register.CertifyingBodies, certifyingBodyFields(reg, v), certifyingBodyWords)
	for _, k := range register.Kinds() {
		if m.collections[k] == nil {
			m.add(reg, k, recordFields(k, v), wordsOf(k))
		}
	}
	return m
}

// Collection returns the collection of a kind.
func (m *Model) Collection(k register.Kind) *Collection { return m.collections[k] }

// add adds a collection. If two fields have the same name, the first one wins: a record's
// own fields come before the attributes of device classes.
func (m *Model) add(reg *register.Register, k register.Kind, fields []*Field, words valuesFunc, includes ...Include) {
	c := &Collection{
		Kind: k, ViewFields: fieldNames(k), Includes: append(includes, IncludeHistory), byName: make(map[string]*Field, len(fields)), location: reg.Location(),
		Search: &Field{Name: "q", Type: TypeText, Description: "words of its names", Many: true, values: words},
	}
	for _, f := range fields {
		if _, taken := c.byName[f.Name]; taken {
			continue
		}
		c.byName[f.Name] = f
		c.Fields = append(c.Fields, f)
	}
	slices.SortFunc(c.Fields, func(a, b *Field) int { return idValue(a.Name).Compare(idValue(b.Name)) })
	c.own = c.listParameters()
	m.collections[k] = c
}

// Field returns the field with that name, or nil.
func (c *Collection) Field(name string) *Field { return c.byName[name] }

// via returns the fields that filter a record by the fields of a linked record. The
// link's own name filters by the linked id.
func via(link string, fields []*Field) []*Field {
	var linked []*Field
	for _, f := range fields {
		switch f.Name {
		case "id", "listing", "manufacturer", "manufacturer_id":
			continue // the listing has fields of its own for these
		}
		g := *f
		g.Name, g.Many, g.Via, g.values, g.spellings = link+"."+f.Name, true, f, nil, nil
		g.Description = fmt.Sprintf("of a %s that covers it: %s", link, f.Description)
		linked = append(linked, &g)
	}
	return linked
}

// vocabularies are those of the kinds whose records others refer to by id. Listings and
// certificates, which are too many, have none.
type vocabularies map[register.Kind]*Vocabulary

func vocabulariesOf(reg *register.Register) vocabularies {
	v := vocabularies{}
	for _, k := range register.Kinds() {
		if k != register.Listings && k != register.Certificates {
			v[k] = recordVocabulary(k, reg.OfKind(k))
		}
	}
	return v
}

func recordVocabulary(k register.Kind, records []register.Record) *Vocabulary {
	words := make([]Term, len(records))
	for i, rec := range records {
		words[i] = Term{ID: rec.RecordMeta().ID, Name: rec.RecordName(), Others: slices.Concat(register.OtherNames(rec), rec.FormerIDList())}
	}
	return newVocabulary("/v1/"+k.Folder(), sortByName(words))
}
