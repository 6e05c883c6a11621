package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"opencec/tools/query/postgres/postgrestest"
	"opencec/tools/register"
)

// A cluster is a primary and its standby, and the server reads from both.
type cluster struct {
	cat              *catalogue
	primary, standby *postgrestest.Server
	every, bound     time.Duration
	rng              *rand.Rand
	judge            *judge
	faults           *faults
	served           func(context.Context) int

	newest int
	loaded int
	taken  map[int]bool
	counts counts
}

// database is the name of the database that every Postgres has.
const database = "postgres"

func (c *cluster) begin(ctx context.Context) error {
	c.newest, c.loaded, c.taken = firstVersion, 1, map[int]bool{firstVersion: true}
	c.judge.offered.Store(firstVersion)
	return c.cat.load(ctx, c.primary.URL(database), c.newest)
}

// hosts returns the URL that names both.
func (c *cluster) hosts() (string, error) {
	u, err := url.Parse(c.primary.URL(database))
	if err != nil {
		return "", err
	}
	u.Host = c.primary.Address() + "," + c.standby.Address()
	return u.String(), nil
}

// Steps of the cluster between loads.
var clusterSteps = []string{
	"load", "terminate", "kill standby", "load", "start standby", "stop primary", "load", "older", "cancelled load", "load",
	"terminate", "load", "kill primary", "load", "load", "held",
}

// run loads versions and disturbs the servers until ctx ends. Then it loads one more version,
// which must be served.
func (c *cluster) run(ctx context.Context) error {
	background := context.WithoutCancel(ctx)
	for i := 0; ctx.Err() == nil; i++ {
		begin := time.Now()
		what := clusterSteps[i%len(clusterSteps)]
		if err := postgrestest.Guard(func() error { return c.step(background, what) }); err != nil {
			return fmt.Errorf("%s: %w", what, err)
		}
		if n := c.served(background); n > 0 {
			c.taken[n] = true
		}
		wait(ctx, time.Until(begin.Add(c.every)))
	}
	return postgrestest.Guard(func() error {
		c.standby.Stop()
		c.standby.Start()
		return c.step(background, "held")
	})
}

func (c *cluster) step(ctx context.Context, what string) error {
	c.counts.add(what)
	switch what {
	case "load":
		return c.load(ctx)
	case "held":
		if err := c.load(ctx); err != nil {
			return err
		}
		c.mustServe(ctx)
		return nil
	case "older":
		return c.older(ctx)
	case "cancelled load":
		return c.cancelled(ctx)
	case "terminate":
		return errors.Join(terminate(ctx, c.primary), terminate(ctx, c.standby))
	case "kill standby":
		c.standby.Kill()
	case "start standby":
		c.standby.Start()
		c.standby.CatchUp(c.primary)
	case "stop primary", "kill primary":
		c.standby.CatchUp(c.primary)
		if what == "stop primary" {
			c.primary.Stop()
		} else {
			c.primary.Kill()
		}
		wait(ctx, c.every)
		c.primary.Start()
	}
	return nil
}

func (c *cluster) load(ctx context.Context) error {
	c.newest++
	c.judge.offered.Store(int64(c.newest))
	c.loaded++
	return c.cat.load(ctx, c.primary.URL(database), c.newest)
}

// older tries to load a version whose history lacks the loaded one.
func (c *cluster) older(ctx context.Context) error {
	err := c.cat.load(ctx, c.primary.URL(database), c.newest-1)
	if lost := (*register.LostError)(nil); !errors.As(err, &lost) {
		c.faults.add(acceptedBad, "loading version %d over version %d gives %v: a history that has lost what was loaded must be refused", c.newest-1, c.newest, err)
	}
	return nil
}

// cancelled cancels a load at a random moment. The database must then have a complete version.
func (c *cluster) cancelled(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, time.Duration(c.rng.IntN(500))*time.Millisecond)
	defer cancel()
	c.judge.offered.Store(int64(c.newest + 1))
	if err := c.cat.load(ctx, c.primary.URL(database), c.newest+1); err == nil {
		c.newest++
		c.loaded++
	}
	return nil
}

func (c *cluster) mustServe(ctx context.Context) {
	for end := time.Now().Add(c.bound); time.Now().Before(end); time.Sleep(100 * time.Millisecond) {
		if n := c.served(ctx); n == c.newest {
			c.taken[n] = true
			return
		}
	}
	c.faults.add(notTakenUp, "version %d is loaded since %s, and version %d is served", c.newest, c.bound, c.served(ctx))
}

// terminate ends all connections of the API server to a database.
func terminate(ctx context.Context, s *postgrestest.Server) error {
	conn, err := pgx.Connect(ctx, s.URL(database))
	if err != nil {
		return err
	}
	_, err = conn.Exec(ctx, "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'opencec-api'")
	return errors.Join(err, conn.Close(ctx))
}

// tryPostgres tries the engine that answers from Postgres.
func tryPostgres(ctx context.Context, c config, cat *catalogue, o *oracle) (r *engineReport, err error) {
	err = postgrestest.Outside(ctx, func(t testing.TB) error {
		r, err = tryCluster(ctx, t, c, cat, o)
		return err
	})
	return r, err
}

func tryCluster(ctx context.Context, tb testing.TB, c config, cat *catalogue, o *oracle) (*engineReport, error) {
	t, err := newTrial(c, "postgres", cat, o)
	if err != nil {
		return nil, err
	}
	t.judge = newJudge("", t.keys.good, o, t.faults, c.timeout)
	k := &cluster{cat: cat, every: c.every, bound: c.bound, rng: rand.New(rand.NewPCG(c.seed, 4)), judge: t.judge, faults: t.faults,
		served: t.served}
	c.progress("postgres: start a primary and a standby")
	k.primary = postgrestest.Start(tb, postgrestest.Options{})
	if err := k.begin(ctx); err != nil {
		return nil, err
	}
	k.standby = k.primary.Standby(tb)
	k.standby.CatchUp(k.primary)
	hosts, err := k.hosts()
	if err != nil {
		return nil, err
	}
	if err := t.start(ctx, nil, []string{"OPEN_CEC_API_DATABASE_URL=" + hosts}); err != nil {
		return nil, err
	}
	r, err := t.load(ctx, "postgres", k.run, t.keysDisturbed)
	if err == nil {
		r.Offered, r.Taken = k.loaded, len(k.taken)
		for name, n := range k.counts.all() {
			r.Done["database "+name] = n
		}
	}
	return t.ended(r, err)
}

// postgresThere returns an error if no Postgres can be started.
func postgresThere() error {
	if _, err := exec.LookPath("postgres"); err == nil {
		return nil
	}
	found, err := os.ReadDir("/usr/lib/postgresql")
	if err != nil || len(found) == 0 {
		return errors.New("no Postgres is installed")
	}
	return nil
}

// inOneLine formats an error in one line of a report.
func inOneLine(err error) string { return strings.Join(strings.Fields(err.Error()), " ") }
