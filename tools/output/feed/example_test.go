package feed_test

import (
	"fmt"
	"log"
	"strings"
	"time"

	"opencec/tools/output/feed"
	"opencec/tools/register"
)

// News is written as Atom and as JSON Feed, days as iCalendar.
func Example() {
	at := time.Date(2026, time.November, 23, 3, 15, 0, 0, time.UTC)
	news := feed.Feed{
		ID: "tag:example.org,2026:changes", Title: "Changes", Home: "https://example.org/changes/", Language: "en-AU", Author: "Example", Updated: at,
		Entries: []feed.Entry{{
			ID: "tag:example.org,2026:changes/7", Title: "Expiry moved", URL: "https://example.org/listings/acme/box/",
			Published: at, Updated: at, Text: "Expiry moved.", HTML: "<p>Expiry moved.</p>",
		}},
	}
	atom, err := news.Atom("https://example.org/changes.atom")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(strings.Count(string(atom), "<entry>"), "entry in Atom")
	text, err := news.JSON("https://example.org/changes.json")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(strings.Contains(string(text), `"title":"Expiry moved"`))

	days := feed.Calendar{Name: "Expires next", Product: "-//Example//Register//EN", Events: []feed.Event{{
		UID: "acme/box@example.org", Day: register.NewDate(2026, time.December, 31), Summary: "Acme Box expires",
		URL: "https://example.org/listings/acme/box/", Revised: at,
	}}}
	ics, err := days.ICalendar()
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(strings.Count(string(ics), "BEGIN:VEVENT"), "event")
	// Output:
	// 1 entry in Atom
	// true
	// 1 event
}
