package postgrestest

import (
	"errors"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"testing"

	"opencec/tools/testenv"
)

// A missingError says what is not installed, and how to install it.
type missingError string

func (e missingError) Error() string { return string(e) }

const errMissing = missingError("no Postgres found: install its server (on Debian: apt install postgresql), " +
	"put initdb, postgres and pg_basebackup into PATH, or name a server by " + externalURL)

// binaries is the directory of the programs of one Postgres.
type binaries string

// findBinaries finds Postgres in PATH, or else the newest one where Debian installs it.
func findBinaries() (binaries, error) {
	if path, err := exec.LookPath("postgres"); err == nil {
		if b := binaries(filepath.Dir(path)); b.complete() {
			return b, nil
		}
	}
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin") // fails only for a bad pattern
	slices.SortFunc(found, func(a, b string) int { return major(b) - major(a) })
	for _, dir := range found {
		if b := binaries(dir); b.complete() {
			return b, nil
		}
	}
	return "", errMissing
}

// major returns the version in a path /usr/lib/postgresql/VERSION/bin, or 0.
func major(path string) int {
	n, _ := strconv.Atoi(filepath.Base(filepath.Dir(path)))
	return n
}

func (b binaries) program(name string) string { return filepath.Join(string(b), name) }

func (b binaries) complete() bool {
	for _, name := range []string{"initdb", "postgres", "pg_basebackup"} {
		if _, err := exec.LookPath(b.program(name)); err != nil {
			return false
		}
	}
	return true
}

func skipIfShort(t testing.TB) {
	t.Helper()
	testenv.SkipIfShort(t, "it starts Postgres")
}

// stop ends a test that has no server: it skips the test if something is not installed and
// skipping is allowed, and otherwise fails it.
func stop(t testing.TB, err error) {
	t.Helper()
	if missing := missingError(""); errors.As(err, &missing) {
		testenv.Missing(t, err)
	}
	t.Fatalf("postgrestest: %v", err)
}
