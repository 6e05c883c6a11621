package main

import (
	"fmt"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"opencec/tools/query/postgres"
	"opencec/tools/query/postgres/postgrestest"
	"opencec/tools/query/querytest"
)

// metric returns the line of a metric, without its name.
func (r *running) metric(name string) string {
	r.t.Helper()
	metrics, err := ask(r.t.Context(), r.admin+"/metrics", "")
	if err != nil {
		r.t.Fatal(err)
	}
	_, rest, _ := strings.Cut(metrics.body, "\n"+name+" ")
	value, _, _ := strings.Cut(rest, "\n")
	return value
}

// fromMemory runs the command on a database until it answers from memory, as it does
// without any settings.
func fromMemory(t *testing.T, url string, more ...string) *running {
	t.Helper()
	r := withDatabase(t, url, more...)
	r.inMemory(1)
	return r
}

// inMemory waits until a version is answered from memory.
func (r *running) inMemory(seq int) {
	r.t.Helper()
	r.wait(fmt.Sprintf("version %d from memory", seq), func() bool {
		return r.metric("opencec_database_in_memory") == "1" && r.metric("opencec_database_version_seq") == fmt.Sprint(seq)
	})
}

// currentTargets are requests about the current version, whose answers need no database once it
// is in memory.
var currentTargets = []string{
	"/v1", "/v1/listings?limit=3&sort=-model", "/v1/listings?on=2024-02-29&facets=status,device_class&q=tesla", "/v1/listings?certificate.status=current&include=certificates,verdict",
	"/v1/listings/tesla/powerwall-2", "/v1/listings/tesla/powerwall-ii", "/v1/listings/tesla/powerwal", "/v1/listings?format=csv", "/v1/listings?format=ndjson&on=2025-01-01",
	"/v1/certificates?fields=id,status", "/v1/manufacturers", "/v1/check?manufacturer=tesla&model=power+wall+2&on=2025-06-01", "/listings", "/listings?id=tesla/powerwall-2", "/openapi.json",
}

// requestID matches what differs between two answers with the same problem.
var requestID = regexp.MustCompile(`"request_id":"[A-Z0-9]*"`)

// A server that answers from memory and one that asks the database give the same
// answers under the same tags, and each goes on with the lists that the other has begun.
func TestAnswerFrom(t *testing.T) {
	t.Parallel()
	url := postgrestest.URL(t)
	load(t, url, "one")
	memory, database := fromMemory(t, url), fromDatabase(t, url)
	database.ready("")
	if database.metric("opencec_database_in_memory") != "0" {
		t.Error("a server that answers from the database has it in memory")
	}
	for _, name := range []string{"one", "two"} {
		if name == "two" {
			load(t, url, name)
			memory.inMemory(2)
			memory.serves(name)
			database.serves(name)
		}
		for _, target := range slices.Concat(everyRoute, currentTargets) {
			a, b := memory.get(target), database.get(target)
			if a.status != b.status || requestID.ReplaceAllString(a.body, "") != requestID.ReplaceAllString(b.body, "") || a.header.Get("ETag") != b.header.Get("ETag") {
				t.Errorf("%s of version %s: from memory %d %s %.600s\nfrom the database %d %s %.600s", target, name,
					a.status, a.header.Get("ETag"), a.body, b.status, b.header.Get("ETag"), b.body)
			}
		}
		page := memory.get("/v1/listings?limit=3")
		if err := goesOn(database, page); err != nil {
			t.Error(err)
		}
		if err := goesOn(memory, database.get("/v1/listings?limit=2&sort=-model")); err != nil {
			t.Error(err)
		}
	}
	old := memory.get("/v1/listings?limit=3")
	load(t, url, "three")
	memory.serves("three")
	if err := goesOn(memory, old); err != nil {
		t.Errorf("a list of the version before: %v", err)
	}
}

