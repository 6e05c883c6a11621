package postgres

import (
	"fmt"
	"reflect"
	"strings"

	"opencec/tools/query"
	"opencec/tools/register"
)

// This file knows in which tables and columns the values of each field are; compile.go makes
// statements from that. A record's own field is in the column that rows_record.go gives it,
// so only other fields are listed here.

// A columnRef says where a record's values of a field are: in a column of its own row, or in
// rows of another table.
type columnRef struct {
	column string // has the values in the form that queries compare
	spelt  string // the column with the original text, for fields whose texts facets count
	// daily columns are in the row with the record's state on the day.
	daily bool
	// alsoDaily columns are in the record's own row, and repeated in that of its state.
	alsoDaily bool
	required  bool   // every record has a value
	enum      string // the type of an enum column
	integer   bool   // whether numbers are whole
	rows      *rows  // nil: at most one value, in the record's own row or in that of its state
}

// rows describes the rows of other tables that belong to a record.
type rows struct {
	// from has the tables, of which v has the values; versioned has the names of all of
	// them.
	from      string
	versioned []string
	record    string // the column that names the record
	position  string // the order of a record's rows; "" if it has at most one
	daily     bool   // whether only the rows count that hold on the day
	distinct  bool   // a record does not have the same value twice
	only      []only // conditions on the rows
}

// An only is a condition: a column, and the value that it must have.
type only struct{ column, value string }

func own(column string) columnRef { return columnRef{column: column} }

// text returns a reference to a text, with the column that queries compare.
func text(column string) columnRef { return columnRef{column: column + "_key", spelt: column} }

func daily(column string) columnRef { return columnRef{column: column, daily: true} }

func (p columnRef) always() columnRef        { p.required = true; return p }
func (p columnRef) repeated() columnRef      { p.alsoDaily = true; return p }
func (p columnRef) whole() columnRef         { p.integer = true; return p }
func (p columnRef) of(enum string) columnRef { p.enum = enum; return p }

// spelled names the column with the text if its name does not follow from the key's.
func (p columnRef) spelled(column string) columnRef { p.spelt = column; return p }

// in places the values in the rows of a table that belong to a record.
func (p columnRef) in(table, record string) columnRef {
	p.rows = &rows{from: table + " v", versioned: []string{"v"}, record: "v." + record, position: "v.position"}
	return p
}

// once declares that a record does not have the same value twice.
func (p columnRef) once() columnRef { p.rows.distinct = true; return p }

// onDay declares that the rows have the days on which they hold.
func (p columnRef) onDay() columnRef { p.rows.daily = true; return p }

// across places the values in the rows of a table that is linked to certificates or listings:
// from is the link's column for the record, to that for the table.
func (p columnRef) across(from, table, key, to string) columnRef {
	p.rows = &rows{
		from:      fmt.Sprintf("certificate_listings n join %s v on v.%s = n.%s", table, key, to),
		versioned: []string{"n", "v"}, record: "n." + from,
	}
	return p
}

// ofClass places the values in the rows of a listing's device classes.
func (p columnRef) ofClass() columnRef {
	p.rows = &rows{
		from:      "listing_device_classes n join device_classes v on v.id = n.device_class_id",
		versioned: []string{"n", "v"}, record: "n.listing_id",
	}
	return p
}

// listedRefs has the fields that are computed, or whose columns or tables have special names
// or forms.
func listedRefs() map[register.Kind]map[string]columnRef {
	manufacturer := own("manufacturer_id").across("certificate_id", "listings", "id", "listing_id")
	return map[register.Kind]map[string]columnRef{
		register.Listings: {
			"model_names":                    own("name_key").in("listing_names", "listing_id").once(),
			"white_label":                    text("brand").in("listing_white_labels", "listing_id"),
			"entity_type":                    own("entity_type_id").repeated().always(),
			"status":                         daily("status").of("listing_status").always(),
			"certified":                      daily("certified").always(),
			"listed_until":                   daily("listed_until"),
			"period.from":                    own("from_day").in("listing_periods", "listing_id"),
			"period.to":                      own("last_day").in("listing_periods", "listing_id"),
			"not_in_list":                    own("list_id").in("listing_absences", "listing_id").onDay(),
			"not_in_list.since":              own("from_day").in("listing_absences", "listing_id").onDay(),
			"device_class":                   own("device_class_id").in("listing_device_classes", "listing_id").once(),
			"device_class.requires_inverter": own("requires_inverter").ofClass(),
			"test_profile":                   own("test_profile_id").across("listing_id", "certificate_test_profiles", "certificate_id", "certificate_id"),
			"certificate":                    own("certificate_id").in("certificate_listings", "listing_id"),
			"client":                         own("listing_id").in("listing_devices", "device_id"),
		},
		register.Certificates: {
			"status":          daily("status").of("certificate_status").always(),
			"manufacturer":    manufacturer,
			"manufacturer_id": manufacturer,
		},
		register.Manufacturers:    {"listings": own("listings").whole().always()},
		register.CertifyingBodies: {"certificates": own("certificates").whole().always()},
		register.DeviceClasses:    {"attribute": own("attribute_key").in("device_class_attributes", "device_class_id")},
		register.TestProfiles: {
			"group": own("group_key").spelled(`"group"`), // a keyword of SQL
			"test":  own("test_key").in("test_profile_tests", "test_profile_id"),
		},
	}
}

