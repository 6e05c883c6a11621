package main

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"opencec": func() {
			os.Exit(run(context.Background(), os.Args, os.Stdout, os.Stderr, time.Now))
		},
	})
}

// Each script is one command as its users meet it. DATA is the register's own
// data folder.
func TestScripts(t *testing.T) {
	data, err := filepath.Abs("../../data")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:           "testdata/script",
		UpdateScripts: os.Getenv("OPENCEC_TEST_UPDATE") != "",
		Setup: func(env *testscript.Env) error {
			env.Setenv("DATA", data)
			return nil
		},
	})
}
