package csvfile

import (
	"strconv"
	"time"

	"opencec/tools/register"
)

var certificateColumns = []column[register.CertificateView]{
	{"id", "id", func(c register.CertificateView) string { return text(c.ID) }},
	{"number", "number", func(c register.CertificateView) string { return text(c.Number) }},
	{"certifying_body", "certifying_body", func(c register.CertificateView) string { return text(c.CertifyingBody) }},
	{"certifying_body_id", "certifying_body_id", func(c register.CertificateView) string { return text(c.CertifyingBodyID) }},
	{"standard", "standard", func(c register.CertificateView) string { return text(c.Standard) }},
	{"standard_version", "standard_version", func(c register.CertificateView) string { return text(c.StandardVersion) }},
	{"csip_aus_version", "csip_aus_version", func(c register.CertificateView) string { return text(c.CSIPAUSVersion) }},
	{"on", "on", func(c register.CertificateView) string { return date(c.On) }},
	{"status", "status", func(c register.CertificateView) string { return text(c.Status) }},
	{"certification_date", "certification_date", func(c register.CertificateView) string { return date(c.CertificationDate) }},
	{"witnessed_date", "witnessed_date", func(c register.CertificateView) string { return date(c.WitnessedDate) }},
	{"expiry", "expiry", func(c register.CertificateView) string { return date(c.Expiry) }},
	{"revoked_on", "revoked", func(c register.CertificateView) string { return date(ending(c.Revoked).On) }},
	{"revoked_reason", "revoked", func(c register.CertificateView) string { return text(ending(c.Revoked).Reason) }},
	{"test_profiles", "test_profiles", func(c register.CertificateView) string { return list(c.TestProfiles) }},
	{"tests_passed", "tests_passed", func(c register.CertificateView) string { return list(c.TestsPassed) }},
	{"software_versions", "software_versions", func(c register.CertificateView) string { return text(c.SoftwareVersions) }},
	{"listings", "listings", func(c register.CertificateView) string { return list(c.Listings) }},
	{"document_url", "document", func(c register.CertificateView) string { return text(document(c).URL) }},
	{"document_sha256", "document", func(c register.CertificateView) string { return text(document(c).SHA256) }},
	{"notes", "notes", func(c register.CertificateView) string { return text(c.Notes) }},
	{"sources", "sources", func(c register.CertificateView) string { return list(sources(c.Sources)) }},
	{"sample", "sample", func(c register.CertificateView) string { return strconv.FormatBool(c.Sample) }},
	{"former_ids", "former_ids", func(c register.CertificateView) string { return list(c.FormerIDs) }},
	{"created_at", "created_at", func(c register.CertificateView) string { return instant(time.Time(c.CreatedAt)) }},
	{"updated_at", "updated_at", func(c register.CertificateView) string { return instant(time.Time(c.UpdatedAt)) }},
	{"commit", "commit", func(c register.CertificateView) string { return text(c.Commit) }},
	{"page", "links", func(c register.CertificateView) string { return text(c.Links.HTML) }},
}

// document is the document of a certificate, or the zero value for none.
func document(c register.CertificateView) register.DocumentView {
	if c.Document == nil {
		return register.DocumentView{}
	}
	return *c.Document
}
