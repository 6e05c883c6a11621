package query

import (
	"slices"

	"opencec/tools/register"
)

func certificateFields(reg *register.Register, v vocabularies) []*Field {
	type certificate = *register.Certificate
	statuses := plainTerms(register.CertificateStatuses()...)
	body := word(v.certifyingBodies, func(c certificate, _ register.Date) string { return c.CertifyingBody })
	makers := words(v.manufacturers, func(c certificate) []string { return manufacturersOf(reg, c) })
	return slices.Concat(metaFields(), []*Field{
		{Name: "id", Type: TypeID, Description: "the certificate's id", values: id},
		{Name: "number", Type: TypeText, Description: "the number", values: text(func(c certificate) string { return c.Number })},
		{Name: "certifying_body", Type: TypeEnum, Vocabulary: v.certifyingBodies, Named: true, Description: "who issued it, by id, name or alias", values: body},
		{Name: "certifying_body_id", Type: TypeEnum, Vocabulary: v.certifyingBodies, Description: "who issued it, by id", values: body},
		shared(Field{Name: "standard", Description: "the test standard or procedure"}, single(func(c certificate) string { return c.Standard })),
		shared(Field{Name: "standard_version", Description: "the standard's version"}, single(func(c certificate) string { return c.StandardVersion })),
		shared(Field{Name: "csip_aus_version", Description: "the version of CSIP-AUS"}, single(func(c certificate) string { return c.CSIPAUSVersion })),
		{Name: "status", Type: TypeEnum, Vocabulary: statuses, Daily: true, Description: "its status on the day", values: word(statuses, certificate.StatusOn)},
		{Name: "certification_date", Type: TypeDate, Description: "the first day", values: date(func(c certificate, _ register.Date) register.Date { return c.CertificationDate })},
		{Name: "witnessed_date", Type: TypeDate, Description: "the day on which its tests were witnessed", values: date(func(c certificate, _ register.Date) register.Date { return c.WitnessedDate })},
		{Name: "expiry", Type: TypeDate, Description: "the last day; none when it has no end", values: date(func(c certificate, _ register.Date) register.Date { return c.Expiry })},
		{Name: "revoked.on", Type: TypeDate, Description: "the day of its revocation", values: date(func(c certificate, _ register.Date) register.Date { return endingDate(c.Revoked) })},
		{Name: "test_profile", Type: TypeEnum, Vocabulary: v.testProfiles, Many: true, Description: "a test profile that it names", values: words(v.testProfiles, func(c certificate) []string { return c.TestProfiles })},
		{Name: "test", Type: TypeText, Many: true, Description: "a test that was passed", values: texts(func(c certificate) []string { return c.TestsPassed })},
		{Name: "listing", Type: TypeID, Many: true, Description: "a listing that it covers, by id", values: ids(func(c certificate) []string { return c.Listings })},
		{Name: "manufacturer", Type: TypeEnum, Vocabulary: v.manufacturers, Named: true, Many: true, Description: "the manufacturer of a listing that it covers, by id, name or alias", values: makers},
		{Name: "manufacturer_id", Type: TypeEnum, Vocabulary: v.manufacturers, Many: true, Description: "the manufacturer of a listing that it covers, by id", values: makers},
		{Name: "sample", Type: TypeBoolean, Description: "whether its facts are made up", values: boolean(func(c certificate, _ register.Date) bool { return c.Sample })},
	})
}

func manufacturersOf(reg *register.Register, c *register.Certificate) []string {
	var makers []string
	for _, id := range c.Listings {
		if m := reg.Listing(id).Manufacturer; !slices.Contains(makers, m) {
			makers = append(makers, m)
		}
	}
	return makers
}

func certificateWords(reg *register.Register) valuesFunc {
	return func(dst []Value, rec register.Record, on register.Date) []Value {
		c := rec.(*register.Certificate)
		dst = appendWords(dst, c.Number)
		dst = appendWords(dst, c.Standard)
		return certifyingBodyWords(dst, reg.CertifyingBody(c.CertifyingBody), on)
	}
}
