package website

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"opencec/tools/testenv"
)

// npmDir has the tools of the npm registry that look at pages, with their versions.
// npm ci in it installs them.
const npmDir = "testdata/npm"

// needNPM returns the path of a file of these tools. A test without them is skipped, or
// fails where tests must not be skipped.
func needNPM(t testing.TB, name string) string {
	t.Helper()
	path, err := filepath.Abs(filepath.Join(npmDir, "node_modules", filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(path); err != nil {
		testenv.Missing(t, fmt.Errorf("%w; run npm ci in tools/output/website/%s", err, npmDir))
	}
	testenv.Program(t, "node")
	return path
}
