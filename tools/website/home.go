package website

import (
	"cmp"
	"slices"

	"opencec/tools/register"
)

// Limits of what the home page names, so that it stays a page.
const (
	endingWithinDays = 90
	endingShown      = 6
)

// A HomePage is what the home page shows besides Counts.
type HomePage struct {
	Classes    []Term
	Ending     []*ListingRow // active ones that end soonest
	EndingDays int
	EndingMore string // how many others end in that time; "" for none
	Dataset    map[string]any
}

// Home returns what the home page shows.
func (c *Catalogue) Home() HomePage {
	home := HomePage{EndingDays: endingWithinDays, Dataset: c.dataset()}
	for _, option := range c.facets().Groups[1].Options {
		home.Classes = append(home.Classes, Term{option.Name, option.Href, firstLine(c.register.DeviceClass(option.ID).Description), option.Count})
	}
	home.Ending = c.endingBy(c.on.AddDays(endingWithinDays))
	if more := len(home.Ending) - endingShown; more > 0 {
		home.Ending, home.EndingMore = home.Ending[:endingShown], formatCount(more)
	}
	return home
}

// endingBy returns the active listings that end by that day, the soonest first.
func (c *Catalogue) endingBy(last register.Date) []*ListingRow {
	ends := map[*ListingRow]register.Date{}
	var rows []*ListingRow
	for _, row := range c.sorted {
		if until := row.listing.ListedUntil(c.on); !until.IsZero() && !until.After(last) {
			ends[row] = until
			rows = append(rows, row)
		}
	}
	slices.SortStableFunc(rows, func(a, b *ListingRow) int { return ends[a].Compare(ends[b]) })
	return rows
}

// dataset describes the register to search engines as schema.org's Dataset.
func (c *Catalogue) dataset() map[string]any {
	set := map[string]any{
		"@context": "https://schema.org", "@type": "Dataset",
		"name": c.Title, "description": cmp.Or(c.Description, c.Title), "url": c.BaseURL + "/",
		"license": cmp.Or(c.Licence.URL, c.Licence.Name), "isAccessibleForFree": true,
	}
	if c.Publisher != "" {
		set["publisher"] = map[string]any{"@type": "Organization", "name": c.Publisher}
	}
	var files []map[string]any
	for _, d := range c.Downloads {
		files = append(files, map[string]any{"@type": "DataDownload", "name": d.Name, "contentUrl": c.BaseURL + "/downloads/" + d.Name})
	}
	if files != nil {
		set["distribution"] = files
	}
	return set
}

// A DownloadRow is a file to download, in words.
type DownloadRow struct {
	Name        string
	Description string
	Size        string
	Rows        string // "" where it has none
	SHA256      string
}

func downloadRow(d Download) DownloadRow {
	row := DownloadRow{d.Name, d.Description, formatSize(d.Size), "", d.SHA256}
	if d.Rows >= 0 {
		row.Rows = formatCount(d.Rows)
	}
	return row
}
