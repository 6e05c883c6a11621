package postgrestest

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"net/url"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

const (
	externalURL = "OPENCEC_TEST_DATABASE_URL"

	// namePrefix is the prefix of the databases created on a shared server.
	namePrefix = "opencec_test_"

	// statementTimeout limits creating and dropping a database, in case a server hangs.
	statementTimeout = time.Minute
)

// Need ends the test where URL would: without Postgres, and with go test -short. A test
// whose subtests call URL must call Need first, because only the test itself can skip
// itself.
func Need(t testing.TB) {
	t.Helper()
	sharedHost(t)
}

// URL returns the URL of a clean, empty database that is dropped when the test ends.
func URL(t testing.TB) string {
	t.Helper()
	h := sharedHost(t)
	name, err := h.create("template1")
	if err != nil {
		t.Fatalf("postgrestest: %v", err)
	}
	t.Cleanup(func() {
		if err := h.drop(name); err != nil {
			t.Errorf("postgrestest: %v", err)
		}
	})
	return h.url(name)
}

// Clone returns the URL of a database for the test, in the state that prepare creates. On
// the shared server prepare runs once for each name and its database is copied, so it
// must close its connections. On the server of OPENCEC_TEST_DATABASE_URL, where a
// template would be left behind, it runs each time.
func Clone(t testing.TB, name string, prepare func(url string) error) string {
	t.Helper()
	h := sharedHost(t)
	if h.external {
		u := URL(t)
		if err := prepare(u); err != nil {
			t.Fatalf("postgrestest: preparing %s: %v", name, err)
		}
		return u
	}
	template, err := h.template(name, prepare)
	if err != nil {
		t.Fatalf("postgrestest: preparing %s: %v", name, err)
	}
	database, err := h.create(template)
	if err != nil {
		t.Fatalf("postgrestest: copying %s: %v", name, err)
	}
	t.Cleanup(func() {
		if err := h.drop(database); err != nil {
			t.Errorf("postgrestest: %v", err)
		}
	})
	return h.url(database)
}

// A host is a server on which databases are created.
type host struct {
	external bool
	server   *url.URL // URL of the database from which others are created

	templates sync.Map // by name, of func() (string, error)
}

// shared is the host of the process.
var shared = sync.OnceValues(func() (*host, error) {
	if text := os.Getenv(externalURL); text != "" {
		return newExternalHost(text)
	}
	bin, err := findBinaries()
	if err != nil {
		return nil, err
	}
	s, err := newServer(bin, Options{})
	if err == nil {
		err = s.start()
	}
	if err != nil {
		return nil, err
	}
	u, err := url.Parse(s.URL(maintenance))
	return &host{server: u}, err
})

func sharedHost(t testing.TB) *host {
	t.Helper()
	skipIfShort(t)
	h, err := shared()
	if err != nil {
		stop(t, err)
	}
	return h
}

func newExternalHost(text string) (*host, error) {
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "postgres" && u.Scheme != "postgresql" {
		return nil, fmt.Errorf("%s is not a URL of the form postgres://user:password@host:port/database", externalURL)
	}
	if u.Query().Has("dbname") {
		return nil, fmt.Errorf("%s names its database by dbname=; name it in the path, where another can take its place", externalURL)
	}
	return &host{external: true, server: u}, nil
}

func (h *host) url(database string) string {
	u := *h.server
	u.Path = "/" + database
	return u.String()
}

// create creates a database as a copy of a template and returns its name.
func (h *host) create(template string) (string, error) {
	name := namePrefix + randomHex()
	return name, h.run("create database " + quote(name) + " template " + quote(template))
}

// drop drops a database, with the connections that a test has left open.
func (h *host) drop(name string) error {
	return h.run("drop database " + quote(name) + " with (force)")
}

// template returns the database on which prepare was run; the first caller creates it.
func (h *host) template(name string, prepare func(url string) error) (string, error) {
	once := sync.OnceValues(func() (string, error) {
		database, err := h.create("template1")
		if err != nil {
			return "", err
		}
		return database, prepare(h.url(database))
	})
	made, _ := h.templates.LoadOrStore(name, once)
	return made.(func() (string, error))()
}

func (h *host) run(statement string) error {
	ctx, cancel := context.WithTimeout(context.Background(), statementTimeout)
	defer cancel()
	conn, err := pgx.Connect(ctx, h.server.String())
	if err != nil {
		return err
	}
	_, err = conn.Exec(ctx, statement)
	return errors.Join(err, conn.Close(ctx))
}

func quote(identifier string) string { return pgx.Identifier{identifier}.Sanitize() }

func randomHex() string {
	var b [8]byte
	_, _ = rand.Read(b[:]) // never fails
	return hex.EncodeToString(b[:])
}
