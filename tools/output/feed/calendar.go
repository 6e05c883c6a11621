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

// refresh is how often a calendar is asked for again: what is in it are days.
const refresh = "P1D"

// A Calendar is days to remember.
type Calendar struct {
	Name        string
	Description string // "" for none
	Product     string // what made it, as a formal public identifier: "-//Example//Register//EN"
	Events      []Event
}

// An Event is something that a whole day is remembered for.
type Event struct {
	UID         string // never changes, and is no other event's in the world
	Day         register.Date
	Summary     string // in one line
	Description string
	URL         string    // the page that it leads to
	Revised     time.Time // when what the event says was last changed
	Categories  []string
}

// ICalendar returns the calendar as iCalendar. Events take no time of the day from
// anybody, and ring no bell.
func (c Calendar) ICalendar() ([]byte, error) {
	if err := c.check(); err != nil {
		return nil, fmt.Errorf("calendar %q: %w", c.Name, err)
	}
	calendar := ics.NewCalendar()
	calendar.SetProductId(line(c.Product))
	calendar.SetCalscale("GREGORIAN")
	calendar.SetName(line(c.Name)) // NAME of RFC 7986, and X-WR-CALNAME
	if c.Description != "" {
		calendar.SetDescription(text(c.Description))
		calendar.SetXWRCalDesc(text(c.Description))
	}
	calendar.SetRefreshInterval(refresh)
	calendar.SetXPublishedTTL(refresh) // the same, for programs older than RFC 7986
	for _, e := range c.Events {
		calendar.AddVEvent(e.component())
	}
	if len(c.Events) == 0 {
		addNothing(calendar)
	}
	var b bytes.Buffer
	if err := calendar.SerializeTo(&b, ics.WithNewLineWindows); err != nil {
		return nil, fmt.Errorf("calendar %q: %w", c.Name, err)
	}
	return b.Bytes(), nil
}

func (e Event) component() *ics.VEvent {
	event := ics.NewEvent(line(e.UID))
	event.SetDtStampTime(e.Revised)
	event.SetAllDayStartAt(e.Day.Time()) // without an end it is this day alone
	event.SetSummary(line(e.Summary))
	if e.Description != "" {
		event.SetDescription(text(e.Description))
	}
	event.SetURL(e.URL)
	event.SetTimeTransparency(ics.TransparencyTransparent)
	for _, c := range lines(e.Categories) {
		event.AddCategory(c)
	}
	return event
}

// addNothing puts the one component that the format requires into a calendar without
// events. It shows nothing.
func addNothing(calendar *ics.Calendar) {
	zone := calendar.AddTimezone("UTC")
	standard := zone.AddStandard()
	standard.SetProperty(ics.ComponentPropertyDtStart, "19700101T000000")
	standard.SetProperty(ics.ComponentProperty(ics.PropertyTzoffsetfrom), "+0000")
	standard.SetProperty(ics.ComponentProperty(ics.PropertyTzoffsetto), "+0000")
}

func (c Calendar) check() error {
	errs := []error{given("its name", c.Name), given("what made it", c.Product)}
	seen := map[string]bool{}
	for i, e := range c.Events {
		what := fmt.Sprintf("event %d", i+1)
		errs = append(errs,
			given("the UID of "+what, e.UID), given("the summary of "+what, e.Summary),
			absolute("the address of "+what, e.URL), known(what, e.Revised),
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
