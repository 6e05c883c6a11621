package website

import (
	"regexp"
	"slices"
	"strings"

	"opencec/tools/register"
)

// The examples of the page about the API are written and tested for the data that comes with the
// project. For another register, its own records replace these, and the output of the examples is
// left out.

// Listings that the examples of site/content/api.md ask for.
const (
	exampleListing  = "tesla/powerwall-2" // also asked for as "power wall 2" of Tesla
	exampleSecond   = "sonnen/ecolinx"
	exampleThird    = "lg-chem/resu-10h"      // also as "RESU10H" of LG Chem
	exampleMisspelt = "enphase/iq-battery-5p" // as "IQ Batery 5P" of Enphase
	exampleChanged  = "enphase/iq7plus-72-2-us"
)

// Examples adapts examples to a register.
type Examples struct {
	// Own reports whether the register has the records that the examples are written for, so that
	// the page can show their output.
	Own bool

	replacer *strings.Replacer
}

// In replaces the records in the code of an example by records of the register.
func (e Examples) In(code string) string { return e.replacer.Replace(code) }

// plainName matches names that need no escaping in any language of the examples.
var plainName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9 .,()/+-]*$`)

// firstWord matches a word that a search can begin with.
var firstWord = regexp.MustCompile(`[A-Za-z0-9]{2,}`)

// NewExamples returns the examples for a register. They ask about the day on; since is the first
// known day of the register, or on if its history is not known.
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
	manufacturer := func(i int) string { return r.Manufacturer(at(i).Manufacturer).Name }
	pairs := []string{
		exampleListing, at(0).ID, exampleSecond, at(0).ID, exampleChanged, at(0).ID,
		"power wall 2", at(0).Model, "RESU10H", at(1).Model, "IQ Batery 5P", at(2).Model,
		"LG Chem", manufacturer(1), "Enphase", manufacturer(2), "Tesla", manufacturer(0), `"tesla"`, `"` + at(0).Manufacturer + `"`,
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

// exampleListings returns up to three listings for examples. It prefers active ones, and those with
// numbers to filter by, and skips names that would need escaping.
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

// numericAttribute returns the first attribute of a listing that is a number.
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
