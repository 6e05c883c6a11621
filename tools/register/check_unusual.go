package register

import (
	"fmt"
	"strings"

	"opencec/tools/base/spelling"
)

// FarYears is the number of years ahead from which on a last day is reported as a
// probable typo, such as 2208 for 2028. Listings and certificates last three to ten
// years.
const FarYears = 25

// checkUsual checks that the usual maximum is within the possible range.
func (c *checker) checkUsual(d *DeviceClass, field string, a *Attribute) {
	field += ".usual_maximum"
	switch most := a.UsualMaximum; {
	case most == nil:
	case a.Type != TypeNumber && a.Type != TypeInteger:
		c.fail(d, RuleVocabulary, field, "only a number has a usual maximum: take it away")
	case a.Minimum != nil && *most < *a.Minimum || a.Maximum != nil && *most > *a.Maximum:
		c.fail(d, RuleVocabulary, field, "the usual maximum %s is not between the minimum and the maximum", FormatNumber(*most))
	}
}

// warnUnusual warns of a number above the usual maximum. Most of them are in a unit a
// thousand times smaller.
func (c *checker) warnUnusual(l *Listing, field string, a *Attribute, value Value) {
	number, _ := value.Number()
	if a.UsualMaximum == nil || number <= *a.UsualMaximum {
		return
	}
	message := fmt.Sprintf("%s is more than usual, %s", withUnit(number, a.Unit), withUnit(*a.UsualMaximum, a.Unit))
	if smaller, kilo := strings.CutPrefix(a.Unit, "k"); kilo {
		message += fmt.Sprintf(": is it in %s? Then write %s", smaller, FormatNumber(number/1000))
	} else {
		message += ": compare it with the datasheet"
	}
	c.add(l, Warning, RuleUnusual, field, "%s", message)
}

func withUnit(number float64, unit string) string {
	return strings.TrimSpace(FormatNumber(number) + " " + unit)
}

// warnDays warns of days of a listing that are usually typos.
func (c *checker) warnDays(l *Listing) {
	for i, p := range l.Periods {
		c.warnFarEnd(l, fmt.Sprintf("periods[%d].to", i), p.To)
	}
	c.warnRetrieved(l, l.Sources)
}

func (c *checker) warnFarEnd(rec Record, field string, last Date) {
	if limit := dateOf(c.on.Time().AddDate(FarYears, 0, 0)); last.After(limit) {
		c.add(rec, Warning, RuleUnusual, field, "%s is more than %d years ahead: compare the year with the source", last, FarYears)
	}
}

// warnRetrieved warns of a source that was retrieved in the future. Tomorrow is accepted,
// since it has already begun in zones to the east.
func (c *checker) warnRetrieved(rec Record, sources []Source) {
	for i, s := range sources {
		if s.Retrieved.After(c.on.AddDays(1)) {
			c.add(rec, Warning, RuleUnusual, fmt.Sprintf("sources[%d].retrieved", i), "%s has not come yet on %s: write the day on which the source was read", s.Retrieved, c.on)
		}
	}
}

// warnSimilarModels warns of models that differ only in case, spaces and punctuation.
// checkModel reports smaller differences as errors.
func (c *checker) warnSimilarModels() {
	seen := map[string]*similarModels{} // by similarityKey and approval
	for i, l := range c.Listings {
		if spelling.SpellingKey(l.Model) == "" {
			continue // without letters and digits all models would be equal
		}
		key, first := similarityKey(l), -1
		for _, approval := range l.approvals() {
			a := seen[key+"\x00"+approval]
			if a == nil {
				a = &similarModels{-1, -1}
				seen[key+"\x00"+approval] = a
			}
			other := c.otherSpelling(a, i)
			if other >= 0 && (first < 0 || other < first) {
				first = other
			}
		}
		if first >= 0 {
			other := c.Listings[first]
			c.add(l, Warning, RuleAlike, "model", "%q is perhaps %q in another spelling, which is %s: keep one of both, with the other spelling in its aliases, if they are one product", l.Model, other.Model, other.ID)
		}
	}
}

// similarModels are the indexes of two listings with the same approval: the first one,
// and the first one with a different model. These two are enough to find a listing that
// spells the model differently.
type similarModels struct{ first, second int }

// otherSpelling returns the index of the first listing whose model differs from that of
// listing i, or -1, and adds listing i.
func (c *checker) otherSpelling(a *similarModels, i int) int {
	same := func(j int) bool {
		return spelling.ModelKey(c.Listings[j].Model) == spelling.ModelKey(c.Listings[i].Model)
	}
	switch {
	case a.first < 0:
		a.first = i
		return -1
	case !same(a.first):
		if a.second < 0 {
			a.second = i
		}
		return a.first
	}
	return a.second
}

// similarityKey returns a key that is equal for models of one manufacturer that people
// take for the same. It keeps plus signs, which mark a better model.
func similarityKey(l *Listing) string {
	return l.Manufacturer + "\x00" + spelling.SpellingKey(l.Model) + strings.Repeat("+", strings.Count(l.Model, "+"))
}
