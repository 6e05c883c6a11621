package main

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"time"

	"opencec/tools/query/keys"
	"opencec/tools/query/postgres"
	"opencec/tools/query/postgres/postgrestest"
	"opencec/tools/register"
)

// registerURL returns the URL of a database with an empty register.
func registerURL(t *testing.T) string {
	t.Helper()
	return postgrestest.Clone(t, "empty register", func(url string) error {
		reg, err := register.New(register.Records{Settings: register.Settings{TimeZone: "Australia/Sydney"}}, register.Version{ID: "empty"})
		if err != nil {
			return err
		}
		_, err = postgres.Load(context.Background(), url, reg, postgres.LoadOptions{})
		return err
	})
}

// A command is the result of one of the tool's commands.
type command struct {
	code           int
	stdout, stderr string
}

// opencec runs one command line in this process. Two must not run at once, because the command line
// library keeps the help's flag and command for the whole process.
func opencec(t *testing.T, at time.Time, args ...string) command {
	t.Helper()
	var stdout, stderr bytes.Buffer
	code := run(t.Context(), append([]string{"opencec"}, args...), &stdout, &stderr, func() time.Time { return at })
	return command{code, stdout.String(), stderr.String()}
}

// Keys in a database are made, listed and revoked like those in a file (which keys.txtar tests), and the
// server's ring sees them.
func TestKeysInDatabase(t *testing.T) {
	t.Chdir(t.TempDir()) // where a keys file would be seen
	url := registerURL(t)
	now := time.Date(2026, 11, 23, 3, 15, 0, 0, time.UTC)
	database, err := postgres.Connect(t.Context(), url, postgres.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer database.Close()
	ring, err := keys.Follow(database.Keys())
	if err != nil {
		t.Fatal(err)
	}
	verify := func(secret string) string {
		t.Helper()
		if err := ring.Read(t.Context()); err != nil {
			t.Fatal(err)
		}
		if _, err := ring.Verify(secret, now); err != nil {
			return err.Error()
		}
		return "good"
	}
	made := opencec(t, now, "keys", "new", "--name", "portal", "--expires", "2027-06-30", "--rate", "600", "--database-url", url)
	if made.code != exitGood || !strings.HasPrefix(made.stdout, keys.Prefix) || !strings.Contains(made.stderr, "only time that the key is shown") {
		t.Fatalf("new: %+v", made)
	}
	secret := strings.TrimSpace(made.stdout)
	if got := verify(secret); got != "good" {
		t.Errorf("the new key: %s", got)
	}
	t.Setenv("OPEN_CEC_API_DATABASE_URL", url) // names it as well as the flag
	again := opencec(t, now, "keys", "new", "--name", "portal")
	if again.code != exitProblems || again.stdout != "" || !strings.Contains(again.stderr, "two keys have the name portal") {
		t.Errorf("new, again: %+v", again)
	}
	list := opencec(t, now, "keys", "list")
	want := "NAME    CREATED               EXPIRES     RATE/MIN  REVOKED\n" +
		"portal  2026-11-23T03:15:00Z  2027-06-30  600       -\n"
	if list.code != exitGood || list.stdout != want {
		t.Errorf("list: %+v", list)
	}
	if near := opencec(t, now, "keys", "revoke", "portl"); near.code != exitProblems || !strings.Contains(near.stderr, "did you mean portal?") {
		t.Errorf("revoke of another: %+v", near)
	}
	if revoked := opencec(t, now, "keys", "revoke", "portal"); revoked.code != exitGood || revoked.stderr != "revoked portal\n" {
		t.Errorf("revoke: %+v", revoked)
	}
	if got := verify(secret); !strings.Contains(got, "revoked") {
		t.Errorf("the revoked key: %s", got)
	}
}

// Keys are in one place. A database that cannot be used is an error without its password.
func TestKeysStore(t *testing.T) {
	t.Chdir(t.TempDir())
	now := time.Date(2026, 11, 23, 3, 15, 0, 0, time.UTC)
	const away = "postgres://someone:pass-word@127.0.0.1:1/register?sslmode=disable"
	for name, test := range map[string]struct {
		args []string
		code int
		want string
	}{
		"both":         {[]string{"--keys-file", "k.json", "--database-url", away}, exitUsage, "but both --keys-file and --database-url are given"},
		"empty flag":   {[]string{"--keys-file", "k.json", "--database-url="}, exitProblems, "k.json"},
		"neither":      {nil, exitProblems, "keys.json"},
		"away":         {[]string{"--database-url", away}, exitProblems, "127.0.0.1:1"},
		"no URL":       {[]string{"--database-url", "postgres://someone:pass-word@127.0.0.1:one/register"}, exitUsage, "URL"},
		"no URL's end": {[]string{"--database-url", "postgres://someone:pass-word@x/y@127.0.0.1/register"}, exitUsage, "URL"},
		"no schema":    {[]string{"--database-url", postgrestest.URL(t)}, exitProblems, "load one with opencec load"},
	} {
		got := opencec(t, now, append([]string{"keys", "list"}, test.args...)...)
		if got.code != test.code || got.stdout != "" || !strings.Contains(got.stderr, test.want) || strings.Contains(got.stderr, "pass-word") {
			t.Errorf("%s: %+v", name, got)
		}
	}
}
