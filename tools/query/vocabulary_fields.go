package query

import (
	"slices"

	"opencec/tools/register"
)

// Fields of the records that listings and certificates refer to.

func nameFields[R register.Record]() []*Field {
	return []*Field{
		{Name: "id", Type: TypeID, Description: "the id", values: id},
		{Name: "name", Type: TypeText, Description: "the name", values: text(func(r R) string { return r.RecordName() })},
	}
}

func manufacturerFields(reg *register.Register) []*Field {
	return slices.Concat(nameFields[*register.Manufacturer](), metaFields(), []*Field{
		{Name: "alias", Type: TypeText, Many: true, Description: "another spelling of the name", values: texts(func(m *register.Manufacturer) []string { return m.Aliases })},
		{Name: "listings", Type: TypeNumber, Description: "how many listings it has", values: number(func(m *register.Manufacturer) int { return len(reg.ListingsOf(m.ID)) })},
	})
}

func certifyingBodyFields(reg *register.Register) []*Field {
	return slices.Concat(nameFields[*register.CertifyingBody](), metaFields(), []*Field{
		{Name: "alias", Type: TypeText, Many: true, Description: "another spelling of the name", values: texts(func(b *register.CertifyingBody) []string { return b.Aliases })},
		{Name: "certificates", Type: TypeNumber, Description: "how many certificates it has issued", values: number(func(b *register.CertifyingBody) int { return len(reg.IssuedBy(b.ID)) })},
	})
}

func entityTypeFields() []*Field { return nameFields[*register.EntityType]() }

func deviceClassFields() []*Field {
	return append(nameFields[*register.DeviceClass](),
		&Field{Name: "requires_inverter", Type: TypeBoolean, Description: "whether its products need an inverter that is listed", values: requiresInverter},
		&Field{Name: "attribute", Type: TypeText, Many: true, Description: "the id of an attribute that it has", values: texts(func(d *register.DeviceClass) []string {
			var list []string
			for _, a := range d.Attributes {
				list = append(list, a.ID)
			}
			return list
		})})
}

// requiresInverter is of classes of which it is known.
func requiresInverter(dst []Value, rec register.Record, _ register.Date) []Value {
	if requires := rec.(*register.DeviceClass).RequiresInverter; requires != nil {
		dst = append(dst, boolValue(*requires))
	}
	return dst
}

func testProfileFields() []*Field {
	type profile = *register.TestProfile
	return append(nameFields[profile](),
		shared(Field{Name: "group", Description: "the heading that it stands under"}, single(func(p profile) string { return p.Group })),
		shared(Field{Name: "standard", Description: "the text that defines it"}, single(func(p profile) string { return p.Standard })),
		&Field{Name: "optional", Type: TypeBoolean, Description: "whether it is optional", values: boolean(func(p profile, _ register.Date) bool { return p.Optional })},
		&Field{Name: "witnessed", Type: TypeBoolean, Description: "whether the certifying body watches its tests", values: boolean(func(p profile, _ register.Date) bool { return p.Witnessed })},
		shared(Field{Name: "version", Many: true, Description: "a version of CSIP-AUS in which it exists"}, func(p profile) []string { return p.Versions }),
		&Field{Name: "retired", Type: TypeDate, Description: "the last day on which it could be attained", values: date(func(p profile, _ register.Date) register.Date { return p.Retired })},
		&Field{Name: "test", Type: TypeText, Many: true, Description: "the id of a test that it has", values: texts(func(p profile) []string {
			var list []string
			for _, t := range p.Tests {
				list = append(list, t.ID)
			}
			return list
		})},
	)
}

func listFields(v vocabularies) []*Field {
	type list = *register.List
	return slices.Concat(nameFields[list](), metaFields(), []*Field{
		{Name: "device_class", Type: TypeEnum, Vocabulary: v.deviceClasses, Description: "the device class of the products on it", values: word(v.deviceClasses, func(l list, _ register.Date) string { return l.DeviceClass })},
		{Name: "website", Type: TypeText, Description: "the address of the official list", values: text(func(l list) string { return l.Website })},
		{Name: "date", Type: TypeDate, Description: "the date of the newest edition that was imported", values: date(func(l list, _ register.Date) register.Date { return l.Date })},
		{Name: "first_date", Type: TypeDate, Description: "the date of the oldest edition that was imported", values: date(func(l list, _ register.Date) register.Date { return l.FirstDate })},
		{Name: "rows", Type: TypeNumber, Description: "how many rows the newest edition has", values: number(func(l list) int { return l.Rows })},
	})
}

// The words by which these records are found.

func manufacturerWords(dst []Value, rec register.Record, _ register.Date) []Value {
	m := rec.(*register.Manufacturer)
	return appendAllWords(appendWords(dst, m.Name), m.Aliases)
}

func certifyingBodyWords(dst []Value, rec register.Record, _ register.Date) []Value {
	b := rec.(*register.CertifyingBody)
	return appendAllWords(appendWords(dst, b.Name), b.Aliases)
}

func entityTypeWords(dst []Value, rec register.Record, _ register.Date) []Value {
	e := rec.(*register.EntityType)
	return appendAllWords(dst, []string{e.ID, e.Name})
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
