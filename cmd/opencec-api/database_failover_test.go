package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"golang.org/x/sync/errgroup"

	"opencec/tools/query/postgres"
	"opencec/tools/query/postgres/postgrestest"
)

// The primary loses its power while versions are loaded and three servers answer requests:
// one asks the standby, one asks the primary alone, and one keeps the version in memory.
// The manager promotes the standby, and the former primary returns as a standby. No version
// is lost whose load ended well, each load ends well when it is repeated, and each request
// is answered, from one version, which is never older than that of the answer before.
func TestFailover(t *testing.T) {
	t.Parallel()
	f := postgrestest.StartFailover(t)
	url := f.URL("postgres")
	load(t, url, versionName(0))
	servers := map[string]*running{
		"from the standby": fromDatabase(t, url),
		"from the primary": fromDatabase(t, url+"&target_session_attrs=primary"),
		"from memory":      fromMemory(t, url),
	}
	for _, r := range servers {
		r.ready("")
	}

	ctx, cancel := context.WithCancel(t.Context())
	var work errgroup.Group
	defer func() {
		cancel()
		_ = work.Wait()
	}()
	loads := repeatedLoads{url: url}
	work.Go(func() error { return loads.run(t, ctx) })
	clients := map[string]*patientClient{}
	for name, r := range servers {
		c := &patientClient{url: r.url}
		clients[name] = c
		for range 2 {
			work.Go(func() error {
				if err := c.run(ctx); err != nil {
					return fmt.Errorf("%s: %w", name, err)
				}
				return nil
			})
		}
	}
	loads.wait(t, 5)

	primary, standby := f.Roles()
	loads.waitRunning(t)
	primary.Kill()
	killed, before := time.Now(), loads.committed.Load()
	loads.wait(t, before+1)
	t.Logf("the next load ended well %v after the primary was killed", time.Since(killed).Round(time.Millisecond))
	f.WaitPromoted(standby)
	primary.Start()
	f.WaitSynchronous()
	if now, then := f.Roles(); now != standby || then != primary {
		t.Error("the former primary is not the standby")
	}
	loads.wait(t, loads.committed.Load()+3)
	cancel()
	if err := work.Wait(); err != nil {
		t.Error(err)
	}
	t.Logf("%d loads ended well, %d were repeated", loads.committed.Load(), loads.repeated.Load())
	for name, c := range clients {
		t.Logf("%s: %d requests were answered, %d after a 503", name, c.answered.Load(), c.repeated.Load())
	}

	var want []string
	for n := range loads.committed.Load() + 1 {
		want = append(want, versionName(n))
	}
	for _, node := range []*postgrestest.Node{standby, primary} {
		if got := versions(t, node.URL("postgres")); !slices.Equal(got, want) {
			t.Errorf("the versions are %v, want %v", got, want)
		}
	}
	// A server that never saw a failover answers the same.
	last := want[len(want)-1]
	fresh := postgrestest.URL(t)
	load(t, fresh, last)
	other := fromDatabase(t, fresh)
	other.serves(last)
	for name, r := range servers {
		r.serves(last)
		sameAnswers(t, name, r, other, replicaTargets)
	}
}

// With asynchronous replication a version may be lost in a failover. The server goes back
// to the version that the new primary has, and forward with its next load, though the
// number of that version was used before.
func TestFailoverLosesVersion(t *testing.T) {
	t.Parallel()
	primary := postgrestest.Start(t, postgrestest.Options{})
	load(t, primary.URL("postgres"), "one")
	standby := primary.Standby(t)
	standby.CatchUp(primary)
	url := through(t, primary.URL("postgres"), primary.Address(), standby.Address())
	r := fromDatabase(t, url+"&target_session_attrs=primary") // which shows a version that the standby does not have
	r.serves("one")
	execute(t, standby.URL("postgres"), "alter system set primary_conninfo = ''")
	execute(t, standby.URL("postgres"), "select pg_reload_conf()")
	r.wait("the end of the replication", func() bool {
		return value[bool](t, standby.URL("postgres"), "select not exists (select from pg_stat_wal_receiver)")
	})
	load(t, url, "two")
	r.serves("two")
	primary.Kill()
	execute(t, standby.URL("postgres"), "select pg_promote()")
	r.serves("one")
	load(t, url, "three")
	r.serves("three")
	if got := versions(t, standby.URL("postgres")); !slices.Equal(got, []string{"one", "three"}) {
		t.Errorf("the versions are %v", got)
	}
}

