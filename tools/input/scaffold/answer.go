package scaffold

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"opencec/schemas"
	"opencec/tools/base/spelling"
	"opencec/tools/input/source"
	"opencec/tools/register"
)

// MaxAnswer is the most bytes of one answer: more than the longest text that the schemas
// allow, even with four bytes per character.
const MaxAnswer = 16 << 10

// Parse parses an answer to a field, and returns the value for the record's JSON. The error
// says what is wrong and what to write instead.
func (f *Form) Parse(field *Field, answer string) (any, error) {
	if len(answer) > MaxAnswer {
		return nil, fmt.Errorf("is longer than %d bytes", MaxAnswer)
	}
	if err := checkText(answer); err != nil {
		return nil, err
	}
	answer = strings.TrimSpace(answer)
	switch {
	case answer == "":
		return nil, errors.New("is empty: write a value, or leave it out")
	case field.attribute != nil:
		return f.parseAttribute(field, answer)
	case field.List:
		return f.parseList(field, answer)
	}
	return f.parseOne(field, answer)
}

// checkText refuses text that nobody can have meant to write into a record.
func checkText(text string) error {
	if !utf8.ValidString(text) {
		return errors.New("is not UTF-8: write it in that encoding")
	}
	if flaw := spelling.TextFlaw(text); flaw != nil {
		return errors.New(flaw.Message)
	}
	return nil
}

func (f *Form) parseList(field *Field, answer string) (any, error) {
	var list []any
	seen := map[string]bool{}
	add := func(value any) bool {
		key := fmt.Sprint(value) // maps are written sorted by key
		if seen[key] {
			return false
		}
		seen[key] = true
		list = append(list, value)
		return true
	}
	for entry := range strings.SplitSeq(answer, field.Separator) {
		entry = strings.TrimSpace(entry)
		if entry == "" {
			return nil, fmt.Errorf("%s has an entry without a value: write one %q between two entries", quoted(answer), field.Separator)
		}
		if field.isPattern(entry) {
			ids, err := f.matching(field, entry)
			if err != nil {
				return nil, err
			}
			for _, id := range ids {
				add(id)
			}
			continue
		}
		value, err := f.parseOne(field, entry)
		if err != nil {
			return nil, err
		}
		if !add(value) {
			return nil, fmt.Errorf("has %s twice", quoted(entry))
		}
	}
	if field.most > 0 && len(list) > field.most {
		return nil, fmt.Errorf("has %d entries, and the most is %d", len(list), field.most)
	}
	return list, nil
}

func (f *Form) parseOne(field *Field, answer string) (any, error) {
	switch {
	case field.compose != nil:
		value, err := field.compose(answer)
		if err != nil {
			return nil, err
		}
		return value, checkGroup(value, field.one)
	case field.refers != "":
		return f.parseID(field, answer)
	case field.isEnum():
		return f.parseWord(field, noun(field.Name), answer)
	case field.one.Type == "boolean":
		return parseBool(answer)
	}
	if one := spelling.OneSpaced(answer); field.one.Pattern != "" && !matches(field.one.Pattern, answer) && matches(field.one.Pattern, one) {
		answer = one
	}
	return answer, checkString(answer, field.one)
}

// noun returns the name of a field in words.
func noun(name string) string { return strings.NewReplacer("_", " ", ".", " ").Replace(name) }

// parseID finds the record that an answer means. It remembers the result, because a column
// of a CSV file may have the same answer thousands of times.
func (f *Form) parseID(field *Field, answer string) (any, error) {
	kind := field.refers
	key := kind.Ref(answer)
	if id, known := f.resolved[key]; known {
		return id, nil
	}
	id, err := choose(kind.Name(), answer, f.choices[kind], true)
	if err == nil {
		f.resolved[key] = id
		return id, nil
	}
	if reason, there := f.unread[source.PathOf(kind, answer)]; there {
		return nil, fmt.Errorf("%s exists, but cannot be read: %s", f.fileOf(kind, answer), reason)
	}
	if now := f.former[key]; now != "" {
		return nil, fmt.Errorf("%s has been renamed: write %s", quoted(answer), now)
	}
	if other := f.otherVocabulary(kind, answer); other != "" {
		return nil, fmt.Errorf("%s is one of the %s: choose %s", quoted(answer), other, ListChoices(f.choices[kind]))
	}
	return nil, err
}

// vocabularies are the kinds whose words people confuse.
var vocabularies = []register.Kind{register.EntityTypes, register.DeviceClasses, register.TestProfiles}

// otherVocabulary returns the plural name of another vocabulary that has the answer, or "".
func (f *Form) otherVocabulary(wanted register.Kind, answer string) string {
	if !slices.Contains(vocabularies, wanted) {
		return ""
	}
	for _, k := range vocabularies {
		if _, err := choose(k.Name(), answer, f.choices[k], true); err == nil && k != wanted {
			return k.Plural()
		}
	}
	return ""
}

func parseBool(answer string) (bool, error) {
	value, ok := register.ParseBoolWord(answer)
	if !ok {
		return false, fmt.Errorf("%s is neither yes nor no", quoted(answer))
	}
	return value, nil
}

// checkString checks a text against its schema.
func checkString(text string, s *schemas.Node) error {
	switch s.Format {
	case "date":
		_, err := register.ParseDate(text)
		return err
	case "uri":
		if flaw := spelling.AddressFlaw(text); flaw != "" {
			return fmt.Errorf("the address %s%s", flaw, exampleHint(s))
		}
	}
	if n := utf8.RuneCountInString(text); s.MaxLength > 0 && n > s.MaxLength {
		return fmt.Errorf("has %d characters, and the most is %d", n, s.MaxLength)
	}
	if s.Pattern != "" && !matches(s.Pattern, text) {
		return fmt.Errorf("%s does not have the right form: %s%s", quoted(text), strings.TrimSuffix(s.Form, "."), exampleHint(s))
	}
	return nil
}

func exampleHint(s *schemas.Node) string {
	if e := example(s); e != "" {
		return ", such as " + e
	}
	return ""
}

// checkGroup checks the texts of a group against its schema, in the order of its fields.
func checkGroup(group map[string]any, s *schemas.Node) error {
	for _, p := range s.Properties {
		var err error
		switch value := group[p.Name].(type) {
		case string:
			one := schemas.Embedded().Resolve(p.Node)
			if err = checkString(value, one); err == nil && len(one.Enum) > 0 {
				group[p.Name], err = choose(p.Name, value, plainChoices(one.Enum), false)
			}
		case []any:
			for _, entry := range value {
				if inner, isGroup := entry.(map[string]any); isGroup && err == nil {
					err = checkGroup(inner, schemas.Embedded().Resolve(p.Items))
				}
			}
		}
		if err != nil {
			return fmt.Errorf("%s: %w", p.Name, err)
		}
	}
	return nil
}

// parseAttribute parses the value of an attribute of a device class.
func (f *Form) parseAttribute(field *Field, answer string) (any, error) {
	a := field.attribute
	switch a.Type {
	case register.TypeNumber, register.TypeInteger:
		number, err := parseNumber(answer, a)
		return register.Number(number), err
	case register.TypeRange:
		low, high, err := parseRange(answer, a)
		return register.Range(low, high), err
	case register.TypeBoolean:
		b, err := parseBool(answer)
		return register.Bool(b), err
	case register.TypeEnum:
		word, err := f.parseWord(field, strings.ToLower(a.Name), answer)
		return register.Text(word), err
	}
	line := schemas.Embedded().ByName["common.schema.json"].Defs["line"]
	return register.Text(answer), checkString(answer, line)
}
