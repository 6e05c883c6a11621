package register

// A Certificate is a conformance certificate. It may cover a series of listings.
type Certificate struct {
	Meta
	Number            string    `json:"number" filter:"number"`
	MixedScripts      bool      `json:"mixed_scripts,omitempty" view:"-"`                                     // its names may mix scripts or have letters that look Latin; only for checks
	CertifyingBody    string    `json:"certifying_body" view:"certifying_body_id" refers:"certifying-bodies"` // id; also the first segment of the certificate's id
	Standard          string    `json:"standard,omitempty" filter:"standard,counted"`                         // test standard or procedure
	StandardVersion   string    `json:"standard_version,omitempty" filter:"standard_version,counted"`
	CSIPAUSVersion    string    `json:"csip_aus_version,omitempty" filter:"csip_aus_version,counted"`
	CertificationDate Date      `json:"certification_date"`
	WitnessedDate     Date      `json:"witnessed_date,omitzero"`
	Expiry            Date      `json:"expiry,omitzero"` // the last day; zero if it has none
	Revoked           *Ending   `json:"revoked,omitempty"`
	TestProfiles      []string  `json:"test_profiles,omitempty" refers:"test-profiles" filter:"test_profile"`
	TestsPassed       []string  `json:"tests_passed,omitempty" filter:"test"`
	SoftwareVersions  string    `json:"software_versions,omitempty"`
	Listings          []string  `json:"listings" refers:"listings" filter:"listing"` // ids of the listings that it covers
	Document          *Document `json:"document,omitempty"`
	Notes             string    `json:"notes,omitempty"`
	Sources           []Source  `json:"sources,omitempty"`
	Sample            bool      `json:"sample,omitempty"` // the facts are made up
	FormerIDs         []string  `json:"former_ids,omitempty"`
}

// certificateFields are the fields of a certificate's view, in the order in which it has them.
var certificateFields = []*Field{
	own("id"),
	own("number"),
	derived("certifying_body", func(r *Register, c *Certificate, _ Date) string { return r.certifyingBodies[c.CertifyingBody].Name }),
	own("certifying_body_id"),
	own("standard"),
	own("standard_version"),
	own("csip_aus_version"),
	derived("status", func(_ *Register, c *Certificate, on Date) CertificateStatus { return c.StatusOn(on) }).everyDay(),
	derived("on", func(_ *Register, _ *Certificate, on Date) Date { return on }).everyDay(),
	own("certification_date"),
	own("witnessed_date"),
	own("expiry"),
	own("revoked"),
	own("test_profiles"),
	own("tests_passed"),
	own("software_versions"),
	own("listings"),
	own("document"),
	own("notes"),
	own("sources"),
	own("sample"),
	own("former_ids"),
	own("created_at"),
	own("updated_at"),
	own("commit"),
	links,
}

// A Document is a file elsewhere, with its digest in hexadecimal.
type Document struct {
	URL    string `json:"url"`
	SHA256 string `json:"sha256,omitempty"`
}
