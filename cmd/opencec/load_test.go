package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"opencec/tools/golden"
	"opencec/tools/postgres"
	"opencec/tools/postgres/postgrestest"
	"opencec/tools/register"
)

// Each script is opencec load as its users meet it, with an empty database at
// DATABASE.
func TestLoadScripts(t *testing.T) {
	postgrestest.Need(t)
	data, err := filepath.Abs("../../data")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:           "testdata/load",
		UpdateScripts: golden.Updating(),
		Setup: func(env *testscript.Env) error {
			env.Setenv("DATA", data)
			env.Setenv("DATABASE", postgrestest.URL(t))
			env.Setenv("XDG_CACHE_HOME", os.Getenv("XDG_CACHE_HOME"))
			return nil
		},
	})
}

func TestNoteVersions(t *testing.T) {
	t.Parallel()
	at := func(day int) time.Time { return time.Date(2026, 11, day, 1, 2, 3, 0, time.UTC) }
	version := func(seq int64, id string, at time.Time) postgres.LoadedVersion {
		return postgres.LoadedVersion{Seq: seq, Version: register.Version{ID: id, Time: at}}
	}
	was := version(4, "aaa", at(5))
	tests := []struct {
		name       string
		difference postgres.Difference
		want       string
	}{
		{"the first", postgres.Difference{Version: version(1, "aaa", at(5)), Changed: true}, ""},
		{"a newer one", postgres.Difference{Version: version(5, "bbb", at(6)), Previous: &was, Changed: true}, ""},
		{"no commit", postgres.Difference{Version: version(5, "bbb", time.Time{}), Previous: &was, Changed: true}, ""},
		{"the same", postgres.Difference{Version: version(0, "aaa", at(5)), Previous: &was}, ""},
		{
			"an older one", postgres.Difference{Version: version(5, "bbb", at(4)), Previous: &was, Changed: true},
			"note: version bbb of 2026-11-04T01:02:03Z is older than number 4, version aaa of 2026-11-05T01:02:03Z, whose place it takes\n",
		},
		{
			"the same with other rows", postgres.Difference{Version: version(5, "aaa", at(5)), Previous: &was, Changed: true},
			"note: number 4 is version aaa as well; this release makes other rows of it, or its settings differ\n",
		},
	}
	for _, tt := range tests {
		var stderr strings.Builder
		(&environment{stderr: &stderr}).noteVersions(&tt.difference)
		if stderr.String() != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, stderr.String(), tt.want)
		}
	}
}
