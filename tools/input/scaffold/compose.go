package scaffold

import (
	"errors"
	"fmt"
	"strings"

	"opencec/tools/register"
)

// A composer makes a group of fields from one text.
type composer func(text string) (map[string]any, error)

// composers are the composers of lists whose entries are groups.
var composers = map[string]composer{
	"sources": composeSource, "white_labels": composeWhiteLabel, "attributes": composeAttribute, "tests": composeTest,
}

// formHelp describes how to write an entry of such a list, and formExamples has examples.
var (
	formHelp = map[string]string{
		"sources":      "An address; before it what is found there, after it the day on which it was seen, if you like.",
		"white_labels": "BRAND, or BRAND: MODEL where the model has another name.",
		"attributes":   "Each as ID:TYPE:UNIT:NAME; an enum has its words in the place of the unit. Types: number, integer, range, boolean, enum, text.",
		"tests":        "Each as ID: TITLE.",
	}
	formExamples = map[string]string{
		"sources":      "Datasheet https://www.example.com/datasheet.pdf 2026-11-23",
		"white_labels": "Sunny: Box 5",
		"attributes":   "capacity:number:kWh:Capacity",
		"tests":        "GEN-11: Variable Export Limit",
	}
)

func composeSource(text string) (map[string]any, error) {
	words := strings.Fields(text)
	source := map[string]any{}
	if last := len(words) - 1; last > 0 {
		if day, err := register.ParseDate(words[last]); err == nil {
			source["retrieved"] = day.String()
			words = words[:last]
		}
	}
	last := len(words) - 1
	if last < 0 || !strings.HasPrefix(words[last], "https://") && !strings.HasPrefix(words[last], "http://") {
		return nil, fmt.Errorf("%s is no source: write an address that begins with https://, such as %q", quoted(text), formExamples["sources"])
	}
	source["url"] = words[last]
	if last > 0 {
		source["title"] = strings.Join(words[:last], " ")
	}
	return source, nil
}

func composeWhiteLabel(text string) (map[string]any, error) {
	brand, model, both := strings.Cut(text, ": ")
	label := map[string]any{"brand": strings.TrimSpace(brand)}
	if both {
		label["model"] = strings.TrimSpace(model)
	}
	return label, nil
}

func composeTest(text string) (map[string]any, error) {
	id, title, both := strings.Cut(text, ":")
	if !both || strings.TrimSpace(title) == "" {
		return nil, fmt.Errorf("%s is no test: write its id, a colon and its title, such as %q", quoted(text), formExamples["tests"])
	}
	return map[string]any{"id": strings.TrimSpace(id), "title": strings.TrimSpace(title)}, nil
}

// composeAttribute parses ID:TYPE:UNIT:NAME. The name may contain colons.
func composeAttribute(text string) (map[string]any, error) {
	parts := strings.SplitN(text, ":", 4)
	if len(parts) < 4 {
		return nil, fmt.Errorf("%s is no attribute: write ID:TYPE:UNIT:NAME, such as %q, and nothing between the colons where there is no unit", quoted(text), formExamples["attributes"])
	}
	for i := range parts {
		parts[i] = strings.TrimSpace(parts[i])
	}
	a := map[string]any{"id": parts[0], "name": parts[3], "type": parts[1]}
	switch {
	case parts[1] == string(register.TypeEnum):
		values, err := enumValues(parts[2])
		if err != nil {
			return nil, err
		}
		a["values"] = values
	case parts[2] != "":
		a["unit"] = parts[2]
	}
	return a, nil
}

func enumValues(words string) ([]any, error) {
	var values []any
	for word := range strings.SplitSeq(words, ",") {
		word = strings.TrimSpace(word)
		if word == "" {
			return nil, errors.New("an enum needs its words: write them with commas, such as chemistry:enum:LFP,NMC:Chemistry")
		}
		values = append(values, map[string]any{"id": word})
	}
	return values, nil
}
