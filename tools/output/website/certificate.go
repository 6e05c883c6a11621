package website

import (
	"slices"
	"strings"

	"opencec/tools/register"
)

// A CertificateRow is a certificate in a list.
type CertificateRow struct {
	Number    string
	Href      string
	Body      string
	BodyHref  string
	Standard  string // test standard with its version
	Version   string // of CSIP-AUS
	Certified Day
	Expiry    Day
	Status    StatusText
	Summary   string
	Facts     string
	Profiles  []ProfileLink
	Covers    string // "3 listings"
	Sample    bool

	cachedHTML
	Mention cachedHTML // the HTML of it below a test profile
}

// A ProfileLink is a test profile that a certificate names.
type ProfileLink struct {
	Name    string
	Title   string
	Href    string
	Meaning string // its description, in a line; "" for none
}

func (c *Catalogue) profileLink(id string) ProfileLink {
	p := c.register.TestProfile(id)
	return ProfileLink{p.Name, p.Title, c.recordHref(register.TestProfiles, id), firstLine(p.Description)}
}

func (c *Catalogue) makeCertificateRow(certificate *register.Certificate) *CertificateRow {
	row := &CertificateRow{
		Number: certificate.Number, Href: c.recordHref(register.Certificates, certificate.ID),
		Body:      c.register.CertifyingBody(certificate.CertifyingBody).Name,
		BodyHref:  c.recordHref(register.CertifyingBodies, certificate.CertifyingBody),
		Standard:  strings.TrimSpace(certificate.Standard + " " + certificate.StandardVersion),
		Version:   certificate.CSIPAUSVersion,
		Certified: dayOf(certificate.CertificationDate), Expiry: dayOf(certificate.Expiry),
		Status:  certificateStatusText(certificate.StatusOn(c.on)),
		Summary: certificateSentence(certificate, c.on),
		Facts:   certificateFacts(certificate).String(),
		Covers:  register.CountOf(len(certificate.Listings), "listing"),
		Sample:  certificate.Sample,
	}
	for _, id := range certificate.TestProfiles {
		row.Profiles = append(row.Profiles, c.profileLink(id))
	}
	return row
}

// CertificatesPage is a page of the list of all certificates.
type CertificatesPage struct {
	Tally Tally
	List  List[*CertificateRow]
}

// A CertificatePage is what the page of a certificate shows.
type CertificatePage struct {
	Row         *CertificateRow
	Details     []Detail
	Listings    []*ListingRow
	TestsPassed []string
	Reason      string // why it was revoked
	ReasonHref  string
	Notes       []string
	Record      RecordLinks
	Timeline    *Timeline
}

func (c *Catalogue) certificatePage(certificate *register.Certificate) *CertificatePage {
	row, title := c.certificates[certificate.ID], fieldTitles(register.Certificates)
	page := &CertificatePage{
		Row: row, TestsPassed: certificate.TestsPassed,
		Notes: paragraphs(certificate.Notes), Record: c.recordLinks(certificate, certificate.Sources),
		Timeline: certificateTimeline(certificate, c.on),
		Details: []Detail{
			{title("number"), row.Number, "", ""},
			{title("certifying_body"), row.Body, row.BodyHref, ""},
			{title("standard"), row.Standard, "", ""},
			{title("csip_aus_version"), row.Version, "", ""},
			{title("certification_date"), row.Certified.Text, "", ""},
			{title("witnessed_date"), dayOf(certificate.WitnessedDate).Text, "", ""},
			{title("expiry"), row.Expiry.Text, "", ""},
			{title("software_versions"), certificate.SoftwareVersions, "", ""},
		},
	}
	if certificate.Revoked != nil {
		page.Reason, page.ReasonHref = certificate.Revoked.Reason, webAddress(certificate.Revoked.Source)
	}
	if d := certificate.Document; d != nil {
		note := ""
		if d.SHA256 != "" {
			note = "SHA-256 " + d.SHA256
		}
		page.Details = append(page.Details, Detail{title("document"), d.URL, webAddress(d.URL), note})
	}
	page.Details = slices.DeleteFunc(page.Details, func(d Detail) bool { return d.Value == "" })
	for _, id := range certificate.Listings {
		page.Listings = append(page.Listings, c.rows[id])
	}
	slices.SortFunc(page.Listings, compareRows)
	return page
}
