package postgres

import (
	"cmp"

	"opencec/tools/query"
	"opencec/tools/register"
)

// Tables of certificates.
var certificateTables = []*table{
	tableOf(register.Certificates, "certificates",
		"id number number_key certifying_body_id standard standard_key standard_version standard_version_key csip_aus_version csip_aus_version_key "+
			"certification_date witnessed_date expiry revoked_on revoked_reason revoked_source software_versions document_url document_sha256 "+
			"notes sample created_at updated_at commit_id", (*rowWriter).certificate),
	tableOf(register.Certificates, "certificate_standing", "certificate_id days status", func(w *rowWriter, c *register.Certificate) {
		for _, s := range w.reg.StatusIntervals(c) {
			w.row(c.ID, daysOf(register.Period{From: s.From, To: s.To}), s.State.Status)
		}
	}),
	tableOf(register.Certificates, "certificate_listings", "certificate_id position listing_id", func(w *rowWriter, c *register.Certificate) {
		for i, id := range c.Listings {
			w.row(c.ID, i, id)
		}
	}),
	tableOf(register.Certificates, "certificate_test_profiles", "certificate_id position test_profile_id", func(w *rowWriter, c *register.Certificate) {
		for i, id := range c.TestProfiles {
			w.row(c.ID, i, id)
		}
	}),
	tableOf(register.Certificates, "certificate_tests", "certificate_id position test test_key", func(w *rowWriter, c *register.Certificate) {
		w.texts(c.ID, c.TestsPassed)
	}),
}

func (w *rowWriter) certificate(c *register.Certificate) {
	if c.CertificationDate.IsZero() {
		w.problem("certification_date", "it has no date")
	}
	revoked, document := cmp.Or(c.Revoked, &register.Ending{}), cmp.Or(c.Document, &register.Document{})
	w.row(c.ID, c.Number, query.FoldCase(c.Number), c.CertifyingBody, optional(c.Standard), key(c.Standard),
		optional(c.StandardVersion), key(c.StandardVersion), optional(c.CSIPAUSVersion), key(c.CSIPAUSVersion),
		c.CertificationDate, c.WitnessedDate, c.Expiry, revoked.On, optional(revoked.Reason), optional(revoked.Source),
		optional(c.SoftwareVersions), optional(document.URL), optional(document.SHA256),
		optional(c.Notes), c.Sample, instant(c.CreatedAt), instant(c.UpdatedAt), optional(c.Commit))
}
