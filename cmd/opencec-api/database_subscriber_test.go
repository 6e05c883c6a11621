package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"golang.org/x/sync/errgroup"

	"opencec/tools/query/keys"
	"opencec/tools/query/postgres"
	"opencec/tools/query/postgres/postgrestest"
	"opencec/tools/query/querytest"
	"opencec/tools/register"
)

// A database follows another one by a subscription, as deploy/database.md explains. While
// versions are loaded into one, servers answer from both: every version arrives whole, and
// the answers are the same. Then the subscriber, which may be a newer Postgres, takes the
// place of the other database.
func TestFollowBySubscription(t *testing.T) {
	t.Parallel()
	for name, newer := range map[string]bool{"same release": false, "newer release": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := subscribe(t, newer)
			s.followLoads()
			s.switchOver()
		})
	}
}

// A subscribed is a database that follows another one, with servers of both.
type subscribed struct {
	*testing.T
	from, to string // URLs of the databases
	history  *register.History
	begun    int // the revision that is loaded before the subscription

	publisher, subscriber *running
	memory                *running // of the subscriber, whose versions it keeps in memory
}

// followed is how many revisions the subscriber has when it takes over.
const followed = 9

func subscribe(t *testing.T, newer bool) *subscribed {
	t.Helper()
	publisher := postgrestest.Start(t, postgrestest.Options{Settings: map[string]string{"wal_level": "logical"}})
	subscriber := postgrestest.Start(t, postgrestest.Options{Newer: newer})
	s := &subscribed{T: t, from: publisher.URL("postgres"), to: subscriber.URL("postgres"), history: querytest.RandomHistory(1, 12), begun: 4}
	const version = "select current_setting('server_version_num')::int / 10000"
	if has, follows := value[int](t, s.from, version), value[int](t, s.to, version); newer && follows <= has {
		t.Fatalf("Postgres %d is not newer than %d: raise its version in tools/query/postgres/postgrestest/testdata/npm", follows, has)
	}
	for !s.load(s.from, s.begun) {
		s.begun++
	}
	s.makeKey(s.from, "before")
	s.run("### Logical replication")
	s.publisher, s.subscriber = fromDatabase(t, s.from), fromDatabase(t, s.to) // which waits for all tables
	s.publisher.ready("")
	s.subscriber.ready("")
	s.memory = withDatabase(t, s.to)
	s.memory.inMemory(value[int](t, s.to, "select max(seq) from register_versions"))
	s.subscriber.wait("that it polls", func() bool {
		return strings.Contains(s.subscriber.log.String(), "the database follows another one by a subscription")
	})
	return s
}

// followLoads loads versions while both servers answer.
func (s *subscribed) followLoads() {
	s.Helper()
	newest := querytest.Newest(s, s.history)
	if _, err := postgres.Load(s.Context(), s.to, newest, postgres.LoadOptions{}); err == nil || !strings.Contains(err.Error(), `by the subscription "register"`) {
		s.Errorf("a load into the subscriber ends with the error %v", err)
	}
	ctx, cancel := context.WithCancel(s.Context())
	var clients errgroup.Group
	stop := func() error {
		cancel()
		return clients.Wait()
	}
	defer func() { _ = stop() }()
	seen := make([]answersByVersion, len(listTargets))
	want := make([]answersByVersion, len(listTargets))
	for i, target := range listTargets {
		seen[i], want[i] = answersByVersion{}, answersByVersion{}
		clients.Go(func() error { return seen[i].collect(ctx, s.subscriber.url, target) })
	}
	var slowest time.Duration
	for seq := s.begun; seq <= followed; seq++ {
		if seq > s.begun && !s.load(s.from, seq) {
			continue
		}
		loaded := time.Now()
		s.subscriber.shows(s.history.Revisions[seq-1].Commit)
		slowest = max(slowest, time.Since(loaded))
		s.publisher.shows(s.history.Revisions[seq-1].Commit)
		for i, target := range listTargets {
			if err := want[i].add(s.publisher.get(target), s.publisher.url); err != nil {
				s.Fatal(err)
			}
		}
		s.memory.shows(s.history.Revisions[seq-1].Commit)
		for _, r := range []*running{s.subscriber, s.memory} {
			sameAnswers(s.T, fmt.Sprintf("revision %d", seq), r, s.publisher, s.targets(seq))
		}
	}
	if err := stop(); err != nil {
		s.Error(err)
	}
	for i, target := range listTargets {
		if len(seen[i]) < 3 {
			s.Errorf("%s was answered from %d versions alone", target, len(seen[i]))
		}
		for version, body := range seen[i] {
			if body != want[i][version] {
				s.Errorf("%s: the subscriber said of %s\n%s\nand the publisher\n%s", target, version, body, want[i][version])
			}
		}
	}
	s.makeKey(s.from, "after")
	s.await("the key", "select count(*) = 2 from keys")
	const day = "select loaded_on::text from register_loads"
	if then, has := value[string](s.T, s.from, day), value[string](s.T, s.to, day); has != then {
		s.Errorf("the day of the last load is %s, want %s", has, then)
	}
	s.Logf("Postgres %s: each version was served within %v after its load", value[string](s.T, s.to, "show server_version"), slowest.Round(time.Millisecond))
}

