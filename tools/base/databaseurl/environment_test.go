package databaseurl

import (
	"strings"
	"testing"
)

func TestFromEnvironment(t *testing.T) {
	const secret = "p@ss:w/rd?#% é"
	for _, test := range []struct {
		user, password, host, port, name string
		dialect                          string
		want                             string
		wrong                            []string
	}{
		{},
		{user: "someone"}, // which other programs may have set
		{name: "cec", want: "postgres://localhost:5432/cec"},
		{user: "reader", password: secret, host: "db", port: "5433", name: "cec", want: "postgres://reader:p%40ss%3Aw%2Frd%3F%23%25%20%C3%A9@db:5433/cec"},
		{user: "re@der", host: "::1", name: "c/e?c", want: "postgres://re%40der@[::1]:5432/c/e%3Fc"},
		{user: "reader", host: "/run/postgresql", name: "cec", want: "postgres://reader@/cec?host=%2Frun%2Fpostgresql&port=5432"},
		{user: "reader", password: "%", host: "[fe80::1%eth0]", name: "c d%2F", want: "postgres://reader:%25@[fe80::1%25eth0]:5432/c%20d%252F"},
		{user: "reader", host: "DB-1.example_org", port: "65535", name: "cec", want: "postgres://reader@DB-1.example_org:65535/cec"},
		{user: "reader", password: secret, host: "db", wrong: []string{"DB_HOST is given without DB_NAME"}},
		{user: "reader", password: secret, name: "cec", port: "many", wrong: []string{`DB_PORT: "many" is not a port`}},
		{name: "cec", port: "0", wrong: []string{`DB_PORT: "0"`}},
		{name: "cec", port: "65536", wrong: []string{`DB_PORT: "65536"`}},
		{name: "cec", dialect: "postgresql+asyncpg", want: "postgres://localhost:5432/cec"},
		{name: "cec", dialect: "PostgreSQL", want: "postgres://localhost:5432/cec"},
		{dialect: "sqlite"},
		{name: "cec", dialect: "mysql+pymysql", port: "x", wrong: []string{`DB_DIALECT: "mysql+pymysql" is not postgresql`, `DB_PORT: "x"`}},
		{host: "db:5433", name: "cec", wrong: []string{`DB_HOST: "db:5433" is not a host`}},
		{host: "db/other?x", name: "cec", wrong: []string{`DB_HOST: "db/other?x" is not a host`}},
		{host: "a,b", name: "cec", wrong: []string{`DB_HOST: "a,b" is not a host`}},
		{password: secret, name: "cec", wrong: []string{"DB_PASSWORD is given without DB_USER"}},
		{password: secret, host: "d b", port: "-1", wrong: []string{"DB_NAME", "DB_USER", `DB_PORT: "-1"`, `DB_HOST: "d b"`}},
	} {
		values := map[string]string{"DB_USER": test.user, "DB_PASSWORD": test.password, "DB_HOST": test.host, "DB_PORT": test.port, "DB_NAME": test.name, "DB_DIALECT": test.dialect}
		got, err := FromEnvironment(func(name string) (string, bool) { return values[name], values[name] != "" })
		if got != test.want || (err == nil) != (test.wrong == nil) || err != nil && strings.Contains(err.Error(), secret) {
			t.Errorf("%+v: %q, %v", test, got, err)
		}
		for _, want := range test.wrong {
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%+v: %v, without %s", test, err, want)
			}
		}
		if got == "" {
			continue
		}
		config, err := Parse(got)
		if err != nil {
			t.Errorf("%+v: %v", test, err)
			continue
		}
		if c := config.ConnConfig; c.Password != test.password || c.Database != test.name || test.user != "" && c.User != test.user {
			t.Errorf("%+v is read as %q of %q at %q", test, c.Database, c.User, c.Host)
		}
	}
}
