package postgres

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"opencec/tools/query"
	"opencec/tools/query/querytest"
	"opencec/tools/register"
)

// Every filter of the API has an index that finds rows by the filter's own column,
// whatever its operator: if only indexes are allowed, the planner finds one. Filters for
// "not equal" and "no value in other rows" scan everything.
func TestEveryFilterHasAnIndex(t *testing.T) {
	t.Parallel()
	reg := querytest.Random(8, 3000) // enough that the right index is the cheapest
	for i, l := range reg.Listings {
		if a := l.DeviceClasses["inverter"]; a != nil {
			a["note"] = register.Text(fmt.Sprintf("the note of number %d", i))
		}
	}
	url := tablesURL(t)
	if _, err := Load(t.Context(), url, reg, LoadOptions{}); err != nil {
		t.Fatal(err)
	}
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(t.Context()) }()
	if _, err := conn.Exec(t.Context(), "set enable_seqscan = off"); err != nil {
		t.Fatal(err)
	}
	model, sources := query.NewModel(reg), sources(reg)
	for _, k := range register.Kinds() {
		s := sources[k]
		for _, f := range model.Collection(k).Fields {
			for _, op := range f.Ops() {
				parts := f.Named && (op == query.Contains || op == query.StartsWith) // which the model turns into words
				if f.Via == nil && op != query.Not && op != query.In && !parts {
					testIndex(t, conn, newCompiler(sources, 1, querytest.Today), s, f, op)
				}
			}
		}
	}
	c := newCompiler(sources, 1, querytest.Today)
	words := c.statement("select from records w where", c.words(scope{sources["listings"], "w", ""}, []string{"zzz"}))
	if uses := indexConditions(t, conn, words); !strings.Contains(uses, "search @@") {
		t.Errorf("no index finds words: %s", uses)
	}
}

// testIndex asks for the rows for which a filter holds.
func testIndex(t *testing.T, conn *pgx.Conn, c *compiler, s source, f *query.Field, op query.Op) {
	t.Helper()
	p := s.ref(f)
	from, column, conditions := s.table+" r", "r."+p.column, []string{c.of("r")}
	switch {
	case p.rows != nil:
		from, column, conditions = p.rows.from, "v."+p.column, c.rowsOfVersion(p.rows)
	case p.daily:
		from, column, conditions = s.statuses+" s", "s."+p.column, []string{c.of("s"), c.today("s")}
	}
	if op == query.IsNull {
		if p.rows != nil || p.required {
			return
		}
		conditions = append(conditions, column+null(true))
	} else {
		conditions = append(conditions, c.holds(column, p, f, op, []query.Value{sampleValue(f)}))
	}
	statement := c.statement("select from "+from, "where "+strings.Join(conditions, " and "))
	run(t, conn, "begin")
	defer run(t, conn, "rollback")
	method := "btree"
	if op == query.Contains {
		method = "gin"
	}
	dropOtherIndexes(t, conn, strings.Fields(from), method, p.column)
	if uses := indexConditions(t, conn, statement); !strings.Contains(uses, p.column) {
		t.Errorf("%s?%s: no index on %s: %s", s.kind.Folder(), f.Parameter(op), p.column, uses)
	}
}

// dropOtherIndexes drops the partial indexes of tables that have another method, or do not begin
// with a column, or with an attribute and the column. The planner could otherwise read all current rows by one of them,
// as it could by a scan of the table.
func dropOtherIndexes(t *testing.T, conn *pgx.Conn, tables []string, method, name string) {
	t.Helper()
	others := column[string](t, conn, `
		select indexrelid::regclass::text
		from pg_index join pg_class c on c.oid = indrelid join pg_class i on i.oid = indexrelid join pg_am m on m.oid = i.relam
		where c.relnamespace = 'public'::regnamespace and c.relname = any ($1) and indpred is not null and not (amname = $2 and exists (
			select from pg_attribute where attrelid = indexrelid and attname = $3
				and attnum = case c.relname when 'listing_device_class_attributes' then indnatts else 1 end))`, tables, method, name)
	if len(others) > 0 {
		run(t, conn, "drop index "+strings.Join(others, ", "))
	}
}

func sampleValue(f *query.Field) query.Value {
	switch {
	case f.Vocabulary != nil:
		return f.ValueOf(f.Vocabulary.Terms[0].ID)
	case f.Type == query.TypeBoolean:
		return f.ValueOf("false")
	case f.Type == query.TypeNumber:
		return query.Value{Order: 12}
	case f.Type == query.TypeDate:
		return f.ValueOf("2026-11-23")
	case f.Type == query.TypeInstant:
		return f.ValueOf("2026-11-23T00:00:00Z")
	}
	return f.ValueOf("some text")
}

// rowsOfVersion finds the condition of the rows of a version.
var rowsOfVersion = regexp.MustCompile(`(\w+)\.from_seq <= '\d+'::bigint and \(\w+\.to_seq is null or \w+\.to_seq > '\d+'::bigint\)`)

// OfCurrentRows returns a statement about the rows that stand, which the partial indexes have.
func OfCurrentRows(sql string) string {
	return rowsOfVersion.ReplaceAllString(sql, "$1.to_seq is null")
}

// indexConditions returns by what the indexes of a plan are searched, with their names.
func indexConditions(t *testing.T, conn *pgx.Conn, s statement) string {
	t.Helper()
	type node struct {
		Type      string `json:"Node Type"`
		Index     string `json:"Index Name"`
		Condition string `json:"Index Cond"`
		Plans     []node
	}
	var text string
	if err := conn.QueryRow(t.Context(), "explain (format json) "+OfCurrentRows(s.literal())).Scan(&text); err != nil {
		t.Fatalf("%s: %v", s.literal(), err)
	}
	var explained []struct{ Plan node }
	if err := json.Unmarshal([]byte(text), &explained); err != nil {
		t.Fatal(err)
	}
	var conditions []string
	for nodes := []node{explained[0].Plan}; len(nodes) > 0; nodes = nodes[1:] {
		if nodes[0].Condition != "" {
			conditions = append(conditions, fmt.Sprintf("%s by %s", nodes[0].Index, nodes[0].Condition))
		}
		nodes = slices.Concat(nodes, nodes[0].Plans)
	}
	return strings.Join(conditions, "; ")
}
