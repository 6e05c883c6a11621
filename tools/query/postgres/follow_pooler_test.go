package postgres_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"golang.org/x/sync/errgroup"

	"opencec/tools/query"
	"opencec/tools/query/postgres"
	"opencec/tools/query/postgres/postgrestest"
	"opencec/tools/query/querytest"
	"opencec/tools/register"
	"opencec/tools/testenv"
)

// poolerINI is the configuration of a pooler that hands connections from one
// transaction to the next, of which each database has fewer than the engine opens.
const poolerINI = `[databases]
* = host=%s port=%d user=%s password=%s
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = %d
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = 3
max_client_conn = 1000
`

// A pooler is a PgBouncer before a server.
type pooler struct {
	server *postgrestest.Server
	port   int
}

func startPooler(t *testing.T) pooler {
	t.Helper()
	path := testenv.Program(t, "pgbouncer")
	p := pooler{server: postgrestest.Start(t, postgrestest.Options{}), port: freePort(t)}
	config, err := pgx.ParseConfig(p.server.URL("postgres"))
	if err != nil {
		t.Fatal(err)
	}
	ini := filepath.Join(t.TempDir(), "pgbouncer.ini")
	if err := os.WriteFile(ini, fmt.Appendf(nil, poolerINI, config.Host, config.Port, config.User, config.Password, p.port), 0o600); err != nil {
		t.Fatal(err)
	}
	args := []string{ini}
	if os.Getuid() == 0 { // as whom it does not run
		args = []string{"-u", "postgres", ini}
	}
	cmd := exec.Command("/bin/sh", append([]string{"-c", whileRead, "sh", path}, args...)...)
	var log bytes.Buffer
	cmd.Stdout, cmd.Stderr = &log, &log
	alive, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	end := sync.OnceFunc(func() {
		_ = alive.Close()
		_ = cmd.Wait()
	})
	t.Cleanup(end)
	for deadline := time.Now().Add(2 * time.Minute); ; time.Sleep(10 * time.Millisecond) {
		conn, err := pgx.Connect(t.Context(), p.url("postgres"))
		if err == nil {
			_ = conn.Close(t.Context())
			return p
		}
		if time.Now().After(deadline) {
			end()
			t.Fatalf("PgBouncer does not answer: %v; it says\n%s", err, &log)
		}
	}
}

// whileRead runs a command for as long as the other end of its input is open, which it
// is no longer when the tests have ended, however they did.
const whileRead = `"$@" & read -r _; kill -KILL $!`

func freePort(t *testing.T) int {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().(*net.TCPAddr).Port
}

// url returns the URL of a database through the pooler.
func (p pooler) url(database string) string {
	return fmt.Sprintf("postgres://postgres@127.0.0.1:%d/%s?sslmode=disable&default_query_exec_mode=exec", p.port, database)
}

// database makes a database.
func (p pooler) database(t testing.TB, name string) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), p.server.URL("postgres"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.WithoutCancel(t.Context()))
	if _, err := conn.Exec(t.Context(), "create database "+name); err != nil {
		t.Fatal(err)
	}
}

// Through a transaction pooler, every method gives the same answers without prepared
// statements, as deploy/settings.md tells operators to choose. Such a pooler can break those and
// session settings, whatever the query.
func TestEngineThroughPooler(t *testing.T) {
	t.Parallel()
	p := startPooler(t)
	var mu sync.Mutex
	databases := 0
	querytest.TestMethods(t, func(t testing.TB, reg *register.Register) querytest.Engine {
		t.Helper()
		mu.Lock()
		databases++
		name := fmt.Sprint("register_", databases)
		p.database(t, name)
		mu.Unlock()
		if _, err := postgres.Load(t.Context(), p.server.URL(name), reg, postgres.LoadOptions{}); err != nil {
			t.Fatal(err)
		}
		return connect(t, p.url(name))
	})
}

// With prepared statements, a pooler that loses them is an error that says what to do.
func TestPreparedThroughPooler(t *testing.T) {
	t.Parallel()
	p := startPooler(t)
	p.database(t, "register")
	if _, err := postgres.Load(t.Context(), p.server.URL("register"), querytest.Sample(), postgres.LoadOptions{}); err != nil {
		t.Fatal(err)
	}
	prepared := strings.Replace(p.url("register"), "&default_query_exec_mode=exec", "", 1)
	db, err := postgres.Connect(t.Context(), prepared, postgres.Options{Timeout: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var group errgroup.Group
	for range 20 {
		group.Go(func() error {
			for range 20 {
				if _, err := db.Current(t.Context()); err != nil {
					return err
				}
				if _, err := db.LoadedOn(t.Context()); err != nil {
					return err
				}
			}
			return nil
		})
	}
	err = group.Wait()
	if err == nil {
		t.Skip("this PgBouncer keeps prepared statements")
	}
	if !errors.Is(err, postgres.ErrUnprepared) || !errors.Is(err, query.ErrUnavailable) {
		t.Errorf("the error is %v", err)
	}
}

// Through a pooler a new version is noticed by asking, as it passes no notices on.
func TestFollowThroughPooler(t *testing.T) {
	t.Parallel()
	p := startPooler(t)
	db, err := postgres.Connect(t.Context(), p.url("postgres"), postgres.Options{Timeout: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	taken := make(chan string, 10)
	var log bytes.Buffer // of one goroutine
	f := postgres.Follower{Database: db, Log: slog.New(slog.NewTextHandler(&log, nil)), Report: func(error) {},
		Take: func(_ context.Context, e *postgres.Engine) { taken <- e.Register().Version.ID }}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		f.Run(ctx)
	}()
	for _, id := range []string{"one", "two", "three"} {
		reg, err := register.New(querytest.Sample().Records, register.Version{ID: id})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := postgres.Load(t.Context(), p.server.URL("postgres"), reg, postgres.LoadOptions{}); err != nil {
			t.Fatal(err)
		}
		select {
		case got := <-taken:
			if got != id {
				t.Errorf("it took %s, want %s", got, id)
			}
		case <-time.After(2 * time.Minute):
			t.Fatalf("it does not take %s", id)
		}
	}
	cancel()
	<-ended
	db.Close()
	if n := strings.Count(log.String(), "a pooler is in between"); n != 1 {
		t.Errorf("that there are no notices is logged %d times:\n%s", n, &log)
	}
}
