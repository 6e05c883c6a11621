package main

import (
	"context"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"opencec/tools/base/databaseurl"
	"opencec/tools/query/keys"
	"opencec/tools/query/postgres/postgrestest"
)

// unset takes variables out of the environment until the test ends.
func unset(t *testing.T, names ...string) {
	t.Helper()
	for _, name := range names {
		t.Setenv(name, "") // so that it is restored
		os.Unsetenv(name)
	}
}

func databaseVariables() []string {
	var names []string
	for _, name := range []string{"USER", "PASSWORD", "HOST", "PORT", "NAME"} {
		names = append(names, databaseurl.EnvironmentPrefix+name)
	}
	return names
}

// The server listens at the host and port of the predecessor's settings. An address counts
// before both, wherever each is set.
func TestListenAddress(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, test := range []struct {
		args, environment, dotEnv string
		want                      string
		wrong                     []string
	}{
		{want: ":8080"},
		{environment: "HOST=0.0.0.0 PORT=8000", want: "0.0.0.0:8000"},
		{dotEnv: "HOST=127.0.0.1 PORT=9000", want: "127.0.0.1:9000"},
		{args: "--host localhost --port 1", environment: "HOST=other PORT=2", dotEnv: "HOST=third PORT=3", want: "localhost:1"},
		{environment: "PORT=2", dotEnv: "HOST=third PORT=3", want: "third:2"},
		{environment: "HOST=127.0.0.1", want: "127.0.0.1:8080"},
		{environment: "PORT=0", want: ":0"},
		{environment: "PORT=65535", want: ":65535"},
		{environment: "HOST=::1", want: "[::1]:8080"},
		{environment: "HOST=[::] PORT=8081", want: "[::]:8081"},
		{environment: "HOST=my-host.example.org", want: "my-host.example.org:8080"},
		{args: "--listen :1", environment: "HOST=other PORT=2", want: ":1"},
		{environment: "LISTEN=:1", args: "--host other --port 2", want: ":1"},
		{dotEnv: "LISTEN=:1", environment: "HOST=other PORT=2", want: ":1"},
		{dotEnv: "LISTEN=:1 HOST=other PORT=many", want: ":1"},
		{environment: "LISTEN=", dotEnv: "HOST=127.0.0.1 PORT=2", want: "127.0.0.1:2"},
		{environment: "LISTEN=", want: ":8080"},
		{environment: "PORT=many", wrong: []string{`--port or OPEN_CEC_API_PORT: "many" is not a port`}},
		{environment: "PORT=65536", wrong: []string{`"65536" is not a port`}},
		{environment: "PORT=-1", wrong: []string{`"-1" is not a port`}},
		{environment: "PORT=+80", wrong: []string{`"+80" is not a port`}},
		{dotEnv: "PORT=080", wrong: []string{`"080" is not a port`}},
		{environment: "PORT=80.0", wrong: []string{`"80.0" is not a port`}},
		{environment: "HOST=127.0.0.1:8080", wrong: []string{`--host or OPEN_CEC_API_HOST: "127.0.0.1:8080" is not a host`}},
		{environment: "HOST=http://localhost PORT=x", wrong: []string{`"http://localhost" is not a host`, `"x" is not a port`}},
		{environment: "HOST=*", wrong: []string{`"*" is not a host`}},
	} {
		name := test.args + "|" + test.environment + "|" + test.dotEnv
		t.Run(name, func(t *testing.T) {
			unset(t, variable(settingListen), variable(settingHost), variable(settingPort))
			s := settingsOf(t, envPrefix, test.environment, test.dotEnv, test.args)
			got, wrong := listenAddress(s)
			if wrong == nil && got != test.want || (wrong == nil) != (test.wrong == nil) {
				t.Errorf("%q, %v, want %q", got, wrong, test.want)
			}
			for _, want := range test.wrong {
				if !strings.Contains(wrong.Error(), want) {
					t.Errorf("it does not say %s: %v", want, wrong)
				}
			}
		})
	}
}

// The predecessor's .env starts the server: it listens at the host and port, connects to
// the database with the very user, password and name, and says what has no effect.
func TestPredecessorsSettings(t *testing.T) {
	t.Chdir(t.TempDir())
	unset(t, append(databaseVariables(), variable(settingListen), variable(settingHost), variable(settingPort), variable(settingWorkersCount), variable(settingReload),
		variable(settingKeyHash), variable(settingDatabaseURL), variable(settingSnapshot))...)
	const password = `p@ss:w/rd%20 ?#&é"`
	address, logins := postgrestest.Logins(t, "127.0.0.1:0")
	host, port, err := net.SplitHostPort(address.String())
	if err != nil {
		t.Fatal(err)
	}
	lines := "OPEN_CEC_API_HOST=127.0.0.1\nOPEN_CEC_API_PORT=0\nOPEN_CEC_API_WORKERS_COUNT=1\nOPEN_CEC_API_RELOAD=True\nOPEN_CEC_API_API_KEY_HASH=" + keys.Hash("of the test") +
		"\nDB_DIALECT=postgresql\nDB_USER=cec@home\nDB_PASSWORD='" + password + "'\nDB_HOST=" + host + "\nDB_PORT=" + port + "\nDB_NAME=open cec\nRUN_ENV=development\nAPI_VERSION=1\n"
	if err := os.WriteFile(dotEnv, []byte(lines), 0o600); err != nil {
		t.Fatal(err)
	}
	r := begin(t)
	if login, want := <-logins, (postgrestest.Login{User: "cec@home", Password: password, Database: "open cec"}); login != want {
		t.Errorf("it connects as %+v, want %+v", login, want)
	}
	r.stop()
	log := r.log.String()
	for _, want := range []string{"msg=listening address=127.0.0.1:", "leave it out\" flag=--workers-count variable=OPEN_CEC_API_WORKERS_COUNT", "leave it out\" flag=--reload variable=OPEN_CEC_API_RELOAD", "name=RUN_ENV ", "name=API_VERSION "} {
		if !strings.Contains(log, want) {
			t.Errorf("the log does not say %s:\n%s", want, log)
		}
	}
	if strings.Contains(log, password) || strings.Contains(log, "p%40ss") {
		t.Errorf("the log has the password:\n%s", log)
	}
}

