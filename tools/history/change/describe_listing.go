package change

import (
	"maps"
	"slices"
	"strings"

	"opencec/tools/register"
)

// deviceClasses describes added and removed classes, and changed attributes by class.
func (t *description) deviceClasses(group []Field) {
	told := "" // the class of the last sentence
	for _, f := range group {
		class, attribute, inside := strings.Cut(f.at.rest, ".")
		switch {
		case inside && told == class:
			t.extend(", %v", t.attribute(class, attribute, f))
		case inside:
			t.say("%v: %v", t.className(class), t.attribute(class, attribute, f))
			told = class
		case f.After == nil:
			t.say("no longer %v", t.class(t.Before, class, f.Before))
		case t.change.Is(Added):
			t.sentences = append(t.sentences, t.class(t.After, class, f.After))
		default:
			t.say("now also %v", t.class(t.After, class, f.After))
		}
	}
}

// devices describes the devices that a client covers.
func (t *description) devices(group []Field) {
	var added, removed []string
	for _, f := range group {
		before, _ := f.Before.(string)
		after, _ := f.After.(string)
		if f.at.entry > 0 && before == "" {
			added = append(added, after)
		}
		if f.at.entry > 0 && after == "" {
			removed = append(removed, before)
		}
	}
	verb := "now speaks for"
	if t.change.Is(Added) {
		verb = "speaks for"
	}
	t.covers(verb, added, "", nil)
	t.covers("no longer speaks for", removed, "", nil)
	t.underNewIDs("speaks for", "devices", group)
}

// class names a class with all its attributes, in display order.
func (t *description) class(v Vocabulary, class string, given any) Sentence {
	attributes, _ := given.(register.Attributes)
	known := definition(v, class)
	var parts []Sentence
	for _, id := range inOrder(known, attributes) {
		a := attributeOf(known, id)
		parts = append(parts, say("%v %v", nameText(a.Name), quantity(a, attributes[id])))
	}
	if len(parts) == 0 {
		return say("%v", t.className(class))
	}
	return say("%v: %v", t.className(class), nameSome(parts))
}

// inOrder returns the ids of attributes in the order of their class.
func inOrder(known *register.DeviceClass, attributes register.Attributes) []string {
	order := func(id string) int {
		return slices.IndexFunc(known.Attributes, func(a register.Attribute) bool { return a.ID == id })
	}
	ids := slices.Sorted(maps.Keys(attributes))
	slices.SortStableFunc(ids, func(a, b string) int { return order(a) - order(b) })
	return ids
}

// attribute describes a changed attribute.
func (t *description) attribute(class, id string, f Field) Sentence {
	was, is := attributeOf(definition(t.Before, class), id), attributeOf(definition(t.After, class), id)
	before, _ := f.Before.(register.Value)
	after, _ := f.After.(register.Value)
	switch {
	case before.IsZero():
		return say("%v %v (was not known)", nameText(is.Name), quantity(is, after))
	case after.IsZero():
		return say("%v no longer known (was %v)", nameText(is.Name), quantity(was, before))
	}
	_, bothNumbers := before.Number()
	if _, ok := after.Number(); bothNumbers && ok && was.Unit == is.Unit {
		was.Unit = "" // 13.5 → 14 kWh
	}
	return say("%v %v → %v", nameText(is.Name), quantity(was, before), quantity(is, after))
}

// className returns the short name of a class.
func (t *description) className(id string) nameText {
	class := definition(t.After, id)
	if class.Name == "" {
		class = definition(t.Before, id)
	}
	for _, n := range []string{class.ShortName, class.Name} {
		if n != "" {
			return nameText(n)
		}
	}
	return nameText(id)
}

// definition returns a device class; an empty one if it is unknown.
func definition(v Vocabulary, id string) *register.DeviceClass {
	if v != nil {
		if class := v.DeviceClass(id); class != nil {
			return class
		}
	}
	return new(register.DeviceClass)
}

// attributeOf returns an attribute of a class; one with only its id if it is unknown.
func attributeOf(class *register.DeviceClass, id string) register.Attribute {
	for _, a := range class.Attributes {
		if a.ID == id {
			return a
		}
	}
	return register.Attribute{ID: id, Name: id}
}

// quantity formats the value of an attribute with its unit.
func quantity(a register.Attribute, v register.Value) Sentence {
	if low, high, ok := v.Range(); ok {
		return withUnit(numberWord(low)+"–"+numberWord(high), a.Unit)
	}
	if n, ok := v.Number(); ok {
		return withUnit(numberWord(n), a.Unit)
	}
	if text, ok := v.Text(); ok && a.Type != register.TypeEnum {
		return say("%v", text)
	}
	return say("%v", nameText(v.String()))
}

func numberWord(f float64) string { return register.GroupDigits(register.FormatNumber(f)) }

// withUnit appends a unit to a number: 13.5 kWh, but 95%.
func withUnit(number, unit string) Sentence {
	switch unit {
	case "":
		return say("%v", nameText(number))
	case "%":
		return say("%v", nameText(number+unit))
	}
	return say("%v %v", nameText(number), nameText(unit))
}
