package postgres

import (
	"slices"

	"opencec/tools/query"
	"opencec/tools/register"
)

// The tables of the vocabularies that listings and certificates refer to.
var vocabularyTables = []*table{
	recordTable[*register.EntityType](),
	recordTable[*register.DeviceClass](),
	partTable("attributes", func(d *register.DeviceClass) []register.Attribute { return d.Attributes },
		in("attribute_name", func(a register.Attribute) any { return a.ID }),
		in("attribute_key", func(a register.Attribute) any { return query.FoldCase(a.ID) }),
		in("attribute_type", func(a register.Attribute) any { return string(a.Type) }),
		in("name", func(a register.Attribute) any { return a.Name }),
		in("unit", func(a register.Attribute) any { return optional(a.Unit) }),
		in("minimum", func(a register.Attribute) any { return a.Minimum }),
		in("maximum", func(a register.Attribute) any { return a.Maximum }),
		in("at_most", func(a register.Attribute) any { return optional(a.AtMost) }),
		in("description", func(a register.Attribute) any { return optional(a.Description) })),
	setTable("attribute_values", attributeWords,
		in("attribute_name", func(a attributeWord) any { return a.attribute }),
		in(positionColumn, func(a attributeWord) any { return a.position }),
		in("value", func(a attributeWord) any { return a.ID }),
		in("name", func(a attributeWord) any { return a.Label() }),
		in("aliases", func(a attributeWord) any { return list(a.Aliases) }),
		in("description", func(a attributeWord) any { return optional(a.Description) }),
		in("retired", func(a attributeWord) any { return a.Retired })),
	recordTable[*register.TestProfile](),
	entryTable[*register.TestProfile]("versions"),
	partTable("tests", func(p *register.TestProfile) []register.Test { return p.Tests },
		in("test", func(t register.Test) any { return t.ID }),
		in("test_key", func(t register.Test) any { return query.FoldCase(t.ID) }),
		in("title", func(t register.Test) any { return t.Title }),
		in("category", func(t register.Test) any { return optional(t.Category) }),
		in("role", func(t register.Test) any { return optional(t.Role) }),
		in("csip_aus", func(t register.Test) any { return list(t.Versions) })),
}

// An attributeWord is a value of an enum attribute of a device class.
type attributeWord struct {
	attribute string
	position  int
	register.EnumValue
}

func attributeWords(_ *rowWriter, d *register.DeviceClass) (words []attributeWord) {
	for at, a := range d.Attributes {
		if slices.ContainsFunc(d.Attributes[:at], func(b register.Attribute) bool { return b.ID == a.ID }) {
			continue // a revision of the past can have an attribute twice
		}
		for i, v := range a.Values {
			words = append(words, attributeWord{a.ID, i, v})
		}
	}
	return words
}

// The table of the official lists.
var listTables = []*table{recordTable[*register.List]()}

// The tables of manufacturers and certifying bodies.
var partyTables = []*table{
	recordTable(viewColumn[*register.Manufacturer]("listings"), viewColumn[*register.Manufacturer]("certificates")),
	entryTable[*register.Manufacturer]("aliases"),
	recordTable(viewColumn[*register.CertifyingBody]("listings"), viewColumn[*register.CertifyingBody]("certificates")),
	entryTable[*register.CertifyingBody]("aliases"),
}

// viewColumn returns the column of a field that only views have, such as a manufacturer's
// number of listings.
func viewColumn[R register.Record](name string) columnFrom[R] {
	var none R
	f := none.RecordKind().Field(name)
	return columnFrom[R]{name, func(w *rowWriter, rec R) any { return f.Value(w.reg.View(rec, register.Date{})) }}
}
