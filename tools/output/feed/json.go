package feed

import (
	"fmt"

	"opencec/tools/register"
)

// JSONType is the media type of JSON Feed.
const JSONType = "application/feed+json"

type jsonFeed struct {
	Version     string       `json:"version"`
	Title       string       `json:"title"`
	HomePageURL string       `json:"home_page_url"`
	FeedURL     string       `json:"feed_url"`
	Description string       `json:"description,omitempty"`
	Language    string       `json:"language,omitempty"`
	Authors     []jsonAuthor `json:"authors"`
	Items       []jsonItem   `json:"items"`
}

type jsonAuthor struct {
	Name string `json:"name"`
}

type jsonItem struct {
	ID            string   `json:"id"`
	URL           string   `json:"url"`
	Title         string   `json:"title"`
	ContentHTML   string   `json:"content_html,omitempty"`
	ContentText   string   `json:"content_text"` // one of the two must be there
	DatePublished string   `json:"date_published"`
	DateModified  string   `json:"date_modified"`
	Tags          []string `json:"tags,omitempty"`
}

// JSON returns the feed as JSON Feed. self is its own address.
func (f Feed) JSON(self string) ([]byte, error) {
	if err := f.check(self); err != nil {
		return nil, fmt.Errorf("feed %s: %w", f.ID, err)
	}
	document := jsonFeed{
		Version: "https://jsonfeed.org/version/1.1", Title: oneLine(f.Title), HomePageURL: f.Home, FeedURL: self,
		Description: oneLine(f.Subtitle), Language: f.Language, Authors: []jsonAuthor{{oneLine(f.Author)}}, Items: []jsonItem{},
	}
	for _, e := range f.Entries {
		document.Items = append(document.Items, jsonItem{
			e.ID, e.URL, oneLine(e.Title), cleanText(e.HTML), cleanText(e.Text), instant(e.Published), instant(e.Updated), oneLineEach(e.Categories),
		})
	}
	b, err := register.EncodeJSON(document)
	if err != nil {
		return nil, fmt.Errorf("feed %s: %w", f.ID, err)
	}
	return append(b, '\n'), nil
}
