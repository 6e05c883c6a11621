package website

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// markupFaults returns what html-validate says about the pages in a folder, a line for
// each fault.
func markupFaults(t *testing.T, dir string) []string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "node", needNPM(t, "html-validate/bin/html-validate.mjs"),
		"--config", "html-validate.cjs", "--formatter", "json", "--ext", "html", dir)
	cmd.Dir = npmDir
	// It ends without waiting for a pipe to take all of a long report.
	report, err := os.Create(filepath.Join(t.TempDir(), "report.json"))
	if err != nil {
		t.Fatal(err)
	}
	defer report.Close()
	var stderr strings.Builder
	cmd.Stdout, cmd.Stderr = report, &stderr
	runErr := cmd.Run() // an error also where there are faults
	out, err := os.ReadFile(report.Name())
	if err != nil {
		t.Fatal(err)
	}
	var files []struct {
		FilePath string `json:"filePath"`
		Messages []struct {
			RuleID   string `json:"ruleId"`
			Message  string `json:"message"`
			Line     int    `json:"line"`
			Column   int    `json:"column"`
			Selector string `json:"selector"`
		} `json:"messages"`
	}
	if err := json.Unmarshal(out, &files); err != nil {
		t.Fatalf("html-validate: %v (%v)\n%s%s", err, runErr, out, &stderr)
	}
	var faults []string
	for _, f := range files {
		name, err := filepath.Rel(dir, f.FilePath)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range f.Messages {
			faults = append(faults, fmt.Sprintf("%s:%d:%d: %s: %s (%s)", filepath.ToSlash(name), m.Line, m.Column, m.RuleID, m.Message, m.Selector))
		}
	}
	if runErr != nil && len(faults) == 0 {
		t.Fatalf("html-validate: %v\n%s", runErr, &stderr)
	}
	return faults
}

// Every page of the tests' site is valid HTML: all kinds, with hostile texts.
func TestMarkupIsValid(t *testing.T) {
	t.Parallel()
	for _, fault := range markupFaults(t, testSite(t)) {
		t.Error(fault)
	}
}

// The test sees what html-validate reports.
func TestMarkupFaultsAreFound(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	const broken = "<!doctype html>\n<html lang=\"en\"><head><title>T</title></head><body><p id=\"a\"><div id=\"a\"></p></body></html>\n"
	if err := os.WriteFile(filepath.Join(dir, "broken.html"), []byte(broken), 0o644); err != nil {
		t.Fatal(err)
	}
	faults := strings.Join(markupFaults(t, dir), "\n")
	for _, rule := range []string{"broken.html:2:", "no-dup-id", "close-order"} {
		if !strings.Contains(faults, rule) {
			t.Errorf("no word of %s:\n%s", rule, faults)
		}
	}
}
