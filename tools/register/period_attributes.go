package register

import "maps"

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
	merged := maps.Clone(classes)
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
