package feed_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"opencec/tools/output/feed"
	"opencec/tools/testenv/golden"
)

// The whole of each format, as files to read: JSON is indented, and line ends of
// iCalendar are shown as \r.
func TestGolden(t *testing.T) {
	t.Parallel()
	got := txtar.Format(&txtar.Archive{Files: []txtar.File{
		{Name: "changes.atom", Data: atom(t, news())},
		{Name: "changes.json", Data: indented(t, jsonFeed(t, news()))},
		{Name: "expiring.ics", Data: bytes.ReplaceAll(calendar(t, days()), []byte("\r"), []byte(`\r`))},
	}})
	golden.Compare(t, filepath.Join("testdata", "formats.txtar"), got)
}

func indented(t testing.TB, text []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := json.Indent(&b, text, "", "  "); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func atom(t testing.TB, f feed.Feed) []byte {
	t.Helper()
	return encoded(t, func() ([]byte, error) { return f.Atom(atomAddress) })
}

func jsonFeed(t testing.TB, f feed.Feed) []byte {
	t.Helper()
	return encoded(t, func() ([]byte, error) { return f.JSON(jsonAddress) })
}

func calendar(t testing.TB, c feed.Calendar) []byte {
	t.Helper()
	return encoded(t, c.ICalendar)
}

// encoded encodes twice: the same value gives the same bytes.
func encoded(t testing.TB, encode func() ([]byte, error)) []byte {
	t.Helper()
	first, err := encode()
	if err != nil {
		t.Fatal(err)
	}
	if second, err := encode(); err != nil || !bytes.Equal(first, second) {
		t.Errorf("encoded again, it is another: %v", err)
	}
	return first
}

// TestAtom reads Atom by the element names of RFC 4287.
func TestAtom(t *testing.T) {
	t.Parallel()
	type link struct {
		Rel  string `xml:"rel,attr"`
		Href string `xml:"href,attr"`
	}
	var got struct {
		XMLName xml.Name  `xml:"http://www.w3.org/2005/Atom feed"`
		ID      string    `xml:"http://www.w3.org/2005/Atom id"`
		Title   string    `xml:"http://www.w3.org/2005/Atom title"`
		Updated time.Time `xml:"http://www.w3.org/2005/Atom updated"`
		Author  string    `xml:"http://www.w3.org/2005/Atom author>name"`
		Links   []link    `xml:"http://www.w3.org/2005/Atom link"`
		Entries []struct {
			ID        string    `xml:"http://www.w3.org/2005/Atom id"`
			Title     string    `xml:"http://www.w3.org/2005/Atom title"`
			Updated   time.Time `xml:"http://www.w3.org/2005/Atom updated"`
			Published time.Time `xml:"http://www.w3.org/2005/Atom published"`
			Links     []link    `xml:"http://www.w3.org/2005/Atom link"`
			Content   struct {
				Type string `xml:"type,attr"`
				Text string `xml:",chardata"`
			} `xml:"http://www.w3.org/2005/Atom content"`
		} `xml:"http://www.w3.org/2005/Atom entry"`
	}
	decoder := xml.NewDecoder(bytes.NewReader(atom(t, news())))
	decoder.Strict = true
	if err := decoder.Decode(&got); err != nil {
		t.Fatal(err)
	}
	want := news()
	if got.ID != want.ID || got.Title != want.Title || !got.Updated.Equal(at) || got.Author != want.Author {
		t.Errorf("feed %+v", got)
	}
	if diff := cmp.Diff([]link{{"self", atomAddress}, {"alternate", want.Home}}, got.Links); diff != "" {
		t.Errorf("links (-want +got):\n%s", diff)
	}
	if len(got.Entries) != len(want.Entries) {
		t.Fatalf("%d entries", len(got.Entries))
	}
	for i, e := range want.Entries {
		g := got.Entries[i]
		if g.ID != e.ID || !g.Updated.Equal(e.Updated) || !g.Published.Equal(e.Published) || len(g.Links) != 1 || g.Links[0] != (link{"alternate", e.URL}) {
			t.Errorf("entry %+v", g)
		}
	}
	if c := got.Entries[0].Content; c.Type != "html" || c.Text != want.Entries[0].HTML {
		t.Errorf("markup %+v", c)
	}
	if e := got.Entries[1]; e.Title != shown || e.Content.Type != "text" || !strings.Contains(e.Content.Text, "END:VEVENT\nX:\ufffd") {
		t.Errorf("a hostile text is %q, and as content %+v", e.Title, e.Content)
	}
}

// TestJSONFeed holds JSON Feed to the rules of version 1.1.
func TestJSONFeed(t *testing.T) {
	t.Parallel()
	var got map[string]any
	if err := json.Unmarshal(jsonFeed(t, news()), &got); err != nil {
		t.Fatal(err)
	}
	want := map[string]any{
		"version": "https://jsonfeed.org/version/1.1", "title": "Changes – Test register", "description": "What changed.", "language": "en-AU",
		"home_page_url": "https://register.example/changes/", "feed_url": jsonAddress, "authors": []any{map[string]any{"name": "Example"}},
		"items": []any{
			map[string]any{
				"id": "tag:register.example,2026:changes/abc/listings/acme/box", "url": "https://register.example/listings/acme/box/?a=1&b=2#revision-7",
				"title": "Box 13 (Acme): suspended from 23 November 2026", "content_html": "<ul><li>suspended &amp; more</li></ul>",
				"content_text":   "suspended from 23 November 2026\nnotes changed\n",
				"date_published": "2026-11-23T02:15:00Z", "date_modified": "2026-11-23T03:15:00Z", "tags": []any{"listings", "suspended"},
			},
			map[string]any{
				"id": "tag:register.example,2026:changes/abd/settings", "url": "https://register.example/", "title": shown,
				"content_text":   strings.Replace(shown, ": END:VEVENT X", ":\nEND:VEVENT\nX", 1),
				"date_published": "2026-11-23T03:15:00Z", "date_modified": "2026-11-23T03:15:00Z",
			},
		},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// A feed without entries is valid: items is an empty list, not null.
func TestEmptyFeed(t *testing.T) {
	t.Parallel()
	f := news()
	f.Entries = nil
	if got := string(jsonFeed(t, f)); !strings.Contains(got, `"items":[]`) {
		t.Errorf("%s", got)
	}
	if got := string(atom(t, f)); strings.Contains(got, "<entry") || !strings.Contains(got, "<updated>2026-11-23T03:15:00Z</updated>") {
		t.Errorf("%s", got)
	}
}

// What a reader cannot do without is not left out in silence.
func TestFeedThatLacksSomething(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		edit func(f *feed.Feed)
		want string
	}{
		{"id", func(f *feed.Feed) { f.ID = "" }, "the feed's id is missing"},
		{"title of control characters", func(f *feed.Feed) { f.Title = " \n\t" }, "the feed's title is missing"},
		{"author", func(f *feed.Feed) { f.Author = "" }, "the feed's author is missing"},
		{"time", func(f *feed.Feed) { f.Updated = time.Time{} }, "the time of the feed is missing"},
		{"page", func(f *feed.Feed) { f.Home = "/changes/" }, `the feed's page is "/changes/": it must be a whole address`},
		{"entry's id", func(f *feed.Feed) { f.Entries[1].ID = "" }, "the id of entry 2 is missing"},
		{"entry's title", func(f *feed.Feed) { f.Entries[0].Title = "" }, "the title of entry 1 is missing"},
		{"entry's time", func(f *feed.Feed) { f.Entries[0].Published = time.Time{} }, "the time of entry 1 is missing"},
		{"entry's address", func(f *feed.Feed) { f.Entries[0].URL = "javascript:alert(1)" }, "the address of entry 1 is"},
		{"an id twice", func(f *feed.Feed) { f.Entries[1].ID = f.Entries[0].ID }, "entry 2 has the id tag:register.example,2026:changes/abc/listings/acme/box, as another"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			f := news()
			test.edit(&f)
			_, atomErr := f.Atom(atomAddress)
			_, jsonErr := f.JSON(jsonAddress)
			for _, err := range []error{atomErr, jsonErr} {
				if err == nil || !strings.Contains(err.Error(), test.want) {
					t.Errorf("error %v, want %q", err, test.want)
				}
			}
		})
	}
	if _, err := news().Atom("changes.atom"); err == nil || !strings.Contains(err.Error(), "the feed's own address") {
		t.Errorf("a feed that does not know where it is: %v", err)
	}
}
