package change

import (
	"maps"
	"slices"

	"opencec/tools/register"
)

// A PastValue is a run of days, both inclusive, before the day of an Outcome, on which
// the change alters the value of an attribute. The zero Value, null in JSON, is an
// unknown value.
type PastValue struct {
	From        register.Date  `json:"from"`
	To          register.Date  `json:"to"`
	DeviceClass string         `json:"device_class"`
	Attribute   string         `json:"attribute"`
	Before      register.Value `json:"before"`
	After       register.Value `json:"after"`
}

// pastValuesChanged returns the runs of days before today, within a period before and
// after the change, on which a listing's attribute has another value. Added and removed
// device classes change all days and are not included.
func pastValuesChanged(before, after register.Record, today register.Date) []PastValue {
	b, ok := before.(*register.Listing)
	a, also := after.(*register.Listing)
	if !ok || !also || !b.HasPeriodAttributes() && !a.HasPeriodAttributes() {
		return nil
	}
	var runs []PastValue
	for from, to := range pastRuns(before, after, today) {
		if !isInPeriod(b, from) || !isInPeriod(a, from) {
			continue
		}
		was, is := b.DeviceClassesOn(from), a.DeviceClassesOn(from)
		for _, class := range slices.Sorted(maps.Keys(is)) {
			if _, both := was[class]; !both {
				continue
			}
			for _, attribute := range union(was[class], is[class]) {
				if run := (PastValue{from, to, class, attribute, was[class][attribute], is[class][attribute]}); run.Before != run.After {
					runs = addPastValue(runs, run)
				}
			}
		}
	}
	return runs
}

// addPastValue appends a run, or extends the last one.
func addPastValue(runs []PastValue, run PastValue) []PastValue {
	for i, r := range runs {
		if r.To.AddDays(1) != run.From {
			continue
		}
		longer := run
		longer.From = r.From
		if r.To = run.To; r == longer {
			runs[i] = longer
			return runs
		}
	}
	return append(runs, run)
}

func isInPeriod(l *register.Listing, day register.Date) bool {
	return slices.ContainsFunc(l.Periods, func(p register.Period) bool { return p.Contains(day) })
}
