package postgres

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"opencec/tools/query"
	"opencec/tools/query/querytest"
	"opencec/tools/register"
)

// The schema that all migrations lead to, and the statements of all queries, keep the promise of
// deploy/database.md not to use features of few engines.
func TestPortable(t *testing.T) {
	t.Parallel()
	unused := unusedWords(t)
	check := func(what, sql string) {
		t.Helper()
		if found := unused.FindString(strings.ToLower(sql)); found != "" {
			t.Errorf("%s uses %s:\n%s", what, found, sql)
		}
	}
	conn := connected(t, tablesURL(t))
	for what, definitions := range map[string]string{
		"an index":     `select indexdef from pg_indexes where schemaname = 'public'`,
		"a column":     `select table_name || '.' || column_name || ' ' || udt_name from information_schema.columns where table_schema = 'public'`,
		"a check":      `select pg_get_constraintdef(oid) from pg_constraint where connamespace = 'public'::regnamespace`,
		"a view":       `select definition from pg_views where schemaname = 'public'`,
		"a function":   `select pg_get_functiondef(p.oid) from pg_proc p where pronamespace = 'public'::regnamespace and prokind = 'f' and not exists (select from pg_depend where objid = p.oid and deptype = 'e')`,
		"an extension": `select extname from pg_extension`,
	} {
		found := column[string](t, conn, definitions)
		if len(found) == 0 {
			t.Errorf("there is no definition of %s", what)
		}
		for _, definition := range found {
			check(what, definition)
		}
	}
	for _, s := range everyStatement(t) {
		check("a statement", s)
	}
}

// unusedWords matches the words that deploy/database.md promises not to use.
func unusedWords(t *testing.T) *regexp.Regexp {
	t.Helper()
	page, err := os.ReadFile("../../../deploy/database.md")
	if err != nil {
		t.Fatal(err)
	}
	_, section, _ := strings.Cut(string(page), "## Other engines")
	_, section, _ = strings.Cut(section, "\n    ")
	list, _, _ := strings.Cut(section, "\n\n")
	words := strings.Split(strings.Join(strings.Fields(list), " "), ", ")
	if len(words) < 10 {
		t.Fatalf("deploy/database.md promises not to use %q", words)
	}
	return regexp.MustCompile(`\b(` + strings.ReplaceAll(strings.Join(words, "|"), " ", `\s+`) + `)\b`)
}

// everyStatement returns the statements of queries with every filter, order and facet.
func everyStatement(t *testing.T) []string {
	t.Helper()
	reg := querytest.Sample()
	e, err := newEngine(nil, LoadedVersion{1, reg.Version})
	if err != nil {
		t.Fatal(err)
	}
	e.reg, e.sources = reg, sources(reg)
	model := query.NewModel(reg)
	var queries []*query.Query
	for _, k := range register.Kinds() {
		c := model.Collection(k)
		for _, f := range c.Fields {
			for _, op := range f.Ops() {
				queries = append(queries, &query.Query{Collection: c, On: querytest.Today, Limit: 20, Filters: []query.Filter{{Field: f, Op: op, Values: []query.Value{sampleValue(f)}}}})
			}
			if f.Facetable() {
				queries = append(queries, &query.Query{Collection: c, On: querytest.Today, Limit: 20, Facets: []*query.Field{f}})
			}
		}
		for _, name := range c.Sortable() {
			queries = append(queries, &query.Query{Collection: c, On: querytest.Today, Limit: 20, After: "x", Words: []string{"word"}, Sort: []query.SortKey{{Field: c.Field(name)}}})
		}
	}
	var statements []string
	for _, superseded := range []bool{false, true} {
		e.superseded.Store(superseded)
		for _, q := range queries {
			for _, question := range e.listQuestions(q, new(answered)) {
				statements = append(statements, question.text)
			}
		}
	}
	if len(statements) < 500 {
		t.Fatalf("there are only %d statements", len(statements))
	}
	return statements
}
