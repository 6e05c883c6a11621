package change

import (
	"maps"
	"slices"
	"strings"

	"opencec/tools/register"
)

// splitPeriodValues separates the fields with attribute values of periods from the
// others.
func splitPeriodValues(fields []Field) (others, values []Field) {
	for _, f := range fields {
		if f.isOfPeriodValues() {
			values = append(values, f)
		} else {
			others = append(others, f)
		}
	}
	return others, values
}

// periodValues describes the changed values of a class in an existing period.
func (t *description) periodValues(f Field) {
	class := strings.TrimPrefix(f.at.rest, "device_classes.")
	period, _ := f.at.value.(register.Period)
	own, _ := f.After.(register.Attributes)
	ownBefore, _ := f.Before.(register.Attributes)
	was := effective(t.change.Before, class, ownBefore)
	is := effective(t.change.After, class, own)
	var parts []Sentence
	for _, id := range union(ownBefore, own) {
		before, given := ownBefore[id]
		if after, still := own[id]; given == still && before == after {
			continue
		}
		part := t.valueIn(class, id, is[id])
		if was[id] != is[id] {
			part = part.add(" (was %v)", t.quantityOrUnknown(t.Before, class, id, was[id]))
		}
		parts = append(parts, part)
	}
	t.sayValues(class, parts, period)
}

// valuesOf describes all values of a period.
func (t *description) valuesOf(p register.Period) {
	for _, class := range slices.Sorted(maps.Keys(p.DeviceClasses)) {
		var parts []Sentence
		for _, id := range inOrder(definition(t.After, class), p.DeviceClasses[class]) {
			parts = append(parts, t.valueIn(class, id, p.DeviceClasses[class][id]))
		}
		t.sayValues(class, parts, p)
	}
}

func (t *description) sayValues(class string, parts []Sentence, p register.Period) {
	if len(parts) == 0 {
		parts = []Sentence{say("the values of the listing")}
	}
	t.say("%v: %v %v", t.className(class), nameSome(parts), days(p.From, p.To))
}

// effective returns the values in force in a period with values of its own.
func effective(rec register.Record, class string, own register.Attributes) register.Attributes {
	values := register.Attributes{}
	if l, ok := rec.(*register.Listing); ok && l != nil {
		maps.Copy(values, l.DeviceClasses[class])
	}
	maps.Copy(values, own)
	return values
}

func (t *description) valueIn(class, id string, v register.Value) Sentence {
	a := attributeOf(definition(t.After, class), id)
	return say("%v %v", nameText(a.Name), t.quantityOrUnknown(t.After, class, id, v))
}

func (t *description) quantityOrUnknown(v Vocabulary, class, id string, value register.Value) Sentence {
	if value.IsZero() {
		return say("not known")
	}
	return quantity(attributeOf(definition(v, class), id), value)
}

// pastValue describes how the value of an attribute on past days changed.
func (t *description) pastValue(p PastValue) Sentence {
	a := attributeOf(definition(t.After, p.DeviceClass), p.Attribute)
	return say("%v %v %v instead of %v %v", t.className(p.DeviceClass), nameText(a.Name),
		t.quantityOrUnknown(t.After, p.DeviceClass, p.Attribute, p.After), t.quantityOrUnknown(t.Before, p.DeviceClass, p.Attribute, p.Before), days(p.From, p.To))
}
