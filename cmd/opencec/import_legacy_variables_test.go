package main

import (
	"context"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"opencec/tools/base/databaseurl"
	"opencec/tools/query/postgres/postgrestest"
)

// Without a URL, the predecessor's variables say which database is read, and by whom. A
// URL counts before them.
func TestImportOriginalVariables(t *testing.T) {
	const password = `p@ss:w/rd%20 ?#&é"`
	address, logins := postgrestest.Logins(t, "127.0.0.1:0")
	host, port, err := net.SplitHostPort(address.String())
	if err != nil {
		t.Fatal(err)
	}
	byVariables := map[string]string{"USER": "cec@home", "PASSWORD": password, "HOST": host, "PORT": port, "NAME": "open cec"}
	for _, test := range []struct {
		name, url string
		variables map[string]string
		login     postgrestest.Login
		code      int
		wrong     []string
	}{
		{name: "variables", variables: byVariables, login: postgrestest.Login{User: "cec@home", Password: password, Database: "open cec"}, code: exitProblems},
		{name: "URL", url: "postgres://reader:secret@" + address.String() + "/cec", variables: map[string]string{"HOST": "other:1", "PASSWORD": password}, login: postgrestest.Login{User: "reader", Password: "secret", Database: "cec"}, code: exitProblems},
		{name: "all wrong", variables: map[string]string{"HOST": "a b", "PASSWORD": password, "PORT": "x"}, code: exitUsage, wrong: []string{"DB_NAME", "DB_USER", "DB_HOST", "DB_PORT"}},
		{name: "none", code: exitUsage, wrong: []string{"--database-url"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			for _, name := range []string{"USER", "PASSWORD", "HOST", "PORT", "NAME"} {
				t.Setenv(databaseurl.EnvironmentPrefix+name, test.variables[name])
			}
			args := []string{"opencec", "import", "original", "--data", t.TempDir() + "/data"}
			if test.url != "" {
				args = append(args, "--database-url", test.url)
			}
			var stderr strings.Builder
			if code := run(context.Background(), args, io.Discard, &stderr, time.Now); code != test.code {
				t.Errorf("exit code %d: %s", code, &stderr)
			}
			if strings.Contains(stderr.String(), password) {
				t.Errorf("it says the password: %s", &stderr)
			}
			for _, want := range test.wrong {
				if !strings.Contains(stderr.String(), want) {
					t.Errorf("it does not say %s: %s", want, &stderr)
				}
			}
			if test.login == (postgrestest.Login{}) {
				return
			}
			if login := <-logins; login != test.login {
				t.Errorf("it connects as %+v, want %+v", login, test.login)
			}
		})
	}
}
