package timetravel

import (
	"testing"
	"time"

	"opencec/tools/register"
)

func TestParseTime(t *testing.T) {
	t.Parallel()
	zone, err := time.LoadLocation("Australia/Sydney")
	if err != nil {
		t.Fatal(err)
	}
	v := &View{zone: zone}
	for _, test := range []struct{ text, from, to string }{
		{"2026-06-01", "2026-05-31T14:00:00Z", "2026-06-01T13:59:59.999999999Z"},
		{"2026-10-04", "2026-10-03T14:00:00Z", "2026-10-04T12:59:59.999999999Z"}, // a day of 23 hours
		{"2026-06-01T09:00:00+10:00", "2026-05-31T23:00:00Z", "2026-05-31T23:00:00Z"},
	} {
		m, ok, err := v.parseTime(test.text)
		if from, to := m.from.UTC().Format(time.RFC3339Nano), m.to.UTC().Format(time.RFC3339Nano); !ok || err != nil || from != test.from || to != test.to {
			t.Errorf("%s: %s to %s, %v, %v; want %s to %s", test.text, from, to, ok, err, test.from, test.to)
		}
	}
	for _, text := range []string{"2026-02-30", "2026-06-01T09:00", "2026-06-01 09:00:00Z"} {
		if _, ok, err := v.parseTime(text); !ok || err == nil {
			t.Errorf("%s: %v, %v; want an error", text, ok, err)
		}
	}
	for _, text := range []string{"main", "2026-06-01-list", "20260601", "HEAD~1", ""} {
		if _, ok, err := v.parseTime(text); ok || err != nil {
			t.Errorf("%s: %v, %v; want neither a date nor an instant", text, ok, err)
		}
	}
}

// Two records that became one are separate until then.
func TestRecordHistoryAt(t *testing.T) {
	t.Parallel()
	kind := (&register.Listing{}).RecordKind()
	version := func(seq int, id string, former ...string) register.RecordVersion {
		return register.RecordVersion{Seq: seq, Kind: kind, ID: id, Record: &register.Listing{Meta: register.Meta{ID: id}, FormerIDs: former}}
	}
	h := &register.History{
		Revisions: []register.Revision{{Seq: 1, Commit: "1"}, {Seq: 2, Commit: "2"}, {Seq: 3, Commit: "3"}},
		Versions: []register.RecordVersion{
			version(1, "a/one"), version(2, "a/two"),
			{Seq: 3, Kind: kind, ID: "a/two"}, version(3, "a/one", "a/two"),
		},
	}
	v := &View{History: h, dir: "data"}
	for _, test := range []struct {
		asked string
		seq   int
		want  string
	}{
		{"a/one", 0, ""}, {"a/one", 1, "a/one"}, {"a/one", 2, "a/one"}, {"a/one", 3, "a/one"},
		{"a/two", 1, "a/one"}, {"a/two", 2, "a/two"}, {"a/two", 3, "a/one"},
	} {
		s, err := v.find(test.asked)
		if err != nil {
			t.Fatal(err)
		}
		if e, _ := s.at(test.seq); e.ID != test.want || s.id != "a/one" {
			t.Errorf("%s at %d is %q, now %q; want %q, now a/one", test.asked, test.seq, e.ID, s.id, test.want)
		}
	}
}
