package feed

import (
	"bytes"
	"errors"
	"fmt"
	"time"

	ics "github.com/arran4/golang-ical"

	"opencec/tools/register"
)

// CalendarType is the media type of iCalendar.
const CalendarType = "text/calendar"

// refresh is how often clients fetch a calendar again. Daily is enough for whole days.
const refresh = "P1D"

// A Calendar is a list of events, each on one day.
type Calendar struct {
	Name        string
	Description string // "" for none
	Product     string // what made it, as a formal public identifier: "-//Example//Register//EN"
	Events      []Event
}

// An Event lasts one whole day.
type Event struct {
	UID         string // globally unique, and never changes
	Day         register.Date
	Summary     string // in one line
	Description string
	URL         string    // of a page about it
	Revised     time.Time // when the content last changed
	Categories  []string
}

// ICalendar returns the calendar as iCalendar. Events do not mark people as busy, and have
// no alarm.
func (c Calendar) ICalendar() ([]byte, error) {
	if err := c.check(); err != nil {
		return nil, fmt.Errorf("calendar %q: %w", c.Name, err)
	}
	calendar := ics.NewCalendar()
	calendar.SetProductId(oneLine(c.Product))
	calendar.SetCalscale("GREGORIAN")
	calendar.SetName(oneLine(c.Name)) // NAME of RFC 7986, and X-WR-CALNAME
	if c.Description != "" {
		calendar.SetDescription(cleanText(c.Description))
		calendar.SetXWRCalDesc(cleanText(c.Description))
	}
	calendar.SetRefreshInterval(refresh)
	calendar.SetXPublishedTTL(refresh) // the same, for programs older than RFC 7986
	for _, e := range c.Events {
		calendar.AddVEvent(e.component())
	}
	if len(c.Events) == 0 {
		addEmptyTimeZone(calendar)
	}
	var b bytes.Buffer
	if err := calendar.SerializeTo(&b, ics.WithNewLineWindows); err != nil {
		return nil, fmt.Errorf("calendar %q: %w", c.Name, err)
	}
	return b.Bytes(), nil
}

func (e Event) component() *ics.VEvent {
	event := ics.NewEvent(oneLine(e.UID))
	event.SetDtStampTime(e.Revised)
	event.SetAllDayStartAt(e.Day.Time()) // without an end it is this day alone
	event.SetSummary(oneLine(e.Summary))
	if e.Description != "" {
		event.SetDescription(cleanText(e.Description))
	}
	event.SetURL(e.URL)
	event.SetTimeTransparency(ics.TransparencyTransparent)
	for _, c := range oneLineEach(e.Categories) {
		event.AddCategory(c)
	}
	return event
}

// addEmptyTimeZone adds a time zone, because the format requires a component and the
// calendar has no events. Clients show nothing for it.
func addEmptyTimeZone(calendar *ics.Calendar) {
	zone := calendar.AddTimezone("UTC")
	standard := zone.AddStandard()
	standard.SetProperty(ics.ComponentPropertyDtStart, "19700101T000000")
	standard.SetProperty(ics.ComponentProperty(ics.PropertyTzoffsetfrom), "+0000")
	standard.SetProperty(ics.ComponentProperty(ics.PropertyTzoffsetto), "+0000")
}

func (c Calendar) check() error {
	errs := []error{checkPresent("its name", c.Name), checkPresent("what made it", c.Product)}
	seen := map[string]bool{}
	for i, e := range c.Events {
		what := fmt.Sprintf("event %d", i+1)
		errs = append(errs,
			checkPresent("the UID of "+what, e.UID), checkPresent("the summary of "+what, e.Summary),
			checkAbsolute("the address of "+what, e.URL), checkTime(what, e.Revised),
		)
		if e.Day.IsZero() {
			errs = append(errs, fmt.Errorf("the day of %s is missing", what))
		}
		if seen[e.UID] {
			errs = append(errs, fmt.Errorf("%s has the UID %s, as another event has: a reader would show one of the two", what, e.UID))
		}
		seen[e.UID] = true
	}
	return errors.Join(errs...)
}
