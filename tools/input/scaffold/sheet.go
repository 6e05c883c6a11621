package scaffold

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"opencec/tools/base/spelling"
	"opencec/tools/input/importing"
	"opencec/tools/register"
)

// A Sheet is a new record that is being filled in.
type Sheet struct {
	Kind register.Kind

	form            *Form
	static          []*Field
	values          map[string]any // by field
	interpretations []Interpretation

	proposed, proposedOf string // the id, and what it was made of
}

// Sheet returns an empty sheet for a record of kind k.
func (f *Form) Sheet(k register.Kind) *Sheet {
	if f.fields[k] == nil {
		f.fields[k] = Fields(k)
	}
	return &Sheet{Kind: k, form: f, static: f.fields[k], values: map[string]any{}}
}

// Fields returns the fields of the record that are known to apply: attributes of the given
// classes, and the fields of clients only for clients.
func (s *Sheet) Fields() []*Field {
	var fields []*Field
	for _, f := range s.static {
		entity := s.Text("entity_type")
		if entity != "" && entity != register.EntityClient && slices.Contains(clientFields, f.Name) {
			continue
		}
		fields = append(fields, f)
		if s.hasClasses(f) {
			for _, id := range s.classes() {
				fields = append(fields, s.form.classFields[id]...)
			}
		}
	}
	return fields
}

// hasClasses reports whether a field is that of a listing's device classes.
func (s *Sheet) hasClasses(f *Field) bool { return f.refers == register.DeviceClasses }

func (s *Sheet) classes() []string {
	list, _ := s.values["class"].([]any)
	ids := make([]string, len(list))
	for i, id := range list {
		ids[i] = fmt.Sprint(id)
	}
	return ids
}

// Field returns the field with that name, and whether there is one. It finds an attribute
// even if its class was not given.
func (s *Sheet) Field(name string) (*Field, bool) {
	for _, f := range s.static {
		if f.Name == name {
			return f, true
		}
	}
	class, _, dotted := strings.Cut(name, ".")
	if dotted && slices.ContainsFunc(s.static, s.hasClasses) {
		for _, f := range s.form.classFields[class] {
			if f.Name == name {
				return f, true
			}
		}
	}
	return nil, false
}

// Names returns the names of all fields that the sheet could have.
func (s *Sheet) Names() []string {
	var names []string
	for _, f := range s.static {
		names = append(names, f.Name)
		if s.hasClasses(f) {
			for _, class := range s.form.records.DeviceClasses {
				for _, a := range s.form.classFields[class.ID] {
					names = append(names, a.Name)
				}
			}
		}
	}
	return names
}

// Choices returns the answers that a field allows: see Form.Choices.
func (s *Sheet) Choices(f *Field) []Choice { return s.form.Choices(f) }

// Set sets a field from an answer as it was typed. The error says what is wrong with the
// answer, on its own or together with earlier ones; the sheet then stays as it was.
func (s *Sheet) Set(name, answer string) error {
	f, ok := s.Field(name)
	if !ok {
		return s.unknownField(name)
	}
	value, err := s.form.Parse(f, answer)
	if err != nil {
		return err
	}
	if err := s.checkConsistent(f, value); err != nil {
		return err
	}
	s.Unset(f.Name)
	s.values[f.Name] = value
	if taken, otherwise := interpretationOf(f, answer, value); otherwise {
		s.interpretations = append(s.interpretations, taken)
	}
	if f.class != nil && !slices.Contains(s.classes(), f.class.ID) {
		list, _ := s.values["class"].([]any)
		s.values["class"] = append(list, f.class.ID)
	}
	return nil
}

// Unset removes an answer.
func (s *Sheet) Unset(name string) {
	delete(s.values, name)
	s.interpretations = slices.DeleteFunc(s.interpretations, func(t Interpretation) bool { return t.Field == name })
}

// unknownField says which fields there are, or for an attribute, those of its class.
func (s *Sheet) unknownField(name string) error {
	names := s.Names()
	message := fmt.Sprintf("there is no field %s", quoted(name))
	if near := spelling.Nearest(name, names); near != "" {
		message += fmt.Sprintf(" (did you mean %s?)", near)
	}
	class, _, dotted := strings.Cut(name, ".")
	if dotted && s.form.classes[class] != nil {
		names = slices.DeleteFunc(names, func(n string) bool { return !strings.HasPrefix(n, class+".") })
	} else {
		names = slices.DeleteFunc(names, func(n string) bool { return strings.Contains(n, ".") && n != name })
	}
	return fmt.Errorf("%s; the fields are %s", message, strings.Join(names, ", "))
}

