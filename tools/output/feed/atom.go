package feed

import (
	"encoding/xml"
	"fmt"
)

// AtomType is the media type of Atom.
const AtomType = "application/atom+xml"

type atomFeed struct {
	XMLName  xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	Language string      `xml:"xml:lang,attr,omitempty"`
	ID       string      `xml:"id"`
	Title    string      `xml:"title"`
	Subtitle string      `xml:"subtitle,omitempty"`
	Updated  string      `xml:"updated"`
	Author   atomPerson  `xml:"author"`
	Links    []atomLink  `xml:"link"`
	Rights   string      `xml:"rights,omitempty"`
	Entries  []atomEntry `xml:"entry"`
}

type atomPerson struct {
	Name string `xml:"name"`
}

type atomLink struct {
	Rel  string `xml:"rel,attr"`
	Type string `xml:"type,attr"`
	Href string `xml:"href,attr"`
}

type atomEntry struct {
	ID         string         `xml:"id"`
	Title      string         `xml:"title"`
	Published  string         `xml:"published"`
	Updated    string         `xml:"updated"`
	Link       atomLink       `xml:"link"`
	Categories []atomCategory `xml:"category"`
	Content    atomContent    `xml:"content"`
}

type atomCategory struct {
	Term string `xml:"term,attr"`
}

type atomContent struct {
	Type string `xml:"type,attr"`
	Text string `xml:",chardata"`
}

// Atom returns the feed as Atom. self is its own address.
func (f Feed) Atom(self string) ([]byte, error) {
	if err := f.check(self); err != nil {
		return nil, fmt.Errorf("feed %s: %w", f.ID, err)
	}
	document := atomFeed{
		Language: f.Language, ID: f.ID, Title: oneLine(f.Title), Subtitle: oneLine(f.Subtitle), Updated: instant(f.Updated),
		Author: atomPerson{oneLine(f.Author)}, Rights: oneLine(f.Rights),
		Links: []atomLink{{"self", AtomType, self}, {"alternate", "text/html", f.Home}},
	}
	for _, e := range f.Entries {
		document.Entries = append(document.Entries, e.atom())
	}
	b, err := xml.MarshalIndent(document, "", " ")
	if err != nil {
		return nil, fmt.Errorf("feed %s: %w", f.ID, err)
	}
	return append(append([]byte(xml.Header), b...), '\n'), nil
}

func (e Entry) atom() atomEntry {
	entry := atomEntry{
		ID: e.ID, Title: oneLine(e.Title), Published: instant(e.Published), Updated: instant(e.Updated),
		Link: atomLink{"alternate", "text/html", e.URL}, Content: atomContent{"html", cleanText(e.HTML)},
	}
	if e.HTML == "" {
		entry.Content = atomContent{"text", cleanText(e.Text)}
	}
	for _, c := range oneLineEach(e.Categories) {
		entry.Categories = append(entry.Categories, atomCategory{c})
	}
	return entry
}
