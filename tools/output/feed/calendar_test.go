package feed_test

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	ics "github.com/arran4/golang-ical"
	"github.com/google/go-cmp/cmp"

	"opencec/tools/output/feed"
	"opencec/tools/register"
)

// A property is a line of iCalendar, unfolded, with its value as it is written.
type property struct{ name, parameters, value string }

var contentLine = regexp.MustCompile(`^([A-Z0-9-]+)((?:;[A-Z-]+=[A-Za-z0-9-]+)*):(.*)$`)

// readCalendar reads iCalendar by the rules of RFC 5545 that this package is held to,
// and shares nothing with the library that writes it. It returns the components by name,
// in their order.
func readCalendar(t testing.TB, b []byte) map[string][][]property {
	t.Helper()
	if !utf8.Valid(b) {
		t.Error("not UTF-8")
	}
	if !bytes.HasSuffix(b, []byte("\r\n")) {
		t.Error("the last line has no end")
	}
	physical := strings.Split(strings.TrimSuffix(string(b), "\r\n"), "\r\n")
	for i, l := range physical {
		if len(l) > 75 {
			t.Errorf("line %d has %d octets: %q", i+1, len(l), l)
		}
		if !utf8.ValidString(l) {
			t.Errorf("line %d is folded within a character: %q", i+1, l)
		}
		if strings.ContainsFunc(l, func(r rune) bool { return r < ' ' && r != '\t' || r == 0x7f }) {
			t.Errorf("line %d has a control character: %q", i+1, l)
		}
	}
	components := map[string][][]property{}
	var open []string
	var place []int
	for _, l := range strings.Split(strings.ReplaceAll(strings.Join(physical, "\r\n"), "\r\n ", ""), "\r\n") {
		m := contentLine.FindStringSubmatch(l)
		if m == nil {
			t.Fatalf("%q is no line of iCalendar", l)
		}
		p := property{m[1], m[2], m[3]}
		switch p.name {
		case "BEGIN":
			open, place = append(open, p.value), append(place, len(components[p.value]))
			components[p.value] = append(components[p.value], nil)
		case "END":
			if len(open) == 0 || open[len(open)-1] != p.value {
				t.Fatalf("%s ends, which is not open", p.value)
			}
			open, place = open[:len(open)-1], place[:len(place)-1]
		default:
			if len(open) == 0 {
				t.Fatalf("%q is in no component", l)
			}
			name, at := open[len(open)-1], place[len(place)-1]
			components[name][at] = append(components[name][at], p)
		}
	}
	if len(open) > 0 {
		t.Errorf("%v is not ended", open)
	}
	return components
}

// only returns the value of a property that a component has exactly once.
func only(t testing.TB, component []property, name string) property {
	t.Helper()
	var found []property
	for _, p := range component {
		if p.name == name {
			found = append(found, p)
		}
	}
	if len(found) != 1 {
		t.Fatalf("%d properties %s in %v", len(found), name, component)
	}
	return found[0]
}

var escapes = regexp.MustCompile(`\\[\\;,nN]|\\|[;,]`)

// unescaped reads a value of the type TEXT.
func unescaped(t testing.TB, p property) string {
	t.Helper()
	return escapes.ReplaceAllStringFunc(p.value, func(s string) string {
		switch {
		case len(s) == 1:
			t.Errorf("%s has %q that is not escaped: %s", p.name, s, p.value)
			return s
		case strings.EqualFold(s, `\n`):
			return "\n"
		}
		return s[1:]
	})
}

