package register

import (
	"fmt"
	"maps"
	"slices"
)

// checkPeriodAttributes checks the values of single periods, each together with the
// listing's own values.
func (c *checker) checkPeriodAttributes(l *Listing) {
	for i, p := range l.Periods {
		path := fmt.Sprintf("periods[%d].device_classes", i)
		merged := mergeClasses(l.DeviceClasses, p.DeviceClasses)
		for _, class := range slices.Sorted(maps.Keys(p.DeviceClasses)) {
			if _, ok := l.DeviceClasses[class]; !ok {
				c.fail(l, RuleAttributes, path+"."+class, "the listing has no device class %s: add it to the listing's device_classes, or remove it here", class)
				continue
			}
			if d := c.classes[class]; d != nil {
				c.checkOwnAttributes(l, d, path, p.From, p.DeviceClasses[class], merged[class])
			}
		}
	}
}

// checkOwnAttributes checks the values of one period; own are the ones the period sets
// itself. It checks a value of the listing again only if the period changes a limit that
// applies to it.
func (c *checker) checkOwnAttributes(l *Listing, d *DeviceClass, path string, from Date, own, merged Attributes) {
	given := Attributes{}
	for _, a := range d.Attributes {
		_, isOwn := own[a.ID]
		_, limitIsOwn := own[a.AtMost]
		if value, known := merged[a.ID]; known && (isOwn || limitIsOwn) {
			given[a.ID] = value
			given[a.AtMost] = merged[a.AtMost]
		}
	}
	c.checkAttributes(l, d, path, from, given)
}

// checkAbsences checks that absences are in order, and that their lists cover the
// listing's device classes.
func (c *checker) checkAbsences(l *Listing) {
	for i, a := range l.NotInList {
		field := fmt.Sprintf("not_in_list[%d]", i)
		if list := c.lists[a.List]; list != nil {
			c.checkAbsenceOf(l, list, a, field)
		}
		if !a.LastSeen.IsZero() && !a.LastSeen.Before(a.Since) {
			c.fail(l, RuleDates, field+".last_seen", "the list last had it on %s, which is not before %s, the date of the first list without it", a.LastSeen, a.Since)
		}
		if !a.Back.IsZero() && !a.Back.After(a.Since) {
			c.fail(l, RuleDates, field+".back", "the list has it again since %s, which is not after %s, the date of the first list without it", a.Back, a.Since)
		}
		for _, before := range l.NotInList[:i] {
			if before.List == a.List && (before.Back.IsZero() || before.Back.After(a.Since)) {
				c.fail(l, RuleDates, field+".since", "absences from one list must be in order and must not overlap: the one before it is not over on %s", a.Since)
			}
		}
	}
}

func (c *checker) checkAbsenceOf(l *Listing, list *List, a Absence, field string) {
	if _, ok := l.DeviceClasses[list.DeviceClass]; !ok {
		c.fail(l, RuleReference, field+".list", "the list %s has products of the device class %s, which the listing is not of", list.ID, list.DeviceClass)
	}
	c.checkEditionDate(l, list, field+".since", a.Since)
	c.checkEditionDate(l, list, field+".back", a.Back)
}

func (c *checker) checkEditionDate(l *Listing, list *List, field string, date Date) {
	if date.After(list.Date) {
		c.fail(l, RuleDates, field, "%s is after %s, the date of the newest edition of the list %s", date, list.Date, list.ID)
	}
}

// checkList checks the dates of a list.
func (c *checker) checkList(list *List) {
	if list.FirstDate.After(list.Date) {
		c.fail(list, RuleDates, "first_date", "the oldest edition, of %s, is after the newest, of %s", list.FirstDate, list.Date)
	}
	if list.Date.After(c.on) {
		c.add(list, Warning, RuleDates, "date", "%s is in the future: today is %s", list.Date, c.on)
	}
}

// Covers reports whether all days of p are in the listing's periods. If p has no end,
// only its first day counts.
func (l *Listing) Covers(p Period) bool {
	inside := slices.ContainsFunc(l.Periods, func(q Period) bool { return q.Contains(p.From) })
	if !inside || p.To.IsZero() {
		return inside
	}
	until := l.coveredUntil(p.From)
	return until.IsZero() || !p.To.After(until)
}