// The variables of the database count where neither a snapshot nor a URL is given, in
// whichever way.
func TestDatabaseVariables(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, test := range []struct {
		args, environment, dotEnv string
		snapshot, database        string
		wrong                     []string
	}{
		{environment: "DB_NAME=cec", database: "postgres://localhost:5432/cec"},
		{dotEnv: "DB_NAME=cec DB_HOST=::1", database: "postgres://[::1]:5432/cec"},
		{environment: "DB_NAME=cec", dotEnv: "DB_NAME=other DB_USER=reader DB_PASSWORD=a%b@c", database: "postgres://reader:a%25b%40c@localhost:5432/cec"},
		{args: "--database-url postgres://given/x", environment: "DB_NAME=cec", database: "postgres://given/x"},
		{environment: "OPEN_CEC_API_DATABASE_URL=postgres://given/x DB_HOST=wrong:1", database: "postgres://given/x"},
		{dotEnv: "OPEN_CEC_API_DATABASE_URL=postgres://given/x", environment: "DB_HOST=db DB_NAME=cec", database: "postgres://given/x"},
		{args: "--snapshot public", environment: "DB_HOST=db", snapshot: "public"},
		{environment: "DB_HOST=db", dotEnv: "DB_PASSWORD=hidden DB_PORT=0", wrong: []string{"DB_NAME", "DB_USER", `DB_PORT: "0"`}},
		{environment: "DB_USER=somebody"},
	} {
		t.Run(test.args+"|"+test.environment+"|"+test.dotEnv, func(t *testing.T) {
			unset(t, append(databaseVariables(), variable(settingDatabaseURL), variable(settingSnapshot))...)
			s := settingsOf(t, "", test.environment, test.dotEnv, test.args)
			wrong := setDatabaseURL(s)
			snapshot, database := s.String(settingSnapshot), s.String(settingDatabaseURL)
			if snapshot != test.snapshot || database != test.database || (wrong == nil) != (test.wrong == nil) {
				t.Errorf("snapshot %q, database %q, %v", snapshot, database, wrong)
			}
			for _, want := range test.wrong {
				if !strings.Contains(wrong.Error(), want) || strings.Contains(wrong.Error(), "hidden") {
					t.Errorf("it does not say %s: %v", want, wrong)
				}
			}
		})
	}
}

// The hash of the predecessor's key is answered with what to do, wherever it is given.
func TestDESCryptHash(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	publish(t, filepath.Join(dir, "public"), "one")
	unset(t, variable(settingKeyHash))
	const hash = "ab./0123CDefg"
	for _, test := range []struct{ name, args, environment, dotEnv, file string }{
		{name: "flag", args: "--api-key-hash " + hash},
		{name: "environment", environment: hash},
		{name: ".env", dotEnv: "OPEN_CEC_API_API_KEY_HASH=" + hash + "\n"},
		{name: ".env with quotes and spaces", dotEnv: "OPEN_CEC_API_API_KEY_HASH=\" " + hash + " \"\n"},
		{name: "keys file", args: "--keys-file keys.json", file: `{"keys": [{"name": "portal", "hash": "` + hash + `"}]}`},
	} {
		t.Run(test.name, func(t *testing.T) {
			unset(t, variable(settingKeyHash))
			if test.environment != "" {
				t.Setenv(variable(settingKeyHash), test.environment)
			}
			for name, text := range map[string]string{dotEnv: test.dotEnv, "keys.json": test.file} {
				if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			var stderr strings.Builder
			code := run(context.Background(), append([]string{"opencec-api", "--snapshot", "public", "--listen", "127.0.0.1:0"}, strings.Fields(test.args)...), io.Discard, &stderr, clock)
			if code == exitGood {
				t.Error("it starts")
			}
			for _, want := range []string{"des_crypt", "first 8 characters", "opencec keys new --name NAME --keys-file keys.json", "--keys-file keys.json"} {
				if !strings.Contains(stderr.String(), want) {
					t.Errorf("it does not say %s: %s", want, &stderr)
				}
			}
			if strings.Contains(stderr.String(), "SHA-256") {
				t.Errorf("it says %s", &stderr)
			}
		})
	}
}

// settingsOf returns the settings that the program reads from the environment, .env and the
// command line. Each is a list of words; the names in the first two lack the prefix.
func settingsOf(t *testing.T, prefix, environment, file, args string) *settings {
	t.Helper()
	for setting := range strings.FieldsSeq(environment) {
		name, value, _ := strings.Cut(setting, "=")
		t.Setenv(prefix+name, value)
	}
	var lines string
	for setting := range strings.FieldsSeq(file) {
		lines += prefix + setting + "\n"
	}
	if err := os.WriteFile(dotEnv, []byte(lines), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := loadDotEnv(t.Context()); err != nil {
		t.Fatal(err)
	}
	s := newSettings()
	if err := s.parse(strings.Fields(args)); err != nil {
		t.Fatal(err)
	}
	return s
}
