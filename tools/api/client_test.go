package api_test

import (
	"encoding/json"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"opencec/tools/input/source"
	"opencec/tools/register"
	"opencec/tools/testenv"
)

// clientDir contains the tools from the npm registry that check the document, with their
// versions. Install them with npm ci.
const clientDir = "testdata/client"

// npmTool returns the path of one of these tools.
func npmTool(t *testing.T, name string) string {
	t.Helper()
	testenv.Program(t, "node")
	path, err := filepath.Abs(filepath.Join(clientDir, "node_modules", ".bin", name))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(path); err != nil {
		t.Logf("run npm ci in tools/api/%s", clientDir)
	}
	return testenv.Program(t, path)
}

// run runs a program in a folder and returns what it writes to stdout.
func run(t *testing.T, dir, program string, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), program, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "REDOCLY_TELEMETRY=off", "REDOCLY_SUPPRESS_UPDATE_NOTICE=true", "NO_COLOR=1")
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s %s: %v\n%s%s", filepath.Base(program), strings.Join(args, " "), err, out, &stderr)
	}
	return string(out)
}

// The linter accepts the document, with the sample's device classes and with the
// register's own.
func TestDocumentLint(t *testing.T) {
	t.Parallel()
	redocly := npmTool(t, "redocly")
	config, err := filepath.Abs(filepath.Join(clientDir, "redocly.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	tree, err := source.Load(t.Context(), "../../data")
	if err != nil {
		t.Fatal(err)
	}
	tree.Records.Settings = published(t).Settings // with all that a document can say of a publisher
	own, err := register.New(tree.Records, register.Version{ID: "own", Time: now})
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"sample.json": document(t, published(t), "/openapi.json"),
		"sample.yaml": document(t, published(t), "/openapi.yaml"),
		"own.json":    document(t, own, "/openapi.json"),
	} {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		var report struct {
			Totals   struct{ Errors, Warnings, Ignored int }
			Problems []json.RawMessage
		}
		out := run(t, dir, redocly, "lint", "--config", config, "--format", "json", name)
		if err := json.Unmarshal([]byte(out), &report); err != nil {
			t.Fatalf("%v in %s", err, out)
		}
		if report.Totals.Errors+report.Totals.Warnings+report.Totals.Ignored > 0 {
			t.Errorf("%s: %s", name, report.Problems)
		}
	}
}

// A client generated from the document compiles, and decodes a server's answers.
func TestGeneratedClient(t *testing.T) {
	t.Parallel()
	generate, compile := npmTool(t, "openapi-typescript"), npmTool(t, "tsc")
	modules, err := filepath.Abs(filepath.Join(clientDir, "node_modules"))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.Symlink(modules, filepath.Join(dir, "node_modules")); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"package.json", "tsconfig.json", "client.ts"} {
		text, err := os.ReadFile(filepath.Join(clientDir, name))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	f := newFixture(t)
	f.server.Swap(remembered(t, published(t)))
	if err := os.WriteFile(filepath.Join(dir, "openapi.json"), []byte(document(t, published(t), "/openapi.json")), 0o644); err != nil {
		t.Fatal(err)
	}
	run(t, dir, generate, "openapi.json", "--output", "api.d.ts")
	run(t, dir, compile)
	server := httptest.NewServer(f.http)
	defer server.Close()
	if out := run(t, dir, testenv.Program(t, "node"), "client.js", server.URL, f.secret); out != "as described\n" {
		t.Errorf("the client says %s", out)
	}
}
