package website

import (
	"regexp"
	"slices"
	"strings"

	"opencec/tools/register"
)

// The examples of the page about the API are written, and tested, for the data that comes
// with the project. Another register has none of these records: there, its own take their
// places, and what the examples print is left out.

// What the examples of site/content/api.md ask for.
const (
	exampleListing  = "tesla/powerwall-2" // also asked for as "power wall 2" of Tesla
	exampleSecond   = "sonnen/ecolinx"
	exampleThird    = "lg-chem/resu-10h"      // also as "RESU10H" of LG Chem
	exampleMisspelt = "enphase/iq-battery-5p" // as "IQ Batery 5P" of Enphase
	exampleChanged  = "enphase/iq7plus-72-2-us"
)

// Examples fits examples to a register.
type Examples struct {
	// Own reports that the register has the records that the examples are written for, so
	// that they print what the page says.
	Own bool

	replacer *strings.Replacer
}

// In returns code of an example with the records of the register.
func (e Examples) In(code string) string { return e.replacer.Replace(code) }

// plainName matches names that mean themselves in any language of the examples.
var plainName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9 .,()/+-]*$`)

// firstWord matches what a search can begin with.
var firstWord = regexp.MustCompile(`[A-Za-z0-9]{2,}`)

// NewExamples returns the examples for a register: on is the day that they ask about, and
// since the first day that the register is known of, or on where its history is not.
func NewExamples(r *register.Register, on, since register.Date) Examples {
	own := !slices.ContainsFunc([]string{exampleListing, exampleSecond, exampleThird, exampleMisspelt, exampleChanged},
		func(id string) bool { return r.Listing(id) == nil })
	if own {
		return Examples{true, strings.NewReplacer()}
	}
	listings := exampleListings(r, on)
	if len(listings) == 0 {
		return Examples{false, strings.NewReplacer()}
	}
	at := func(i int) *register.Listing { return listings[i%len(listings)] }
	maker := func(i int) string { return r.Manufacturer(at(i).Manufacturer).Name }
	pairs := []string{
		exampleListing, at(0).ID, exampleSecond, at(0).ID, exampleChanged, at(0).ID,
		"power wall 2", at(0).Model, "RESU10H", at(1).Model, "IQ Batery 5P", at(2).Model,
		"LG Chem", maker(1), "Enphase", maker(2), "Tesla", maker(0), `"tesla"`, `"` + at(0).Manufacturer + `"`,
		"manufacturer=tesla", "manufacturer=" + at(0).Manufacturer, "q=powerwall", "q=" + strings.ToLower(firstWord.FindString(at(0).Model)),
		"limit=5&", "limit=500&", // a register can have thousands
		"2025-01-20", on.String(), "2026-11-23", on.String(), "2026-11-10", since.String(), "2026-11-09", at(0).Periods[0].From.String(),
	}
	if class, attribute, value, ok := numericAttribute(r, at(0)); ok {
		pairs = append(pairs,
			"bess.capacity__gte=10", class+"."+attribute+"__gte="+value,
			`"bess.capacity__gte": 10`, `"`+class+"."+attribute+`__gte": `+value,
			`"bess.capacity__gte": {"10"}`, `"`+class+"."+attribute+`__gte": {"`+value+`"}`,
			"device_class=bess", "device_class="+class, `"bess"`, `"`+class+`"`)
	}
	return Examples{false, strings.NewReplacer(pairs...)}
}

// exampleListings returns some listings to ask for: those that are active first, and of
// these such as have numbers to filter by. Names that would need quotes in some language
// are passed over.
func exampleListings(r *register.Register, on register.Date) []*register.Listing {
	var found []*register.Listing
	rank := func(l *register.Listing) int {
		n := 0
		if l.StatusOn(on) == register.StatusActive {
			n--
		}
		if _, _, _, ok := numericAttribute(r, l); ok {
			n--
		}
		return n
	}
	for _, l := range r.Listings {
		if len(l.Periods) > 0 && plainName.MatchString(l.Model) && plainName.MatchString(r.Manufacturer(l.Manufacturer).Name) && firstWord.MatchString(l.Model) {
			found = append(found, l)
		}
	}
	slices.SortStableFunc(found, func(a, b *register.Listing) int { return rank(a) - rank(b) })
	return found[:min(len(found), 3)]
}

// numericAttribute returns the first number that a listing gives of a device class.
func numericAttribute(r *register.Register, l *register.Listing) (class, attribute, value string, ok bool) {
	for _, d := range r.DeviceClasses {
		for _, a := range d.Attributes {
			if n, given := l.DeviceClasses[d.ID][a.ID].Number(); given {
				return d.ID, a.ID, register.FormatNumber(n), true
			}
		}
	}
	return "", "", "", false
}

// makeExamples returns the examples for the register of the site.
func (c *Catalogue) makeExamples() Examples {
	since := c.on
	if c.journal != nil && !c.journal.firstDay().IsZero() {
		since = c.journal.firstDay()
	}
	return NewExamples(c.register, c.on, since)
}
