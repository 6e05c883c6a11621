package query_test

import (
	"strings"
	"testing"

	"opencec/tools/query"
	"opencec/tools/query/querytest"
)

func TestCursor(t *testing.T) {
	t.Parallel()
	c := listings(querytest.Sample())
	first, problems := read(c, "status=active&sort=-model&limit=10")
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	cursor := first.CursorAfter("tesla/powerwall-2", "v1")
	for _, test := range []struct {
		name, query string
		scope       query.Scope
		code        query.Code // of the only problem; "" for none
	}{
		{"same", "status=active&sort=-model&limit=10", scope, ""},
		{"same in other words", "sort=-model,id&status__in=active&limit=10", scope, ""},
		{"other page size", "status=active&sort=-model&limit=2", scope, ""},
		{"day given", "status=active&sort=-model&on=2026-11-23", scope, ""},
		{"next day", "status=active&sort=-model", query.Scope{Today: querytest.Day("2026-11-24"), Version: "v1"}, ""},
		{"other day", "status=active&sort=-model&on=2026-11-24", scope, query.InvalidCursor},
		{"other filter", "status=expired&sort=-model", scope, query.InvalidCursor},
		{"other order", "status=active&sort=model", scope, query.InvalidCursor},
		{"other version", "status=active&sort=-model", query.Scope{Today: querytest.Today, Version: "v2"}, query.VersionGone},
	} {
		t.Run(test.name, func(t *testing.T) {
			values, _ := query.Values(test.query + "&cursor=" + cursor)
			q, problems := c.Parse(values, test.scope)
			if test.code != "" {
				if len(problems) != 1 || problems[0].Code != test.code || problems[0].Parameter != "cursor" {
					t.Errorf("problems %v", problems)
				}
				return
			}
			if len(problems) > 0 {
				t.Fatal(problems)
			}
			if q.After != "tesla/powerwall-2" {
				t.Errorf("after %q", q.After)
			}
			if q.On != querytest.Today {
				t.Errorf("the day became %s", q.On)
			}
		})
	}
}

// A cursor with a changed, missing or additional character is refused.
func TestTamperedCursor(t *testing.T) {
	t.Parallel()
	good := query.Cursor{Version: query.HashOf("v"), Query: query.HashOf("q"), On: querytest.Today, Last: "tesla/powerwall-2"}
	text := good.String()
	if got, err := query.ParseCursor(text); err != nil || got != good {
		t.Fatalf("got %+v, %v", got, err)
	}
	for i := range text {
		changed := "A"
		if text[i] == 'A' {
			changed = "B"
		}
		if _, err := query.ParseCursor(text[:i] + changed + text[i+1:]); err == nil {
			t.Errorf("character %d changed: accepted", i)
		}
		if _, err := query.ParseCursor(text[:i]); err == nil {
			t.Errorf("cut to %d: accepted", i)
		}
	}
	for _, s := range []string{text + "A", text + "=", " " + text, text + "\n", strings.Repeat("A", 10_000)} {
		if _, err := query.ParseCursor(s); err == nil {
			t.Errorf("%.80q accepted", s)
		}
	}
}

// Only what String writes is a cursor.
func FuzzCursor(f *testing.F) {
	f.Add(query.Cursor{On: querytest.Today, Last: "a/b"}.String())
	f.Add("AAAA")
	f.Fuzz(func(t *testing.T, s string) {
		if c, err := query.ParseCursor(s); err == nil && c.String() != s {
			t.Errorf("%q is read as %+v, which is written %q", s, c, c.String())
		}
	})
}
