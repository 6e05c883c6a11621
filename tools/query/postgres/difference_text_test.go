package postgres

import (
	"testing"
	"time"

	"opencec/tools/register"
)

func TestDifferenceNote(t *testing.T) {
	t.Parallel()
	at := func(day int) time.Time { return time.Date(2026, 11, day, 1, 2, 3, 0, time.UTC) }
	version := func(seq int64, id string, at time.Time) LoadedVersion {
		return LoadedVersion{Seq: seq, Version: register.Version{ID: id, Time: at}}
	}
	was := version(4, "aaa", at(5))
	tests := []struct {
		name       string
		difference Difference
		want       string
	}{
		{"the first", Difference{Version: version(1, "aaa", at(5)), Changed: true}, ""},
		{"a newer one", Difference{Version: version(5, "bbb", at(6)), Previous: &was, Changed: true}, ""},
		{"no commit", Difference{Version: version(5, "bbb", time.Time{}), Previous: &was, Changed: true}, ""},
		{"the same", Difference{Version: version(0, "aaa", at(5)), Previous: &was}, ""},
		{
			"an older one", Difference{Version: version(5, "bbb", at(4)), Previous: &was, Changed: true},
			"version bbb of 2026-11-04T01:02:03Z is older than number 4, version aaa of 2026-11-05T01:02:03Z, whose place it takes",
		},
		{
			"the same with other rows", Difference{Version: version(5, "aaa", at(5)), Previous: &was, Changed: true},
			"number 4 is version aaa as well; this release makes other rows of it, or its settings differ",
		},
	}
	for _, tt := range tests {
		if got := tt.difference.Note(); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}
