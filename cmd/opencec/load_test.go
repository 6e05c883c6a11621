package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"opencec/tools/query/postgres/postgrestest"
	"opencec/tools/testenv/golden"
)

// Each script runs opencec load, with an empty database at DATABASE.
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
