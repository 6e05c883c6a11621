package postgres

import (
	"strings"
	"testing"

	"opencec/tools/query"
	"opencec/tools/query/querytest"
	"opencec/tools/register"
)

// Every question about changes has an index that finds the lines: with no other way than
// an index, the planner finds one.
func TestEveryQuestionAboutChangesHasAnIndex(t *testing.T) {
	t.Parallel()
	h := querytest.RandomHistory(7, 300)
	url := tablesURL(t)
	loaded(t, url, querytest.Newest(t, h), LoadOptions{History: h})
	conn := connected(t, url)
	run(t, conn, "set enable_seqscan = off")
	e := &Engine{version: LoadedVersion{Seq: value[int64](t, conn, "select max(seq) from register_versions")}}
	e.origin = e
	known := &knownRevisions{history: h}
	id := register.Ref{Kind: register.Listings, ID: "tesla/powerwall-2"}
	for _, test := range []struct {
		name    string
		changes query.Changes
		by      []string
	}{
		{"since", query.Changes{Since: 290}, []string{"(revision > 290)"}},
		{"kind", query.Changes{Kinds: []string{"manufacturers"}}, []string{"(kind = "}},
		{"what", query.Changes{Events: []string{"renamed"}}, []string{"changes_what by (what && "}},
		{"listing", query.Changes{Listings: []string{id.ID}}, []string{"changes_listings by (listings && "}},
		{"manufacturer", query.Changes{Manufacturers: []string{"tesla"}}, []string{"changes_manufacturers by (manufacturers && "}},
		{"record", query.Changes{Record: &id}, []string{"(id = ANY (", "changes_former_ids by (former_ids && ", "changes_listings by (listings && ", "changes_moved_to by ("}},
	} {
		uses := indexConditions(t, conn, e.changeCount(known, &test.changes))
		for _, by := range test.by {
			if !strings.Contains(strings.ReplaceAll(uses, "'", ""), by) {
				t.Errorf("%s: nothing is found by %s: %s", test.name, by, uses)
			}
		}
	}
	uses := indexConditions(t, conn, e.historiesStatement(known, register.Listings, []string{id.ID}))
	for _, by := range []string{"changes_former_ids by (former_ids @> ", "changes_listings by (listings @> ", "changes_moved_to by (", "changes_id by ("} {
		if !strings.Contains(uses, by) {
			t.Errorf("histories: nothing is found by %s: %s", by, uses)
		}
	}
}
