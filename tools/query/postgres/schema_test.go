package postgres

import (
	"context"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"opencec/tools/testenv/golden"
)

// databasePage is the page about the schema; what follows generatedMark is written by
// TestDatabasePage.
const (
	databasePage  = "../../../deploy/database.md"
	generatedMark = "<!-- what follows is written by OPENCEC_TEST_UPDATE=1 go test ./tools/query/postgres -run TestDatabasePage -->\n"
)

// The picture and the tables of the page are those of the schema.
func TestDatabasePage(t *testing.T) {
	t.Parallel()
	conn := connected(t, tablesURL(t))
	page, err := os.ReadFile(databasePage)
	if err != nil {
		t.Fatal(err)
	}
	written, _, found := strings.Cut(string(page), generatedMark)
	if !found {
		t.Fatalf("%s has no line %s", databasePage, generatedMark)
	}
	golden.Compare(t, databasePage, []byte(written+generatedMark+schemaPage(readSchema(t, conn))))
}

// A schemaTable is a table or a view as the database describes it.
type schemaTable struct {
	Name, Kind, Comment string
	Columns             []schemaColumn
}

type schemaColumn struct {
	Name, Type, Comment string
	Required, Made      bool // not null; generated from others
	Key                 bool // of the primary key
}

// A schemaWord is a function or a type as the database describes it.
type schemaWord struct{ Name, Comment string }

type schema struct {
	tables, views    []schemaTable
	types, functions []schemaWord
}

func readSchema(t testing.TB, conn *pgx.Conn) schema {
	t.Helper()
	var s schema
	for _, table := range collect[schemaTable](t, conn, `
		select relname as name, relkind::text as kind, coalesce(obj_description(oid, 'pg_class'), '') as comment, null as columns
		from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'v') and relname <> 'goose_db_version' order by oid`) {
		table.Columns = collect[schemaColumn](t, conn, `
			select attname as name, format_type(atttypid, atttypmod) as type, coalesce(col_description(attrelid, attnum), '') as comment,
				attnotnull as required, attgenerated <> '' as made, exists (
					select from pg_index where indrelid = attrelid and attnum = any (indkey) and indisprimary) as key
			from pg_attribute where attrelid = $1::text::regclass and attnum > 0 and not attisdropped order by attnum`, table.Name)
		if table.Kind == "v" {
			s.views = append(s.views, table)
		} else {
			s.tables = append(s.tables, table)
		}
	}
	s.types = collect[schemaWord](t, conn, `
		select typname || ': ' || (select string_agg(enumlabel, ', ' order by enumsortorder) from pg_enum where enumtypid = t.oid) as name,
			coalesce(obj_description(oid, 'pg_type'), '') as comment
		from pg_type t where typnamespace = 'public'::regnamespace and typtype = 'e' order by oid`)
	s.functions = collect[schemaWord](t, conn, `
		select proname || '(' || pg_get_function_arguments(p.oid) || ') → ' || pg_get_function_result(p.oid) as name, coalesce(obj_description(p.oid, 'pg_proc'), '') as comment
		from pg_proc p where pronamespace = 'public'::regnamespace and prolang = (select oid from pg_language where lanname = 'sql')
			and not exists (select from pg_depend where objid = p.oid and deptype = 'e') order by p.oid`)
	return s
}

func collect[T any](t testing.TB, conn *pgx.Conn, sql string, args ...any) []T {
	t.Helper()
	rows, err := conn.Query(context.Background(), sql, args...)
	if err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	all, err := pgx.CollectRows(rows, pgx.RowToStructByName[T])
	if err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	return all
}

// A group is the tables that a part of the picture shows.
type group struct {
	title  string
	belong func(table string) bool
}

func beginsWith(prefixes ...string) func(string) bool {
	return func(table string) bool {
		return slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(table, p) })
	}
}

// groups are the parts of the picture; a table is in the first that it belongs to.
var groups = []group{
	{"Listings", beginsWith("listing")},
	{"Certificates", beginsWith("certificate")},
	{"Manufacturers and certifying bodies", beginsWith("manufacturer", "certifying_bod")},
	{"Vocabularies", beginsWith("entity_type", "device_class", "test_profile", "lists")},
	{"The register as a whole", beginsWith("")},
}

