package main

import (
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"opencec/tools/query/keys"
	"opencec/tools/query/postgres"
	"opencec/tools/query/postgres/postgrestest"
)

// as returns a URL with another user.
func as(t *testing.T, database, role, password string) string {
	t.Helper()
	u, err := url.Parse(database)
	if err != nil {
		t.Fatal(err)
	}
	u.User = url.UserPassword(role, password)
	return u.String()
}

// rolesSQL returns the statements that the page about the database has for making it
// with its roles, and those that then let one role read.
func rolesSQL(t *testing.T) (make, grant []string) {
	t.Helper()
	page, err := os.ReadFile(filepath.Join("..", "..", "deploy", "database.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, section, _ := strings.Cut(string(page), "\n## Roles\n")
	blocks := strings.Split(section, "```sql\n")
	if len(blocks) < 3 {
		t.Fatal("the page has no SQL for the roles")
	}
	statements := func(block string) []string {
		sql, _, _ := strings.Cut(block, "```")
		return strings.SplitAfter(strings.TrimSpace(sql), ";\n")
	}
	return statements(blocks[1]), statements(blocks[2])
}

const password = "a password of the tests"

// owned starts a server with the database and the roles that the page makes.
func owned(t *testing.T) (s *postgrestest.Server, loader, reader string) {
	t.Helper()
	s = postgrestest.Start(t, postgrestest.Options{})
	make, grant := rolesSQL(t)
	for _, statement := range make {
		execute(t, s.URL("postgres"), statement)
	}
	for _, statement := range grant {
		execute(t, s.URL("register"), statement)
	}
	for _, role := range []string{"opencec", "opencec_reader"} {
		execute(t, s.URL("postgres"), "alter role "+role+" password '"+password+"'")
	}
	return s, as(t, s.URL("register"), "opencec", password), as(t, s.URL("register"), "opencec_reader", password)
}

// everyRoute asks for one of everything that the API has.
var everyRoute = []string{
	"/", "/readyz", "/openapi.json", "/v1", "/listings", "/listings?id=tesla/powerwall-2",
	"/v1/listings?facets=status,device_class,bess.chemistry&q=tesla&include=certificates", "/v1/listings?format=csv", "/v1/listings?format=ndjson",
	"/v1/certificates", "/v1/manufacturers", "/v1/certifying-bodies", "/v1/device-classes", "/v1/entity-types", "/v1/test-profiles",
	"/v1/listings/tesla/powerwall-2?include=certificates", "/v1/manufacturers/good-we",
	"/v1/check?manufacturer=tesla&model=power+wall+2", "/v1/check?manufacturer=tesla&model=powerwal",
}

// The role that the page makes can serve everything, with the keys in the database, and
// change nothing.
func TestReadingRole(t *testing.T) {
	t.Parallel()
	_, loader, reader := owned(t)
	load(t, loader, "one")
	r := fromDatabase(t, reader, "--keys-database")
	r.ready("")
	load(t, loader, "two")
	r.serves("two")
	for _, target := range everyRoute {
		if a := r.get(target); a.status != http.StatusOK {
			t.Errorf("%s: %d %s", target, a.status, a.body)
		}
	}
	for _, table := range []string{"listings", "keys", "register_versions"} {
		err := try(t, reader, "delete from "+table)
		if err == nil || !strings.Contains(err.Error(), "permission denied") {
			t.Errorf("the role can delete from %s (%v)", table, err)
		}
	}
}

// A role that is refused is tried until it is let in, which is logged once; a password
// is not.
func TestRefusedRole(t *testing.T) {
	t.Parallel()
	s, loader, _ := owned(t)
	load(t, loader, "one")
	const wrong = "another password"
	execute(t, s.URL("postgres"), "create role somebody login password '"+password+"'")
	r := fromDatabase(t, as(t, s.URL("register"), "somebody", wrong))
	r.ready(unreachable)
	r.wait("why", func() bool { return strings.Contains(r.log.String(), "password authentication failed") })
	execute(t, s.URL("postgres"), "alter role somebody password '"+wrong+"'")
	r.ready(unusable)
	r.wait("why", func() bool { return strings.Contains(r.log.String(), "permission denied") })
	execute(t, s.URL("register"), "grant select on all tables in schema public to somebody")
	r.ready("")
	if log := r.log.String(); strings.Contains(log, wrong) || strings.Contains(log, url.QueryEscape(wrong)) || strings.Count(log, "level=ERROR") != 2 {
		t.Errorf("the log has a password, or not each failure once:\n%s", log)
	}
}

// A role from which the rights are taken is one that cannot read: the server is not
// ready, and requests are not a fault of its own.
func TestRightsTakenAway(t *testing.T) {
	t.Parallel()
	s, loader, reader := owned(t)
	load(t, loader, "one")
	r := fromDatabase(t, reader)
	r.serves("one")
	execute(t, s.URL("register"), "revoke select on all tables in schema public from opencec_reader")
	r.ready(unusable)
	if a := r.get("/v1/listings?q=tesla"); a.status != http.StatusServiceUnavailable || strings.Contains(a.body, "permission") {
		t.Errorf("a request meanwhile: %d %s", a.status, a.body)
	}
	execute(t, s.URL("register"), "grant select on all tables in schema public to opencec_reader")
	r.ready("")
	r.serves("one")
}

// A schema of another release is not read: the server says so, and waits.
func TestSchemaOfAnotherRelease(t *testing.T) {
	t.Parallel()
	url := postgrestest.URL(t)
	load(t, url, "one")
	execute(t, url, "insert into goose_db_version (version_id, is_applied) values (99999, true)")
	r := fromDatabase(t, url)
	r.ready(unusable)
	r.wait("why", func() bool { return strings.Contains(r.log.String(), "schema is version 99999") })
	if a := r.get("/v1/listings"); a.status != http.StatusServiceUnavailable {
		t.Errorf("a request meanwhile: %d %s", a.status, a.body)
	}
	execute(t, url, "delete from goose_db_version where version_id = 99999")
	r.ready("")
	r.serves("one")

	// One that comes while the server runs leaves the version before in place.
	execute(t, url, `
		insert into goose_db_version (version_id, is_applied) values (99999, true);
		insert into register_versions (seq, version, settings, counts, rows_written) select seq + 1, 'next', settings, counts, 0 from register_versions;
		select pg_notify('opencec_version', '2')`)
	r.wait("the refusal", func() bool {
		return strings.Contains(r.log.String(), "the database's version cannot be used; the one before stays in place")
	})
	r.ready("")
	r.serves("one")
}

// Keys in the database: a new one works and a revoked one stops working without a
// restart; they are not wrong before they can be read; and while the database is away
// they stay as they were.
func TestKeysInDatabase(t *testing.T) {
	t.Parallel()
	s := postgrestest.Start(t, postgrestest.Options{})
	url := s.URL("register")
	r := launch(t, "--database-url", url, "--answer-from", "database", "--keys-database", "--wrong-keys", "0")
	key, portal, err := keys.New("portal", now)
	if err != nil {
		t.Fatal(err)
	}
	answers := func(step, secret string, status int) {
		t.Helper()
		r.wait(step, func() bool {
			a, err := ask(t.Context(), r.url+"/v1", secret)
			return err == nil && a.status == status
		})
	}
	answers("503 before there is a database", portal, http.StatusServiceUnavailable)
	execute(t, s.URL("postgres"), "create database register")
	load(t, url, "one")
	table, err := postgres.ConnectKeys(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer table.Close(t.Context())
	answers("401 before there is a key", portal, http.StatusUnauthorized)
	if err := keys.Add(t.Context(), table, key); err != nil {
		t.Fatal(err)
	}
	answers("200 with the new key", portal, http.StatusOK)
	s.Stop()
	r.ready(unreachable)
	r.wait("the log to say so of the keys", func() bool {
		return strings.Contains(r.log.String(), "the keys cannot be used; they stay as they were")
	})
	answers("200 while the database is away", portal, http.StatusOK)
	s.Start()
	r.ready("")
	execute(t, url, "update keys set revoked_at = now()")
	answers("401 with the revoked key", portal, http.StatusUnauthorized)
	if strings.Contains(r.log.String(), portal) || strings.Contains(r.log.String(), key.Hash) {
		t.Errorf("the log has a key:\n%s", r.log)
	}
}
