package legacy

import (
	"fmt"
	"slices"
	"strings"

	"opencec/tools/input/importing"
	"opencec/tools/register"
)

// maxProfiles is the most test profiles of a certificate, by its schema.
const maxProfiles = 100

var reasonProfiles = fmt.Sprintf("is one more than the %d that a certificate can name", maxProfiles)

// A certificateRow is a readable row of certificates.
type certificateRow struct {
	rowRef
	id       int64
	former   string
	product  *product // that it covers
	body     string   // id
	spelled  string   // the body's name
	date     register.Date
	expiry   register.Date
	profiles []string // ids
}

// A certification is a certificate, held or new, with its rows. The first row determines
// its content: see compareFormer.
type certification struct {
	held *register.Certificate // nil for a new one
	rows []*certificateRow
}

// planCertificates assigns all rows to certificates and plans their changes.
func (p *planner) planCertificates() error {
	rows, err := p.readCertificates()
	if err != nil {
		return err
	}
	p.planBodies(rows)
	for _, c := range p.groupCertificates(rows) {
		if c.held == nil {
			p.createCertificate(c)
		} else {
			p.updateCertificate(c)
		}
	}
	there := map[string]bool{}
	for _, row := range p.db.Certificates {
		there[formerID(row.ID)] = true
	}
	for _, c := range p.records.Certificates {
		p.reportAbsent(register.Certificates, c.ID, c.FormerIDs, there)
	}
	return nil
}

// readCertificates returns the readable rows of certificates.
func (p *planner) readCertificates() ([]*certificateRow, error) {
	var rows []*certificateRow
	for i, row := range p.db.Certificates {
		r := &certificateRow{rowRef: rowRef{certificates, i, keyOf(row.ID)}, id: row.ID, former: formerID(row.ID)}
		ok, err := p.readCertificate(r, row)
		if err != nil {
			return nil, err
		}
		if ok {
			rows = append(rows, r)
		} else if p.outcomes.get(r.rowRef) == noOutcome {
			p.outcomes.set(r.rowRef, unreadable)
		}
	}
	return rows, nil
}

// readCertificate reads a row and reports everything in it that cannot be read.
func (p *planner) readCertificate(r *certificateRow, row Certificate) (ok bool, err error) {
	var listing, body, dated, expires bool
	_, listing = p.resolve(r.rowRef, listings, row.ListingID)
	r.product = p.owner[row.ListingID]
	r.spelled, body = p.name(r.rowRef, "certifying_body", row.CertifyingBody)
	r.date, dated = p.date(r.rowRef, "certification_date", row.CertificationDate)
	r.expiry, expires = p.date(r.rowRef, "expiry", row.Expiry)
	if !p.hasNumber(r.rowRef, row.ID) || !listing || !body || !dated || !expires {
		return false, nil
	}
	return true, p.readProfiles(r, row.TestProfiles)
}

// date reads a date.
func (p *planner) date(row rowRef, column, text string) (register.Date, bool) {
	day, err := register.ParseDate(text)
	if err != nil {
		p.outcomes.report(row, unreadable, Finding{Column: column, Value: text, Reason: "is not a date that can be read: write one such as 2027-06-30"})
	}
	return day, err == nil
}

// readProfiles finds or makes the test profiles of a row. It skips empty names, and reports
// those that cannot be read.
func (p *planner) readProfiles(r *certificateRow, names []string) error {
	for _, text := range names {
		if strings.TrimSpace(text) == "" {
			continue
		}
		name, ok := p.name(r.rowRef, "test_profiles", text)
		if !ok {
			continue
		}
		id, err := p.testProfile(r, name)
		switch {
		case err != nil:
			return err
		case slices.Contains(r.profiles, id):
		case len(r.profiles) == maxProfiles:
			p.outcomes.report(r.rowRef, unreadable, Finding{Column: "test_profiles", Value: text, Reason: reasonProfiles})
		default:
			r.profiles = append(r.profiles, id)
		}
	}
	return nil
}