func (s schema) of(g group) []schemaTable {
	return slices.DeleteFunc(slices.Clone(s.tables), func(t schemaTable) bool {
		first := slices.IndexFunc(groups, func(h group) bool { return h.belong(t.Name) })
		return groups[first].title != g.title
	})
}

// schemaPage writes the generated part of the page.
func schemaPage(s schema) string {
	var b strings.Builder
	b.WriteString("\n## The model\n\nThe kinds of records, and what links them. A line leads from a table to the one that its\ncolumn names a record of, many to one.\n\n")
	s.picture(&b, s.links(), false)
	b.WriteString("\nThe parts with their columns. Left out are `from_seq` and `to_seq`, which every\ntable of records has, and each `x_key`, which is `x` as queries compare it. PK is the primary\nkey, with `from_seq`; FK names a record, which is checked by the load and not by the\ndatabase, since an id stands in several versions.\n")
	for _, g := range groups {
		fmt.Fprintf(&b, "\n### %s\n\n", g.title)
		s.picture(&b, s.of(g), true)
		for _, t := range s.of(g) {
			t.write(&b)
		}
	}
	b.WriteString("\n### Views\n")
	for _, v := range s.views {
		v.write(&b)
	}
	b.WriteString("\n### Functions\n\n")
	writeWords(&b, s.functions)
	b.WriteString("\n### Types\n\n")
	writeWords(&b, s.types)
	return b.String()
}

func writeWords(b *strings.Builder, words []schemaWord) {
	for _, w := range words {
		fmt.Fprintf(b, "- `%s`", w.Name)
		if w.Comment != "" {
			b.WriteString(": " + w.Comment)
		}
		b.WriteString("\n")
	}
}

// links returns the tables that others refer to, and those that refer to two or more:
// the kinds of records, and what links them.
func (s schema) links() []schemaTable {
	refers, referredTo := map[string]int{}, map[string]bool{}
	for _, t := range s.tables {
		for _, c := range t.Columns {
			if to := c.refersTo(); to != "" {
				refers[t.Name]++
				referredTo[to] = true
			}
		}
	}
	return slices.DeleteFunc(slices.Clone(s.tables), func(t schemaTable) bool { return !referredTo[t.Name] && refers[t.Name] < 2 })
}

// picture draws tables and the lines from them, in Mermaid.
func (s schema) picture(b *strings.Builder, tables []schemaTable, columns bool) {
	b.WriteString("```mermaid\nerDiagram\n")
	if columns && slices.ContainsFunc(tables, schemaTable.refers) {
		b.WriteString("    direction LR\n") // a table and many that refer to it are too wide otherwise
	}
	for _, t := range tables {
		if !columns {
			fmt.Fprintf(b, "    %s\n", t.Name)
			continue
		}
		fmt.Fprintf(b, "    %s {\n", t.Name)
		for _, c := range t.Columns {
			if !c.plain() {
				fmt.Fprintf(b, "        %s\n", c.picture())
			}
		}
		b.WriteString("    }\n")
	}
	for _, t := range tables {
		for _, c := range t.Columns {
			if to := c.refersTo(); to != "" {
				fmt.Fprintf(b, "    %s }o--|| %s : %s\n", t.Name, to, c.Name)
			}
		}
	}
	b.WriteString("```\n")
}

// shortTypes are names of types without spaces, which Mermaid needs.
var shortTypes = strings.NewReplacer("double precision", "float8", "timestamp with time zone", "timestamptz")

func (c schemaColumn) picture() string {
	line := shortTypes.Replace(c.Type) + " " + c.Name
	switch {
	case c.Key:
		line += " PK"
	case c.refersTo() != "":
		line += " FK"
	}
	return line
}

var reference = regexp.MustCompile(`^→ (\w+)`)

// refersTo returns the table of whose records a column holds the ids.
func (c schemaColumn) refersTo() string {
	if found := reference.FindStringSubmatch(c.Comment); found != nil {
		return found[1]
	}
	return ""
}

// refers reports whether a table refers to another.
func (t schemaTable) refers() bool {
	return slices.ContainsFunc(t.Columns, func(c schemaColumn) bool { return c.refersTo() != "" })
}

