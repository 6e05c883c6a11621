package main

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"opencec/tools/testenv/golden"
)

func TestMain(m *testing.M) {
	testscript.Main(ownCache{m}, map[string]func(){
		"opencec": func() {
			os.Exit(run(context.Background(), os.Args, os.Stdout, os.Stderr, time.Now))
		},
	})
}

// ownCache runs the tests with an empty cache folder rather than the user's. Scripts share it.
type ownCache struct{ *testing.M }

func (m ownCache) Run() int {
	folder, err := os.MkdirTemp("", "opencec-cache-")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(folder)
	os.Setenv("XDG_CACHE_HOME", folder)
	return m.M.Run()
}

// Each script tests one command. DATA is the register's own data folder.
func TestScripts(t *testing.T) {
	data, err := filepath.Abs("../../data")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:           "testdata/script",
		UpdateScripts: golden.Updating(),
		Setup: func(env *testscript.Env) error {
			env.Setenv("DATA", data)
			env.Setenv("XDG_CACHE_HOME", os.Getenv("XDG_CACHE_HOME"))
			return nil
		},
	})
}
