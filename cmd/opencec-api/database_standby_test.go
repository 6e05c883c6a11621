package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"opencec/tools/query/postgres/postgrestest"
	"opencec/tools/query/querytest"
)

var standbyLoad = flag.Duration("standby-load", 3*time.Second, "how long TestStandbyKilled sends requests")

// While requests come in, the standby that answers them is killed, and started again.
// None of them fails. To see it for longer:
//
//	go test ./cmd/opencec-api -run TestStandbyKilled -v -standby-load 30s
func TestStandbyKilled(t *testing.T) {
	t.Parallel()
	primary := postgrestest.Start(t, postgrestest.Options{})
	load(t, primary.URL("postgres"), "one")
	standby := primary.Standby(t)
	standby.CatchUp(primary)
	r := fromDatabase(t, through(t, primary.URL("postgres"), primary.Address(), standby.Address()))
	r.ready("")

	g := newGenerator(t, r.url, 16)
	running := make(chan struct{})
	go func() {
		defer close(running)
		g.run(t.Context(), *standbyLoad)
	}()
	third := *standbyLoad / 3
	time.Sleep(third)
	if n := connections(t, standby); n == 0 {
		t.Error("nothing is read from the standby")
	}
	standby.Kill()
	time.Sleep(third)
	if n := connections(t, primary); n < 2 { // one listens
		t.Error("nothing is read from the primary when the standby is gone")
	}
	standby.Start()
	<-running
	g.report(t)
	_, served, _ := strings.Cut(r.log.String(), "msg=ready") // what is said of the settings comes before
	_, served, _ = strings.Cut(served, "\n")
	for line := range strings.Lines(served) {
		if !strings.Contains(line, "level=INFO") {
			t.Errorf("the log says %s", line)
		}
	}
}

// While the primary is away, the standby answers; a load after its return is noticed as
// before.
func TestPrimaryKilled(t *testing.T) {
	t.Parallel()
	primary := postgrestest.Start(t, postgrestest.Options{})
	load(t, primary.URL("postgres"), "one")
	standby := primary.Standby(t)
	standby.CatchUp(primary)
	r := fromDatabase(t, through(t, primary.URL("postgres"), primary.Address(), standby.Address()))
	r.ready("")
	r.wait("notices", func() bool { return strings.Contains(r.log.String(), "noticed at once") })
	primary.Kill()
	r.wait("what is done without", func() bool { return strings.Contains(r.log.String(), "no primary is among the hosts") })
	g := newGenerator(t, r.url, 4)
	g.run(t.Context(), *standbyLoad/3)
	g.report(t)
	r.ready("")
	primary.Start()
	load(t, primary.URL("postgres"), "two")
	r.serves("two")
}

// connections returns how many connections the server's programs have to a database.
func connections(t *testing.T, s *postgrestest.Server) (n int) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), s.URL("postgres"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.WithoutCancel(t.Context()))
	if err := conn.QueryRow(t.Context(), "select count(*) from pg_stat_activity where application_name = 'opencec-api'").Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// A generator sends requests, all of them different, and counts what comes back.
type generator struct {
	url     string
	workers int
	client  *http.Client
	targets []string

	mu       sync.Mutex
	took     []time.Duration // of those that were answered as they should be
	failures []string
}

// newGenerator returns a generator of lists, whole lists and records, more of them than
// the server keeps to send again.
func newGenerator(t *testing.T, url string, workers int) *generator {
	t.Helper()
	g := &generator{url: url, workers: workers, client: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: workers}}}
	t.Cleanup(g.client.CloseIdleConnections)
	for day := range 400 {
		on := querytest.Today.AddDays(-day)
		g.targets = append(g.targets,
			fmt.Sprintf("/v1/listings?on=%s&facets=status,device_class&sort=-model", on),
			fmt.Sprintf("/v1/listings/tesla/powerwall-2?on=%s", on),
			fmt.Sprintf("/v1/listings?on=%s&format=ndjson&q=tesla", on),
			fmt.Sprintf("/v1/check?manufacturer=tesla&model=power+wall+2&on=%s", on))
	}
	return g
}

// aLoad is the fewest requests that show anything, however slow the machine.
const aLoad = 100

// run sends requests until the time is over, and there were enough of them.
func (g *generator) run(ctx context.Context, d time.Duration) {
	ctx, cancel := context.WithTimeout(ctx, d)
	defer cancel()
	var sent atomic.Int64
	var workers sync.WaitGroup
	for w := range g.workers {
		workers.Go(func() {
			for i := w; sent.Add(1) <= aLoad || ctx.Err() == nil; i += g.workers {
				g.send(context.WithoutCancel(ctx), g.targets[i%len(g.targets)])
			}
		})
	}
	workers.Wait()
}

func (g *generator) send(ctx context.Context, target string) {
	begin := time.Now()
	err := g.ask(ctx, target)
	took := time.Since(begin)
	g.mu.Lock()
	defer g.mu.Unlock()
	if err != nil {
		g.failures = append(g.failures, fmt.Sprintf("%s: %v", target, err))
		return
	}
	g.took = append(g.took, took)
}

// ask reports why a request has failed: an answer must come whole.
func (g *generator) ask(ctx context.Context, target string) error {
	r, err := http.NewRequestWithContext(ctx, "GET", g.url+target, nil)
	if err != nil {
		return err
	}
	r.Header.Set("X-Api-Key", secret)
	res, err := g.client.Do(r)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err == nil && (res.StatusCode != http.StatusOK || !strings.Contains(string(body), "tesla/powerwall-2")) {
		err = fmt.Errorf("%d %s", res.StatusCode, body)
	}
	return err
}

// report reports the result, and fails the test if a request has failed.
func (g *generator) report(t *testing.T) {
	t.Helper()
	slices.Sort(g.took)
	at := func(share float64) time.Duration {
		if len(g.took) == 0 {
			return 0
		}
		return g.took[int(share*float64(len(g.took)-1))].Round(10 * time.Microsecond)
	}
	t.Logf("%d requests: %d failed; half took %v at most, 99 of 100 %v, the longest %v", len(g.took)+len(g.failures), len(g.failures), at(.5), at(.99), at(1))
	for _, failure := range g.failures[:min(5, len(g.failures))] {
		t.Error(failure)
	}
}

// A standby that no longer answers, without a word, as a machine that has lost its
// power, costs time and no request.
func TestStandbySilent(t *testing.T) {
	t.Parallel()
	primary := postgrestest.Start(t, postgrestest.Options{})
	load(t, primary.URL("postgres"), "one")
	standby := primary.Standby(t)
	standby.CatchUp(primary)
	w := newWire(t, standby.Address())
	r := fromDatabase(t, through(t, primary.URL("postgres"), w.address, primary.Address()))
	r.ready("")

	g := newGenerator(t, r.url, 4)
	running := make(chan struct{})
	go func() {
		defer close(running)
		g.run(t.Context(), 2**standbyLoad)
	}()
	time.Sleep(*standbyLoad / 3)
	if n := connections(t, standby); n == 0 {
		t.Error("nothing is read from the standby")
	}
	w.hold()
	<-running
	w.release()
	g.report(t)
}