// plain reports whether what a column is goes without saying.
func (c schemaColumn) plain() bool {
	return c.Name == "from_seq" || c.Name == "to_seq" || c.Comment == "" && strings.HasSuffix(c.Name, "_key")
}

// write writes a table with its columns.
func (t schemaTable) write(b *strings.Builder) {
	fmt.Fprintf(b, "\n#### %s\n\n%s\n\n| Column | Type | |\n| --- | --- | --- |\n", t.Name, t.Comment)
	for _, c := range t.Columns {
		if c.plain() {
			continue
		}
		kind := c.Type
		if t.Kind == "r" && !c.Required {
			kind += ", optional"
		}
		if c.Made {
			kind += ", generated"
		}
		fmt.Fprintf(b, "| `%s` | %s | %s |\n", c.Name, kind, strings.ReplaceAll(c.Comment, "|", `\|`))
	}
}

// Comments in the schema explain each table, view, function and type, and where each id
// leads.
func TestSchemaIsDescribed(t *testing.T) {
	t.Parallel()
	conn := connected(t, tablesURL(t))
	s := readSchema(t, conn)
	names := map[string]bool{}
	for _, table := range s.tables {
		names[table.Name] = true
	}
	for _, table := range slices.Concat(s.tables, s.views) {
		if table.Comment == "" {
			t.Errorf("%s has no comment", table.Name)
		}
		for _, c := range table.Columns {
			to := c.refersTo()
			if to != "" && !names[to] {
				t.Errorf("%s.%s leads to %s, which is not there", table.Name, c.Name, to)
			}
			if strings.HasSuffix(c.Name, "_id") && c.Name != "commit_id" && c.Name != "former_id" && to == "" {
				t.Errorf("%s.%s does not say which table it leads to", table.Name, c.Name)
			}
		}
	}
	for _, w := range slices.Concat(s.functions, s.types) {
		if w.Comment == "" {
			t.Errorf("%s has no comment", w.Name)
		}
	}
	if len(s.tables) < len(tables) || len(s.views) == 0 || len(s.functions) == 0 || len(s.types) == 0 {
		t.Errorf("the schema has %d tables, %d views, %d functions and %d types", len(s.tables), len(s.views), len(s.functions), len(s.types))
	}
}

// Every table has a primary key, which replication needs, and nothing in the schema is for
// one machine alone: no GiST index, no range, and no GIN index of several columns.
func TestSchemaIsPlain(t *testing.T) {
	t.Parallel()
	conn := connected(t, tablesURL(t))
	for _, tt := range []struct{ what, sql string }{
		{"tables without a primary key", `
			select oid::regclass::text from pg_class c where relnamespace = 'public'::regnamespace and relkind = 'r'
				and not exists (select from pg_constraint where conrelid = c.oid and contype = 'p' and conname = relname || '_pkey')`},
		{"GiST indexes, and GIN indexes of several columns", `
			select indexrelid::regclass::text from pg_index join pg_class c on c.oid = indexrelid join pg_am a on a.oid = c.relam
			where relnamespace = 'public'::regnamespace and (amname not in ('btree', 'gin') or amname = 'gin' and indnatts > 1)`},
		{"columns that are ranges", `
			select attrelid::regclass || '.' || attname from pg_attribute join pg_class c on c.oid = attrelid join pg_type t on t.oid = atttypid
			where relnamespace = 'public'::regnamespace and relkind in ('r', 'v') and attnum > 0 and typtype in ('r', 'm')`},
		{"extensions", `select extname from pg_extension where extname not in ('plpgsql', 'pg_trgm')`},
	} {
		if found := column[string](t, conn, tt.sql); len(found) > 0 {
			t.Errorf("%s: %s", tt.what, strings.Join(found, ", "))
		}
	}
	keyed := column[string](t, conn, `
		select conrelid::regclass::text from pg_constraint join pg_attribute on attrelid = conrelid and attnum = any (conkey)
		where contype = 'p' and attname = 'from_seq' order by 1`)
	var want []string
	for _, table := range slices.Concat(tables, historyTables) {
		want = append(want, table.name)
	}
	slices.Sort(want)
	if diff := cmp.Diff(want, keyed); diff != "" {
		t.Errorf("the tables whose key has from_seq:\n%s", diff)
	}
}