func TestCalendarKeepsRFC5545(t *testing.T) {
	t.Parallel()
	read := readCalendar(t, calendar(t, days()))
	if len(read["VCALENDAR"]) != 1 || len(read["VALARM"]) != 0 {
		t.Fatalf("%v", read)
	}
	head := read["VCALENDAR"][0]
	for name, want := range map[string]string{
		"VERSION": "2.0", "PRODID": "-//Test register//opencec//EN", "NAME": "Expires next – Test register", "X-WR-CALNAME": "Expires next – Test register",
		"DESCRIPTION": "Last days.", "CALSCALE": "GREGORIAN", "REFRESH-INTERVAL": "P1D",
	} {
		if got := unescaped(t, only(t, head, name)); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if p := only(t, head, "REFRESH-INTERVAL"); p.parameters != ";VALUE=DURATION" {
		t.Errorf("REFRESH-INTERVAL has the parameters %q; RFC 7986 asks for VALUE=DURATION", p.parameters)
	}
	events := read["VEVENT"]
	want := days().Events
	if len(events) != len(want) {
		t.Fatalf("%d events", len(events))
	}
	for i, e := range want {
		got := events[i]
		if uid := unescaped(t, only(t, got, "UID")); uid != e.UID {
			t.Errorf("UID %q, want %q", uid, e.UID)
		}
		if p := only(t, got, "DTSTART"); p.parameters != ";VALUE=DATE" || p.value != strings.ReplaceAll(e.Day.String(), "-", "") {
			t.Errorf("DTSTART%s:%s, want the day %v", p.parameters, p.value, e.Day)
		}
		if p := only(t, got, "DTSTAMP"); p.value != "20261123T031500Z" {
			t.Errorf("DTSTAMP %s", p.value)
		}
		if p := only(t, got, "URL"); p.value != e.URL {
			t.Errorf("URL %s", p.value)
		}
		if p := only(t, got, "TRANSP"); p.value != "TRANSPARENT" {
			t.Errorf("TRANSP %s: it takes time", p.value)
		}
	}
	if got := unescaped(t, only(t, events[0], "DESCRIPTION")); got != want[0].Description {
		t.Errorf("description %q", got)
	}
	if got := unescaped(t, only(t, events[1], "SUMMARY")); got != shown {
		t.Errorf("a hostile text is shown as %q", got)
	}
	if got := unescaped(t, only(t, events[1], "CATEGORIES")); got != "a,b" {
		t.Errorf("category %q", got)
	}
	if got := unescaped(t, only(t, events[2], "SUMMARY")); got != want[2].Summary {
		t.Errorf("a text of wide characters is shown as %q", got)
	}
}

// Another reader finds the same: the library's own.
func TestCalendarIsReadByTheLibrary(t *testing.T) {
	t.Parallel()
	read, err := ics.ParseCalendar(bytes.NewReader(calendar(t, days())))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range read.Events() {
		day, err := e.GetAllDayStartAt()
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, fmt.Sprintf("%s %s", day.Format(time.DateOnly), e.Id()))
	}
	want := []string{"2026-12-31 listings/acme/box@register.example", "2028-02-29 listings/acme/hostile@register.example", "2026-12-31 listings/acme/wide@register.example"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// The format requires a component even without events.
func TestEmptyCalendar(t *testing.T) {
	t.Parallel()
	c := days()
	c.Events = nil
	read := readCalendar(t, calendar(t, c))
	if len(read["VEVENT"]) != 0 || len(read["VTIMEZONE"]) != 1 || len(read["STANDARD"]) != 1 {
		t.Fatalf("%v", read)
	}
	only(t, read["VTIMEZONE"][0], "TZID")
	for _, name := range []string{"DTSTART", "TZOFFSETFROM", "TZOFFSETTO"} {
		only(t, read["STANDARD"][0], name)
	}
}

func TestCalendarThatLacksSomething(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		edit func(c *feed.Calendar)
		want string
	}{
		{"name", func(c *feed.Calendar) { c.Name = "" }, "its name is missing"},
		{"product", func(c *feed.Calendar) { c.Product = "" }, "what made it is missing"},
		{"uid", func(c *feed.Calendar) { c.Events[0].UID = "" }, "the UID of event 1 is missing"},
		{"summary", func(c *feed.Calendar) { c.Events[1].Summary = "" }, "the summary of event 2 is missing"},
		{"day", func(c *feed.Calendar) { c.Events[0].Day = register.Date{} }, "the day of event 1 is missing"},
		{"time", func(c *feed.Calendar) { c.Events[0].Revised = time.Time{} }, "the time of event 1 is missing"},
		{"address with another line in it", func(c *feed.Calendar) { c.Events[0].URL += "\r\nX:1" }, "the address of event 1 is"},
		{"a UID twice", func(c *feed.Calendar) { c.Events[1].UID = c.Events[0].UID }, "event 2 has the UID listings/acme/box@register.example, as another"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			c := days()
			test.edit(&c)
			if _, err := c.ICalendar(); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("error %v, want %q", err, test.want)
			}
		})
	}
}

// Whatever is in a text, the calendar keeps the format, and the reader sees the text.
func FuzzCalendar(f *testing.F) {
	f.Add(hostile)
	f.Add(strings.Repeat("a ", 100))
	f.Add(strings.Repeat("é", 74) + " \\n")
	f.Add("<" + strings.Repeat("x", 80) + "> \u00a0\u2028")
	f.Fuzz(func(t *testing.T, summary string) {
		c := days()
		c.Events = c.Events[:1]
		c.Events[0].Summary = "x" + summary
		b, err := c.ICalendar()
		if err != nil {
			t.Fatal(err)
		}
		got := unescaped(t, only(t, readCalendar(t, b)["VEVENT"][0], "SUMMARY"))
		plain := strings.Join(strings.FieldsFunc(got, func(r rune) bool { return r == ' ' }), " ")
		if got != plain || !strings.HasPrefix(got, "x") {
			t.Errorf("%q becomes %q", summary, got)
		}
		if utf8.ValidString(summary) && !strings.ContainsFunc(summary, func(r rune) bool { return r < ' ' || r >= 0x7f }) && got != strings.Join(strings.Fields("x"+summary), " ") {
			t.Errorf("%q becomes %q", summary, got)
		}
	})
}
