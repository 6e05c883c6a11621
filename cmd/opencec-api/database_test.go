package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"
	"golang.org/x/sync/errgroup"

	"opencec/tools/query/keys"
	"opencec/tools/query/postgres"
	"opencec/tools/query/postgres/postgrestest"
	"opencec/tools/query/querytest"
	"opencec/tools/register"
)

// secret is the key of these tests, given by its hash.
const secret = "secret of the tests"

// withKey are the arguments for it, and no limit of requests.
var withKey = []string{"--api-key-hash", keys.Hash(secret), "--rate", "0"}

// fromDatabase runs the command on a database, which answers everything, until it listens.
func fromDatabase(t *testing.T, url string, more ...string) *running {
	t.Helper()
	return withDatabase(t, url, append([]string{"--answer-from", "database"}, more...)...)
}

// withDatabase runs the command on a database until it listens.
func withDatabase(t *testing.T, url string, more ...string) *running {
	t.Helper()
	return launch(t, append(append([]string{"--database-url", url, "--admin-listen", "127.0.0.1:0"}, withKey...), more...)...)
}

// versionOf returns the sample as another version, which every listing names.
func versionOf(t *testing.T, name string) *register.Register {
	t.Helper()
	records := querytest.Sample().Records
	for i, l := range records.Listings {
		changed := *l
		changed.Notes = name
		records.Listings[i] = &changed
	}
	reg, err := register.New(records, register.Version{ID: name, Commit: name, Time: now})
	if err != nil {
		t.Fatal(err)
	}
	return reg
}

// load loads a version into a database.
func load(t *testing.T, url, name string) {
	t.Helper()
	if _, err := postgres.Load(t.Context(), url, versionOf(t, name), postgres.LoadOptions{AllowMassChange: true}); err != nil {
		t.Fatal(err)
	}
}

// execute runs statements on a database.
func execute(t *testing.T, url, statements string) {
	t.Helper()
	if err := try(t, url, statements); err != nil {
		t.Fatalf("%s: %v", statements, err)
	}
}

func try(t *testing.T, url, statements string) error {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.WithoutCancel(t.Context()))
	_, err = conn.Exec(t.Context(), statements)
	return err
}

// An answer is what came back of a request.
type answer struct {
	status int
	header http.Header
	body   string
}

// ask sends a request with a key.
func ask(ctx context.Context, url, key string) (answer, error) {
	r, err := http.NewRequestWithContext(ctx, "GET", url, nil)
	if err != nil {
		return answer{}, err
	}
	r.Header.Set("X-Api-Key", key)
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		return answer{}, err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	return answer{res.StatusCode, res.Header, string(body)}, err
}

// get sends a request with the key of these tests.
func (r *running) get(target string) answer {
	r.t.Helper()
	a, err := ask(r.t.Context(), r.url+target, secret)
	if err != nil {
		r.t.Fatal(err)
	}
	return a
}

// ready waits until /readyz is 200, or is not and says why.
func (r *running) ready(why string) {
	r.t.Helper()
	r.wait("/readyz with "+why, func() bool {
		a := r.get("/readyz")
		return (a.status == http.StatusOK) == (why == "") && strings.Contains(a.body, why)
	})
}

// version returns the version of a list, of which all its records must be.
func version(body string) (string, error) {
	var list struct {
		Data []struct{ Notes string }
		Meta struct{ Version string }
	}
	if err := json.Unmarshal([]byte(body), &list); err != nil {
		return "", fmt.Errorf("%w in %s", err, body)
	}
	for _, d := range list.Data {
		if d.Notes != list.Meta.Version {
			return "", fmt.Errorf("a record of %s in an answer of %s", d.Notes, list.Meta.Version)
		}
	}
	return list.Meta.Version, nil
}

// serves waits until answers are of a version.
func (r *running) serves(name string) {
	r.t.Helper()
	r.wait("the version "+name, func() bool {
		v, err := version(r.get("/v1/listings").body)
		return err == nil && v == name
	})
}

const (
	unreachable = "The register's database cannot be reached."
	empty       = "Nothing has been loaded into the register's database yet."
	unusable    = "The register's database cannot be used by this server; its log says why."
)

