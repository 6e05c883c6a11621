package postgres

import (
	"fmt"
	"iter"
	"maps"
	"slices"
	"time"

	"opencec/tools/query"
	"opencec/tools/register"
	"opencec/tools/register/match"
)

// The tables of listings.
var listingTables = []*table{
	recordTable[*register.Listing](),
	entryTable[*register.Listing]("aliases"),
	setTable("names", func(_ *rowWriter, l *register.Listing) []string { return match.Keys(l) },
		in("name_key", func(key string) any { return key })),
	partTable("white_labels", func(l *register.Listing) []register.WhiteLabel { return l.WhiteLabels },
		in("brand", func(l register.WhiteLabel) any { return l.Brand }),
		in("brand_key", func(l register.WhiteLabel) any { return query.FoldCase(l.Brand) }),
		in("model", func(l register.WhiteLabel) any { return optional(l.Model) })),
	entryTable[*register.Listing]("jurisdictions"),
	partTable("periods", func(l *register.Listing) []register.Period { return l.Periods },
		written(daysColumn, func(w *rowWriter, p register.Period) any { return w.days(p) })),
	partTable("suspensions", func(l *register.Listing) []register.Suspension { return l.Suspensions },
		written(daysColumn, func(w *rowWriter, s register.Suspension) any { return w.days(s.Period()) }),
		in("reason", func(s register.Suspension) any { return optional(s.Reason) }),
		in("source", func(s register.Suspension) any { return optional(s.Source) })),
	partTable("absences", func(l *register.Listing) []register.Absence { return l.NotInList },
		in("list_id", func(a register.Absence) any { return a.List }),
		in("last_seen", func(a register.Absence) any { return a.LastSeen }),
		written(daysColumn, func(w *rowWriter, a register.Absence) any { return w.absentDays(a) })),
	setTable("standing", func(w *rowWriter, l *register.Listing) []register.StatusInterval { return w.reg.StatusIntervals(l) },
		in(daysColumn, func(s register.StatusInterval) any { return daysOf(register.Period{From: s.From, To: s.To}) }),
		in("status", func(s register.StatusInterval) any { return s.State.Status }),
		in("certified", func(s register.StatusInterval) any { return s.State.Certified }),
		in("listed_until", func(s register.StatusInterval) any { return s.State.ListedUntil }),
		in("device_classes", func(s register.StatusInterval) any { return optional(s.State.DeviceClasses) }),
		written("entity_type_id", func(w *rowWriter, _ register.StatusInterval) any { return w.record.(*register.Listing).EntityType })).
		repeating("entity_type_id"),
	setTable("device_classes", func(_ *rowWriter, l *register.Listing) []string { return slices.Sorted(maps.Keys(l.DeviceClasses)) },
		in("device_class_id", func(class string) any { return class })),
	setTable("device_class_attributes", (*rowWriter).attributes,
		in("device_class_id", func(a attributeValue) any { return a.class }),
		in("attribute_name", func(a attributeValue) any { return a.attribute.ID }),
		in(daysColumn, func(a attributeValue) any { return daysOf(register.Period{From: a.From, To: a.To}) }),
		in("attribute_value", attributeValue.text),
		in("attribute_type", func(a attributeValue) any { return string(a.attribute.Type) }),
		in("unit", func(a attributeValue) any { return optional(a.attribute.Unit) }),
		in("number_value", func(a attributeValue) any { return ifKnown(a.Value.Number()) }),
		in("minimum", func(a attributeValue) any { low, _, ok := a.Value.Range(); return ifKnown(low, ok) }),
		in("maximum", func(a attributeValue) any { _, high, ok := a.Value.Range(); return ifKnown(high, ok) }),
		in("boolean_value", func(a attributeValue) any { return ifKnown(a.Value.Bool()) }),
		in("text_value", func(a attributeValue) any { return ifKnown(a.Value.Text()) }),
		in("text_key", func(a attributeValue) any { text, ok := a.Value.Text(); return ifKnown(query.FoldCase(text), ok) })),
	entryTable[*register.Listing]("devices"),
}

// attributesOf yields the device classes for which a listing has attributes on some day, with
// the ids of the attributes, both sorted.
func attributesOf(l *register.Listing) iter.Seq2[string, []string] {
	ids := l.DeviceClasses
	if l.HasPeriodAttributes() {
		ids = allAttributes(l)
	}
	return func(yield func(string, []string) bool) {
		for _, class := range slices.Sorted(maps.Keys(ids)) {
			if !yield(class, slices.Sorted(maps.Keys(ids[class]))) {
				return
			}
		}
	}
}

// allAttributes merges the attributes of a listing with those of its periods.
func allAttributes(l *register.Listing) map[string]register.Attributes {
	all := map[string]register.Attributes{}
	add := func(classes map[string]register.Attributes) {
		for class, values := range classes {
			if all[class] == nil {
				all[class] = register.Attributes{}
			}
			maps.Copy(all[class], values)
		}
	}
	add(l.DeviceClasses)
	for _, p := range l.Periods {
		add(p.DeviceClasses)
	}
	return all
}

// An attributeValue is the value of an attribute of a listing on a run of days.
type attributeValue struct {
	class     string
	attribute *register.Attribute
	register.AttributeInterval
}

// text returns the value as people write it.
func (a attributeValue) text() any {
	if from, to, ok := a.Value.Range(); ok {
		return register.FormatNumber(from) + "-" + register.FormatNumber(to)
	}
	if b, ok := a.Value.Bool(); ok {
		return fmt.Sprint(b)
	}
	return a.Value.String()
}

// ifKnown returns a value, or NULL if it is unknown.
func ifKnown[V any](v V, ok bool) any {
	if !ok {
		return nil
	}
	return v
}

// attributes returns the values of a listing's attributes: one for each run of days on
// which an attribute has the same value.
func (w *rowWriter) attributes(l *register.Listing) (values []attributeValue) {
	for class, ids := range attributesOf(l) {
		defined := w.reg.DeviceClass(class)
		if defined == nil {
			w.problem("device_class_id", fmt.Sprintf("there is no device class %q", class))
			continue
		}
		for _, id := range ids {
			at := slices.IndexFunc(defined.Attributes, func(a register.Attribute) bool { return a.ID == id })
			if at < 0 {
				w.problem("attribute_name", fmt.Sprintf("the device class %s has no attribute %q", class, id))
				continue
			}
			for _, s := range l.AttributeIntervals(class, id) {
				values = append(values, attributeValue{class, &defined.Attributes[at], s})
			}
		}
	}
	return values
}

// absentDays returns the days of an absence. An absence that ends before it begins is a
// problem.
func (w *rowWriter) absentDays(a register.Absence) days {
	if a.Since.IsZero() || !a.Back.IsZero() && !a.Back.After(a.Since) {
		w.problem(daysColumn, fmt.Sprintf("the days from %q to before %q are none", a.Since, a.Back))
	}
	return days{a.Since, a.Back}
}

// days returns the days of a period. A period that ends before it begins is a problem.
func (w *rowWriter) days(p register.Period) days {
	if p.From.IsZero() || !p.To.IsZero() && p.To.Before(p.From) {
		w.problem(daysColumn, fmt.Sprintf("the days from %q to %q are none", p.From, p.To))
	}
	return daysOf(p)
}

// list returns texts as an array that is never NULL.
func list(texts []string) []string {
	if texts == nil {
		return []string{}
	}
	return texts
}

// instant cuts a time to the second, as views show it and queries compare it.
func instant(t time.Time) time.Time { return t.UTC().Truncate(time.Second) }