func TestAnswerFromSetting(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		args []string
		want string
	}{
		{[]string{"--database-url", "postgres://localhost/x", "--answer-from", "disk"}, `--answer-from: "disk" is neither memory nor database`},
		{[]string{"--snapshot", "x", "--answer-from", "memory"}, "--answer-from is for a database"},
		{[]string{"--database-url", "postgres://localhost/x", "--memory-records", "-1"}, "--memory-records: -1 is not between 0 and 10000000"},
	} {
		var stderr strings.Builder
		code := run(t.Context(), slices.Concat([]string{"opencec-api"}, test.args, withKey), io.Discard, &stderr, clock)
		if code != exitUsage || !strings.Contains(stderr.String(), test.want) {
			t.Errorf("%q: %d %s", test.args, code, &stderr)
		}
	}
}

// While the database is away, the current version is answered from memory, and the server
// says since when it does not know of newer ones. What concerns the past is 503.
func TestMemoryWithoutDatabase(t *testing.T) {
	t.Parallel()
	s := postgrestest.Start(t, postgrestest.Options{})
	w := newWire(t, s.Address())
	direct := s.URL("postgres")
	h := querytest.SampleHistory()
	if _, err := postgres.Load(t.Context(), direct, querytest.Newest(t, h), postgres.LoadOptions{History: h}); err != nil {
		t.Fatal(err)
	}
	r := withDatabase(t, through(t, direct, w.address))
	r.wait("memory", func() bool { return r.metric("opencec_database_in_memory") == "1" })
	const notice = `opencec_notice{code="not-updated"}`
	for i, away := range []struct {
		name       string
		begin, end func()
	}{
		{"stopped", s.Stop, s.Start},
		{"crashed", s.Kill, s.Start},
		{"held up", w.hold, w.release},
	} {
		away.begin()
		r.wait("the notice", func() bool { return r.metric(notice) == "1" })
		ready := r.get("/readyz")
		for _, want := range []string{`"code":"not-updated"`, `"since":"2026-11-2`, unreachable + " This version is answered from memory."} {
			if ready.status != http.StatusOK || !strings.Contains(ready.body, want) {
				t.Errorf("%s: /readyz is %d without %s: %s", away.name, ready.status, want, ready.body)
			}
		}
		if up := r.metric("opencec_database_up"); up != "0" {
			t.Errorf("%s: opencec_database_up is %s", away.name, up)
		}
		for _, target := range []string{
			"/", "/v1", "/v1/listings?as_of=12", "/v1/manufacturers", "/v1/check?manufacturer=tesla&model=power+wall+2", "/listings", "/openapi.json",
			fmt.Sprintf("/v1/listings?on=2024-02-2%d&facets=status&q=tesla&include=certificates,verdict", i), fmt.Sprintf("/v1/listings?format=csv&on=2025-01-0%d", i+1),
		} {
			if a := r.get(target); a.status != http.StatusOK {
				t.Errorf("%s: %s is %d %s", away.name, target, a.status, a.body)
			}
		}
		for _, target := range []string{fmt.Sprintf("/v1/listings?as_of=%d", i+1), fmt.Sprintf("/v1/changes?limit=%d", i+1), fmt.Sprintf("/v1/listings?include=history&limit=%d", i+1)} {
			if err := unavailable(r.get(target)); err != nil {
				t.Errorf("%s: %s: %v", away.name, target, err)
			}
		}
		away.end()
		r.wait("the end of the notice", func() bool { return r.metric(notice) != "1" })
		if a := r.get(fmt.Sprintf("/v1/changes?limit=%d", i+1)); a.status != http.StatusOK {
			t.Errorf("%s: changes when it is back: %d %s", away.name, a.status, a.body)
		}
	}
	if _, err := postgres.Load(t.Context(), direct, versionOf(t, "two"), postgres.LoadOptions{AllowMassChange: true, AcceptRewritten: true}); err != nil {
		t.Fatal(err)
	}
	r.serves("two")
	r.wait("memory", func() bool { return r.metric("opencec_database_in_memory") == "1" })
	log := r.log.String()
	if n := strings.Count(log, "the database can be used again"); n != 3 || !strings.Contains(log, "the current version is answered from memory, and requests that need the database with 503") {
		t.Errorf("that it was away is logged %d times:\n%s", n, log)
	}
}

