package postgrestest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"
)

func connect(t testing.TB, url string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close(context.Background()) })
	return conn
}

func execute(t testing.TB, url, statement string) {
	t.Helper()
	if _, err := connect(t, url).Exec(t.Context(), statement); err != nil {
		t.Fatal(err)
	}
}

func query[T any](t testing.TB, url, statement string, args ...any) T {
	t.Helper()
	var value T
	if err := connect(t, url).QueryRow(t.Context(), statement, args...).Scan(&value); err != nil {
		t.Fatal(err)
	}
	return value
}

// Tests at the same time have a database each, empty at first.
func TestURL(t *testing.T) {
	t.Parallel()
	for i := range 8 {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			t.Parallel()
			url := URL(t)
			if n := query[int](t, url, "select count(*) from pg_class where relnamespace = 'public'::regnamespace"); n != 0 {
				t.Errorf("%d relations in a new database", n)
			}
			execute(t, url, "create table mine (n int)")
		})
	}
}

// A database is gone after its test, though a connection was left open.
func TestURLDrops(t *testing.T) {
	t.Parallel()
	var left string
	t.Run("test", func(t *testing.T) {
		left = URL(t)
		if _, err := pgx.Connect(t.Context(), left); err != nil {
			t.Fatal(err)
		}
	})
	config, err := pgx.ParseConfig(left)
	if err != nil {
		t.Fatal(err)
	}
	if n := query[int](t, URL(t), "select count(*) from pg_database where datname = $1", config.Database); n != 0 {
		t.Errorf("%s is still there", config.Database)
	}
}

// Clones are alike and independent, and are prepared once.
func TestClone(t *testing.T) {
	t.Parallel()
	external := sharedHost(t).external
	name := randomHex() // that no earlier run of the test has prepared
	var prepared atomic.Int32
	prepare := func(url string) error {
		prepared.Add(1)
		conn, err := pgx.Connect(context.Background(), url)
		if err != nil {
			return err
		}
		_, err = conn.Exec(context.Background(), "create table t (n int); insert into t values (7)")
		return errors.Join(err, conn.Close(context.Background()))
	}
	t.Run("all", func(t *testing.T) {
		for i := range 6 {
			t.Run(fmt.Sprint(i), func(t *testing.T) {
				t.Parallel()
				url := Clone(t, name, prepare)
				execute(t, url, "insert into t values (1)")
				if sum := query[int](t, url, "select sum(n) from t"); sum != 8 {
					t.Errorf("the sum is %d", sum)
				}
			})
		}
	})
	if n := prepared.Load(); n != 1 && !external {
		t.Errorf("prepared %d times", n)
	}
}

// The databases of a server from outside are made there, and its URL keeps all else.
func TestExternalHost(t *testing.T) {
	t.Parallel()
	server := Start(t, Options{})
	h, err := newExternalHost(server.URL(maintenance) + "&application_name=x")
	if err != nil {
		t.Fatal(err)
	}
	name, err := h.create("template1")
	if err != nil {
		t.Fatal(err)
	}
	if got, want := h.url(name), server.URL(name)+"&application_name=x"; got != want || !strings.HasPrefix(name, namePrefix) {
		t.Errorf("the URL is %s, want %s", got, want)
	}
	if got := query[string](t, h.url(name), "select current_database()"); got != name {
		t.Errorf("connected to %s", got)
	}
	if err := h.drop(name); err != nil {
		t.Error(err)
	}
}

func TestExternalHostRefuses(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"host=localhost password=secret", "http://localhost/secret", "postgres://localhost/?dbname=secret", "postgres://%zz/secret"} {
		if _, err := newExternalHost(text); err == nil || !strings.Contains(err.Error(), externalURL) || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: %v", text, err)
		}
	}
}
