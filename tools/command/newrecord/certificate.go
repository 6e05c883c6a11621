package newrecord

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"opencec/tools/base/spelling"
	"opencec/tools/input/scaffold"
	"opencec/tools/register"
)

// CertificateFlag is the flag for the fields of a certificate that is made together with its
// listing.
const CertificateFlag = "certificate"

// CoveredField is the field of a certificate with the listings that it covers.
const CoveredField = "listing"

// MakeCertified makes the listing of a sheet and a certificate with the given fields, or neither.
// The certificate is sample data if the listing is.
func (m *Builder) MakeCertified(ctx context.Context, sheet *scaffold.Sheet, id string, given map[string]string) error {
	listing, err := sheet.Record(id)
	if err != nil {
		return err
	}
	if listing.(*register.Listing).Sample {
		given["sample"] = cmp.Or(given["sample"], "yes")
	}
	certificate, err := m.certificateOf(given)
	if err != nil {
		return err
	}
	certificate.Listings = []string{id}
	drafts, err := m.check(ctx, listing, certificate)
	if err != nil {
		return err
	}
	if m.JSON || m.DryRun {
		return m.print(drafts)
	}
	return m.write(ctx, drafts)
}

// certificateOf makes a certificate from its fields, without the listing that it covers.
func (m *Builder) certificateOf(given map[string]string) (*register.Certificate, error) {
	sheet := m.Form.Sheet(register.Certificates)
	var wrong []string
	for _, w := range sheet.SetAll(given) {
		wrong = append(wrong, spelling.Printable(fmt.Sprintf("--%s %s: %v", CertificateFlag, w.Field, w.Err)))
	}
	for _, f := range sheet.Missing() {
		if given[f.Name] == "" && f.Name != CoveredField {
			wrong = append(wrong, fmt.Sprintf("--%s %s=VALUE is missing: %s", CertificateFlag, f.Name, f.Help))
		}
	}
	if len(wrong) > 0 {
		return nil, inputErrorf("%s", strings.Join(wrong, "\n"))
	}
	for _, t := range sheet.Interpretations() {
		m.Note("--%s %s: %s", CertificateFlag, t.Field, t)
	}
	id := sheet.ProposeID()
	if err := sheet.CheckID(id); err != nil {
		return nil, inputErrorf("--%s: %v", CertificateFlag, err)
	}
	rec, err := sheet.Record(id)
	if err != nil {
		return nil, err
	}
	return rec.(*register.Certificate), nil
}
