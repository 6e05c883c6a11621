package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"opencec/tools/testenv"
)

// byHand returns the commands of the downloads page for checking by hand, for systems whose programs are
// installed here.
func byHand(t *testing.T) []string {
	t.Helper()
	page, err := os.ReadFile("../../site/content/downloads.md")
	if err != nil {
		t.Fatal(err)
	}
	var commands []string
	for line := range strings.Lines(string(page)) {
		program, _, _ := strings.Cut(line, " ")
		if slices.Contains([]string{"sha256sum", "shasum", "grep", "jq"}, program) {
			commands = append(commands, strings.TrimSpace(line))
		}
	}
	if len(commands) != 4 {
		t.Fatalf("the page has the commands %q", commands)
	}
	return commands
}

// The commands of the downloads page accept an unchanged download and find changes.
func TestVerifyByHand(t *testing.T) {
	for _, program := range []string{"jq", "sha256sum", "shasum"} {
		testenv.Program(t, program)
	}
	dir := t.TempDir()
	key, public := filepath.Join(dir, "signing.key"), filepath.Join(dir, "public")
	now := time.Now() // after the newest commit of the data
	for _, args := range [][]string{
		{"keys", "signing", "--name", "register.example.org", "--file", key},
		{"build", "--data", "../../data", "--output", public, "--signing-key", key},
	} {
		if made := opencec(t, now, args...); made.code != exitGood {
			t.Fatalf("%s: %+v", args, made)
		}
	}
	check := func(command string) bool {
		cmd := exec.CommandContext(t.Context(), "bash", "-o", "pipefail", "-c", command)
		cmd.Dir = filepath.Join(public, "downloads")
		return cmd.Run() == nil
	}
	commands := byHand(t)
	for _, command := range commands {
		if !check(command) {
			t.Errorf("as it was published: %s", command)
		}
	}
	for i, file := range []string{"listings.csv", "certificates.csv", "manifest.json", "register.json"} {
		f, err := os.OpenFile(filepath.Join(public, "downloads", file), os.O_APPEND|os.O_WRONLY, 0)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.WriteString("\n"); err != nil {
			t.Fatal(err)
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
		if check(commands[i]) {
			t.Errorf("%s was altered: %s", file, commands[i])
		}
	}
}
