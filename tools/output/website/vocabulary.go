package website

import (
	"cmp"
	"slices"
	"strings"

	"opencec/tools/register"
)

// Terms is an overview of a vocabulary: device classes, entity types, statuses.
type Terms struct {
	Intro string
	Terms []Term
	// Statuses replace Terms, and are shown with icons.
	Statuses            []StatusText
	CertificateStatuses []StatusText
}

// A Term is an entry of a vocabulary.
type Term struct {
	Name        string
	Href        string
	Description string
	Count       int
}

// Counted returns the number of its listings: "12 listings".
func (t Term) Counted() string { return register.CountOf(t.Count, "listing") }

// Number returns the number without the noun.
func (t Term) Number() string { return register.FormatCount(t.Count) }

func (c *Catalogue) statusTerms() Terms {
	return Terms{
		Intro:               "The status of a listing follows from its dates. When several of these hold on a day, the most serious one counts: delisted, withdrawn, suspended, then the listing periods.",
		Statuses:            c.statuses,
		CertificateStatuses: c.certificateStatuses,
	}
}

// A StatusPage has the listings with a status.
type StatusPage struct {
	Status StatusText
	List   List[*ListingRow]
}

// An EntityTypePage has the listings of an entity type.
type EntityTypePage struct {
	Term
	List List[*ListingRow]
}

// A DeviceClassPage has the listings of a device class.
type DeviceClassPage struct {
	DeviceClassHead
	List List[*ListingRow]
}

// A DeviceClassHead is the head of a device class's page, above the list.
type DeviceClassHead struct {
	Name        string
	ID          string
	Description []string
	Tally       Tally
	Attributes  []AttributeRow
	// RequiresInverter says whether products of the class need an inverter: "yes", "no" or "" if
	// that is not known.
	RequiresInverter string
}

// An AttributeRow describes an attribute of a device class.
type AttributeRow struct {
	ID          string
	Name        string
	Type        string
	Unit        string
	Values      string // limits, or the values of an enum
	Description string
	Given       string // how many of the class's listings have it
	Spread      Spread
}

var attributeTypeNames = map[register.AttributeType]string{
	register.TypeNumber:  "Number",
	register.TypeInteger: "Whole number",
	register.TypeRange:   "Range",
	register.TypeBoolean: "Yes or no",
	register.TypeEnum:    "One of a list",
	register.TypeText:    "Text",
}

func (c *Catalogue) deviceClassHead(d *register.DeviceClass, rows []*ListingRow) DeviceClassHead {
	head := DeviceClassHead{Name: d.Name, ID: d.ID, Description: paragraphs(d.Description), Tally: c.tallyListings(rows, paramDeviceClass, d.ID)}
	head.Tally.Classes = nil // all are of this one
	if d.RequiresInverter != nil {
		head.RequiresInverter = map[bool]string{true: "yes", false: "no"}[*d.RequiresInverter]
	}
	given := map[string][]register.Value{}
	for _, row := range rows {
		for attribute, value := range row.listing.DeviceClasses[d.ID] {
			if !value.IsZero() {
				given[attribute] = append(given[attribute], value)
			}
		}
	}
	for _, a := range d.Attributes {
		values := formatRange(a)
		if a.Type == register.TypeEnum {
			values = enumValuesText(a)
		}
		head.Attributes = append(head.Attributes, AttributeRow{
			a.ID, a.Name, attributeTypeNames[a.Type], a.Unit, values, a.Description,
			register.FormatCount(len(given[a.ID])) + " of " + register.FormatCount(len(rows)), spreadOf(a, given[a.ID]),
		})
	}
	return head
}

func enumValuesText(a register.Attribute) string {
	words := make([]string, len(a.Values))
	for i, v := range a.Values {
		words[i] = v.Label()
	}
	return strings.Join(words, ", ")
}

// A TestProfilePage has the listings that have attained a test profile.
type TestProfilePage struct {
	TestProfileHead
	List List[*ListingRow]
}

