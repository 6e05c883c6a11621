package scaffold

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"opencec/tools/input/source"
	"opencec/tools/register"
)

// An Interpretation is how an answer was understood, if it was not taken literally.
type Interpretation struct {
	Field   string
	Answer  string
	Meaning string // R290
}

// String describes the interpretation.
func (t Interpretation) String() string {
	return fmt.Sprintf("%s is taken as %s", quoted(t.Answer), t.Meaning)
}

// parseWord finds the allowed word that an answer means: by its id in any case, or by another
// spelling that the register declares.
func (f *Form) parseWord(field *Field, noun, answer string) (string, error) {
	words := f.Choices(field)
	word, err := choose(noun, answer, words, false)
	if err == nil {
		return word, nil
	}
	spelled, broken := f.otherSpelling(field, answer)
	if broken != nil {
		return "", broken
	}
	if slices.ContainsFunc(words, func(w Choice) bool { return w.ID == spelled }) {
		return spelled, nil
	}
	return "", err
}

// otherSpelling returns the word with which source.Fix replaces the answer in a file, or "".
// So answers and files follow one rule. It remembers the result, because a column of a CSV
// file may have the same answer thousands of times.
func (f *Form) otherSpelling(field *Field, answer string) (string, error) {
	key := field.kind.Folder() + "\x00" + field.Name + "\x00" + answer
	if word, known := f.spellings[key]; known {
		return word, nil
	}
	word, err := f.fixed(field, answer)
	if err == nil {
		f.spellings[key] = word
	}
	return word, err
}

// fixed applies source.Fix to a file that contains only the answer.
func (f *Form) fixed(field *Field, answer string) (string, error) {
	var value any = answer
	if field.List {
		value = []any{answer}
	}
	for _, name := range slices.Backward(field.path) {
		value = map[string]any{name: value}
	}
	content, err := json.Marshal(value) // which is YAML as well
	if err != nil {
		return "", err
	}
	id := strings.Repeat("/x", field.kind.Depth())[1:]
	v, err := f.vocabulary()
	if err != nil {
		return "", err
	}
	fixed, fixes, problems := source.Fix(source.PathOf(field.kind, id), content, v)
	if len(problems) > 0 || len(fixes) == 0 {
		return "", nil
	}
	read, err := source.ReadRecord(field.kind, fixed)
	if err != nil {
		return "", err
	}
	var doc any
	if err := json.Unmarshal(read.JSON, &doc); err != nil {
		return "", err
	}
	return textAt(doc, field.path), nil
}

// textAt returns the text at a path, or the first text of a list there.
func textAt(doc any, path []string) string {
	for _, name := range path {
		group, _ := doc.(map[string]any)
		doc = group[name]
	}
	if list, isList := doc.([]any); isList && len(list) > 0 {
		doc = list[0]
	}
	text, _ := doc.(string)
	return text
}

// interpretationOf returns how an answer to an enum field was understood, if it differs by
// more than case, and which ids a pattern matches.
func interpretationOf(field *Field, answer string, value any) (Interpretation, bool) {
	if ids, isList := value.([]any); isList && field.isPattern(answer) {
		return Interpretation{field.Name, strings.TrimSpace(answer), joined(ids, field.Separator)}, true
	}
	if !field.isEnum() {
		return Interpretation{}, false
	}
	given, words := []string{strings.TrimSpace(answer)}, []string{fmt.Sprint(value)}
	switch value := value.(type) {
	case register.Value:
		word, _ := value.Text()
		words = []string{word}
	case []any:
		given, words = strings.Split(answer, field.Separator), nil
		for i, word := range value {
			given[i] = strings.TrimSpace(given[i])
			words = append(words, fmt.Sprint(word))
		}
	}
	t := Interpretation{field.Name, strings.Join(given, field.Separator), strings.Join(words, field.Separator)}
	return t, !strings.EqualFold(t.Answer, t.Meaning)
}

func joined(values []any, separator string) string {
	words := make([]string, len(values))
	for i, v := range values {
		words[i] = fmt.Sprint(v)
	}
	return strings.Join(words, separator)
}
