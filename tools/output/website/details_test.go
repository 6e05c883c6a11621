package website

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"opencec/tools/register"
)

// What stands beside the facts of a record, most of it by the titles in the schemas.
func TestDetailLabels(t *testing.T) {
	t.Parallel()
	records := testRecords()
	l, certificate, profile, list := records.Listings[0], records.Certificates[0], records.TestProfiles[0], records.Lists[0]
	l.Hardware, l.Jurisdictions = "A box", []string{"NSW"}
	certificate.WitnessedDate, certificate.SoftwareVersions = date("2022-12-01"), ">=1"
	certificate.Document = &register.Document{URL: "https://lab.example.org/1.pdf"}
	profile.Standard, profile.Optional, profile.Witnessed, profile.Retired = "A standard", true, true, date("2027-01-01")
	list.SHA256 = strings.Repeat("0", 64)
	c := testCatalogue(t, records)
	for _, test := range []struct {
		of      string
		details []Detail
		want    []string
	}{
		{"listing", c.listingDetails(l), []string{"Manufacturer", "Brand", "Series", "Model", "Type", "Deployment", "PKI certificate", "CSIP-AUS version", "Software", "Hardware on site", "Jurisdictions"}},
		{"certificate", c.certificatePage(certificate).Details, []string{"Certificate number", "Certifying body", "Standard", "CSIP-AUS version", "Certification date", "Tests witnessed", "Last day", "Software versions", "Document"}},
		{"test profile", c.profileHead(profile, &profileUse{}).Details, []string{"Group", "Defined in", "CSIP-AUS versions", "Optional", "Witnessed", "Could be attained until"}},
		{"list", listDetails(list, c.listRow(list)), []string{"Products", "Newest edition", "Rows in it", "Oldest edition", "SHA-256"}},
	} {
		var got []string
		for _, d := range test.details {
			got = append(got, d.Label)
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.of, diff)
		}
	}
}
