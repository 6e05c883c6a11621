package register

import (
	"maps"
	"slices"
)

// DeviceClassesOn returns the listing's device classes with the attribute values that
// hold on day. The values of the period that contains day win over the listing's own
// values. On a day outside all periods the listing's own values hold. Callers must not
// change the result.
func (l *Listing) DeviceClassesOn(day Date) map[string]Attributes {
	for _, p := range l.Periods {
		if len(p.DeviceClasses) > 0 && p.Contains(day) {
			return mergeClasses(l.DeviceClasses, p.DeviceClasses)
		}
	}
	return l.DeviceClasses
}

// AttributeOn returns the value of one attribute on day, as in DeviceClassesOn; the zero
// Value if it has none.
func (l *Listing) AttributeOn(class, id string, day Date) Value {
	for _, p := range l.Periods {
		if len(p.DeviceClasses) == 0 || !p.Contains(day) {
			continue
		}
		if value, own := p.DeviceClasses[class][id]; own {
			return value
		}
		break
	}
	return l.DeviceClasses[class][id]
}

// An AttributeInterval is a run of days on which an attribute has one value.
type AttributeInterval struct {
	From, To Date // both inclusive; a zero Date leaves that end open
	Value    Value
}

// AttributeIntervals returns all values of an attribute over time, oldest first.
// Neighbouring values differ; days without a value are in no interval.
func (l *Listing) AttributeIntervals(class, id string) []AttributeInterval {
	if !l.HasPeriodAttributes() { // most listings
		if value := l.DeviceClasses[class][id]; !value.IsZero() {
			return []AttributeInterval{{Value: value}}
		}
		return nil
	}
	var at changeDates
	for _, p := range l.Periods {
		if len(p.DeviceClasses) > 0 {
			at.addPeriod(p)
		}
	}
	slices.SortFunc(at, Date.Compare)
	last := AttributeInterval{Value: l.AttributeOn(class, id, dayBefore(at))}
	var all []AttributeInterval
	for _, day := range slices.Compact(at) {
		value := l.AttributeOn(class, id, day)
		if value == last.Value {
			continue
		}
		if last.To = day.AddDays(-1); !last.Value.IsZero() {
			all = append(all, last)
		}
		last = AttributeInterval{From: day, Value: value}
	}
	if !last.Value.IsZero() {
		all = append(all, last)
	}
	return all
}

// HasPeriodValue reports whether some period has its own value for the attribute.
func (l *Listing) HasPeriodValue(class, id string) bool {
	return slices.ContainsFunc(l.Periods, func(p Period) bool {
		_, own := p.DeviceClasses[class][id]
		return own
	})
}

// HasPeriodAttributes reports whether some period has its own attribute values, so that
// DeviceClassesOn depends on the day.
func (l *Listing) HasPeriodAttributes() bool {
	for _, p := range l.Periods {
		if len(p.DeviceClasses) > 0 {
			return true
		}
	}
	return false
}

// Equal reports whether p and q have the same days and the same values.
func (p Period) Equal(q Period) bool {
	return p.SameDays(q) && maps.EqualFunc(p.DeviceClasses, q.DeviceClasses, func(a, b Attributes) bool { return maps.Equal(a, b) })
}

// SameDays reports whether p and q begin and end on the same days.
func (p Period) SameDays(q Period) bool { return p.From == q.From && p.To == q.To }

// mergeClasses returns classes, with the values of own replacing theirs. It leaves out
// classes that the listing does not have, which are a mistake.
func mergeClasses(classes, own map[string]Attributes) map[string]Attributes {
	merged := make(map[string]Attributes, len(classes))
	maps.Copy(merged, classes)
	for class, values := range own {
		if _, ok := classes[class]; !ok {
			continue
		}
		attributes := Attributes{}
		maps.Copy(attributes, classes[class])
		for id, value := range values {
			if value.IsZero() {
				delete(attributes, id)
			} else {
				attributes[id] = value
			}
		}
		merged[class] = attributes
	}
	return merged
}
