package scaffold

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"opencec/tools/input/source"
	"opencec/tools/register"
)

// A Interpretation is an answer that was taken as the word that it stands for.
type Interpretation struct {
	Field   string
	Answer  string
	Meaning string // R290
}

// String says so.
func (t Interpretation) String() string {
	return fmt.Sprintf("%s is taken as %s", quoted(t.Answer), t.Meaning)
}

// parseWord finds the word of a field that an answer means: by its id in any case, or
// by another spelling that the register has for it.
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

// otherSpelling returns the word that source.Fix writes where a file has the answer,
// and "" where it has none: there is one rule for what is taken and what is mended.
// What it found it keeps: a column of a CSV file says the same thousands of times.
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

// fixed has source.Fix mend a file that says nothing but the answer.
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
	fixed, mends, problems := source.Fix(source.PathOf(field.kind, id), content, v)
	if len(problems) > 0 || len(mends) == 0 {
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

// textAt returns the text that a path leads to, or the first of a list there.
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

// interpretationOf returns how an answer to a field with words was taken, where that is more
// than another case, and which ids a pattern stands for.
func interpretationOf(field *Field, answer string, value any) (Interpretation, bool) {
	if ids, isList := value.([]any); isList && field.isPattern(answer) {
		return Interpretation{field.Name, strings.TrimSpace(answer), joined(ids, field.Separator)}, true
	}
	if !field.isEnum() {
		return Interpretation{}, false
	}
	said, words := []string{strings.TrimSpace(answer)}, []string{fmt.Sprint(value)}
	switch value := value.(type) {
	case register.Value:
		word, _ := value.Text()
		words = []string{word}
	case []any:
		said, words = strings.Split(answer, field.Separator), nil
		for i, word := range value {
			said[i] = strings.TrimSpace(said[i])
			words = append(words, fmt.Sprint(word))
		}
	}
	t := Interpretation{field.Name, strings.Join(said, field.Separator), strings.Join(words, field.Separator)}
	return t, !strings.EqualFold(t.Answer, t.Meaning)
}

func joined(values []any, separator string) string {
	words := make([]string, len(values))
	for i, v := range values {
		words[i] = fmt.Sprint(v)
	}
	return strings.Join(words, separator)
}
