package postgres_test

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"opencec/tools/query"
	"opencec/tools/query/postgres"
	"opencec/tools/query/querytest"
	"opencec/tools/register"
)

// A planNode is a step of a query's plan, as EXPLAIN (FORMAT JSON) has it.
type planNode struct {
	Type      string     `json:"Node Type"`
	Relation  string     `json:"Relation Name"`
	Index     string     `json:"Index Name"`
	Condition string     `json:"Index Cond"`
	Rows      float64    `json:"Actual Rows"`
	Plans     []planNode `json:"Plans"`
}

// String writes the plan as psql shows it, in short.
func (n planNode) String() string {
	var b strings.Builder
	n.write(&b, "  ")
	return b.String()
}

func (n planNode) write(b *strings.Builder, indent string) {
	fmt.Fprintf(b, "%s%s", indent, n.Type)
	for _, part := range []string{n.Relation, n.Index, n.Condition} {
		if part != "" {
			fmt.Fprintf(b, " %.80s", part)
		}
	}
	fmt.Fprintf(b, ": %g rows\n", n.Rows)
	for _, p := range n.Plans {
		p.write(b, indent+"  ")
	}
}

func (n planNode) all() []planNode {
	nodes := []planNode{n}
	for _, p := range n.Plans {
		nodes = append(nodes, p.all()...)
	}
	return nodes
}

// explain returns the plan with which the answer to a query is counted.
func explain(t testing.TB, conn *pgx.Conn, e *postgres.Engine, q *query.Query) planNode {
	t.Helper()
	statements := strings.Split(strings.TrimSuffix(e.Script(q), ";\n"), "\n\\;\n")
	var text string
	if err := conn.QueryRow(t.Context(), "explain (analyze, buffers, format json) "+postgres.OfCurrentRows(statements[len(statements)-1])).Scan(&text); err != nil {
		t.Fatalf("%s: %v", q, err)
	}
	var explained []struct{ Plan planNode }
	if err := json.Unmarshal([]byte(text), &explained); err != nil {
		t.Fatal(err)
	}
	return explained[0].Plan
}

// An asked is a filter with a value that few records have.
type asked struct {
	field  *query.Field
	op     query.Op
	values url.Values
}

// selective returns the filters of a collection that an index must serve, each with the
// rarest value. Filters for "not equal" and "no value in other rows" scan everything.
func selective(reg *register.Register, c *query.Collection) []asked {
	var filters []asked
	for _, f := range c.Fields {
		values := valuesByCount(f, askable(reg, c.Kind, f))
		if len(values) == 0 {
			continue
		}
		for _, op := range f.Ops() {
			if text := selectiveText(f, op, values); text != "" {
				filters = append(filters, asked{f, op, url.Values{f.Parameter(op): {text}}})
			}
		}
	}
	return filters
}

// valuesByCount returns the values of a field, the rarest first.
func valuesByCount(f *query.Field, records []register.Record) []query.Value {
	if f.Via != nil {
		f = f.Via
	}
	counts := map[query.Value]int{}
	for _, rec := range records {
		for _, v := range f.AppendValues(nil, rec, querytest.Today) {
			counts[v]++
		}
	}
	var values []query.Value
	for v := range counts {
		values = append(values, v)
	}
	slices.SortFunc(values, func(a, b query.Value) int { return cmp.Or(counts[a]-counts[b], a.Compare(b)) })
	return values
}

// selectiveText returns what to ask a field for so that few records are found; "" where
// the operator finds most.
func selectiveText(f *query.Field, op query.Op, byCount []query.Value) string {
	const partLength = 12 // of which few texts have the same
	text := func(v query.Value) string {
		if f.Type == query.TypeNumber {
			return register.FormatNumber(v.Order)
		}
		return v.Text
	}
	switch op {
	case query.Equal, query.In:
		return text(byCount[0])
	case query.Contains, query.StartsWith:
		if f.Named {
			return "" // the words are found by the model
		}
		runes := []rune(byCount[0].Text)
		if op == query.Contains && len(runes) > partLength {
			runes = runes[len(runes)-partLength:]
		}
		return string(runes)
	case query.Greater, query.AtLeast:
		return text(slices.MaxFunc(byCount, query.Value.Compare))
	case query.Less, query.AtMost:
		return text(slices.MinFunc(byCount, query.Value.Compare))
	}
	return ""
}

const (
	// plansSize names the number of listings that the plans are read of: 100000 for all
	// of them, which takes about a minute to load.
	plansSize        = "OPENCEC_TEST_PLANS"
	defaultPlansSize = 5_000
	// partsSize is from when on a part of a text is looked for in an index: the tables of
	// fewer listings are read from end to end in no time.
	partsSize = 50_000
)

func planned(t testing.TB, listings int) (*register.Register, *postgres.Engine, *pgx.Conn) {
	t.Helper()
	reg := generated(t, listings)
	url := postgres.TablesURL(t)
	if _, err := postgres.Load(t.Context(), url, reg, postgres.LoadOptions{}); err != nil {
		t.Fatal(err)
	}
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close(t.Context()) })
	if _, err := conn.Exec(t.Context(), "set jit = off"); err != nil {
		t.Fatal(err)
	}
	return reg, connect(t, url), conn
}

// smallTables returns the tables of so few pages that an index is no faster than a scan.
func smallTables(t testing.TB, conn *pgx.Conn) map[string]bool {
	t.Helper()
	rows, err := conn.Query(t.Context(), "select relname::text from pg_class where relkind = 'r' and relpages <= 8")
	if err != nil {
		t.Fatal(err)
	}
	names, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	small := map[string]bool{}
	for _, name := range names {
		small[name] = true
	}
	return small
}

// Left to itself, the planner finds what few listings have by an index.
func TestPlans(t *testing.T) {
	t.Parallel()
	size := defaultPlansSize
	if given, err := strconv.Atoi(os.Getenv(plansSize)); err == nil {
		size = given
	}
	reg, e, conn := planned(t, size)
	model := query.NewModel(reg)
	looked := 0
	small := smallTables(t, conn)
	for _, k := range []register.Kind{register.Listings, register.Certificates} {
		for _, a := range selective(reg, model.Collection(k)) {
			q := querytest.Parse(t, e, k, a.values.Encode())
			if n := querytest.List(t, e, q).Total; n > size/200 || a.op == query.Contains && size < partsSize {
				continue // so many that reading all may be right
			}
			looked++
			column := e.ColumnOf(q.Collection, q.Filters[0].Field)
			plan := explain(t, conn, e, q)
			if !slices.ContainsFunc(plan.all(), func(n planNode) bool {
				return strings.Contains(n.Index+n.Condition, column) || n.Type == "Seq Scan" && small[n.Relation]
			}) {
				t.Errorf("%s?%s is not found by an index on %s:\n%s", k.Folder(), a.values.Encode(), column, plan)
			}
		}
	}
	if looked < 100 {
		t.Errorf("only %d filters find few records", looked)
	}
	for _, typical := range typicalQueries {
		t.Logf("%s: %s\n%s", typical.name, typical.query, explain(t, conn, e, querytest.Parse(t, e, register.Listings, typical.query)))
	}
}
