package query_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"opencec/tools/query"
	"opencec/tools/query/querytest"
)

func TestParseRevisionSpec(t *testing.T) {
	t.Parallel()
	zone := time.FixedZone("", 10*60*60)
	for _, test := range []struct {
		query string
		want  string // the point
		code  query.Code
	}{
		{"", "", ""},
		{"as_of=7", "7", ""},
		{"as_of=+c0ffee0+", "c0ffee0", ""},
		{"as_of=2026-11-23", "2026-11-23T13:59:59.999999999Z", ""},
		{"as_of=2026-11-23T09:30:00Z", "2026-11-23T09:30:00Z", ""},
		{"as_of=2026-11-23T09:30:00+10:00", "2026-11-22T23:30:00Z", ""}, // + has become a space
		{"as_of=2026-11-23T09:30:00%2B10:00", "2026-11-22T23:30:00Z", ""},
		{"as_of=", "", query.InvalidValue},
		{"as_of=7&as_of=7", "", query.RepeatedParameter},
		{"as_of=yesterday", "", query.InvalidValue},
		{"as_of=2026-02-30", "", query.InvalidValue},
	} {
		values, problems := query.Values(test.query)
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		point, problems := query.ParseRevisionSpec(values, "as_of", zone)
		switch {
		case test.code != "":
			if point != nil || len(problems) != 1 || problems[0].Parameter != "as_of" || problems[0].Code != test.code {
				t.Errorf("%s: %v, %v", test.query, point, problems)
			}
		case len(problems) > 0 || (point == nil) != (test.want == "") || point != nil && point.String() != test.want:
			t.Errorf("%s: %v, %v", test.query, point, problems)
		}
	}
}

// The point in time by which the version was chosen is part of what a query means: its
// links and cursors ask for the same again.
func TestAsOf(t *testing.T) {
	t.Parallel()
	c := listings(querytest.Sample())
	chosen := query.Scope{Today: querytest.Today, Version: "v0", AsOf: "c0ffee0"}
	parse := func(raw string, scope query.Scope) (*query.Query, []query.Problem) {
		values, err := url.ParseQuery(raw)
		if err != nil {
			t.Fatal(err)
		}
		return c.Parse(values, scope)
	}
	q, problems := parse("as_of=2025-01-01&limit=1", chosen)
	if len(problems) > 0 || q.AsOf != "c0ffee0" || q.String() != "limit=1&as_of=c0ffee0&on=2026-11-23" {
		t.Fatalf("%v, %v", q, problems)
	}
	cursor := "&cursor=" + q.CursorAfter("tesla/powerwall-2", "v0")
	if next, problems := parse(q.String()+cursor, chosen); len(problems) > 0 || next.After != "tesla/powerwall-2" {
		t.Errorf("the next page: %v, %v", next, problems)
	}
	if _, problems := parse("on=2026-11-23"+cursor, query.Scope{Today: querytest.Today, Version: "v0"}); len(problems) != 1 || problems[0].Code != query.InvalidCursor {
		t.Errorf("its cursor without as_of: %v", problems)
	}
	values := url.Values{"as_of": {"2025-01-01"}}
	if q, problems := c.ParseRecord(values, chosen); len(problems) > 0 || q.String() != "as_of=c0ffee0&on=2026-11-23" {
		t.Errorf("a record: %v, %v", q, problems)
	}
	if _, problems := query.ParseOn(values, chosen); len(problems) > 0 {
		t.Errorf("the two times: %v", problems)
	}
	// Where only one version is asked, another is not answered from it.
	for name, problems := range map[string][]query.Problem{
		"list":   second(c.Parse(values, scope)),
		"record": second(c.ParseRecord(values, scope)),
		"times":  second(query.ParseOn(values, scope)),
	} {
		if len(problems) != 1 || problems[0].Code != query.UnknownParameter || !strings.Contains(problems[0].Message, "only the newest version") {
			t.Errorf("%s: %v", name, problems)
		}
	}
}

func second[T any](_ T, problems []query.Problem) []query.Problem { return problems }
