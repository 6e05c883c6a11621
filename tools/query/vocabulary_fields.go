package query

import "opencec/tools/register"

// This file has the computed fields of manufacturers and certifying bodies. The other records
// that listings and certificates refer to have no computed fields.

func manufacturerFields(reg *register.Register, v vocabularies) []*Field {
	return append(recordFields(register.Manufacturers, v),
		&Field{Name: "listings", Type: TypeNumber, Description: "how many listings it has", values: number(func(m *register.Manufacturer) int { return len(reg.ListingsOf(m.ID)) })})
}

func certifyingBodyFields(reg *register.Register, v vocabularies) []*Field {
	return append(recordFields(register.CertifyingBodies, v),
		&Field{Name: "certificates", Type: TypeNumber, Description: "how many certificates it has issued", values: number(func(b *register.CertifyingBody) int { return len(reg.IssuedBy(b.ID)) })})
}

// The words by which q finds these records.

func manufacturerWords(dst []Value, rec register.Record, _ register.Date) []Value {
	m := rec.(*register.Manufacturer)
	return appendAllWords(appendWords(dst, m.Name), m.Aliases)
}

func certifyingBodyWords(dst []Value, rec register.Record, _ register.Date) []Value {
	b := rec.(*register.CertifyingBody)
	return appendAllWords(appendWords(dst, b.Name), b.Aliases)
}

// wordsOf returns the words of a kind whose fields are all the records' own.
func wordsOf(k register.Kind) valuesFunc {
	switch k {
	case register.DeviceClasses:
		return deviceClassWords
	case register.TestProfiles:
		return testProfileWords
	case register.Lists:
		return listWords
	}
	return nameWords
}

func nameWords(dst []Value, rec register.Record, _ register.Date) []Value {
	return appendAllWords(dst, []string{rec.RecordMeta().ID, rec.RecordName()})
}

func deviceClassWords(dst []Value, rec register.Record, _ register.Date) []Value {
	d := rec.(*register.DeviceClass)
	dst = appendAllWords(dst, []string{d.ID, d.Name, d.ShortName})
	for _, a := range d.Attributes {
		dst = appendAllWords(dst, []string{a.ID, a.Name})
	}
	return dst
}

func testProfileWords(dst []Value, rec register.Record, _ register.Date) []Value {
	p := rec.(*register.TestProfile)
	return appendAllWords(dst, []string{p.ID, p.Name, p.Title, p.Group})
}

func listWords(dst []Value, rec register.Record, _ register.Date) []Value {
	l := rec.(*register.List)
	return appendAllWords(dst, []string{l.ID, l.Name, l.DeviceClass})
}

func appendAllWords(dst []Value, names []string) []Value {
	for _, name := range names {
		dst = appendWords(dst, name)
	}
	return dst
}