// testProfile finds or makes the test profile with that name. For a server it prefers a
// profile of servers: SERVER-A for A.
func (p *planner) testProfile(r *certificateRow, name string) (string, error) {
	if r.product.rows[0].entityType == register.EntityServer {
		rec, err := p.lookUp(register.TestProfiles, "SERVER-"+name)
		isHeld := p.known.find(register.TestProfiles, name) != nil // so that the vocabulary is not needed
		if rec != nil || err != nil && !isHeld {
			return idOf(rec), err
		}
	}
	if rec, err := p.lookUp(register.TestProfiles, name); rec != nil || err != nil {
		return idOf(rec), err
	}
	profile := &register.TestProfile{Name: name, Title: name, Sources: importing.WithSource(nil, p.opts.Source)}
	profile.ID = p.ids.Take(register.TestProfiles, "", name, codeID(name, "profile"), "profile-"+importing.Digest(name))
	p.add(profile)
	p.addKnown(profile)
	return profile.ID, nil
}

func idOf(rec register.Record) string {
	if rec == nil {
		return ""
	}
	return rec.RecordMeta().ID
}

// planBodies finds the certifying body of every row, and plans new ones and new spellings as
// aliases.
func (p *planner) planBodies(rows []*certificateRow) {
	var held []*register.Manufacturer // of which a certifying body has the fields
	for _, b := range p.records.CertifyingBodies {
		held = append(held, (*register.Manufacturer)(b))
	}
	spelled := importing.Spellings{}
	for _, row := range rows {
		spelled[row.spelled]++
	}
	newID := func(name string) string {
		return p.ids.Take(register.CertifyingBodies, "", name, importing.Segment(name, "body"))
	}
	match := p.planNames(held, spelled, newID, func(m *register.Manufacturer) register.Record { return (*register.CertifyingBody)(m) })
	for _, row := range rows {
		row.body = match.ID(row.spelled)
	}
}

// groupCertificates assigns every row to the certificate that it became before, or to one of
// the same listing with equal facts. It never joins rows of different listings: without a
// number, nothing says that they are one certificate.
func (p *planner) groupCertificates(rows []*certificateRow) []*certification {
	byFormer := map[string]*certification{}
	for _, c := range p.records.Certificates {
		held := &certification{held: c}
		for _, former := range c.FormerIDs {
			byFormer[former] = held
		}
	}
	var all []*certification
	byFacts := map[string]*certification{}
	for _, known := range []bool{true, false} {
		for _, row := range rows {
			c := byFormer[row.former]
			if (c != nil) != known {
				continue
			}
			if c == nil {
				c = byFacts[row.facts()]
			}
			if c == nil {
				c = &certification{}
			}
			if len(c.rows) == 0 {
				all = append(all, c)
			}
			c.rows = append(c.rows, row)
			byFacts[row.facts()] = c
		}
	}
	for _, c := range all {
		if c.held != nil {
			slices.SortStableFunc(c.rows, func(a, b *certificateRow) int { return compareFormer(c.held.FormerIDs, a.former, b.former) })
		}
	}
	return all
}

// facts returns everything that a row says, except its id.
func (r *certificateRow) facts() string { return r.product.id + "\n" + r.terms() }

// terms returns everything that a row says, except its id and the listing.
func (r *certificateRow) terms() string {
	profiles := slices.Sorted(slices.Values(r.profiles))
	return strings.Join([]string{r.body, r.date.String(), r.expiry.String(), strings.Join(profiles, " ")}, "\n")
}

// noteOnNumber is the note in a new record about its number.
const noteOnNumber = "Imported from a register's database, where it was certificate %d. Certificates have no number there; the one here only says which it was."

// createCertificate plans a new certificate for equal rows.
func (p *planner) createCertificate(c *certification) {
	first := c.rows[0]
	number := strings.ReplaceAll(first.former, "/", "-")
	cert := &register.Certificate{
		Number: number, CertifyingBody: first.body, CertificationDate: first.date, Expiry: first.expiry,
		TestProfiles: first.profiles, Listings: []string{first.product.id},
		Notes: fmt.Sprintf(noteOnNumber, first.id), Sources: importing.WithSource(nil, p.opts.Source), Sample: p.opts.Sample,
	}
	cert.ID = p.ids.Take(register.Certificates, first.body+"/", number, importing.Segment(number, "certificate"))
	var rows []rowRef
	p.recordCertificateOutcomes(cert, c.rows)
	for _, row := range c.rows {
		rows = append(rows, row.rowRef)
		p.noteFormerID(cert.ID, &cert.FormerIDs, row.rowRef, row.former)
	}
	p.add(cert, rows...)
}