// notBefore maps fields with a date to the field whose date they cannot precede.
var notBefore = map[string]string{"to": "from", "expiry": "certification_date"}

// checkConsistent checks a value against earlier answers.
func (s *Sheet) checkConsistent(f *Field, value any) error {
	if earlier := s.Text(notBefore[f.Name]); earlier != "" && fmt.Sprint(value) < earlier {
		return fmt.Errorf("%v is before %s, which is %s", value, noun(notBefore[f.Name]), earlier)
	}
	if f.class == nil {
		return nil
	}
	given := s.attributes(f.class)
	given[f.attribute.ID] = value.(register.Value)
	if _, reason := importing.OutOfRange(given, f.class); reason != "" {
		return fmt.Errorf("%s", reason)
	}
	return nil
}

// attributes returns the answers about a class.
func (s *Sheet) attributes(class *register.DeviceClass) register.Attributes {
	given := register.Attributes{}
	for _, a := range class.Attributes {
		if v, ok := s.values[class.ID+"."+a.ID].(register.Value); ok {
			given[a.ID] = v
		}
	}
	return given
}

// Has reports whether a field has an answer.
func (s *Sheet) Has(name string) bool { return s.values[name] != nil }

// Interpretations returns the answers that were understood as another word, in order.
func (s *Sheet) Interpretations() []Interpretation { return s.interpretations }

// Text returns the answer to a text field, or "".
func (s *Sheet) Text(name string) string {
	text, _ := s.values[name].(string)
	return text
}

// Missing returns the required fields without an answer.
func (s *Sheet) Missing() []*Field {
	var missing []*Field
	for _, f := range s.static {
		if f.Required && !s.Has(f.Name) {
			missing = append(missing, f)
		}
	}
	return missing
}

// Record returns the record of the sheet, with the id.
func (s *Sheet) Record(id string) (register.Record, error) {
	data, err := json.Marshal(s.document())
	if err != nil {
		return nil, fmt.Errorf("put the %s together: %w", s.Kind.Name(), err)
	}
	rec := register.NewRecord(s.Kind)
	if err := json.Unmarshal(data, rec); err != nil {
		return nil, fmt.Errorf("put the %s together: %w", s.Kind.Name(), err)
	}
	rec.RecordMeta().ID = id
	return rec, nil
}

// document returns the record's JSON as maps.
func (s *Sheet) document() map[string]any {
	doc := map[string]any{}
	for _, f := range s.static {
		value, ok := s.values[f.Name]
		switch {
		case !ok:
		case s.hasClasses(f):
			doc[f.path[0]] = s.allAttributes()
		case len(f.path) == 1:
			doc[f.path[0]] = value
		default:
			group, _ := doc[f.path[0]].(map[string]any)
			if group == nil {
				group = map[string]any{}
				doc[f.path[0]] = group
			}
			group[f.path[1]] = value
		}
	}
	if period, ok := doc["periods"]; ok {
		doc["periods"] = []any{period}
	}
	return doc
}

func (s *Sheet) allAttributes() map[string]register.Attributes {
	all := map[string]register.Attributes{}
	for _, id := range s.classes() {
		all[id] = s.attributes(s.form.classes[id])
	}
	return all
}

// A FieldError is a problem with the answer to a field.
type FieldError struct {
	Field string
	Err   error
}

// SetAll sets answers by field name, in the order of the fields, and returns all problems.
func (s *Sheet) SetAll(answers map[string]string) []FieldError {
	var wrong []FieldError
	set := map[string]bool{}
	for _, name := range s.Names() {
		answer, given := answers[name]
		set[name] = true
		if !given {
			continue
		}
		if err := s.Set(name, answer); err != nil {
			wrong = append(wrong, FieldError{name, err})
		}
	}
	for _, name := range slices.Sorted(maps.Keys(answers)) {
		if !set[name] {
			wrong = append(wrong, FieldError{name, s.unknownField(name)})
		}
	}
	return wrong
}
