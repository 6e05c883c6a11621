package change

import (
	"encoding/json"
	"reflect"
	"strings"

	"opencec/tools/register"
)

// A noun names the entries of a list.
type noun struct {
	one, many string
	words     bool // entries are quoted texts; otherwise they are ids and codes
}

// nouns are the lists whose entries are described as added and removed.
var nouns = map[string]noun{
	"aliases":       {"alias", "aliases", true},
	"attributes":    {"attribute", "attributes", false},
	"former_ids":    {"former id", "former ids", false},
	"jurisdictions": {"jurisdiction", "jurisdictions", false},
	"notices":       {"notice", "notices", true},
	"replaced_by":   {"successor", "successors", false},
	"sources":       {"source", "sources", false},
	"test_profiles": {"test profile", "test profiles", false},
	"tests":         {"test", "tests", false},
	"tests_passed":  {"passed test", "passed tests", false},
	"versions":      {"CSIP-AUS version", "CSIP-AUS versions", false},
	"white_labels":  {"white label", "white labels", false},
}

// list describes a list whose entries have names: what was added, what was removed, then
// what differs within an entry.
func (t *description) list(n noun, group []Field) {
	var added, removed []Sentence
	var others []Field
	for _, f := range group {
		switch whole := f.at.whole() && f.at.entry > 0; {
		case whole && f.Before == nil:
			added = append(added, n.entry(f.After))
		case whole && f.After == nil:
			removed = append(removed, n.entry(f.Before))
		default:
			others = append(others, f)
		}
	}
	t.entries(n, added, "added")
	t.entries(n, removed, "removed")
	for _, f := range others {
		switch {
		case f.at.entry == 0:
			t.say("%v", say("order of the "+n.many+" changed"))
		case f.at.whole():
			t.say("%v %v is now under its new id (was %v)", say(n.one), n.entry(f.After), n.entry(f.Before))
		default:
			t.sentences = append(t.sentences, single(say(n.one).add(" %v: %v", n.entry(f.at.value), labelOf(f.at.rest)), f))
		}
	}
}

func (t *description) entries(n noun, names []Sentence, verb string) {
	switch len(names) {
	case 0:
	case 1:
		t.sentences = append(t.sentences, say(n.one+" %v "+verb, names[0]))
	default:
		t.sentences = append(t.sentences, say(n.many+" %v "+verb, nameSome(names)))
	}
}

// entry names an entry of the list.
func (n noun) entry(entry any) Sentence {
	switch e := entry.(type) {
	case string:
		if n.words {
			return say("%v", e)
		}
		return say("%v", identText(e))
	case register.Source:
		if e.Title == "" {
			return say("%v", identText(e.URL))
		}
		return say("%v (%v)", e.Title, identText(e.URL))
	case register.WhiteLabel:
		return say("%v", strings.TrimSpace(e.Brand+" "+e.Model))
	case register.Attribute:
		return say("%v", identText(e.ID))
	case register.Test:
		return say("%v", identText(e.ID))
	}
	return valueWords(entry)
}

// flags are fields that are true or absent, as what they make of the record.
var flags = map[string]string{
	"optional":  "optional",
	"sample":    "marked as sample data",
	"witnessed": "witnessed",
}

func (t *description) flag(group []Field) {
	is := flags[group[0].at.field]
	switch {
	case t.change.Is(Added):
		t.sentences = append(t.sentences, say(is))
	case group[0].Before == nil:
		t.sentences = append(t.sentences, say("now "+is))
	default:
		t.sentences = append(t.sentences, say("no longer "+is))
	}
}

// requiresInverter describes whether the products of a device class need an inverter,
// which may be unknown.
func (t *description) requiresInverter(group []Field) {
	now := "now "
	if t.change.Is(Added) {
		now = ""
	}
	switch group[0].After {
	case true:
		t.sentences = append(t.sentences, say(now+"needs an inverter that is listed"))
	case false:
		t.sentences = append(t.sentences, say(now+"needs no other inverter"))
	default:
		t.sentences = append(t.sentences, say("no longer says whether it needs an inverter"))
	}
}

// formerIDs describes former ids other than that of a rename.
func (t *description) formerIDs(group []Field) {
	var others []Field
	for _, f := range group {
		if !t.change.isRename(f) {
			others = append(others, f)
		}
	}
	t.list(nouns["former_ids"], others)
}

// single describes a field with one value.
func single(label Sentence, f Field) Sentence {
	if isList(f.Before) && isList(f.After) {
		return say("order of the %v changed", label)
	}
	_, isDate := f.After.(register.Date)
	switch {
	case f.Before == nil:
		return say("%v set to %v", label, valueWords(f.After))
	case f.After == nil:
		return say("%v removed (was %v)", label, valueWords(f.Before))
	case isDate:
		return say("%v moved from %v to %v", label, valueWords(f.Before), valueWords(f.After))
	}
	return say("%v changed from %v to %v", label, valueWords(f.Before), valueWords(f.After))
}

func isList(v any) bool {
	_, isRead := v.(json.RawMessage)
	return v != nil && !isRead && reflect.TypeOf(v).Kind() == reflect.Slice
}

// valueWords formats the value of a field.
func valueWords(v any) Sentence {
	switch v := v.(type) {
	case string:
		return say("%v", v)
	case register.AttributeType:
		return say("%v", string(v))
	case register.Date:
		return say("%v", v)
	case int:
		return say("%v", digits(v))
	case float64:
		return say("%v", nameText(numberWord(v)))
	case register.Software:
		return say("%v", strings.TrimSpace(v.Name+" "+v.Versions))
	case register.Document:
		return say("%v", identText(v.URL))
	case register.EnumValue:
		return say("%v", identText(v.ID))
	case json.RawMessage:
		return readWords(v)
	}
	text, err := register.EncodeJSON(v)
	if err != nil {
		return say("a value that cannot be shown")
	}
	return say("%v", string(text))
}

// readWords formats a parsed JSON value: a text without its quotes, anything else as it
// is.
func readWords(raw json.RawMessage) Sentence {
	var text string
	if json.Unmarshal(raw, &text) == nil {
		return say("%v", text)
	}
	return say("%v", string(raw))
}

// labels are the names of fields that do not follow from their paths.
var labels = map[string]string{
	"base_url":         "base address",
	"csip_aus_version": "CSIP-AUS version",
	"document.sha256":  "SHA-256 digest of the document",
	"document.url":     "address of the document",
	"licence.name":     "name of the licence",
	"licence.spdx":     "SPDX id of the licence",
	"licence.url":      "address of the licence",
	"first_date":       "date of the oldest edition",
	"retrieved":        "day of retrieval",
	"software.name":    "name of the software",
	"source":           "announcement",
	"max_copy_age":     "number of days after which a copy is stale",
	"stale_after":      "number of days after which the data is stale",
	"url":              "address",
}

// labelOf names a field by its path.
func labelOf(path string) Sentence {
	if label, ok := labels[path]; ok {
		return say(label)
	}
	if strings.Contains(path, "[") {
		return say("%v", identText(path))
	}
	return say("%v", say(strings.NewReplacer("_", " ", ".", " ").Replace(path)))
}