// switchOver makes the subscriber take the place of the publisher, and goes on to load.
func (s *subscribed) switchOver() {
	s.Helper()
	s.run("### Upgrade Postgres without a pause")
	s.makeKey(s.to, "afterwards")
	if !value[bool](s.T, s.to, "select nextval(pg_get_serial_sequence('goose_db_version', 'id')) > max(id) from goose_db_version") {
		s.Error("the next migration would have the number of an earlier one")
	}
	for _, url := range []string{s.to, s.from} { // the former publisher serves for comparison
		for seq := followed + 1; seq <= len(s.history.Revisions); seq++ {
			s.load(url, seq)
		}
	}
	last := s.history.Revisions[len(s.history.Revisions)-1].Commit
	s.subscriber.shows(last)
	s.publisher.shows(last)
	s.memory.shows(last)
	for _, r := range []*running{s.subscriber, s.memory} {
		sameAnswers(s.T, "after the switch", r, s.publisher, s.targets(len(s.history.Revisions)))
	}
}

// load loads the history up to a revision, and reports whether that can be loaded.
func (s *subscribed) load(url string, seq int) bool {
	s.Helper()
	if !s.history.Publishable()[seq-1] {
		return false
	}
	part := querytest.Prefix(s.history, seq)
	day := querytest.Today.AddDays(seq - len(s.history.Revisions)) // each load is on another day
	if _, err := postgres.Load(s.Context(), url, querytest.Newest(s, part), postgres.LoadOptions{History: part, On: day, AllowMassChange: true}); err != nil {
		s.Fatal(err)
	}
	return true
}

func (s *subscribed) makeKey(url, name string) {
	s.Helper()
	table, err := postgres.ConnectKeys(s.Context(), url)
	if err != nil {
		s.Fatal(err)
	}
	defer table.Close(s.Context())
	key, _, err := keys.New(name, now)
	if err != nil {
		s.Fatal(err)
	}
	if err := keys.Add(s.Context(), table, key); err != nil {
		s.Fatal(err)
	}
}

// run runs the commands in a section of deploy/database.md.
func (s *subscribed) run(section string) {
	s.Helper()
	text, err := os.ReadFile("../../deploy/database.md")
	if err != nil {
		s.Fatal(err)
	}
	_, after, _ := strings.Cut(string(text), "\n"+section+"\n")
	_, after, _ = strings.Cut(after, "\n```sh\n")
	commands, _, ok := strings.Cut(after, "\n```\n")
	if !ok {
		s.Fatalf("deploy/database.md has no commands in its section %s", section)
	}
	postgrestest.Shell(s, commands, "OLD="+s.from, "NEW="+s.to)
}

// await waits until the subscriber answers a query with true.
func (s *subscribed) await(what, query string) {
	s.Helper()
	for deadline := time.Now().Add(patience); !value[bool](s.T, s.to, query); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			s.Fatalf("%s: it takes longer than %v", what, patience)
		}
	}
}

// value asks a database for one value.
func value[T any](t *testing.T, url, query string) (v T) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.WithoutCancel(t.Context()))
	if err := conn.QueryRow(t.Context(), query).Scan(&v); err != nil {
		t.Fatal(err)
	}
	return v
}

// shows waits until answers are of a version.
func (r *running) shows(version string) {
	r.t.Helper()
	r.wait("the version "+version, func() bool { return strings.Contains(r.get("/v1").body, `"version":"`+version+`"`) })
}

// listTargets are requests whose answers name their version.
var listTargets = []string{
	"/v1/listings?limit=500&include=certificates",
	"/v1/listings?facets=status,manufacturer,device_class&on=2024-07-01",
	"/v1/certificates?limit=500",
	"/v1/changes?limit=500",
}

// targets are requests for the present, for each revision up to one, and for what changed
// since.
func (s *subscribed) targets(seq int) []string {
	targets := append(slices.Clone(listTargets), "/v1/listings?format=csv", "/v1/certificates?format=ndjson", "/v1/manufacturers", "/listings")
	for _, r := range s.history.Revisions[:seq] {
		targets = append(targets, "/v1/listings?limit=500&sort=-model&as_of="+r.Commit, "/v1/changes?limit=500&since="+r.Commit)
	}
	return targets
}

// answersByVersion are the answers to one request, by the version that they name.
type answersByVersion map[string]string

// add adds an answer. A version has one answer.
func (all answersByVersion) add(a answer, url string) error {
	var list struct{ Meta struct{ Version string } }
	if err := json.Unmarshal([]byte(a.body), &list); err != nil || a.status != http.StatusOK || list.Meta.Version == "" {
		return fmt.Errorf("%d %s: %w", a.status, a.body, err)
	}
	body := strings.ReplaceAll(a.body, url, "")
	if had, ok := all[list.Meta.Version]; ok && had != body {
		return fmt.Errorf("two answers from the version %s: %s\nand %s", list.Meta.Version, had, body)
	}
	all[list.Meta.Version] = body
	return nil
}

// collect sends a request again and again.
func (all answersByVersion) collect(ctx context.Context, url, target string) error {
	for ctx.Err() == nil {
		a, err := ask(context.WithoutCancel(ctx), url+target, secret)
		if err == nil {
			err = all.add(a, url)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", target, err)
		}
		time.Sleep(5 * time.Millisecond) // leave the processor to the databases
	}
	return nil
}