// A database that is created again, with versions that are numbered like those before, is
// read as a whole.
func TestMemoryOfReplacedDatabase(t *testing.T) {
	t.Parallel()
	s := postgrestest.Start(t, postgrestest.Options{})
	execute(t, s.URL("postgres"), "create database register")
	url := s.URL("register")
	load(t, url, "one")
	r := fromMemory(t, url)
	execute(t, s.URL("postgres"), "drop database register with (force)")
	r.wait("the notice", func() bool { return r.metric(`opencec_notice{code="not-updated"}`) == "1" })
	execute(t, s.URL("postgres"), "create database register")
	load(t, url, "other")
	load(t, url, "two")
	r.serves("two")
	r.inMemory(2)
	if a := r.get("/readyz"); a.status != http.StatusOK || strings.Contains(a.body, "not-updated") {
		t.Errorf("/readyz: %d %s", a.status, a.body)
	}
}

// What another release has loaded in another form is answered by the database, until it is
// loaded again. The same holds for what this release cannot read.
func TestMemoryOfAnotherRelease(t *testing.T) {
	t.Parallel()
	for name, damage := range map[string]string{
		"another document": `update records set document_head = replace(document_head, '"manufacturer":', '"maker":'), digest = decode(repeat('ab', 32), 'hex') where kind = 'listings'`,
		"another digest":   `update records set digest = decode(repeat('ab', 32), 'hex') where kind = 'certificates' and id = 'ul/ul-2023-0142'`,
		"another form":     `update records set record = '{"model": 5}', digest = decode(repeat('ab', 32), 'hex') where kind = 'listings' and id = 'tesla/powerwall-2'`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			url := postgrestest.URL(t)
			load(t, url, "one")
			execute(t, url, damage)
			r := withDatabase(t, url)
			r.wait("the refusal", func() bool {
				return r.metric(`opencec_database_not_in_memory{reason="other-release"}`) == "1"
			})
			database := fromDatabase(t, url)
			database.ready("")
			a, b := r.get("/v1/listings/tesla/powerwall-2"), database.get("/v1/listings/tesla/powerwall-2")
			if a.status != http.StatusOK || a.body != b.body || name == "another document" && !strings.Contains(a.body, `"maker":"Tesla"`) {
				t.Errorf("%d %s, and the database has %s", a.status, a.body, b.body)
			}
			r.ready("")
			load(t, url, "one")
			r.inMemory(2)
			if a := r.get("/v1/listings/tesla/powerwall-2"); !strings.Contains(a.body, `"manufacturer":"Tesla"`) {
				t.Errorf("after it was loaded again: %d %s", a.status, a.body)
			}
			if n := strings.Count(r.log.String(), "the version is answered by the database and not from memory"); n != 1 || !strings.Contains(r.log.String(), "another release has loaded the register") {
				t.Errorf("the log says so %d times:\n%s", n, r.log)
			}
		})
	}
}

func TestMemoryLimit(t *testing.T) {
	t.Parallel()
	url := postgrestest.URL(t)
	load(t, url, "one")
	r := withDatabase(t, url, "--memory-records", "5")
	r.wait("the refusal", func() bool {
		return r.metric(`opencec_database_not_in_memory{reason="too-large"}`) == "1"
	})
	r.serves("one")
	if log := r.log.String(); !strings.Contains(log, "the register is too large for memory: it has ") || !strings.Contains(log, "and the limit is 5") {
		t.Errorf("the log does not say so:\n%s", log)
	}
}

// A role that can only read is enough, and keeps its answers when its rights are taken.
func TestMemoryOfReadingRole(t *testing.T) {
	t.Parallel()
	s, loader, reader := owned(t)
	load(t, loader, "one")
	r := fromMemory(t, reader)
	execute(t, s.URL("register"), "revoke select on all tables in schema public from opencec_reader")
	r.wait("the notice", func() bool { return strings.Contains(r.get("/readyz").body, unusable) })
	if a := r.get("/v1/listings?q=tesla"); a.status != http.StatusOK || strings.Contains(a.body, "permission") {
		t.Errorf("a request meanwhile: %d %s", a.status, a.body)
	}
	execute(t, s.URL("register"), "grant select on all tables in schema public to opencec_reader")
	load(t, loader, "two")
	r.inMemory(2)
	r.serves("two")
}
