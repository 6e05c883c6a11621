package postgres

import (
	"strings"
	"testing"

	"opencec/tools/query"
	"opencec/tools/query/querytest"
	"opencec/tools/register"
)

// Whole numbers compare with a bound as they do with the whole number next to it.
func TestWholeBound(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		op   query.Op
		n    float64
		want string
	}{
		{query.Greater, 2.5, "2"}, {query.AtLeast, 2.5, "3"}, {query.Less, 2.5, "3"}, {query.AtMost, 2.5, "2"},
		{query.Greater, 2, "2"}, {query.AtLeast, 2, "2"}, {query.Less, 2, "2"}, {query.AtMost, 2, "2"},
		{query.Greater, -0.5, "-1"}, {query.AtMost, -0.5, "-1"}, {query.AtLeast, -2.5, "-2"}, {query.Less, -2.5, "-2"},
		{query.Less, 1e300, "9007199254740992"}, {query.Greater, -1e300, "-9007199254740992"},
	} {
		if got := wholeBound(test.op, test.n); got != test.want {
			t.Errorf("%s %g is that of %s, want %s", test.op, test.n, got, test.want)
		}
	}
}

// Nothing that a request says is in the text of a statement.
func TestOnlyParameters(t *testing.T) {
	t.Parallel()
	reg := querytest.Sample()
	model := query.NewModel(reg)
	const said = "zxqv"
	values := querytest.Values(t, "model__contains="+said+"&brand="+said+"&brand="+said+"2&id__startswith="+said+"&certificate.number__not="+said+
		"&q="+said+"&bess.capacity__gt=271828.5&updated_at__lt=1987-06-05&period.to=1987-06-05&on=1987-06-05&sort=-bess.chemistry,model&facets=brand,white_label")
	q, problems := model.Collection(register.Listings).Parse(values, query.Scope{Today: querytest.Today, Version: reg.Version.ID})
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	e, err := newEngine(nil, LoadedVersion{314159, version(said)})
	if err != nil {
		t.Fatal(err)
	}
	e.sources = sources(reg)
	q.After = said
	for _, question := range e.listQuestions(q, new(answered)) {
		for _, part := range []string{said, "271828", "1987", "314159", "bess", "NMC"} {
			if strings.Contains(question.text, part) {
				t.Errorf("%s is in %s", part, question.text)
			}
		}
	}
}

// Statements with their parameters in their places mean the same.
func TestLiteral(t *testing.T) {
	t.Parallel()
	s := statement{"select $2::text, $1::text[], $10", []any{arrayLiteral([]string{`a"b\`, "c,d", ""}), `it's $1`, "", "", "", "", "", "", "", "ten"}}
	if got, want := s.literal(), `select 'it''s $1'::text, '{"a\"b\\","c,d",""}'::text[], 'ten'`; got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
}
