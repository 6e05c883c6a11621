package website

import (
	"slices"
	"strings"

	"opencec/tools/register"
)

// Limits of the list of listings that end soon.
const (
	endingWithinDays = 90
	endingShown      = 6
)

// A HomePage has what the home page shows besides Counts.
type HomePage struct {
	Numbers    []HomeNumber
	Classes    []Term
	Ending     []*ListingRow // active ones that end soonest
	EndingDays int
	EndingMore string // the number of others that end in that time; "" for none
}

// A HomeNumber is a number, its meaning, and the address of what it counts.
type HomeNumber struct {
	Number, Text, Href string
}

// Home returns the values of the home page.
func (c *Catalogue) Home() HomePage {
	c.readRegister()
	home := HomePage{Numbers: c.homeNumbers(), EndingDays: endingWithinDays}
	for _, d := range c.register.DeviceClasses {
		rows := c.rowsWhere(func(row *ListingRow) bool { _, has := row.listing.DeviceClasses[d.ID]; return has })
		home.Classes = append(home.Classes, Term{d.Name, c.recordHref(register.DeviceClasses, d.ID), firstLine(d.Description), len(rows)})
	}
	home.Ending = c.endingBy(c.on.AddDays(endingWithinDays))
	if more := len(home.Ending) - endingShown; more > 0 {
		home.Ending, home.EndingMore = home.Ending[:endingShown], register.FormatCount(more)
	}
	return home
}

func (c *Catalogue) homeNumbers() []HomeNumber {
	numbers := []HomeNumber{
		{c.counts.Listings, "listings", c.Href(overviewPath(register.Listings))},
		{c.counts.Active, "active", c.Href(statusPath(register.StatusActive))},
	}
	if c.HasCertificates() {
		numbers = append(numbers, HomeNumber{c.counts.CurrentCertificates, "current certificates, of " + c.counts.Certificates, c.Href(overviewPath(register.Certificates))})
	}
	return append(numbers, HomeNumber{c.counts.Manufacturers, "manufacturers", c.Href(overviewPath(register.Manufacturers))})
}

// endingBy returns the active listings that end on or before a day, the soonest first.
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

// A DownloadRow is a file to download, in words.
type DownloadRow struct {
	Name        string
	Description string
	Size        string
	Rows        string // "" if it has none
	Empty       bool   // it has no rows, so the page leaves it out
	SHA256      string
	MediaType   string // without parameters
}

func downloadRow(d Download) DownloadRow {
	row := DownloadRow{Name: d.Name, Description: d.Description, SHA256: d.SHA256}
	if d.Size >= 0 {
		row.Size = formatSize(d.Size)
	}
	row.MediaType, _, _ = strings.Cut(d.MediaType, ";")
	row.Empty = d.Rows == 0
	if d.Rows >= 0 {
		row.Rows = register.FormatCount(d.Rows)
	}
	return row
}
