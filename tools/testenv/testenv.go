// Package testenv decides what tests do if something that they need is missing: they are
// skipped, or fail if OPENCEC_TEST_FORBID_SKIP is set, as in tools/test. With go test
// -short, slow tests are always skipped.
package testenv

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// forbidSkip is the environment variable that turns skips for missing programs into
// failures.
const forbidSkip = "OPENCEC_TEST_FORBID_SKIP"

// Program returns the path of the first of the programs that exists: in PATH, or where
// servers are installed outside of a user's PATH. If none exists, it ends the test.
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

// SkipIfShort skips the test with go test -short. why is the reason why it is slow: a
// browser, a database, programs that it builds.
func SkipIfShort(t testing.TB, why string) {
	t.Helper()
	if testing.Short() {
		t.Skip("-short: " + why)
	}
}

// Missing ends a test because something is missing. The error says what, and how to get
// it.
func Missing(t testing.TB, err error) {
	t.Helper()
	if os.Getenv(forbidSkip) != "" {
		t.Fatalf("%v; tests must not be skipped, as %s is set", err, forbidSkip)
		return
	}
	t.Skip(err)
}
