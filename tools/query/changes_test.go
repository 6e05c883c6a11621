package query_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"opencec/tools/query"
	"opencec/tools/register"
)

// between is the scope of changes after revision 3, up to revision 9.
var between = query.ChangesScope{Since: register.Revision{Seq: 3, Commit: "3333333"}, AsOf: register.Revision{Seq: 9, Commit: "9999999"}}

func readChanges(raw string, scope query.ChangesScope) (*query.Changes, []query.Problem) {
	values, problems := query.Values(raw)
	if len(problems) > 0 {
		return nil, problems
	}
	return query.ParseChanges(values, scope)
}

func TestParseChanges(t *testing.T) {
	t.Parallel()
	all := query.ChangesScope{AsOf: between.AsOf}
	record := all
	record.Record = &register.Ref{Kind: register.Listings, ID: "tesla/powerwall-2"}
	lines := all
	lines.Format = query.NDJSON
	for _, test := range []struct {
		query string
		scope query.ChangesScope
		want  query.Changes
		text  string
	}{
		{"", all, query.Changes{Limit: 50, Format: query.JSON}, "as_of=9999999"},
		{"since=0", all, query.Changes{Limit: 50, Format: query.JSON}, "as_of=9999999"},
		{"since=2026-01-01&as_of=9", between, query.Changes{Since: 3, Limit: 50, Format: query.JSON}, "as_of=9999999&since=3333333"},
		{"cursor=4-12&limit=7", between, query.Changes{Since: 3, Limit: 7, After: query.ChangeCursor{Seq: 4, Number: 12}, Format: query.JSON}, "as_of=9999999&limit=7&since=3333333"},
		{"kind=settings&kind=listings&kind__in=listings,+certificates", all, query.Changes{Kinds: []string{"certificates", "listings", "settings"}, Limit: 50, Format: query.JSON},
			"as_of=9999999&kind=certificates&kind=listings&kind=settings"},
		{"what=renamed&what__in=expiry-moved,renamed", all, query.Changes{Events: []string{"expiry-moved", "renamed"}, Limit: 50, Format: query.JSON}, "as_of=9999999&what=expiry-moved&what=renamed"},
		{"listing=original/42&manufacturer=nobody", all, query.Changes{Listings: []string{"original/42"}, Manufacturers: []string{"nobody"}, Limit: 50, Format: query.JSON},
			"as_of=9999999&listing=original%2F42&manufacturer=nobody"},
		{"what=removed", record, query.Changes{Record: record.Record, Events: []string{"removed"}, Limit: 50, Format: query.JSON}, "as_of=9999999&what=removed"},
		{"format=ndjson", all, query.Changes{Format: query.NDJSON}, "as_of=9999999&format=ndjson"},
		{"", lines, query.Changes{Format: query.NDJSON}, "as_of=9999999&format=ndjson"},
		{"format=json&limit=500", lines, query.Changes{Limit: 500, Format: query.JSON}, "as_of=9999999&limit=500"},
		{"", query.ChangesScope{AsOf: register.Revision{Seq: 9}}, query.Changes{Limit: 50, Format: query.JSON}, "as_of=9"}, // not committed
	} {
		got, problems := readChanges(test.query, test.scope)
		if len(problems) > 0 {
			t.Errorf("%s: %v", test.query, problems)
			continue
		}
		if diff := cmp.Diff(&test.want, got, cmpopts.IgnoreUnexported(query.Changes{}), cmp.Comparer(func(a, b register.Kind) bool { return a == b })); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.query, diff)
		}
		if got.String() != test.text {
			t.Errorf("%s: %s, want %s", test.query, got, test.text)
		}
	}
}

