package scaffold

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"opencec/tools/base/spelling"
	"opencec/tools/input/importing"
	"opencec/tools/input/source"
	"opencec/tools/register"
)

// A Form has what can be entered for new records in one register. It is for one goroutine.
type Form struct {
	tree        *source.Tree
	records     *register.Records
	unread      map[string]string
	classes     map[string]*register.DeviceClass
	fields      map[register.Kind][]*Field
	classFields map[string][]*Field // attributes, by class
	dir         string
	choices     map[register.Kind][]Choice   // by id
	taken       map[register.Ref]string      // id in lower case → the id as it is
	former      map[register.Ref]string      // former id → the id now
	resolved    map[register.Ref]string      // answer → the id that it was found to mean
	byName      map[string][]register.Record // see named
	ids         *importing.IDs               // made when the first is proposed
	checker     *source.Vocabulary           // see vocabulary
	spellings   map[string]string            // field + "\x00" + answer → the word of another spelling
}

// A Choice is an allowed answer.
type Choice struct {
	ID      string
	Name    string   // for people; "" where it is the id
	Aliases []string // other names for it
}

// New returns the form for the register of the data folder dir. The folder's records must
// not change while the form is in use.
func New(tree *source.Tree, dir string) *Form {
	f := &Form{
		tree: tree, records: &tree.Records, unread: tree.Unread(), dir: dir, classes: map[string]*register.DeviceClass{},
		fields: map[register.Kind][]*Field{}, classFields: map[string][]*Field{},
		choices: map[register.Kind][]Choice{}, taken: map[register.Ref]string{}, former: map[register.Ref]string{}, resolved: map[register.Ref]string{},
		spellings: map[string]string{},
	}
	for rec := range f.records.All() {
		kind, id := rec.RecordKind(), rec.RecordMeta().ID
		f.taken[kind.Ref(strings.ToLower(id))] = id
		for _, former := range rec.FormerIDList() {
			f.former[kind.Ref(former)] = id
		}
		f.choices[kind] = append(f.choices[kind], choiceOf(rec))
	}
	for _, choices := range f.choices {
		slices.SortFunc(choices, func(a, b Choice) int { return strings.Compare(a.ID, b.ID) })
	}
	for _, class := range f.records.DeviceClasses {
		f.classes[class.ID] = class
		f.classFields[class.ID] = attributeFields(class)
	}
	return f
}

func choiceOf(rec register.Record) Choice {
	return Choice{ID: rec.RecordMeta().ID, Name: rec.RecordName(), Aliases: register.OtherNames(rec)}
}

// Choices returns the answers that a field allows, in the order of display, or nil if any
// text is allowed.
func (f *Form) Choices(field *Field) []Choice {
	switch {
	case field.refers != "":
		return f.choices[field.refers]
	case field.attribute != nil:
		return enumChoices(field.attribute)
	case field.one != nil && field.one.Type == "boolean":
		return []Choice{{ID: "yes"}, {ID: "no"}}
	case field.one != nil:
		return plainChoices(field.one.Enum)
	}
	return nil
}

// enumChoices returns the values of an attribute that are not retired.
func enumChoices(a *register.Attribute) []Choice {
	if a.Type == register.TypeBoolean {
		return []Choice{{ID: "yes"}, {ID: "no"}}
	}
	var choices []Choice
	for _, v := range a.Values {
		if v.Retired.IsZero() {
			choices = append(choices, Choice{v.ID, v.Name, v.Aliases})
		}
	}
	return choices
}

func plainChoices(ids []string) []Choice {
	choices := make([]Choice, len(ids))
	for i, id := range ids {
		choices[i].ID = id
	}
	return choices
}

// maxChoices is the most choices that a message names.
const maxChoices = 20

// ListChoices writes choices for a message: "bess, evse, inverter".
func ListChoices(choices []Choice) string {
	ids := make([]string, 0, min(len(choices), maxChoices))
	for _, w := range choices[:min(len(choices), maxChoices)] {
		ids = append(ids, w.ID)
	}
	text := strings.Join(ids, ", ")
	if more := len(choices) - maxChoices; more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return text
}

// choose returns the id of the choice that an answer means. For records, names match too.
func choose(noun, answer string, choices []Choice, ofRecords bool) (string, error) {
	var named []string
	folded := spelling.Fold(answer)
	for _, w := range choices {
		if w.ID == answer {
			return w.ID, nil
		}
		same := strings.EqualFold(w.ID, answer)
		for _, name := range append([]string{w.Name}, w.Aliases...) {
			same = same || ofRecords && folded != "" && spelling.Fold(name) == folded
		}
		if same {
			named = append(named, w.ID)
		}
	}
	switch len(named) {
	case 1:
		return named[0], nil
	case 0:
		return "", unknownChoice(noun, answer, choices, ofRecords)
	}
	return "", fmt.Errorf("%s may be %s: write which", quoted(answer), strings.Join(named, " or "))
}

func unknownChoice(noun, answer string, choices []Choice, ofRecords bool) error {
	message := fmt.Sprintf("there is no %s %s", noun, quoted(answer))
	near := nearestChoice(answer, choices)
	if near != "" {
		message += fmt.Sprintf(" (did you mean %s?)", near)
	}
	if len(choices) == 0 {
		message += ": the register has none yet"
	} else {
		message += "; there are " + ListChoices(choices)
	}
	if ofRecords && near == "" && noun != register.EntityTypes.Name() {
		message += ". A new one is recorded first: opencec new " + strings.ReplaceAll(noun, " ", "-")
	}
	return errors.New(message)
}

// nearestChoice returns the choice whose id, name or alias is most similar to an answer.
func nearestChoice(answer string, choices []Choice) string {
	ids := map[string]string{}
	var candidates []string
	for _, w := range choices {
		for _, name := range append([]string{w.ID, w.Name}, w.Aliases...) {
			if _, known := ids[name]; !known && name != "" {
				ids[name] = w.ID
				candidates = append(candidates, name)
			}
		}
	}
	return ids[spelling.Nearest(answer, candidates)]
}

// maxQuoted is the most characters of an answer that a message repeats.
const maxQuoted = 80

// quoted quotes an answer, truncated, with invisible characters as escapes.
func quoted(answer string) string { return fmt.Sprintf("%.*q", maxQuoted, answer) }
