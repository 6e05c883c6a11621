package postgres

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"opencec/tools/base/databaseurl"
	"opencec/tools/query/postgres/postgrestest"
	"opencec/tools/query/querytest"
	"opencec/tools/register"
)

// Two loads into an empty database, both of which would make the tables.
func TestLoadTwice(t *testing.T) {
	t.Parallel()
	url := postgrestest.URL(t)
	registers := []*register.Register{querytest.Random(1, 60), querytest.Random(2, 60)}
	differences := make([]*Difference, len(registers))
	var loads sync.WaitGroup
	for i, reg := range registers {
		loads.Go(func() {
			d, err := Load(context.Background(), url, reg, LoadOptions{AllowMassChange: true})
			if err != nil {
				t.Error(err)
			}
			differences[i] = d
		})
	}
	loads.Wait()
	if t.Failed() {
		return
	}
	if got := differences[0].Version.Seq + differences[1].Version.Seq; got != 3 {
		t.Errorf("the loads are %d and %d", differences[0].Version.Seq, differences[1].Version.Seq)
	}
	conn := connected(t, url)
	for i, d := range differences {
		fresh := postgrestest.URL(t)
		loaded(t, fresh, registers[i], LoadOptions{})
		if diff := cmp.Diff(contentAt(t, connected(t, fresh), 1), contentAt(t, conn, d.Version.Seq)); diff != "" {
			t.Errorf("load %d is not whole:\n%s", d.Version.Seq, diff)
		}
	}
}

// A load waits for another one, says so, and then sees what that has written.
func TestLoadWaits(t *testing.T) {
	t.Parallel()
	url := postgrestest.URL(t)
	// Not even a server that gives each transaction one view of the data makes it
	// load against what there was before it waited.
	strict := url + "&default_transaction_isolation=serializable"
	if !strings.Contains(url, "?") {
		strict = strings.Replace(strict, "&", "?", 1)
	}
	waiting, done := make(chan bool, 1), make(chan *Difference, 1)
	other := sync.OnceFunc(func() {
		go func() {
			defer close(waiting) // also when it does not wait, so that the test ends
			d, err := Load(context.Background(), strict, querytest.Sample(), LoadOptions{Waiting: func() { waiting <- true }})
			if err != nil {
				t.Error(err)
			}
			done <- d
		}()
		if !<-waiting {
			t.Error("it does not say that it waits")
		}
	})
	loaded(t, url, querytest.Sample(), LoadOptions{Progress: func(string, int, int) { other() }})
	if d := <-done; d == nil || d.Changed || d.Previous == nil || d.Previous.Seq != 1 {
		t.Errorf("the load that waited gives %+v", d)
	}
}

// A load that is cancelled at any point leaves the previous version.
func TestLoadCancelled(t *testing.T) {
	t.Parallel()
	url := postgrestest.URL(t)
	conn := connected(t, url)
	one, two := querytest.Random(1, 40), querytest.Random(2, 40)
	for _, step := range []string{"writing rows", "building indexes"} {
		ctx, cancel := context.WithCancel(t.Context())
		_, err := Load(ctx, url, one, LoadOptions{Progress: func(at string, _, _ int) {
			if at == step {
				cancel()
			}
		}})
		if err == nil || ctx.Err() == nil {
			t.Errorf("cancelled while %s, it ends with %v", step, err)
		}
		if n := value[int](t, conn, `select count(*) from register_versions`); n != 0 {
			t.Errorf("cancelled while %s, it leaves a version", step)
		}
	}
	loaded(t, url, one, LoadOptions{})
	before := contentAt(t, conn, 1)
	ctx, cancel := context.WithCancel(t.Context())
	_, err := Load(ctx, url, two, LoadOptions{AllowMassChange: true, Progress: func(string, int, int) { cancel() }})
	if err == nil {
		t.Error("a load that is cancelled works")
	}
	if diff := cmp.Diff(before, contentAt(t, conn, 1)); diff != "" {
		t.Error(diff)
	}
	if d := loaded(t, url, two, LoadOptions{AllowMassChange: true}); d.Version.Seq != 2 {
		t.Errorf("the next load is %d", d.Version.Seq)
	}
}

