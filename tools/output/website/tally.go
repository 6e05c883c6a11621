package website

import (
	"net/url"
	"slices"

	"opencec/tools/register"
)

// A Tally counts the records of a list by status and device class, on the day of the site. It leaves
// out zeros.
type Tally struct {
	Statuses []StatusCount
	Classes  []ClassCount // a listing can have several
}

// A StatusCount is a status with its count, and the address of a search for the counted records, or "".
type StatusCount struct {
	StatusText
	Found string
}

// A ClassCount is a device class, likewise.
type ClassCount struct {
	Term
	Found string
}

// searchHref returns the address of a search for listings with both values. Without JavaScript the
// page shows all listings, and links to other lists.
func (c *Catalogue) searchHref(param, value, otherParam, other string) string {
	return c.Href(listingsPath) + "?" + url.Values{param: {value}, otherParam: {other}}.Encode()
}

// tallyListings counts the listings of a page about one value of the facet param.
func (c *Catalogue) tallyListings(rows []*ListingRow, param, value string) Tally {
	statuses, classes := map[register.Status]int{}, map[string]int{}
	for _, row := range rows {
		statuses[row.Status.ID]++
		for id := range row.listing.DeviceClasses {
			classes[id]++
		}
	}
	var tally Tally
	for _, s := range register.Statuses() {
		tally.add(statusText(s), statuses[s], c.searchHref(param, value, paramStatus, string(s)))
	}
	for _, d := range c.register.DeviceClasses {
		if n := classes[d.ID]; n > 0 {
			term := Term{Name: d.Name, Href: c.recordHref(register.DeviceClasses, d.ID), Count: n}
			tally.Classes = append(tally.Classes, ClassCount{term, c.searchHref(param, value, paramDeviceClass, d.ID)})
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
		tally.add(text, statuses[text.ID], "")
	}
	return tally
}

func (t *Tally) add(status StatusText, n int, found string) {
	if n > 0 {
		status.Count = n
		t.Statuses = append(t.Statuses, StatusCount{status, found})
	}
}

// A Spread is the least, median and greatest value of an attribute.
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
		spread.Median = format(lows[(len(lows)-1)/2]) // the lower of two, so that a listing has the value
	}
	return spread
}
