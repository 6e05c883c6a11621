package match

import (
	"slices"

	"opencec/tools/base/spelling"
	"opencec/tools/register"
)

// Keys returns the texts by which engines that have no Index find a listing by one of its
// names: some of them are among KeysAsked of a model exactly if the model is the same as a
// name of the listing by one of the steps, whoever the maker is.
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

// KeysAsked returns the texts of which a listing has one or more among its Keys if it is
// found by a model. One without a standard's tag means the model approved to any; one with
// a tag means that, or the model of which no standard is known.
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

// tagMark stands between a model and the digits of its standard's tag. No key of a model
// has a space.
const tagMark = " "

// models returns what a spelling has in common with the same model in others: without the
// tag, and without punctuation as well.
func (s *modelSpelling) models() []string {
	models := []string{s.base}
	if s.folded != "" && s.folded != s.base {
		models = append(models, s.folded)
	}
	return models
}

// giveTag gives the names of a listing that have no standard's tag that of another of
// them, since it is the listing that is approved to the standard.
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
