package postgres

import (
	"strings"
	"testing"
)

func TestEnvironmentURL(t *testing.T) {
	const secret = "p@ss:w/rd?#% é"
	for _, test := range []struct {
		user, password, host, port, name string
		want, wrong                      string
	}{
		{},
		{user: "someone"}, // which other programs may have set
		{name: "cec", want: "postgres://localhost:5432/cec"},
		{user: "reader", password: secret, host: "db", port: "5433", name: "cec", want: "postgres://reader:p%40ss%3Aw%2Frd%3F%23%25%20%C3%A9@db:5433/cec"},
		{user: "re@der", host: "::1", name: "c/e?c", want: "postgres://re%40der@[::1]:5432/c/e%3Fc"},
		{user: "reader", host: "/run/postgresql", name: "cec", want: "postgres://reader@/cec?host=%2Frun%2Fpostgresql&port=5432"},
		{password: secret, host: "db", wrong: "DB_NAME"},
		{password: secret, name: "cec", port: "many", wrong: "DB_PORT"},
	} {
		values := map[string]string{"DB_USER": test.user, "DB_PASSWORD": test.password, "DB_HOST": test.host, "DB_PORT": test.port, "DB_NAME": test.name}
		got, err := EnvironmentURL(func(name string) (string, bool) { return values[name], values[name] != "" })
		if got != test.want || (err == nil) != (test.wrong == "") || err != nil && (!strings.Contains(err.Error(), test.wrong) || strings.Contains(err.Error(), secret)) {
			t.Errorf("%+v: %q, %v", test, got, err)
		}
		if got == "" {
			continue
		}
		config, err := parseURL(got)
		if err != nil {
			t.Errorf("%+v: %v", test, err)
			continue
		}
		if c := config.ConnConfig; c.Password != test.password || c.Database != test.name || test.user != "" && c.User != test.user {
			t.Errorf("%+v is read as %q of %q at %q", test, c.Database, c.User, c.Host)
		}
	}
}
