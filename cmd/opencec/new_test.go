package main

import (
	"io"
	"testing"
	"time"

	"opencec/tools/register"
)

// There is a command for every kind of record, but for official lists: imports make those.
func TestNewMakesEveryKind(t *testing.T) {
	t.Parallel()
	for _, k := range register.Kinds() {
		want := 0
		if k == register.Lists {
			want = 2
		}
		if code := run(t.Context(), []string{"opencec", "new", hyphenated(k), "--help"}, io.Discard, io.Discard, time.Now); code != want {
			t.Errorf("opencec new %s --help: exit code %d, want %d", hyphenated(k), code, want)
		}
	}
}
