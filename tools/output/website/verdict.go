package website

import (
	"encoding/json"
	"time"

	"opencec/tools/register"
)

// A Verdict is the verdict on a listing for the day of the site, with those that hold on
// all other days: for a page that is read later, and for a reader who asks about a day.
type Verdict struct {
	register.Verdict
	Word string // what the tone says in a word or two; "" where the status says it
	Age  *Age   // nil where the listing comes from no list
	Days string // JSON for the browser: [day, tone, word, headline, advice, in doubt] of each run of days
}

// toneLabels say what a tone says beside the status, for who does not see its colour.
var toneLabels = map[register.Tone]string{
	register.ToneNeutral: "Not an approval for CSIP-AUS",
	register.ToneWarning: "Check first",
}

// firstAskedDay is the first day that the page of a listing answers for: its field for a
// date takes no earlier one.
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

// isInDoubt reports whether the official list may say another thing than the register
// about whether a listing is listed.
func isInDoubt(v register.Verdict) bool {
	return v.Code == register.VerdictNotInList || v.Code == register.VerdictUncertain || v.Tone != register.ToneBad && v.Data != nil && v.Data.Stale
}

// An Age is how old data is on the day of the site.
type Age struct {
	Text       string // "Data of 24 April 2026, 220 days old"
	Date       int    // as Facts have it
	Stale      bool
	StaleAfter int // days; 0 where the register does not say
	Website    string
}

func (c *Catalogue) age(data *register.DataAge) *Age {
	if data == nil {
		return nil
	}
	return &Age{capitalise(data.String()), factDate(data.Date), data.Stale, c.register.Settings.StaleAfter, webAddress(string(data.Website))}
}

// DataAge returns how old the register's data is: the age of its newest list, or nil
// where it follows none.
func (c *Catalogue) DataAge() *Age { return c.age(c.register.DataAge(c.on)) }

// DataDay returns the day of the register's data where it follows no list: that of its
// newest commit.
func (c *Catalogue) DataDay() Day {
	if c.Version.Time.IsZero() {
		return Day{}
	}
	return dayOf(register.DateIn(c.Version.Time, c.register.Location()))
}

// Commit returns the beginning of the commit that the site is of, or "".
func (c *Catalogue) Commit() string { return c.Version.Commit[:min(len(c.Version.Commit), 12)] }

// facts returns the facts of a listing as the register has it now. Where there are any,
// these come last: the days on which its verdict is good, and it may have a tick, and those
// on which an official list does not have it, each as a flat list of from and to.
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
