package feed

import (
	"errors"
	"fmt"
	"net/url"
	"time"
)

// A Feed is news, the newest first.
type Feed struct {
	ID       string // a URI that never changes, such as a tag URI (RFC 4151)
	Title    string
	Subtitle string // "" for none
	Home     string // a page with the same news for people
	Language string // as in BCP 47: "en-AU"
	Author   string // the publisher
	Rights   string // the licence; "" for none
	Updated  time.Time
	Entries  []Entry
}

// An Entry is one piece of news.
type Entry struct {
	ID         string // a URI that never changes
	Title      string // in one line
	URL        string // of a page about it
	Published  time.Time
	Updated    time.Time
	Text       string // the content as text
	HTML       string // the same content as markup
	Categories []string
}

// check reports missing or wrong values that readers or the formats require.
func (f Feed) check(self string) error {
	errs := []error{
		checkPresent("the feed's id", f.ID), checkPresent("the feed's title", f.Title), checkPresent("the feed's author", f.Author),
		checkAbsolute("the feed's own address", self), checkAbsolute("the feed's page", f.Home), checkTime("the feed", f.Updated),
	}
	seen := map[string]bool{}
	for i, e := range f.Entries {
		what := fmt.Sprintf("entry %d", i+1)
		errs = append(errs,
			checkPresent("the id of "+what, e.ID), checkPresent("the title of "+what, e.Title),
			checkAbsolute("the address of "+what, e.URL), checkTime(what, e.Updated), checkTime(what, e.Published),
		)
		if seen[e.ID] {
			errs = append(errs, fmt.Errorf("%s has the id %s, as another entry has: a reader would show one of the two", what, e.ID))
		}
		seen[e.ID] = true
	}
	return errors.Join(errs...)
}

func checkPresent(what, text string) error {
	if oneLine(text) == "" {
		return fmt.Errorf("%s is missing", what)
	}
	return nil
}

// checkAbsolute reports an address that is not absolute.
func checkAbsolute(what, address string) error {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return fmt.Errorf("%s is %.200q: it must be a whole address, such as https://example.org/", what, address)
	}
	return nil
}

func checkTime(what string, t time.Time) error {
	if t.IsZero() {
		return fmt.Errorf("the time of %s is missing", what)
	}
	return nil
}

// instant formats a time as both feed formats require.
func instant(t time.Time) string { return t.UTC().Format(time.RFC3339) }
