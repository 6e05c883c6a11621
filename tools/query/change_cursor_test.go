package query_test

import (
	"testing"

	"opencec/tools/query"
)

func TestParseChangeCursor(t *testing.T) {
	t.Parallel()
	for _, want := range []query.ChangeCursor{{Seq: 1, Number: 1}, {Seq: 17, Number: 3}, {Seq: 999_999, Number: 999_999}} {
		if got, err := query.ParseChangeCursor(want.String()); err != nil || got != want {
			t.Errorf("%s: %v, %v", want, got, err)
		}
	}
	for _, text := range []string{"", "1", "1-", "-1", "0-1", "1-0", "01-1", "1-1-1", "1--1", " 1-1", "1-1\n", "1000000-1", "1-1000000", "a-b"} {
		if got, err := query.ParseChangeCursor(text); err == nil {
			t.Errorf("%q: %v", text, got)
		}
	}
}