// refOf derives the reference to a field of a kind's records that is not in listedRefs.
func refOf(k register.Kind, f *query.Field) columnRef {
	column := queryColumn(f)
	p := columnRef{column: column, required: f.Required, integer: f.Stored.Type.Kind() == reflect.Int}
	if f.Type == query.TypeText {
		p.column = column + keySuffix
		if f.Facetable() {
			p.spelt = column
		}
	}
	if f.Many {
		return p.in(partPrefix(k)+plural(f.Name), partPrefix(k)+"id")
	}
	return p
}

// queryColumn names the column of a field that queries can use.
func queryColumn(f *query.Field) string {
	if f.Many && f.Stored.Refers != "" {
		return f.Name + "_id"
	}
	part, _, isPart := strings.Cut(f.Name, ".")
	if isPart {
		part += "_"
	} else {
		part = ""
	}
	return columnName(f.Stored, part)
}

// attributeRefs returns where the attributes of every device class are.
func attributeRefs(reg *register.Register) map[string]columnRef {
	refs := map[string]columnRef{}
	for _, class := range reg.DeviceClasses {
		for _, a := range class.Attributes {
			name := class.ID + "." + a.ID
			at := func(column string) columnRef { return own(column).attribute(class.ID, a.ID) }
			switch a.Type {
			case register.TypeNumber, register.TypeInteger:
				refs[name] = at("number_value")
			case register.TypeRange:
				refs[name+".min"], refs[name+".max"] = at("minimum"), at("maximum")
			case register.TypeBoolean:
				refs[name] = at("boolean_value")
			case register.TypeEnum:
				refs[name] = at("text_value")
			default:
				refs[name] = at("text_key")
			}
		}
	}
	return refs
}

// attribute places the value in the rows of an attribute, of which each day has at most one.
func (p columnRef) attribute(class, attribute string) columnRef {
	p.rows = &rows{
		from: "listing_device_class_attributes v", versioned: []string{"v"}, record: "v.listing_id", distinct: true, daily: true,
		only: []only{{"v.device_class_id", class}, {"v.attribute_name", attribute}},
	}
	return p
}

// A source says where the records of a kind and the values of their fields are.
type source struct {
	kind  register.Kind
	table string
	// statuses is the table of the states on each day, and link its column that names the
	// record; "" for kinds that do not depend on the day.
	statuses, link string
	listed         map[string]columnRef
	attributes     map[string]columnRef // of listings
}

// sources returns the source of every kind.
func sources(reg *register.Register) map[register.Kind]source {
	all, listed := map[register.Kind]source{}, listedRefs()
	for _, k := range register.Kinds() {
		s := source{kind: k, table: recordTableName(k), listed: listed[k]}
		switch k {
		case register.Listings:
			s.attributes = attributeRefs(reg)
			fallthrough
		case register.Certificates:
			s.statuses, s.link = partPrefix(k)+"standing", partPrefix(k)+"id"
		}
		all[k] = s
	}
	return all
}

// ref returns where the values of a field are. A test checks that every field of the model
// has one. Attributes come last, as in the model.
func (s source) ref(f *query.Field) columnRef {
	if p, isListed := s.listed[f.Name]; isListed {
		return p
	}
	if f.Stored != nil {
		return refOf(s.kind, f)
	}
	p, isAttribute := s.attributes[f.Name]
	if !isAttribute {
		panic("postgres: no column for the field " + f.Name + " of " + s.kind.Folder())
	}
	return p
}
