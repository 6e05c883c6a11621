package website

import (
	"bytes"
	"fmt"
	"html"
	"strings"

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
)

func mark(letter string) string { return markBegin + letter + markEnd }

func ageMark(data register.Date) string {
	return fmt.Sprintf("%s%s%d%s", markBegin, markAge, factDate(data), markEnd)
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
	if date, isAge := strings.CutPrefix(name, markAge); isAge {
		return f.age(date)
	}
	text, known = f.texts[name]
	return text, known
}

// age returns the age of data on the day, by the date of the data.
func (f *filler) age(date string) (text string, known bool) {
	if len(date) != len("20260424") {
		return "", false
	}
	data, err := register.ParseDate(date[:4] + "-" + date[4:6] + "-" + date[6:])
	if err != nil {
		return "", false
	}
	return capitalise(register.DataAge{Date: data, AgeDays: max(0, data.DaysUntil(f.on))}.String()), true
}
