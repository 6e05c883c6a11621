package website

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"opencec/tools/register"
)

// An OrganisationHead is the head of the page of a manufacturer or certifying body, above the list.
type OrganisationHead struct {
	Name        string
	Aliases     []string
	Description []string
	Website     string
	Lead        string // how many listings and certificates
	Tally       Tally
	Record      RecordLinks
}

// A ManufacturerPage has a manufacturer's listings.
type ManufacturerPage struct {
	OrganisationHead
	List List[*ListingRow]
}

// A CertifyingBodyPage has a certifying body's certificates.
type CertifyingBodyPage struct {
	OrganisationHead
	List List[*CertificateRow]
}

func (c *Catalogue) manufacturerHead(m *register.Manufacturer, rows []*ListingRow) OrganisationHead {
	return OrganisationHead{
		m.Name, m.Aliases, paragraphs(m.Description), webAddress(m.Website),
		c.manufacturerLead(len(c.register.ListingsOf(m.ID)), c.register.CertificatesCovering(m)), c.tallyListings(rows, paramManufacturer, m.ID), c.recordLinks(m, m.Sources),
	}
}

func (c *Catalogue) certifyingBodyHead(b *register.CertifyingBody, rows []*CertificateRow) OrganisationHead {
	return OrganisationHead{
		b.Name, b.Aliases, paragraphs(b.Description), webAddress(b.Website),
		certifyingBodyLead(len(c.register.IssuedBy(b.ID)), c.register.ListingsCertified(b)), tallyCertificates(rows), c.recordLinks(b, b.Sources),
	}
}

// manufacturerLead describes the number of listings of a manufacturer and of their certificates.
func (c *Catalogue) manufacturerLead(listings, certificates int) string {
	switch {
	case listings == 0:
		return "No listings."
	case !c.HasCertificates():
		return register.CountOf(listings, "listing") + "."
	case certificates == 0:
		return register.CountOf(listings, "listing") + ". No certificate recorded."
	}
	covered, cover := "some or all of them", "cover"
	if listings == 1 {
		covered = "it"
	}
	if certificates == 1 {
		cover = "covers"
	}
	return fmt.Sprintf("%s, and %s that %s %s.", register.CountOf(listings, "listing"), register.CountOf(certificates, "certificate"), cover, covered)
}

// certifyingBodyLead describes the number of certificates of a certifying body and of their listings.
func certifyingBodyLead(certificates, listings int) string {
	if certificates == 0 {
		return "No certificates issued."
	}
	return fmt.Sprintf("%s issued, covering %s.", register.CountOf(certificates, "certificate"), countedOrNo(listings, "listing"))
}

// An OrganisationRow is a row of the list of manufacturers or certifying bodies.
type OrganisationRow struct {
	Name  string
	Href  string
	Count int
	Noun  string // what is counted
}

// Counted returns the count in words: "12 listings".
func (r OrganisationRow) Counted() string { return register.CountOf(r.Count, r.Noun) }

// A LetterGroup has the organisations whose names begin with a letter.
type LetterGroup struct {
	Letter string // "A" … "Z", digits or otherLetters
	Anchor string // id of its heading
	Rows   []OrganisationRow
}

// Headings of names that do not begin with a letter from A to Z: digits come before the letters,
// otherLetters after them.
const (
	digits       = "0–9"
	otherLetters = "Other"
)

// groupByLetter groups records by the first letter of their names, in alphabetical order.
func groupByLetter[R any](records []R, row func(R) OrganisationRow) []LetterGroup {
	rows := make([]OrganisationRow, len(records))
	for i, rec := range records {
		rows[i] = row(rec)
	}
	slices.SortStableFunc(rows, func(a, b OrganisationRow) int {
		return cmp.Or(compareLetters(firstLetter(a.Name), firstLetter(b.Name)), cmp.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)))
	})
	var groups []LetterGroup
	for _, row := range rows {
		letter := firstLetter(row.Name)
		if len(groups) == 0 || groups[len(groups)-1].Letter != letter {
			groups = append(groups, LetterGroup{Letter: letter, Anchor: "letter-" + strings.ToLower(letter)})
		}
		last := &groups[len(groups)-1]
		last.Rows = append(last.Rows, row)
	}
	return groups
}

func compareLetters(a, b string) int {
	switch {
	case a == b:
		return 0
	case a == otherLetters:
		return 1
	case b == otherLetters:
		return -1
	}
	return cmp.Compare(a, b)
}

// firstLetter returns the letter from A to Z that a name begins with, without its accent, or else
// digits or otherLetters.
func firstLetter(name string) string {
	first, _ := utf8.DecodeRuneInString(norm.NFKD.String(name))
	switch first = unicode.ToUpper(first); {
	case first >= 'A' && first <= 'Z':
		return string(first)
	case unicode.IsDigit(first):
		return digits
	}
	return otherLetters
}
