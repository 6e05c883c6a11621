package main

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/urfave/cli/v2"

	"opencec/tools/register"
	"opencec/tools/scaffold"
)

// certificateFlag gives the fields of a certificate that is made together with its
// listing.
const certificateFlag = "certificate"

// coveredField is the field of a certificate for the listings that it covers.
const coveredField = "listing"

// makeCertified makes the listing of a sheet together with the certificate that the
// flags describe, or neither. It is made up where the listing is.
func (m *maker) makeCertified(c *cli.Context, sheet *scaffold.Sheet, id string) error {
	listing, err := sheet.Record(id)
	if err != nil {
		return err
	}
	given, err := certificateFields(c)
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
	drafts, err := m.check(c.Context, listing, certificate)
	if err != nil {
		return err
	}
	if m.json || m.dryRun {
		return m.print(drafts)
	}
	return m.write(c.Context, drafts)
}

// certificateOf makes a certificate of its fields, but for the listing that it covers.
func (m *maker) certificateOf(given map[string]string) (*register.Certificate, error) {
	sheet := m.form.Sheet(register.Certificates)
	var wrong []string
	for _, w := range sheet.SetAll(given) {
		wrong = append(wrong, register.Printable(fmt.Sprintf("--%s %s: %v", certificateFlag, w.Field, w.Err)))
	}
	for _, f := range sheet.Missing() {
		if given[f.Name] == "" && f.Name != coveredField {
			wrong = append(wrong, fmt.Sprintf("--%s %s=VALUE is missing: %s", certificateFlag, f.Name, f.Help))
		}
	}
	if len(wrong) > 0 {
		return nil, usagef("%s", strings.Join(wrong, "\n"))
	}
	for _, t := range sheet.Taken() {
		m.note("--%s %s: %s", certificateFlag, t.Field, t)
	}
	id := sheet.ProposeID()
	if err := sheet.CheckID(id); err != nil {
		return nil, usagef("--%s: %v", certificateFlag, err)
	}
	rec, err := sheet.Record(id)
	if err != nil {
		return nil, err
	}
	return rec.(*register.Certificate), nil
}

// certificateFields returns what --certificate gives, by field.
func certificateFields(c *cli.Context) (map[string]string, error) {
	given := map[string]string{}
	for _, text := range c.Generic(certificateFlag).(*answers).given {
		name, value, both := strings.Cut(text, "=")
		field := strings.ReplaceAll(name, "-", "_") // as the flags of opencec new certificate are written
		_, again := given[field]
		switch {
		case !both:
			return nil, usagef("--%s: %.80q is not FIELD=VALUE, such as number=UL-2023-0142", certificateFlag, text)
		case field == coveredField:
			return nil, usagef("--%s %s: it covers the new listing; add others in its file", certificateFlag, coveredField)
		case again:
			return nil, usagef("--%s %.80s is given twice: where a field has several values, write them in one", certificateFlag, name)
		}
		given[field] = value
	}
	return given, nil
}
