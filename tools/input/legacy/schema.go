package legacy

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"opencec/tools/input/importing"
	"opencec/tools/register"
)

// A columnKind says how a column is read as text, and which types it may have.
type columnKind struct {
	expression string // with %s for the column's name
	types      []string
	typeName   string // the types, for a person
}

var (
	textTypes = []string{"varchar", "text"}

	key   = columnKind{"coalesce(%s, 0)::bigint", []string{"int4"}, "an integer"}
	text  = columnKind{"coalesce(%s::text, '')", textTypes, "a text"}
	texts = columnKind{"array(select coalesce(t, '') from unnest(%s::text[]) with ordinality as u (t, o) order by o)", []string{"_varchar", "_text"}, "an array of texts"}
	// The cast of a timestamp without a zone uses the session's zone.
	instant = columnKind{"coalesce((%s::timestamptz at time zone 'UTC')::text, '')", []string{"timestamp", "timestamptz"}, "a timestamp"}
	date    = columnKind{"coalesce(%s::text, '')", []string{"date"}, "a date"}
)

type column struct {
	name string
	kind columnKind
}

// A table is a legacy table with the columns to read, in the order of the fields of its Go
// type.
type table struct {
	name    string
	columns []column
	// maxRows is far above the need of any register, and below what fills memory. For
	// listings it is the limit of the lists that import cec reads.
	maxRows int
}

// Names of the tables, as in the report.
const (
	entityTypes    = "entity_types"
	deviceClasses  = "device_classes"
	attributes     = "device_class_attributes"
	listings       = "listings"
	listingClasses = "listing_device_classes"
	values         = "listing_device_class_attributes"
	certificates   = "certificates"
)

// tables are the legacy tables, except keys: see the package comment.
var tables = []table{
	{entityTypes, []column{{"id", key}, {"name", text}, {"description", text}}, 1_000},
	{deviceClasses, []column{{"id", key}, {"name", text}, {"description", text}}, 1_000},
	{attributes, []column{{"id", key}, {"device_class_id", key}, {"attribute_name", text}, {"attribute_type", text}, {"description", text}}, 100_000},
	{listings, []column{{"id", key}, {"entity_type_id", key}, {"manufacturer", text}, {"model", text}, {"status", text}, {"created_at", instant}, {"updated_at", instant}}, 250_000},
	{listingClasses, []column{{"id", key}, {"listing_id", key}, {"device_class_id", key}}, 2_000_000},
	{values, []column{{"id", key}, {"listing_id", key}, {"device_class_id", key}, {"attribute_name", text}, {"attribute_value", text}}, 5_000_000},
	{certificates, []column{{"id", key}, {"listing_id", key}, {"expiry", date}, {"certification_date", date}, {"certifying_body", text}, {"test_profiles", texts}}, 1_000_000},
}

func tableNames() []string {
	names := make([]string, len(tables))
	for i, t := range tables {
		names[i] = t.name
	}
	return names
}

// columnNames returns the columns as SQL.
func (t table) columnNames() string {
	names := make([]string, len(t.columns))
	for i, c := range t.columns {
		names[i] = c.name
	}
	return strings.Join(names, ", ")
}

// query returns the SQL that reads the table in the order of the ids, so that the result does
// not depend on the physical order in Postgres.
func (t table) query() string {
	expressions := make([]string, len(t.columns))
	for i, c := range t.columns {
		expressions[i] = fmt.Sprintf(c.kind.expression, c.name)
	}
	return "select " + strings.Join(expressions, ", ") + " from " + t.name + " order by id"
}

// sizeQuery returns the SQL for the size of the table: its number of rows, the bytes of the
// largest row, and those of all rows.
func (t table) sizeQuery() string {
	return "select count(*), coalesce(max(size), 0), coalesce(sum(size), 0)::bigint " +
		"from (select octet_length(row(" + t.columnNames() + ")::text) as size from " + t.name + ") as rows"
}

// A shape describes a database: the types of its columns, by table and column.
type shape struct {
	types map[string]map[string]string
	// others are the other visible tables, as schema.table.
	others []string
}

// check returns everything that a database lacks to be a legacy database.
func (s shape) check() error {
	var errs []error
	for _, t := range tables {
		if s.types[t.name] == nil {
			errs = append(errs, fmt.Errorf("it has no table %s", t.name))
			continue
		}
		for _, c := range t.columns {
			switch have, ok := s.types[t.name][c.name]; {
			case !ok:
				errs = append(errs, fmt.Errorf("its table %s has no column %s; it has %s", t.name, c.name, list(s.columnsOf(t.name))))
			case !slices.Contains(c.kind.types, have):
				errs = append(errs, fmt.Errorf("its column %s.%s is of the type %s, and %s can be read", t.name, c.name, have, c.kind.typeName))
			}
		}
	}
	if len(errs) == 0 {
		return nil
	}
	return fmt.Errorf("this is not a database of the original that can be read:\n%w\nlooked for: %s\nfound besides: %s%s",
		errors.Join(errs...), strings.Join(tableNames(), ", "), list(s.others), s.hint())
}

// hint suggests what the database may be, or where the tables may be.
func (s shape) hint() string {
	for _, other := range s.others {
		schema, name, _ := strings.Cut(other, ".")
		switch {
		case name == "register_versions":
			return "\nthis looks like a register that opencec load has written: its data folder has all that it has"
		case slices.Contains(tableNames(), name):
			return fmt.Sprintf("\nthere is a table %s: if that is the one, add --schema %s", importing.Printable(other), quoted(schema))
		}
	}
	return ""
}

// quoted quotes a name for a shell.
func quoted(name string) string {
	name = importing.Printable(name)
	if nonAlphanumeric.MatchString(strings.ReplaceAll(name, "_", "")) {
		return "'" + strings.ReplaceAll(name, "'", `'\''`) + "'"
	}
	return name
}

func (s shape) columnsOf(table string) []string {
	var names []string
	for name := range s.types[table] {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// unread returns the columns of the legacy tables that are not read.
func (s shape) unread() []string {
	var unread []string
	for _, t := range tables {
		for _, name := range s.columnsOf(t.name) {
			if !slices.ContainsFunc(t.columns, func(c column) bool { return c.name == name }) {
				unread = append(unread, t.name+"."+importing.Printable(name))
			}
		}
	}
	return unread
}

// maxListed is the number of names in a message, which must fit a screen.
const maxListed = 30

// list writes names from the database.
func list(names []string) string {
	if len(names) == 0 {
		return "nothing"
	}
	var shown []string
	for i, name := range names {
		if i == maxListed {
			shown = append(shown, fmt.Sprintf("and %s more", register.FormatCount(len(names)-i)))
			break
		}
		shown = append(shown, importing.Printable(name))
	}
	return strings.Join(shown, ", ")
}
