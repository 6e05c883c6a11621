package databaseurl

import (
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// A pipe that nobody writes to, named in place of a file, is an error and not waited for.
func TestFiles(t *testing.T) {
	dir := t.TempDir()
	pipe, good := filepath.Join(dir, "a pipe"), filepath.Join(dir, "good")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(good, []byte("localhost:5432:*:x:y\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	const database = "postgres://somebody@localhost/register"
	for _, setting := range []string{"passfile", "servicefile", "sslrootcert", "sslcert", "sslkey"} {
		for _, text := range []string{database + "?" + setting + "=" + url.QueryEscape(pipe), database + "?sslmode=disable&" + setting + "=" + url.QueryEscape(pipe)} {
			if _, err := Parse(text); err == nil || !strings.Contains(err.Error(), setting+" or PG") || !strings.Contains(err.Error(), "a pipe: not a regular file, but a named pipe") {
				t.Errorf("%s: %v", text, err)
			}
		}
	}
	for _, text := range []string{database, database + "?passfile=" + good, database + "?passfile=" + dir + "/none", database + "?sslrootcert=system&sslmode=verify-full", "host=localhost passfile=" + good} {
		if _, err := Parse(text); err != nil {
			t.Errorf("%s: %v", text, err)
		}
	}
	t.Setenv("PGPASSFILE", pipe)
	if _, err := Parse(database); err == nil || !strings.Contains(err.Error(), "passfile or PGPASSFILE") {
		t.Errorf("in the environment: %v", err)
	}
}