// replicaTargets are requests of all kinds.
var replicaTargets = []string{
	"/v1/listings?limit=5&sort=-model",
	"/v1/listings?facets=status,manufacturer,device_class&on=2024-07-01",
	"/v1/listings?bess.capacity__gte=10&status=active",
	"/v1/listings?format=csv",
	"/v1/listings?q=tesla&format=ndjson",
	"/v1/listings/tesla/powerwall-2?include=certificates",
	"/v1/certificates",
	"/v1/check?manufacturer=tesla&model=power+wall+2&on=2024-07-01",
	"/v1/manufacturers",
	"/listings",
}

// sameAnswers checks that two servers give the same answers, to the byte.
func sameAnswers(t *testing.T, what string, a, b *running, targets []string) {
	t.Helper()
	for _, target := range targets {
		x, y := a.get(target), b.get(target)
		if x.status != http.StatusOK || x.status != y.status || strings.ReplaceAll(x.body, a.url, b.url) != y.body {
			t.Errorf("%s: %s: %d %s\nand from the other server: %d %s", what, target, x.status, x.body, y.status, y.body)
		}
	}
}

func versionName(n int64) string { return fmt.Sprintf("version-%d", n) }

// versions returns the versions in a database, from the oldest.
func versions(t *testing.T, url string) []string {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.WithoutCancel(t.Context()))
	rows, err := conn.Query(t.Context(), "select version from register_versions order by seq")
	if err != nil {
		t.Fatal(err)
	}
	found, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// repeatedLoads loads one version after the other. It repeats a load that fails.
type repeatedLoads struct {
	url                 string
	committed, repeated atomic.Int64
	running             atomic.Bool
}

func (l *repeatedLoads) run(t *testing.T, ctx context.Context) error {
	for n := int64(1); ctx.Err() == nil; n++ {
		reg := versionOf(t, versionName(n))
		for {
			l.running.Store(true)
			// A load that was begun goes on, so that it is known whether it ended well.
			_, err := postgres.Load(context.WithoutCancel(ctx), l.url, reg, postgres.LoadOptions{AllowMassChange: true})
			l.running.Store(false)
			if err == nil {
				break
			}
			if l.repeated.Add(1) > 1000 {
				return fmt.Errorf("loads do not succeed any more: %w", err)
			}
			time.Sleep(loadPause)
		}
		l.committed.Store(n)
		time.Sleep(loadPause)
	}
	return nil
}

// loadPause leaves the processor to the servers after each load.
const loadPause = 100 * time.Millisecond

// wait waits until that many loads have ended well.
func (l *repeatedLoads) wait(t *testing.T, n int64) {
	t.Helper()
	l.waitFor(t, func() bool { return l.committed.Load() >= n })
}

// waitRunning waits until a load has begun and not ended.
func (l *repeatedLoads) waitRunning(t *testing.T) {
	t.Helper()
	l.waitFor(t, func() bool { return !l.running.Load() })
	l.waitFor(t, l.running.Load)
}

func (l *repeatedLoads) waitFor(t *testing.T, is func() bool) {
	t.Helper()
	for deadline := time.Now().Add(patience); !is(); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%d loads ended well, %d were repeated, and it does not go on", l.committed.Load(), l.repeated.Load())
		}
	}
}

// A patientClient sends one request after the other, and repeats one that is answered by
// 503 with Retry-After.
type patientClient struct {
	url                string
	answered, repeated atomic.Int64
}

func (c *patientClient) run(ctx context.Context) error {
	newest := int64(0)
	for i := 0; ctx.Err() == nil; i++ {
		// The server has not kept the answer of an earlier request.
		body, err := c.get(context.WithoutCancel(ctx), fmt.Sprintf("/v1/listings?sort=-model&limit=%d&on=2025-%02d-%02d", 2+i%9, 1+i%12, 1+i%28))
		if err != nil {
			return err
		}
		name, err := version(body)
		if err != nil {
			return err
		}
		n, err := strconv.ParseInt(strings.TrimPrefix(name, "version-"), 10, 64)
		if err != nil || n < newest {
			return fmt.Errorf("an answer of %s after one of %s", name, versionName(newest))
		}
		newest = n
		c.answered.Add(1)
		time.Sleep(10 * time.Millisecond) // leave the processor to the servers
	}
	return nil
}

func (c *patientClient) get(ctx context.Context, target string) (string, error) {
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); {
		a, err := ask(ctx, c.url+target, secret)
		if err != nil || a.status == http.StatusOK {
			return a.body, err
		}
		if err := unavailable(a); err != nil {
			return "", err
		}
		seconds, err := strconv.Atoi(a.header.Get("Retry-After"))
		if err != nil {
			return "", err
		}
		c.repeated.Add(1)
		time.Sleep(time.Duration(seconds) * time.Second)
	}
	return "", errors.New("the server is unavailable for too long")
}