// A load that waits can be cancelled too.
func TestLoadCancelledWaiting(t *testing.T) {
	t.Parallel()
	url := postgrestest.URL(t)
	other := connected(t, url)
	run(t, other, "begin")
	run(t, other, "select pg_advisory_xact_lock($1)", loadLock)
	ctx, cancel := context.WithCancel(t.Context())
	if _, err := Load(ctx, url, querytest.Sample(), LoadOptions{Waiting: cancel}); err == nil {
		t.Error("it works")
	}
	run(t, other, "rollback")
	loaded(t, url, querytest.Sample(), LoadOptions{})
}

// killsVariable is how many loads TestLoadKilled kills, where it is set.
const killsVariable = "OPENCEC_TEST_KILLS"

// childVariable makes a test process a load: its value is the seed of the register
// and the URL of the database.
const childVariable = "OPENCEC_TEST_LOAD"

const killedListings = 150

// A process that is killed at any point of a load leaves one complete version: the
// previous one, or its own.
func TestLoadKilled(t *testing.T) {
	if child := os.Getenv(childVariable); child != "" {
		loadInChild(t, child)
		return
	}
	t.Parallel()
	kills := 20
	if text := os.Getenv(killsVariable); text != "" {
		var err error
		if kills, err = strconv.Atoi(text); err != nil {
			t.Fatalf("%s: %v", killsVariable, err)
		}
	}
	seeds := []uint64{1, 2, 3}
	digests := map[string]uint64{} // of the whole content
	for _, seed := range seeds {
		url := tablesURL(t)
		loaded(t, url, querytest.Random(seed, killedListings), LoadOptions{})
		digests[digestNow(t, connected(t, url))] = seed
	}
	url := postgrestest.URL(t)
	reader := connected(t, url)
	whole := timeToLoad(t, seeds[0])
	rng := rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), 0))
	kept, moved, current := 0, 0, int64(0)
	for i := range kills {
		seed := seeds[i%len(seeds)]
		killAfter(t, url, seed, time.Duration(rng.Int64N(int64(whole))))
		seq := currentSeq(t, reader)
		if seq == 0 {
			kept++
			continue
		}
		of, known := digests[digestNow(t, reader)]
		switch {
		case !known || seq > current+1:
			t.Fatalf("after kill %d version %d is none that was loaded (the one before is %d)", i+1, seq, current)
		case seq == current+1 && of != seed:
			t.Fatalf("after kill %d version %d is of seed %d, not %d", i+1, seq, of, seed)
		case seq == current:
			kept++
		default:
			moved++
		}
		current = seq
	}
	t.Logf("%d kills within %s of the start of a load: %d left the version before, %d came after the end of the load", kills, whole.Round(time.Millisecond), kept, moved)
	d := loaded(t, url, querytest.Random(9, killedListings), LoadOptions{AllowMassChange: true})
	if d.Version.Seq != current+1 {
		t.Errorf("the load after the kills is version %d, after %d", d.Version.Seq, current)
	}
}

func loadInChild(t *testing.T, child string) {
	text, url, _ := strings.Cut(child, " ")
	seed, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	loaded(t, url, querytest.Random(seed, killedListings), LoadOptions{AllowMassChange: true})
}

// childLoad is a process that loads a register.
func childLoad(t *testing.T, url string, seed uint64) *exec.Cmd {
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(program, "-test.run=^TestLoadKilled$")
	cmd.Env = append(os.Environ(), fmt.Sprintf("%s=%d %s", childVariable, seed, url))
	return cmd
}

// timeToLoad is how long a process takes to load a register.
func timeToLoad(t *testing.T, seed uint64) time.Duration {
	url := postgrestest.URL(t)
	start := time.Now()
	if out, err := childLoad(t, url, seed).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return time.Since(start)
}

func killAfter(t *testing.T, url string, seed uint64, wait time.Duration) {
	cmd := childLoad(t, url, seed)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	time.Sleep(wait)
	_ = cmd.Process.Kill() // where it has not ended by itself
	_ = cmd.Wait()
}

// currentSeq returns the current version, 0 for none, once the server has noticed that
// the load is gone.
func currentSeq(t *testing.T, conn *pgx.Conn) int64 {
	run(t, conn, `select pg_advisory_lock($1)`, loadLock) // until the server has ended the load
	defer run(t, conn, `select pg_advisory_unlock($1)`, loadLock)
	if version, err := schemaVersion(t.Context(), conn); err != nil || version == 0 {
		return 0
	}
	return value[int64](t, conn, `select coalesce(max(seq), 0) from register_versions`)
}

