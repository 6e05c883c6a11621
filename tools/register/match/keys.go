package match

import (
	"slices"

	"opencec/tools/base/spelling"
	"opencec/tools/register"
)

// Keys returns the texts by which an engine without an Index finds a listing by one of
// its names. Keys of a name and KeysAsked of a model share a text exactly if some step
// finds the model under that name, whoever the manufacturer is.
func Keys(l *register.Listing) []string {
	names := append([]string{l.Model}, l.Aliases...)
	for _, label := range l.WhiteLabels {
		if label.Model != "" && spelling.Fold(label.Brand) != "" {
			names = append(names, label.Model)
		}
	}
	spellings := make([]modelSpelling, len(names))
	for i, name := range names {
		spellings[i] = spell(name)
	}
	giveTag(spellings, func(s *modelSpelling) *modelSpelling { return s })
	var keys []string
	for _, s := range spellings {
		for _, model := range s.models() {
			keys = append(keys, model, model+tagMark+s.tag)
		}
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}

// KeysAsked returns the texts to look for among the Keys of listings to find a model. A
// model without a standard's tag matches the model approved to any standard; one with a
// tag matches that tag and the model without a known standard.
func KeysAsked(model string) []string {
	s := spell(model)
	var keys []string
	for _, model := range s.models() {
		if s.tag == "" {
			keys = append(keys, model)
		} else {
			keys = append(keys, model+tagMark, model+tagMark+s.tag)
		}
	}
	return keys
}

// tagMark separates a model from the digits of its standard's tag. No key of a model
// contains a space.
const tagMark = " "

// models returns the forms of a model that its other spellings share: without the tag,
// and without the tag and punctuation.
func (s *modelSpelling) models() []string {
	models := []string{s.base}
	if s.folded != "" && s.folded != s.base {
		models = append(models, s.folded)
	}
	return models
}

// giveTag gives names of a listing without a standard's tag the tag of another name,
// because it is the listing that is approved to the standard.
func giveTag[T any](names []T, of func(*T) *modelSpelling) {
	tag := ""
	for i := range names {
		if tag = of(&names[i]).tag; tag != "" {
			break
		}
	}
	for i := range names {
		if s := of(&names[i]); s.tag == "" {
			s.tag = tag
		}
	}
}
