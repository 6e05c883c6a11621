package website

import (
	"bytes"
	"fmt"
	"html"

	"opencec/tools/register"
)

// The day of the statuses, the age of the data and the address of the search index stand on most
// pages, and change from day to day or with each commit. Layouts therefore get a mark in their
// place, and filler replaces the marks when a page is written. So a page on which nothing else has
// changed need not be rendered again.
//
// A mark is markBegin, a letter, digits or nothing, and markEnd. It consists of ASCII letters and
// digits, which no context of html/template escapes, and which do not occur in texts by chance.
const (
	markBegin = "xFilledIn7d1c64a90be3f258"
	markEnd   = "x"
)

// The letters of marks.
const (
	markDayISO      = "i"
	markDayText     = "t"
	markDataDayISO  = "j"
	markDataDayText = "u"
	markAge         = "a" // followed by the date of the data: 20260424
	markSearchIndex = "s"

	// Followed by the first day of a timeline and the day after its last: 2020010120300101.
	markTodayX      = "p"
	markTodayAnchor = "n"
)

func mark(name string) string { return markBegin + name + markEnd }

func ageMark(data register.Date) string {
	return mark(fmt.Sprintf("%s%08d", markAge, factDate(data)))
}

// todayMarks returns the tick of the day on a scale.
func (s scale) todayMarks() Tick {
	days := fmt.Sprintf("%08d%08d", factDate(s.first), factDate(s.end))
	return Tick{mark(markTodayX + days), mark(markDayText), mark(markTodayAnchor + days)}
}

// A filler replaces marks.
type filler struct {
	texts map[string]string // by what is between markBegin and markEnd; escaped
	on    register.Date
}

// newFiller returns the filler for the day of the catalogue and the address of its search index.
func newFiller(c *Catalogue, searchIndex string) *filler {
	on, data := dayOf(c.on), c.dataDay()
	return &filler{on: c.on, texts: map[string]string{
		markDayISO: on.ISO, markDayText: on.Text,
		markDataDayISO: data.ISO, markDataDayText: data.Text,
		markSearchIndex: html.EscapeString(searchIndex),
	}}
}

// fill returns the content with texts in place of marks.
func (f *filler) fill(content []byte) ([]byte, error) {
	begin := []byte(markBegin)
	at := bytes.Index(content, begin)
	if at < 0 {
		return content, nil
	}
	filled := make([]byte, 0, len(content))
	for ; at >= 0; at = bytes.Index(content, begin) {
		filled = append(filled, content[:at]...)
		name, rest, found := bytes.Cut(content[at+len(begin):], []byte(markEnd))
		text, known := f.text(string(name))
		if !found || !known {
			return nil, fmt.Errorf("the text %.40q stands where only the program writes such a text", content[at:])
		}
		filled = append(filled, text...)
		content = rest
	}
	return append(filled, content...), nil
}

func (f *filler) text(name string) (text string, known bool) {
	if text, known := f.texts[name]; known {
		return text, true
	}
	if name == "" {
		return "", false
	}
	days, known := parseFactDates(name[1:])
	if !known {
		return "", false
	}
	switch letter := name[:1]; {
	case letter == markAge && len(days) == 1:
		return f.age(days[0]), true
	case letter == markTodayX && len(days) == 2:
		return newScale(days[0], days[1]).tick(f.on, "").X, true
	case letter == markTodayAnchor && len(days) == 2:
		return newScale(days[0], days[1]).tick(f.on, "").Anchor, true
	}
	return "", false
}

// parseFactDates reads dates of eight digits each.
func parseFactDates(digits string) (days []register.Date, known bool) {
	for ; len(digits) >= 8; digits = digits[8:] {
		day, err := register.ParseDate(digits[:4] + "-" + digits[4:6] + "-" + digits[6:8])
		if err != nil {
			return nil, false
		}
		days = append(days, day)
	}
	return days, digits == ""
}

// age returns the age of data on the day.
func (f *filler) age(data register.Date) string {
	return capitalise(register.DataAge{Date: data, AgeDays: max(0, data.DaysUntil(f.on))}.String())
}