// digestNow returns a digest of all that stands now.
func digestNow(t *testing.T, conn *pgx.Conn) string {
	sum := sha256.Sum256([]byte(contentAt(t, conn, value[int64](t, conn, `select max(seq) from register_versions`))))
	return hex.EncodeToString(sum[:])
}

// Listeners hear of a new version once it is there, and of nothing else.
func TestLoadNotifies(t *testing.T) {
	t.Parallel()
	url := postgrestest.URL(t)
	conn := connected(t, url)
	run(t, conn, "listen "+channel)
	loaded(t, url, querytest.Sample(), LoadOptions{})
	loaded(t, url, querytest.Sample(), LoadOptions{})
	loaded(t, url, querytest.Random(1, 5), LoadOptions{AllowMassChange: true})
	for _, want := range []string{"1", "2"} {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		n, err := conn.WaitForNotification(ctx)
		cancel()
		if err != nil {
			t.Fatal(err)
		}
		if n.Payload != want || value[int64](t, conn, `select count(*) from register_versions where seq = $1`, want) != 1 {
			t.Errorf("notified of %q, want %q", n.Payload, want)
		}
	}
}

// The statistics of what was written are there with it.
func TestLoadAnalyzes(t *testing.T) {
	t.Parallel()
	url := tablesURL(t)
	conn := connected(t, url)
	reg := querytest.Random(1, 50)
	loaded(t, url, reg, LoadOptions{})
	const analyzed = `select count(*) from pg_stats where schemaname = 'public' and tablename = 'listings'`
	if value[int](t, conn, analyzed) == 0 || value[float32](t, conn, `select reltuples from pg_class where relname = 'listings'`) != 50 {
		t.Error("the first load leaves no statistics")
	}
	if names := column[string](t, conn, `select attname::text from pg_stats where schemaname = 'public' and tablename = 'records' order by 1`); !slices.Equal(names, []string{"from_seq", "id", "kind", "search", "to_seq"}) {
		t.Errorf("there are statistics of the columns %q of records", names)
	}
	run(t, conn, `delete from pg_statistic where starelid = 'listings'::regclass`)
	change := func(n int) {
		reg = changed(t, reg, fmt.Sprint(n), func(all []*register.Listing) []*register.Listing {
			for _, l := range all[:n] {
				l.Notes = fmt.Sprint(n)
			}
			return all
		})
		loaded(t, url, reg, LoadOptions{})
	}
	if change(1); value[int](t, conn, analyzed) != 0 {
		t.Error("one change in 50 refreshes the statistics")
	}
	if change(10); value[int](t, conn, analyzed) == 0 {
		t.Error("ten changes in 50 do not refresh the statistics")
	}
}

func TestLoadCannotConnect(t *testing.T) {
	t.Parallel()
	for _, url := range []string{"postgres://me:hunter2@127.0.0.1:1/register?sslmode=disable", "postgres://me:hunter2@[", "host=127.0.0.1 port=1 password=hunter2 user=me sslmode=disable"} {
		_, err := Load(t.Context(), url, querytest.Sample(), LoadOptions{})
		if err == nil || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("the error is %v", err)
		}
		if err := databaseurl.Check(url); (err == nil) == strings.HasSuffix(url, "[") || err != nil && strings.Contains(err.Error(), "hunter2") {
			t.Errorf("the URL is checked with %v", err)
		}
	}
}

func TestExplain(t *testing.T) {
	t.Parallel()
	for code, want := range map[string]string{"42501": "GRANTs", "25006": "primary", "0A000": "pg_trgm", "58P01": "pg_trgm"} {
		err := explain(fmt.Errorf("load: %w", &pgconn.PgError{Code: code, Message: "no extension"}))
		if !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "no extension") {
			t.Errorf("%s: %v", code, err)
		}
	}
	if err := explain(&pgconn.PgError{Code: "0A000", Message: "cannot do it"}); strings.Contains(err.Error(), "pg_trgm") {
		t.Errorf("something else that is not supported: %v", err)
	}
	dependent := &pgconn.PgError{Code: "2BP01", Message: "cannot drop column", Detail: "view a depends on column b\nview c depends on view a"}
	if err := explain(dependent); !strings.Contains(err.Error(), "view a depends on column b, view c depends on view a; drop that, load") {
		t.Errorf("a view that stops a migration: %v", err)
	}
	if other := errors.New("other"); !errors.Is(explain(other), other) || explain(other).Error() != "other" {
		t.Error("another error is not left as it is")
	}
}
