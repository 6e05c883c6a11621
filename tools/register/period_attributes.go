package register

import (
	"maps"
	"slices"
)

// DeviceClassesOn returns the listing's device classes with the attribute values that
// hold on day: those of the period that contains it, and the listing's own for every
// attribute that the period does not mention. On a day outside all periods the
// listing's own values hold. The result must not be changed.
func (l *Listing) DeviceClassesOn(day Date) map[string]Attributes {
	for _, p := range l.Periods {
		if len(p.DeviceClasses) > 0 && p.Contains(day) {
			return mergeClasses(l.DeviceClasses, p.DeviceClasses)
		}
	}
	return l.DeviceClasses
}

// AttributeOn returns the value of an attribute of a device class that holds on day, as
// DeviceClassesOn has it; the zero Value where there is none.
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
	From, To Date // both ends are in it; the zero Date for no end
	Value    Value
}

// AttributeIntervals returns the values that an attribute of a device class has on all
// days, the oldest first. Neighbours differ, and days without a value are in none.
func (l *Listing) AttributeIntervals(class, id string) []AttributeInterval {
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

// HasPeriodValue reports whether an attribute of a device class has a value of its own in
// some period.
func (l *Listing) HasPeriodValue(class, id string) bool {
	return slices.ContainsFunc(l.Periods, func(p Period) bool {
		_, own := p.DeviceClasses[class][id]
		return own
	})
}

// HasPeriodAttributes reports whether an attribute has a value of its own in some
// period, so that DeviceClassesOn depends on the day.
func (l *Listing) HasPeriodAttributes() bool {
	for _, p := range l.Periods {
		if len(p.DeviceClasses) > 0 {
			return true
		}
	}
	return false
}

// Equal reports whether two periods have the same days and the same values.
func (p Period) Equal(q Period) bool {
	return p.SameDays(q) && maps.EqualFunc(p.DeviceClasses, q.DeviceClasses, func(a, b Attributes) bool { return maps.Equal(a, b) })
}

// SameDays reports whether two periods begin and end on the same days.
func (p Period) SameDays(q Period) bool { return p.From == q.From && p.To == q.To }

// mergeClasses returns classes with the values of own in the place of theirs. A class
// that the listing is not of, which is a mistake, is left out.
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