// A TestProfileHead is the head of a test profile's page, above the list.
type TestProfileHead struct {
	Name         string
	Title        string
	Description  []string
	Details      []Detail
	ReplacedBy   []Link
	Tests        []TestRow
	Certificates string // the number of certificates that name it
	Current      string // the number of those that are current
	Attained     string // the number of listings that a current one covers
	Record       RecordLinks
}

// A TestRow is a test of a test profile.
type TestRow struct {
	ID       string
	Title    string
	Role     string
	Category string
	Versions string
}

// A ProfileGroup has the test profiles under one heading.
type ProfileGroup struct {
	Name     string
	Profiles []ProfileRow
}

// A ProfileRow is a row of the list of test profiles.
type ProfileRow struct {
	Term
	Retired Day
}

// profileUse counts the certificates and listings of a test profile.
type profileUse struct {
	certificates int
	current      int           // of those
	rows         []*ListingRow // that the certificates cover
	attained     int           // of those, by a current certificate
}

func (c *Catalogue) profileUses() map[string]*profileUse {
	uses := map[string]*profileUse{}
	type pair struct{ profile, listing string }
	seen, attained := map[pair]bool{}, map[pair]bool{}
	for _, certificate := range c.register.Certificates {
		current := certificate.StatusOn(c.on) == register.CertificateCurrent
		for _, id := range certificate.TestProfiles {
			use := uses[id]
			if use == nil {
				use = &profileUse{}
				uses[id] = use
			}
			use.certificates++
			if current {
				use.current++
			}
			for _, listing := range certificate.Listings {
				key := pair{id, listing}
				if !seen[key] {
					seen[key] = true
					use.rows = append(use.rows, c.rows[listing])
				}
				if current && !attained[key] {
					attained[key] = true
					use.attained++
				}
			}
		}
	}
	return uses
}

func (c *Catalogue) profileGroups(uses map[string]*profileUse) []ProfileGroup {
	var groups []ProfileGroup
	for _, p := range c.register.TestProfiles {
		name := cmp.Or(p.Group, "Other test profiles")
		i := slices.IndexFunc(groups, func(g ProfileGroup) bool { return g.Name == name })
		if i < 0 {
			i = len(groups)
			groups = append(groups, ProfileGroup{Name: name})
		}
		term := Term{Name: p.Name, Href: c.recordHref(register.TestProfiles, p.ID), Description: p.Title}
		if use := uses[p.ID]; use != nil {
			term.Count = len(use.rows)
		}
		groups[i].Profiles = append(groups[i].Profiles, ProfileRow{term, dayOf(p.Retired)})
	}
	slices.SortStableFunc(groups, func(a, b ProfileGroup) int { return cmp.Compare(a.Name, b.Name) })
	return groups
}

func (c *Catalogue) profileHead(p *register.TestProfile, use *profileUse) TestProfileHead {
	head := TestProfileHead{
		Name: p.Name, Title: p.Title, Description: paragraphs(p.Description),
		Certificates: register.CountOf(use.certificates, "certificate"), Current: register.FormatCount(use.current),
		Attained: register.CountOf(use.attained, "listing"),
		Record:   c.recordLinks(p, p.Sources),
	}
	title, optional, witnessed := fieldTitles(register.TestProfiles), "", ""
	if p.Optional {
		optional = "Yes: a client may leave it out"
	}
	if p.Witnessed {
		witnessed = "Yes: the certifying body watches its tests"
	}
	head.Details = slices.DeleteFunc([]Detail{
		{title("group"), p.Group, "", ""},
		{title("standard"), p.Standard, "", ""},
		{title("versions"), join(p.Versions), "", ""},
		{title("optional"), optional, "", ""},
		{title("witnessed"), witnessed, "", ""},
		{title("retired"), dayOf(p.Retired).Text, "", ""},
	}, func(d Detail) bool { return d.Value == "" })
	for _, id := range p.ReplacedBy {
		head.ReplacedBy = append(head.ReplacedBy, Link{c.register.TestProfile(id).Name, c.recordHref(register.TestProfiles, id)})
	}
	for _, t := range p.Tests {
		head.Tests = append(head.Tests, TestRow{t.ID, t.Title, capitalise(cmp.Or(t.Role, register.RoleClient)), t.Category, join(t.Versions)})
	}
	return head
}
