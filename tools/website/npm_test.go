package website

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// npmDir has the tools of the npm registry that look at pages, with their versions.
// npm ci in it installs them.
const npmDir = "testdata/npm"

// forbidSkip is the environment variable that makes a missing tool a failure.
const forbidSkip = "OPENCEC_TEST_FORBID_SKIP"

// needNPM returns the path of a file of these tools. A test without them is skipped, or
// fails where tests must not be skipped.
func needNPM(t testing.TB, name string) string {
	t.Helper()
	path, err := filepath.Abs(filepath.Join(npmDir, "node_modules", filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	_, err = os.Stat(path)
	if err == nil {
		_, err = exec.LookPath("node")
	}
	switch {
	case err == nil:
	case os.Getenv(forbidSkip) != "":
		t.Fatalf("%v, and %s is set; run npm ci in tools/website/%s", err, forbidSkip, npmDir)
	default:
		t.Skipf("%v; run npm ci in tools/website/%s to look at pages with the tools of npm", err, npmDir)
	}
	return path
}
