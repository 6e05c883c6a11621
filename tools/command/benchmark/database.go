package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"opencec/tools/query/postgres/postgrestest"
)

// databaseSettings are those of Postgres unless a person changes them, where postgrestest has
// others: loads must wait until their data is safe.
var databaseSettings = map[string]string{"fsync": "on", "full_page_writes": "on"}

// A loadFigure is what one run of opencec load used, and how many rows it wrote.
type loadFigure struct {
	usage
	rows int64
}

// loadFigures are those of a round.
type loadFigures struct {
	first, unchanged, oneRecord loadFigure
}

// withDatabase calls use with a Postgres, which ends afterwards.
func withDatabase(ctx context.Context, use func(d *database) error) error {
	return postgrestest.Outside(ctx, func(t testing.TB) error {
		server := postgrestest.Start(t, postgrestest.Options{Settings: databaseSettings})
		return use(&database{server})
	})
}

// A database is a Postgres server with a database for each checkout.
type database struct {
	server *postgrestest.Server
}

// execute runs SQL, which may have several statements, in a database of the server.
func (d *database) execute(ctx context.Context, name, sql string) error {
	conn, err := pgx.Connect(ctx, d.server.URL(name))
	if err != nil {
		return err
	}
	_, err = conn.PgConn().Exec(ctx, sql).ReadAll()
	return errors.Join(err, conn.Close(ctx))
}

// create creates an empty database, or a copy of another, in place of the one of that name.
func (d *database) create(ctx context.Context, name, template string) error {
	quoted := pgx.Identifier{name}.Sanitize()
	if err := d.execute(ctx, "postgres", "drop database if exists "+quoted+" with (force)"); err != nil {
		return err
	}
	return d.execute(ctx, "postgres", "create database "+quoted+" template "+pgx.Identifier{template}.Sanitize())
}

// rowsWritten returns how many rows of tables were written in a database since it exists.
func (d *database) rowsWritten(ctx context.Context, name string) (rows int64, err error) {
	time.Sleep(500 * time.Millisecond) // the server counts after the end of a session
	conn, err := pgx.Connect(ctx, d.server.URL(name))
	if err != nil {
		return 0, err
	}
	err = conn.QueryRow(ctx, "select coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0)::bigint from pg_stat_user_tables").Scan(&rows)
	return rows, errors.Join(err, conn.Close(ctx))
}

// databaseOf returns the name of a checkout's database.
func databaseOf(c *checkout) string { return "register-" + c.name }

// load measures a round of loads into a new database: the first, one without a change, and one
// with a changed record. Each round leaves the same behind.
func (d *database) load(ctx context.Context, c *checkout) error {
	name := databaseOf(c)
	if err := d.create(ctx, name, "template1"); err != nil {
		return err
	}
	var round loadFigures
	var written int64
	once := func(figure *loadFigure) error {
		used, _, err := c.run(ctx, "load", "--data", c.data(), "--on", c.day, "--database-url", d.server.URL(name))
		if err != nil {
			return err
		}
		all, err := d.rowsWritten(ctx, name)
		*figure = loadFigure{*used, all - written}
		written = all
		return err
	}
	err := once(&round.first)
	if err == nil {
		err = once(&round.unchanged)
	}
	if err != nil {
		return err
	}
	restore, err := changeListing(c.data())
	if err != nil {
		return err
	}
	if err := errors.Join(once(&round.oneRecord), restore()); err != nil {
		return err
	}
	c.loads = append(c.loads, round)
	return nil
}

// settle does what autovacuum would do later, so that it does not run during the requests.
func (d *database) settle(ctx context.Context, name string) error {
	return d.execute(ctx, name, "vacuum (analyze)")
}

// changeListing adds a note to the first listing without one. restore takes it back.
func changeListing(data string) (restore func() error, err error) {
	var name string
	var text []byte
	err = filepath.WalkDir(filepath.Join(data, "listings"), func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || filepath.Ext(path) != ".yaml" {
			return err
		}
		if text, err = os.ReadFile(path); err == nil && !strings.Contains(string(text), "\nnotes:") {
			name, err = path, fs.SkipAll
		}
		return err
	})
	if err == nil && name == "" {
		err = errors.New("every listing has notes; none is left to add one to")
	}
	if err != nil {
		return nil, err
	}
	changed := slices.Concat(text, []byte("notes: A note that tools/bench added.\n"))
	return func() error { return os.WriteFile(name, text, 0o644) }, os.WriteFile(name, changed, 0o644)
}

