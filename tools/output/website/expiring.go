package website

import (
	"cmp"
	"slices"

	"opencec/tools/register"
)

const expiringPath = "/expiring/"

// expiringMonths is how far ahead the page looks: a test can be repeated within a year.
const expiringMonths = 12

// An ExpiringPage is a page of the list of listings and certificates that expire next.
type ExpiringPage struct {
	Months []MonthRow
	Until  Day
	Later  string // how many listings and certificates expire later; "" for none
	List   List[ExpiringRow]
}

// A MonthRow counts what expires in a month.
type MonthRow struct {
	Name         string // "November 2026"
	Href         string // of the first row of the month; "" if nothing expires
	Listings     int
	Certificates int
}

// An ExpiringRow is either a listing or a certificate, with its last day.
type ExpiringRow struct {
	Last        Day
	Month       string
	Anchor      string // of the heading of its month
	Listing     *ListingRow
	Certificate *CertificateRow

	last register.Date
}

// addExpiring adds the pages of what expires next.
func (c *Catalogue) addExpiring() {
	rows := c.expiringRows()
	end := register.NewDate(c.on.Time().Year(), c.on.Time().Month()+expiringMonths, c.on.Time().Day())
	soon, _ := slices.BinarySearchFunc(rows, end, func(row ExpiringRow, end register.Date) int { return row.last.Compare(end) })
	later := ""
	if n := len(rows) - soon; n > 0 {
		later = register.FormatCount(n)
	}
	rows = rows[:soon]
	months := c.months(rows)
	c.expiring = map[string]string{}
	for _, month := range months {
		if month.Name != end.Time().Format("January 2006") { // the page has only a part of that month
			c.expiring[month.Name] = month.Href
		}
	}
	addList(c, &Page{
		Path: expiringPath, Title: "Expires next", Layout: layoutExpiring, Trail: c.trail(),
		Description: "Listings and certificates by their last day, for the next twelve months.",
	}, rows, func(list List[ExpiringRow]) any {
		return ExpiringPage{months, dayOf(end.AddDays(-1)), later, list}
	})
}

// expiringRows returns the active listings and current certificates that have a last
// day, the soonest first.
func (c *Catalogue) expiringRows() []ExpiringRow {
	var rows []ExpiringRow
	add := func(last register.Date, l *ListingRow, certificate *CertificateRow) {
		month := last.Time().Format("January 2006")
		rows = append(rows, ExpiringRow{dayOf(last), month, "month-" + last.Time().Format("2006-01"), l, certificate, last})
	}
	for _, row := range c.sorted {
		if last := row.listing.ListedUntil(c.on); !last.IsZero() {
			add(last, row, nil)
		}
	}
	for _, certificate := range c.register.Certificates {
		if last := currentUntil(certificate, c.on); !last.IsZero() {
			add(last, nil, c.certificates[certificate.ID])
		}
	}
	slices.SortStableFunc(rows, func(a, b ExpiringRow) int { return cmp.Compare(a.Last.ISO, b.Last.ISO) })
	return rows
}

// currentUntil returns the last day of a certificate that is current on day, or the zero Date.
func currentUntil(certificate *register.Certificate, day register.Date) register.Date {
	if certificate.StatusOn(day) != register.CertificateCurrent {
		return register.Date{}
	}
	last := certificate.Expiry
	if r := certificate.Revoked; r != nil && (last.IsZero() || !r.On.After(last)) {
		last = r.On.AddDays(-1)
	}
	return last
}

// months counts the rows of each month, and links to the first of them.
func (c *Catalogue) months(rows []ExpiringRow) []MonthRow {
	var months []MonthRow
	for at, row := range rows {
		if at == 0 || rows[at-1].Month != row.Month {
			page := at / rowsPerPage
			path := expiringPath
			if page > 0 {
				path += pagePath(page + 1)
			}
			months = append(months, MonthRow{Name: row.Month, Href: c.Href(path) + "#" + row.Anchor})
		}
		month := &months[len(months)-1]
		if row.Listing != nil {
			month.Listings++
		} else {
			month.Certificates++
		}
	}
	return months
}