// A server started before its database waits for it, says why, and uses what is loaded.
// Its password appears nowhere.
func TestDatabaseComes(t *testing.T) {
	t.Parallel()
	s := postgrestest.Start(t, postgrestest.Options{})
	url := s.URL("register")
	r := fromDatabase(t, url)
	r.ready(unreachable)
	for target, want := range map[string]int{"/healthz": 200, "/": 503, "/v1/listings": 503, "/v1": 503} {
		if a := r.get(target); a.status != want || want == 503 && a.header.Get("Retry-After") == "" {
			t.Errorf("%s before there is a database: %d %v", target, a.status, a.header)
		}
	}
	execute(t, s.URL("postgres"), "create database register")
	r.ready(empty)
	load(t, url, "one")
	r.ready("")
	r.serves("one")
	load(t, url, "two")
	r.serves("two")

	metrics, err := ask(t.Context(), r.admin+"/metrics", "")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"opencec_database_up 1", "opencec_database_version_seq 2", `opencec_register_info{commit="two",version="two"} 1`,
		`opencec_reload_failing{source="database"} 0`, `opencec_database_connections{state="busy"} `, "opencec_database_connections_limit ",
	} {
		if !strings.Contains(metrics.body, "\n"+want) {
			t.Errorf("no %s in\n%s", want, metrics.body)
		}
	}
	if code := r.stop(); code != exitGood {
		t.Errorf("exit code %d", code)
	}
	log := r.log.String()
	for _, want := range []string{`database \"register\" does not exist`, "there is no register in this database", "msg=ready version=one seq=1", `msg="new version in place" version=two seq=2`} {
		if n := strings.Count(log, want); n != 1 {
			t.Errorf("the log says %s %d times, want once:\n%s", want, n, log)
		}
	}
	_, rest, _ := strings.Cut(url, "postgres:")
	if password, _, _ := strings.Cut(rest, "@"); password == "" || strings.Contains(log, password) {
		t.Errorf("the password %q is in the log:\n%s", password, log)
	}
}

// A database that is dropped and created again, for instance from a backup, is used as it
// is: its version numbers may start again.
func TestDatabaseReplaced(t *testing.T) {
	t.Parallel()
	s := postgrestest.Start(t, postgrestest.Options{})
	execute(t, s.URL("postgres"), "create database register")
	url := s.URL("register")
	load(t, url, "one")
	load(t, url, "two")
	r := fromDatabase(t, url)
	r.serves("two")
	execute(t, s.URL("postgres"), "drop database register with (force)")
	r.ready(unreachable)
	execute(t, s.URL("postgres"), "create database register")
	r.ready(empty)
	load(t, url, "three")
	r.ready("")
	r.serves("three")
}

// While versions are loaded, every request is answered, from one version alone, and a
// list that was begun goes on in its version.
func TestDatabaseSwaps(t *testing.T) {
	t.Parallel()
	postgrestest.Need(t)
	for _, from := range []string{"memory", "database"} {
		t.Run(from, func(t *testing.T) {
			t.Parallel()
			testSwaps(t, from)
		})
	}
}

func testSwaps(t *testing.T, from string) {
	url := postgrestest.URL(t)
	load(t, url, "version-0")
	r := withDatabase(t, url, "--answer-from", from)
	r.ready("")
	var done atomic.Bool
	var answered atomic.Int64
	var workers errgroup.Group
	for i := range 6 {
		target := fmt.Sprintf("/v1/listings?sort=-model&limit=%d", 3+i)
		workers.Go(func() error {
			for !done.Load() {
				a, err := ask(t.Context(), r.url+target, secret)
				if err == nil && a.status != http.StatusOK {
					err = fmt.Errorf("%d %s", a.status, a.body)
				}
				if err == nil {
					_, err = version(a.body)
				}
				if err != nil {
					done.Store(true)
					return err
				}
				answered.Add(1)
			}
			return nil
		})
	}
	for n := 1; n <= 12 && !done.Load(); n++ {
		first := r.get("/v1/listings?limit=3")
		load(t, url, fmt.Sprintf("version-%d", n))
		r.serves(fmt.Sprintf("version-%d", n))
		if err := goesOn(r, first); err != nil {
			t.Error(err)
		}
	}
	done.Store(true)
	if err := workers.Wait(); err != nil {
		t.Error(err)
	}
	t.Logf("%d requests were answered during 12 loads", answered.Load())
}

// goesOn asks for the page after a page, which must be of the same version.
func goesOn(r *running, page answer) error {
	var list struct{ Links struct{ Next string } }
	if err := json.Unmarshal([]byte(page.body), &list); err != nil {
		return err
	}
	was, err := version(page.body)
	if err != nil {
		return err
	}
	is, err := version(r.get(list.Links.Next).body)
	if err == nil && is != was {
		err = fmt.Errorf("a list of %s went on with %s", was, is)
	}
	return err
}

// A URL that cannot be read is wrong use, and no part of it is shown that may be a
// password.
func TestWrongDatabaseURL(t *testing.T) {
	t.Parallel()
	for _, url := range []string{
		"postgres://opencec:hidden@db.example:port/register",
		"postgres://opencec:hid/den@db.example/register",
		"postgres://opencec:hid@den@db.example/register",
		"postgres://opencec:hidden%zz@db.example/register",
		"postgres://opencec:hidden@db.example/register?sslmode=maybe",
		"postgres://opencec:hidden@db.example/register?target_session_attrs=best",
		"host=db.example password=hidden sslmode=maybe",
		"host=db.example password='hidden",
		"mysql://opencec:hidden@db.example/register",
		"hidden",
	} {
		var stderr strings.Builder
		code := run(t.Context(), append([]string{"opencec-api", "--database-url", url}, withKey...), io.Discard, &stderr, clock)
		if code != exitUsage || !strings.Contains(stderr.String(), "--database-url") {
			t.Errorf("%s: %d %s", url, code, &stderr)
		}
		if strings.Contains(stderr.String(), "hid") || strings.Contains(stderr.String(), "den@") {
			t.Errorf("%s: the password is in %s", url, &stderr)
		}
	}
}
