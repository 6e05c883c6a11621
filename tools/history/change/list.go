package change

import (
	"fmt"
	"reflect"
	"slices"

	"opencec/tools/register"
)

// entries says how to identify and compare the entries of a list, so that an entry
// inserted at the front is one difference and not one in every entry.
type entries[T any] struct {
	equal func(a, b T) bool
	// keys identify entries, the most certain first. The next key is tried for what the
	// previous ones leave over. An entry whose key is "" has none.
	keys []key[T]
}

// A key returns what identifies an entry before and after the change.
type key[T any] struct {
	before, after func(d *differ, entry T) string
}

// byText makes keys of texts that do not depend on other records.
func byText[T any](texts ...func(T) string) []key[T] {
	keys := make([]key[T], len(texts))
	for i, text := range texts {
		of := func(_ *differ, entry T) string { return text(entry) }
		keys[i] = key[T]{of, of}
	}
	return keys
}

// list compares two states of a list: first what was removed, then the entries as
// they are now, then their order.
func (e *entries[T]) list(d *differ, at fieldPath, listBefore, listAfter reflect.Value) {
	before, after := register.ValueOf[[]T](listBefore), register.ValueOf[[]T](listAfter)
	if slices.EqualFunc(before, after, e.equal) {
		return
	}
	partners, kept := e.match(d, before, after)
	for i, entry := range before {
		if !kept[i] {
			d.put(at.nth(i, entry), entry, nil)
		}
	}
	inOrder, last := true, -1
	for j, entry := range after {
		i := partners[j]
		if i < 0 {
			d.put(at.nth(j, entry), nil, entry)
			continue
		}
		inOrder, last = inOrder && i > last, i
		d.entry(at.nth(j, entry), listBefore.Index(i), listAfter.Index(j))
	}
	if !inOrder {
		d.put(at, before, after)
	}
}

// entry compares two states of an entry. Of texts, only ids of a record that was renamed differ.
func (d *differ) entry(at fieldPath, before, after reflect.Value) {
	switch {
	case before.Kind() == reflect.Struct:
		d.structs(at, before, after)
	case !before.Equal(after):
		d.put(at, before.Interface(), after.Interface())
	}
}

// match finds, for each entry after, the index of the same entry before, or -1, and
// reports which entries before were matched. Of several with one key, the first match.
func (e *entries[T]) match(d *differ, before, after []T) (partners []int, kept []bool) {
	partners = slices.Repeat([]int{-1}, len(after))
	kept = make([]bool, len(before))
	for _, key := range e.keys {
		places := map[string][]int{}
		for i, entry := range before {
			if k := key.before(d, entry); k != "" && !kept[i] {
				places[k] = append(places[k], i)
			}
		}
		for j, entry := range after {
			k := key.after(d, entry)
			if here := places[k]; partners[j] < 0 && len(here) > 0 {
				partners[j], kept[here[0]] = here[0], true
				places[k] = here[1:]
			}
		}
	}
	return partners, kept
}

func equal[T comparable](a, b T) bool { return a == b }

// byID identifies entries by their ids, and compares all their values. Vocabularies are small.
func byID[T any](id func(T) string) *entries[T] {
	return &entries[T]{func(a, b T) bool { return reflect.DeepEqual(a, b) }, byText(id)}
}

// A lister compares lists of one type.
type lister interface {
	list(d *differ, at fieldPath, before, after reflect.Value)
}

// listers compare lists, by the type of the list.
var listers = map[reflect.Type]lister{
	reflect.TypeFor[[]string]():              texts,
	reflect.TypeFor[[]register.Source]():     sources,
	reflect.TypeFor[[]register.Period]():     periods,
	reflect.TypeFor[[]register.Suspension](): suspensions,
	reflect.TypeFor[[]register.Absence]():    absences,
	reflect.TypeFor[[]register.WhiteLabel](): whiteLabels,
	reflect.TypeFor[[]register.Attribute]():  byID(func(a register.Attribute) string { return a.ID }),
	reflect.TypeFor[[]register.EnumValue]():  byID(func(v register.EnumValue) string { return v.ID }),
	reflect.TypeFor[[]register.Test]():       byID(func(t register.Test) string { return t.ID }),
}

// entriesOf returns what compares the list of a field.
func entriesOf(f *register.Field) lister {
	if f.Refers != "" {
		return references[f.Refers]
	}
	if l, ok := listers[f.Type]; ok {
		return l
	}
	panic(fmt.Sprintf("change: no keys for the entries of the field %s, which has the type %v", f.Stored, f.Type))
}

// texts are words, names, numbers: an entry is itself.
var texts = &entries[string]{equal[string], byText(func(s string) string { return s })}

// references are ids of records, by their kind. One that was renamed is the same entry.
var references = func() map[register.Kind]lister {
	all := map[register.Kind]lister{}
	for _, k := range register.Kinds() {
		all[k] = refsTo(k)
	}
	return all
}()

func refsTo(k register.Kind) *entries[string] {
	return &entries[string]{
		equal: equal[string],
		keys: []key[string]{{
			before: func(d *differ, id string) string { return d.names.idNow(k, id) },
			after:  func(_ *differ, id string) string { return id },
		}},
	}
}

// openEnd is the key of a missing last day.
const openEnd = "open"

func dayKey(d register.Date) string {
	if d.IsZero() {
		return openEnd
	}
	return d.String()
}

// periods are identified by their first day, because the last day moves often. If the
// first day was corrected, the last day identifies them.
var periods = &entries[register.Period]{
	equal: register.Period.Equal,
	keys: byText(
		func(p register.Period) string { return p.From.String() },
		func(p register.Period) string { return dayKey(p.To) },
	),
}

// absences are identified by their list, even if it was renamed, and by the date of the
// first edition without the listing.
var absences = &entries[register.Absence]{
	equal: equal[register.Absence],
	keys: []key[register.Absence]{{
		before: func(d *differ, a register.Absence) string {
			return absenceKey(d.names.idNow(register.Lists, a.List), a)
		},
		after: func(_ *differ, a register.Absence) string { return absenceKey(a.List, a) },
	}},
}

func absenceKey(list string, a register.Absence) string { return list + " " + a.Since.String() }

// suspensions are identified like periods.
var suspensions = &entries[register.Suspension]{
	equal: equal[register.Suspension],
	keys: byText(
		func(s register.Suspension) string { return s.From.String() },
		func(s register.Suspension) string { return dayKey(s.To) },
	),
}

// whiteLabels are identified by brand and model, then by the brand.
var whiteLabels = &entries[register.WhiteLabel]{
	equal: equal[register.WhiteLabel],
	keys: byText(
		func(w register.WhiteLabel) string { return w.Brand + "\x00" + w.Model },
		func(w register.WhiteLabel) string { return w.Brand },
	),
}

// sources are identified by their address or, if that was corrected, by the title.
var sources = &entries[register.Source]{
	equal: equal[register.Source],
	keys: byText(
		func(s register.Source) string { return s.URL },
		func(s register.Source) string { return s.Title },
	),
}