// A reference is SQL on a copy of a checkout's database, which pgbench runs.
type reference struct {
	sql    string // a file that prepares it
	script string // a file for pgbench
	seed   uint64
}

const referenceDatabase = "reference"

// prepare copies the database of the checkout and runs the SQL in the copy.
func (r reference) prepare(ctx context.Context, d *database, c *checkout) error {
	sql, err := os.ReadFile(r.sql)
	if err != nil {
		return err
	}
	if err := d.create(ctx, referenceDatabase, databaseOf(c)); err != nil {
		return err
	}
	if err := d.execute(ctx, referenceDatabase, string(sql)); err != nil {
		return fmt.Errorf("%s: %w", r.sql, err)
	}
	return d.settle(ctx, referenceDatabase)
}

var pgbenchRate = regexp.MustCompile(`(?m)^tps = ([0-9.]+)`)

// run runs pgbench. A transaction is a whole script: it counts like one request.
func (r reference) run(ctx context.Context, dir string, d *database, connections int, duration time.Duration, round int) (figures, error) {
	program, err := findPgbench()
	if err != nil {
		return figures{}, err
	}
	log := filepath.Join(dir, fmt.Sprintf("pgbench-%d", rand.Uint32()))
	threads := min(runtime.NumCPU(), connections)
	ctx, cancel := context.WithTimeout(ctx, duration+2*time.Minute)
	defer cancel()
	cmd := command(ctx, program, "-n", "-M", "prepared", "-c", strconv.Itoa(connections), "-j", strconv.Itoa(threads), "-T", strconv.Itoa(int(duration.Seconds())),
		"--random-seed", strconv.FormatUint(r.seed+uint64(round), 10), "--log", "--log-prefix", log, "-f", r.script)
	u, err := url.Parse(d.server.URL(referenceDatabase))
	if err != nil {
		return figures{}, err
	}
	password, _ := u.User.Password()
	cmd.Env = append(os.Environ(), "PGHOST="+u.Hostname(), "PGPORT="+u.Port(), "PGUSER="+u.User.Username(), "PGPASSWORD="+password, "PGDATABASE="+referenceDatabase, "PGSSLMODE=disable")
	out, err := cmd.CombinedOutput()
	if err != nil {
		return figures{}, fmt.Errorf("pgbench: %w\n%s", err, out)
	}
	found := pgbenchRate.FindStringSubmatch(string(out))
	if found == nil {
		return figures{}, fmt.Errorf("pgbench gave no rate:\n%s", out)
	}
	took, err := readPgbenchLogs(log)
	if err != nil {
		return figures{}, err
	}
	result := summary(took, duration)
	result.rate, err = strconv.ParseFloat(found[1], 64)
	return result, err
}

// readPgbenchLogs returns the latencies in the logs that begin with the prefix, and removes them.
func readPgbenchLogs(prefix string) ([]time.Duration, error) {
	names, err := filepath.Glob(prefix + ".*")
	if err != nil {
		return nil, err
	}
	var took []time.Duration
	for _, name := range names {
		f, err := os.Open(name)
		if err != nil {
			return nil, err
		}
		lines := bufio.NewScanner(f)
		for lines.Scan() {
			const latency = 2 // the column, in microseconds
			fields := strings.Fields(lines.Text())
			if len(fields) <= latency {
				continue
			}
			n, err := strconv.ParseInt(fields[latency], 10, 64)
			if err != nil {
				return nil, errors.Join(fmt.Errorf("%s: %w", name, err), f.Close())
			}
			took = append(took, time.Duration(n)*time.Microsecond)
		}
		if err := errors.Join(lines.Err(), f.Close(), os.Remove(name)); err != nil {
			return nil, err
		}
	}
	if len(took) == 0 {
		return nil, errors.New("pgbench ended no transaction in the time")
	}
	return took, nil
}

// findPgbench finds pgbench in PATH, or else where Debian installs it.
func findPgbench() (string, error) {
	if program, err := exec.LookPath("pgbench"); err == nil {
		return program, nil
	}
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/pgbench")
	if err != nil || len(found) == 0 {
		return "", errors.New("pgbench is missing; install Postgres with its contributed programs")
	}
	return found[len(found)-1], nil
}
