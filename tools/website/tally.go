package website

import (
	"slices"

	"opencec/tools/register"
)

// A Tally counts the records of a list by their properties, on the day of the site.
// What no record has is left out.
type Tally struct {
	Statuses []StatusText
	Classes  []Term // device classes; a listing can have several
}

func (c *Catalogue) tallyListings(rows []*ListingRow) Tally {
	statuses, classes := map[register.Status]int{}, map[string]int{}
	for _, row := range rows {
		statuses[row.Status.ID]++
		for id := range row.listing.DeviceClasses {
			classes[id]++
		}
	}
	var tally Tally
	for _, s := range register.Statuses() {
		tally.add(statusText(s), statuses[s])
	}
	for _, d := range c.register.DeviceClasses {
		if n := classes[d.ID]; n > 0 {
			tally.Classes = append(tally.Classes, Term{Name: d.Name, Href: c.recordHref(register.DeviceClasses, d.ID), Count: n})
		}
	}
	return tally
}

func tallyCertificates(rows []*CertificateRow) Tally {
	statuses := map[register.Status]int{}
	for _, row := range rows {
		statuses[row.Status.ID]++
	}
	var tally Tally
	for _, s := range register.CertificateStatuses() {
		text := certificateStatusText(s)
		tally.add(text, statuses[text.ID])
	}
	return tally
}

func (t *Tally) add(status StatusText, n int) {
	if n > 0 {
		status.Count = n
		t.Statuses = append(t.Statuses, status)
	}
}

// A Spread is between which values an attribute is, of those that give it.
type Spread struct {
	Least, Median, Most string // all "" for attributes without numbers
}

// spreadOf returns the spread of the values of an attribute. Ranges have no median.
func spreadOf(a register.Attribute, values []register.Value) Spread {
	var lows, highs []float64
	isRange := false
	for _, v := range values {
		if low, high, ok := v.Range(); ok {
			lows, highs, isRange = append(lows, low), append(highs, high), true
		} else if n, ok := v.Number(); ok {
			lows, highs = append(lows, n), append(highs, n)
		}
	}
	if lows == nil {
		return Spread{}
	}
	format := func(n float64) string { return formatValue(a, register.Number(n)) }
	spread := Spread{Least: format(slices.Min(lows)), Most: format(slices.Max(highs))}
	if !isRange {
		slices.Sort(lows)
		spread.Median = format(lows[(len(lows)-1)/2]) // the lower of two: a value that a listing has
	}
	return spread
}
