package website

import (
	"encoding/json"
	"time"

	"opencec/tools/register"
)

// A Verdict is the verdict on a listing for the day of the site, and those for all other days: people
// read the page later, and ask about other days.
type Verdict struct {
	register.Verdict
	Word string // a label for the tone; "" if the status is enough
	Age  *Age   // nil if the listing comes from no official list
	Days string // JSON for the browser: a list of [first day, tone, word, headline, advice, in doubt]
}

// toneLabels are texts beside the status for people who do not see the colour of the tone.
var toneLabels = map[register.Tone]string{
	register.ToneNeutral: "Not an approval for CSIP-AUS",
	register.ToneWarning: "Check first",
}

// firstAskedDay is the earliest day that the date field on a listing's page accepts.
var firstAskedDay = register.NewDate(1990, time.January, 1)

func (c *Catalogue) verdict(l *register.Listing) Verdict {
	dated := c.register.VerdictsFrom(l, firstAskedDay)
	days := make([][6]any, len(dated))
	for i, d := range dated {
		days[i] = [6]any{factDate(d.From), d.Tone, toneLabels[d.Tone], d.Headline, d.Advice, isInDoubt(d.Verdict)}
	}
	text, err := json.Marshal(days)
	if err != nil {
		panic(err) // only numbers and texts
	}
	now := c.register.Verdict(l, c.on)
	return Verdict{now, toneLabels[now.Tone], c.age(now.Data), string(text)}
}

// isInDoubt reports whether the official list may disagree with the register on whether a listing is
// listed.
func isInDoubt(v register.Verdict) bool {
	return v.Code == register.VerdictNotInList || v.Code == register.VerdictUncertain || v.Tone != register.ToneBad && v.Data != nil && v.Data.Stale
}

// An Age is the age of data on the day of the site.
type Age struct {
	Text       string // a mark for "Data of 24 April 2026, 220 days old"
	Date       int    // as in Facts
	Stale      bool
	StaleAfter int // days; 0 if the register sets no limit
	Website    string
}

func (c *Catalogue) age(data *register.DataAge) *Age {
	if data == nil {
		return nil
	}
	return &Age{ageMark(data.Date), factDate(data.Date), data.Stale, c.register.Settings.StaleAfter, webAddress(string(data.Website))}
}

// DataAge returns the age of the newest official list, or nil if the register follows none.
func (c *Catalogue) DataAge() *Age { return c.age(c.register.DataAge(c.on)) }

// DataDay returns marks for the day of the newest commit, which is the day of the data if the register
// follows no list.
func (c *Catalogue) DataDay() Day {
	if c.version.Time.IsZero() {
		return Day{}
	}
	return Day{mark(markDataDayISO), mark(markDataDayText)}
}

func (c *Catalogue) dataDay() Day {
	if c.version.Time.IsZero() {
		return Day{}
	}
	return dayOf(register.DateIn(c.version.Time, c.register.Location()))
}

// Commit returns the first digits of the register's commit, or "".
func (c *Catalogue) Commit() string {
	c.readRegister()
	return c.version.Commit[:min(len(c.version.Commit), 12)]
}

// facts returns the facts of a current listing. If there are any, it appends the days on which the
// verdict is good, so that the status has a tick, and those on which an official list does not have
// the listing, each as a flat list of from and to.
func (c *Catalogue) facts(l *register.Listing) Facts {
	facts := listingFacts(l, c.register.CertificatesOf(l.ID))
	good, absent := c.goodDays(l), absentDays(l)
	if len(good)+len(absent) > 0 {
		facts = append(facts, good)
	}
	if len(absent) > 0 {
		facts = append(facts, absent)
	}
	return facts
}

func absentDays(l *register.Listing) []int {
	var days []int
	for _, a := range l.NotInList {
		last := 0
		if !a.Back.IsZero() {
			last = factDate(a.Back.AddDays(-1))
		}
		days = append(days, factDate(a.Since), last)
	}
	return days
}

func (c *Catalogue) goodDays(l *register.Listing) []int {
	days := []int{} // not null in JSON
	if len(l.Periods) == 0 || l.EntityType == register.EntityDevice && len(c.register.ClientsOf(l.ID))+len(c.register.CertificatesOf(l.ID)) == 0 {
		return days
	}
	isGood := false
	for _, v := range c.register.VerdictsFrom(l, l.Periods[0].From) {
		switch good := v.Tone == register.ToneGood; {
		case good && !isGood:
			days = append(days, factDate(v.From))
		case !good && isGood:
			days = append(days, factDate(v.From.AddDays(-1)))
		}
		isGood = v.Tone == register.ToneGood
	}
	if isGood {
		days = append(days, 0)
	}
	return days
}