// updateCertificate applies rows to a held certificate. The number stays: a person may have
// looked it up.
func (p *planner) updateCertificate(c *certification) {
	cert := *c.held
	first := c.rows[0]
	var fields []importing.FieldChange
	change := func(field, before, after string) {
		fields = append(fields, importing.FieldChange{Field: field, Before: before, After: after})
	}
	if first.date != cert.CertificationDate {
		change("certification_date", cert.CertificationDate.String(), first.date.String())
		cert.CertificationDate = first.date
	}
	if first.expiry != cert.Expiry {
		change("expiry", cert.Expiry.String(), first.expiry.String())
		cert.Expiry = first.expiry
	}
	for _, id := range first.profiles {
		switch {
		case slices.Contains(cert.TestProfiles, id):
		case len(cert.TestProfiles) == maxProfiles:
			p.outcomes.report(first.rowRef, conflict, Finding{Column: "test_profiles", Value: id, Record: cert.ID, Reason: reasonProfiles})
		default:
			change("test_profiles", "", id)
			cert.TestProfiles = append(slices.Clip(cert.TestProfiles), id)
		}
	}
	fields = append(fields, cover(&cert, c.rows)...)
	p.recordCertificateOutcomes(&cert, c.rows)
	var rows []rowRef
	for _, row := range c.rows {
		rows = append(rows, row.rowRef)
		fields = append(fields, p.noteFormerID(cert.ID, &cert.FormerIDs, row.rowRef, row.former)...)
	}
	if p.opts.Sample && !cert.Sample {
		change("sample", "", "true")
		cert.Sample = true
	}
	p.reportAbsentTerms(&cert, c.rows)
	if len(fields) > 0 {
		cert.Sources = importing.WithSource(cert.Sources, p.opts.Source)
		p.put(&cert, fields, rows...)
	}
}

// cover makes a certificate cover the listings of its rows. If it covered a single listing
// and its only row has moved to another, the new listing replaces the old one.
func cover(cert *register.Certificate, rows []*certificateRow) []importing.FieldChange {
	var fields []importing.FieldChange
	for _, row := range rows {
		id := row.product.id
		switch {
		case slices.Contains(cert.Listings, id):
		case len(rows) == 1 && len(cert.Listings) == 1:
			fields = append(fields, importing.FieldChange{Field: "listings", Before: cert.Listings[0], After: id})
			cert.Listings = []string{id}
		default:
			fields = append(fields, importing.FieldChange{Field: "listings", After: id})
			cert.Listings = append(slices.Clip(cert.Listings), id)
		}
	}
	return fields
}

// recordCertificateOutcomes sets the outcomes of the rows of a certificate.
func (p *planner) recordCertificateOutcomes(cert *register.Certificate, rows []*certificateRow) {
	first := rows[0]
	p.outcomes.set(first.rowRef, taken)
	if first.body != cert.CertifyingBody {
		p.outcomes.reject(first.rowRef, conflict, Finding{Column: "certifying_body", Value: first.spelled, Record: cert.ID,
			Reason: fmt.Sprintf("the record is of %s: if the row is right, move the file to the folder of %s, and note its old id among its former_ids", cert.CertifyingBody, first.body)})
	}
	for _, row := range rows[1:] {
		p.outcomes.set(row.rowRef, duplicate)
		if row.terms() != first.terms() {
			p.outcomes.reject(row.rowRef, conflict, Finding{Record: cert.ID, Reason: fmt.Sprintf("is the same certificate as the row %s, which says otherwise", first.key)})
		}
	}
}

// reportAbsentTerms reports what a certificate says and its rows do not.
func (p *planner) reportAbsentTerms(cert *register.Certificate, rows []*certificateRow) {
	absent := func(field, held string) {
		p.report.Absent = append(p.report.Absent, Absent{Kind: register.Certificates.Name(), ID: cert.ID, Field: field, Held: held})
	}
	for _, id := range cert.TestProfiles {
		if !slices.Contains(rows[0].profiles, id) {
			absent("test_profiles", id)
		}
	}
	for _, id := range cert.Listings {
		if !slices.ContainsFunc(rows, func(row *certificateRow) bool { return row.product.id == id }) {
			absent("listings", id)
		}
	}
}
