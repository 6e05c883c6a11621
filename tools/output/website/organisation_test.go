package website

import (
	"strings"
	"testing"

	"opencec/tools/register"
)

func TestLeads(t *testing.T) {
	t.Parallel()
	some := &Catalogue{register: newRegister(t, testRecords())}
	for _, tt := range []struct {
		listings, certificates int
		manufacturer, body     string
	}{
		{0, 0, "No listings.", "No certificates issued."},
		{0, 1, "No listings.", "1 certificate issued, covering no listings."},
		{1, 0, "1 listing. No certificate recorded.", "No certificates issued."},
		{1, 1, "1 listing, and 1 certificate that covers it.", "1 certificate issued, covering 1 listing."},
		{1, 2, "1 listing, and 2 certificates that cover it.", "2 certificates issued, covering 1 listing."},
		{1_200, 0, "1,200 listings. No certificate recorded.", "No certificates issued."},
		{1_200, 1, "1,200 listings, and 1 certificate that covers some or all of them.", "1 certificate issued, covering 1,200 listings."},
		{1_200, 30, "1,200 listings, and 30 certificates that cover some or all of them.", "30 certificates issued, covering 1,200 listings."},
	} {
		if got := some.manufacturerLead(tt.listings, tt.certificates); got != tt.manufacturer {
			t.Errorf("of a manufacturer: %q, want %q", got, tt.manufacturer)
		}
		if got := certifyingBodyLead(tt.certificates, tt.listings); got != tt.body {
			t.Errorf("of a body: %q, want %q", got, tt.body)
		}
	}
}

func TestByLetter(t *testing.T) {
	t.Parallel()
	var records []*register.Manufacturer
	for _, name := range []string{"tesla", "Élan", "8 Star", "Enphase", "Tigo", "日立", "alpha"} {
		records = append(records, &register.Manufacturer{Name: name})
	}
	var got []string
	for _, group := range groupByLetter(records, func(m *register.Manufacturer) OrganisationRow { return OrganisationRow{Name: m.Name} }) {
		names := make([]string, len(group.Rows))
		for i, row := range group.Rows {
			names[i] = row.Name
		}
		got = append(got, group.Letter+": "+strings.Join(names, ", "))
	}
	const want = "0–9: 8 Star|A: alpha|E: Enphase, Élan|T: tesla, Tigo|Other: 日立"
	if s := strings.Join(got, "|"); s != want {
		t.Errorf("groups\n%s\nwant\n%s", s, want)
	}
}