func TestChangesProblems(t *testing.T) {
	t.Parallel()
	record := between
	record.Record = &register.Ref{Kind: register.Listings, ID: "tesla/powerwall-2"}
	for _, test := range []struct {
		query      string
		scope      query.ChangesScope
		parameter  string
		code       query.Code
		message    string
		suggestion string
	}{
		{"kinds=listings", between, "kinds", query.UnknownParameter, "not a parameter", "kind"},
		{"kind__not=listings", between, "kind__not", query.UnknownParameter, "not a parameter", ""},
		{"on=2026-01-01", between, "on", query.UnknownParameter, "not a parameter", ""},
		{"listing=a/b", record, "listing", query.UnknownParameter, "not a parameter", ""},
		{"kind=listing", between, "kind", query.UnknownValue, "allowed are entity-types", "listings"},
		{"kind__in=listings,", between, "kind__in", query.UnknownValue, `""`, ""},
		{"what=expiry_moved", between, "what", query.UnknownValue, "is not a word for what", "expiry-moved"},
		{"listing=tesla", between, "listing", query.InvalidValue, "two parts with a slash", ""},
		{"listing=Tesla/Powerwall", between, "listing", query.InvalidValue, "cannot be the id of a listing", ""},
		{"manufacturer=../x", between, "manufacturer", query.InvalidValue, "cannot be the id of a manufacturer", ""},
		{"limit=501", between, "limit", query.LimitExceeded, "at most 500", "500"},
		{"limit=0", between, "limit", query.InvalidValue, "from 1 to 500", ""},
		{"cursor=x", between, "cursor", query.InvalidCursor, "is not a cursor", ""},
		{"cursor=10-1", between, "cursor", query.InvalidCursor, "end with revision 9", ""},
		{"format=csv", between, "format", query.UnknownValue, "allowed are json, ndjson", ""},
		{"format=ndjson&limit=5", between, "limit", query.ConflictingParameter, "whole list and no pages", ""},
		{"", query.ChangesScope{Since: between.AsOf, AsOf: between.Since}, "since", query.ConflictingParameter, "revision 9, which came after revision 3", ""},
		{"listing__in=" + strings.Repeat("a/b,", query.MaxValues) + "a/b", between, "listing__in", query.LimitExceeded, "101 values; at most 100", ""},
	} {
		q, problems := readChanges(test.query, test.scope)
		if q != nil || len(problems) != 1 {
			t.Errorf("%.60s: %v, %v", test.query, q, problems)
			continue
		}
		if p := problems[0]; p.Parameter != test.parameter || p.Code != test.code || !strings.Contains(p.Message, test.message) || p.Suggestion != test.suggestion {
			t.Errorf("%.60s: %+v", test.query, p)
		}
	}
	if _, problems := readChanges("kind=x&what=y&limit=z&nonsense=1", between); len(problems) != 4 {
		t.Errorf("all at once: %v", problems)
	}
}

// Whatever is asked, there is a query or a problem; and the canonical form of a query
// is read back as the same query.
func FuzzParseChanges(f *testing.F) {
	f.Add("since=0&kind=listings&kind__in=settings,certificates&what=renamed&limit=3&cursor=7-1")
	f.Add("format=ndjson&listing=tesla/powerwall-2&manufacturer=tesla&manufacturer__in=,")
	f.Add("what__in=%00&listing=a/b&listing=a/b&limit=-1&cursor=0-0&as_of=&since=&since=")
	f.Fuzz(func(t *testing.T, raw string) {
		q, problems := readChanges(raw, between)
		if (q == nil) == (len(problems) == 0) {
			t.Fatalf("query %v and problems %v", q, problems)
		}
		if q == nil {
			return
		}
		again, problems := readChanges(q.String(), between)
		if len(problems) > 0 {
			t.Fatalf("%q gave %q, which has %v", raw, q, problems)
		}
		again.After = q.After // which is not in it
		if cmp.Diff(q, again, cmpopts.IgnoreUnexported(query.Changes{})) != "" || again.String() != q.String() {
			t.Fatalf("%q does not mean %q, but %q", raw, q, again)
		}
	})
}
