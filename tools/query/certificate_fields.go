package query

import (
	"slices"

	"opencec/tools/register"
)

func certificateFields(reg *register.Register, v vocabularies) []*Field {
	type certificate = *register.Certificate
	statuses := plainTerms(register.CertificateStatuses()...)
	manufacturer := &Field{Name: "manufacturer_id", Type: TypeEnum, Vocabulary: v[register.Manufacturers], Many: true, Description: "the manufacturer of a listing that it covers, by id",
		values: words(v[register.Manufacturers], func(c certificate) []string { return manufacturersOf(reg, c) })}
	return append(recordFields(register.Certificates, v),
		&Field{Name: "status", Type: TypeEnum, Vocabulary: statuses, Daily: true, changes: statusChanges, Description: "its status on the day", values: word(statuses, certificate.StatusOn)},
		manufacturer.orName("manufacturer"), manufacturer,
	)
}

func manufacturersOf(reg *register.Register, c *register.Certificate) []string {
	var manufacturers []string
	for _, id := range c.Listings {
		if m := reg.Listing(id).Manufacturer; !slices.Contains(manufacturers, m) {
			manufacturers = append(manufacturers, m)
		}
	}
	return manufacturers
}

func certificateWords(reg *register.Register) valuesFunc {
	return func(dst []Value, rec register.Record, on register.Date) []Value {
		c := rec.(*register.Certificate)
		dst = appendWords(dst, c.Number)
		dst = appendWords(dst, c.Standard)
		return certifyingBodyWords(dst, reg.CertifyingBody(c.CertifyingBody), on)
	}
}
