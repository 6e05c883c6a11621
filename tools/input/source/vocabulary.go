package source

import (
	"slices"
	"strings"

	"opencec/tools/base/spelling"
	"opencec/tools/register"
)

// A Vocabulary holds what Fix and Check need to recognise values: the schemas, and the ids
// and names of the records that others refer to.
type Vocabulary struct {
	checker    *checker
	known      map[string]bool // ids that are in use, by folder/id
	ids        map[register.Kind]wordIndex
	enumValues map[string]wordIndex // of enum attributes, by class.attribute
}

// Vocabulary returns the vocabulary of the records that were read.
func (t *Tree) Vocabulary() (*Vocabulary, error) {
	c, err := newChecker(t.Records.DeviceClasses, schemaNames()...)
	if err != nil {
		return nil, err
	}
	v := &Vocabulary{
		checker: c, known: map[string]bool{}, ids: map[register.Kind]wordIndex{},
		enumValues: map[string]wordIndex{},
	}
	for name := range t.files {
		v.known[strings.TrimSuffix(name, extension)] = true
	}
	for rec := range t.Records.All() {
		v.addRecord(rec)
	}
	return v, nil
}

// Check checks the content of one file, a record or the settings, for syntax, schema and
// characters.
func (v *Vocabulary) Check(name string, content []byte) []Problem {
	r := newDataFile(name, content)
	problems := v.checker.decode(r)
	if len(problems) == 0 {
		problems = r.flaws
	}
	for i := range problems {
		problems[i].File = name
	}
	return problems
}

// addRecord adds the names of a record that others refer to by name. Lists, listings and
// certificates are not referred to by name.
func (v *Vocabulary) addRecord(rec register.Record) {
	kind := rec.RecordKind()
	if kind == register.Lists || kind == register.Listings || kind == register.Certificates {
		return
	}
	if class, ok := rec.(*register.DeviceClass); ok {
		v.addAttributes(class)
	}
	if v.ids[kind] == nil {
		v.ids[kind] = wordIndex{}
	}
	v.ids[kind].add(rec.RecordMeta().ID, append(slices.Clone(register.OtherNames(rec)), rec.RecordName())...)
}

func (v *Vocabulary) addAttributes(class *register.DeviceClass) {
	for _, a := range class.Attributes {
		key := class.ID + "." + a.ID
		values := wordIndex{}
		for _, value := range a.Values {
			values.add(value.ID, append(slices.Clone(value.Aliases), value.Name)...)
		}
		v.enumValues[key] = values
	}
}

// A wordIndex finds words by other spellings: the same letters and digits, regardless of
// case, spaces and punctuation.
type wordIndex map[string][]string

func (w wordIndex) add(word string, others ...string) {
	for _, written := range append(others, word) {
		if key := spelling.SpellingKey(written); key != "" && !slices.Contains(w[key], word) {
			w[key] = append(w[key], word)
		}
	}
}

// find returns the word with that spelling, and false if there is none or more than one.
func (w wordIndex) find(written string) (string, bool) {
	found := w[spelling.SpellingKey(written)]
	if len(found) != 1 {
		return "", false
	}
	return found[0], true
}

func newWordIndex(list []string) wordIndex {
	w := wordIndex{}
	for _, word := range list {
		w.add(word)
	}
	return w
}
