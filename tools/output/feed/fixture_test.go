package feed_test

import (
	"strings"
	"time"

	"opencec/tools/output/feed"
	"opencec/tools/register"
)

var at = time.Date(2026, time.November, 23, 3, 15, 0, 0, time.UTC)

// Addresses of the feeds of the tests.
const (
	atomAddress = "https://register.example/changes.atom"
	jsonAddress = "https://register.example/changes.json"
)

// hostile is a text that could become something else in every format.
const hostile = "<script>alert(1)</script> ]]> &amp; \"'\\;,:\r\nEND:VEVENT\r\nX:\x00\x1b[31m\u0085\ufffe\xff 屋根 \U0001f50b"

// shown is what a reader sees of hostile, in one line.
const shown = "<script>alert(1)</script> ]]> &amp; \"'\\;,: END:VEVENT X:\ufffd\ufffd[31m\ufffd\ufffd\ufffd 屋根 \U0001f50b"

func news() feed.Feed {
	return feed.Feed{
		ID: "tag:register.example,2026:feeds/changes", Title: "Changes – Test register", Subtitle: "What changed.",
		Home: "https://register.example/changes/", Language: "en-AU", Author: "Example", Rights: "CC BY 4.0", Updated: at,
		Entries: []feed.Entry{
			{
				ID: "tag:register.example,2026:changes/abc/listings/acme/box", Title: "Box 13 (Acme): suspended from 23 November 2026",
				URL: "https://register.example/listings/acme/box/?a=1&b=2#revision-7", Published: at.Add(-time.Hour), Updated: at,
				Text: "suspended from 23 November 2026\nnotes changed\n", HTML: "<ul><li>suspended &amp; more</li></ul>",
				Categories: []string{"listings", "suspended"},
			},
			{ID: "tag:register.example,2026:changes/abd/settings", Title: hostile, URL: "https://register.example/", Published: at, Updated: at, Text: hostile},
		},
	}
}

func days() feed.Calendar {
	return feed.Calendar{
		Name: "Expires next – Test register", Description: "Last days.", Product: "-//Test register//opencec//EN",
		Events: []feed.Event{
			{
				UID: "listings/acme/box@register.example", Day: register.NewDate(2026, time.December, 31), Summary: "Box 13 (Acme): last day listed",
				Description: "The listing ends; unless, that is, it is extended.\nSee the page.", URL: "https://register.example/listings/acme/box/",
				Revised: at, Categories: []string{"listings"},
			},
			{
				UID: "listings/acme/hostile@register.example", Day: register.NewDate(2028, time.February, 29), Summary: hostile, Description: strings.Repeat(hostile, 5),
				URL: "https://register.example/listings/acme/hostile/", Revised: at.In(time.FixedZone("", 11*3600)), Categories: []string{"a,b"},
			},
			{UID: "listings/acme/wide@register.example", Day: register.NewDate(2026, time.December, 31), Summary: strings.Repeat("屋", 100), URL: "https://register.example/" + strings.Repeat("x", 200) + "/", Revised: at},
		},
	}
}
