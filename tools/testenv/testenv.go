// Package testenv is what tests do where something that they need is missing: they
// are skipped, unless OPENCEC_TEST_FORBID_SKIP is set, as tools/test does. Then they fail.
// With go test -short, tests that take long are skipped in any case.
package testenv

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// forbidSkip is the environment variable that makes what is missing a failure.
const forbidSkip = "OPENCEC_TEST_FORBID_SKIP"

// Program returns the path of the first of some programs that is there: in PATH, or where
// servers are, to which a user's PATH does not lead. Where there is none the test ends.
func Program(t testing.TB, names ...string) string {
	t.Helper()
	for _, name := range names {
		for _, candidate := range []string{name, "/usr/sbin/" + name} {
			if path, err := exec.LookPath(candidate); err == nil {
				return path
			}
		}
	}
	Missing(t, fmt.Errorf("%s is missing: install it", strings.Join(names, " or ")))
	return ""
}

// SkipIfShort skips a test with go test -short. why says what makes it slow: a browser, a
// database, programs that it builds.
func SkipIfShort(t testing.TB, why string) {
	t.Helper()
	if testing.Short() {
		t.Skip("-short: " + why)
	}
}

// Missing ends a test that something is missing for. The error says what, and how to get it.
func Missing(t testing.TB, err error) {
	t.Helper()
	if os.Getenv(forbidSkip) != "" {
		t.Fatalf("%v; tests must not be skipped, as %s is set", err, forbidSkip)
		return
	}
	t.Skip(err)
}
