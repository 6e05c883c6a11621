package postgrestest

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

const (
	superuser   = "postgres"
	maintenance = "postgres" // the database that every server has

	// startTimeout and stopTimeout limit what takes a second, on a machine that is busy
	// with other tests, in case a server hangs.
	startTimeout = 2 * time.Minute
	stopTimeout  = time.Minute

	pollEvery = 10 * time.Millisecond

	// maxLog is how much of a server's log is shown when it fails to start.
	maxLog = 8 << 10
)

// Options are the options of a server.
type Options struct {
	// Newer starts the newer Postgres of the npm registry instead of the installed one.
	Newer bool
	// Settings are settings of postgresql.conf, such as max_connections, for every start.
	Settings map[string]string
}

// settings are those of all servers: unlike a developer's, and fast because no data needs
// to survive the machine. Committed data survives Kill.
var settings = map[string]string{
	"fsync":                       "off",
	"full_page_writes":            "off",
	"max_connections":             "200", // for many parallel tests
	"timezone":                    "America/New_York",
	"wal_keep_size":               "1GB",   // for a standby that was stopped for a while
	"wal_retrieve_retry_interval": "100ms", // a standby follows soon after its primary is back
}

// A Server is a Postgres for one test. Its methods end the test on failure, so they must
// be called from the test's own goroutine.
type Server struct {
	t        testing.TB // nil for the shared server
	bin      binaries
	home     *home
	dir      string // contains data, the socket and the log
	port     int    // on the loopback; 0 for the socket only
	password string // on the loopback
	options  Options

	cmd   *exec.Cmd // nil while it is not running
	ended chan struct{}
}

// Start starts a server for the test, which ends with the test. It listens on a fixed
// port of the loopback.
func Start(t testing.TB, o Options) *Server {
	t.Helper()
	skipIfShort(t)
	find := findBinaries
	if o.Newer {
		find = newerBinaries
	}
	bin, err := find()
	if err != nil {
		stop(t, err)
	}
	s, err := newServer(bin, o)
	if err != nil {
		stop(t, err)
	}
	s.t = t
	s.listen()
	s.Start()
	return s
}

// Standby starts a hot standby of the server, with the same options: it replicates the
// server and answers read-only queries.
func (s *Server) Standby(t testing.TB) *Server {
	t.Helper()
	standby := &Server{t: t, bin: s.bin, home: s.home, password: s.password, options: s.options}
	var err error
	if standby.dir, err = s.home.newDir(); err != nil {
		t.Fatalf("postgrestest: %v", err)
	}
	out, err := s.home.command(s.bin.program("pg_basebackup"), "--pgdata", standby.data(), "--dbname", s.socketURL(maintenance),
		"--write-recovery-conf", "--wal-method=stream", "--checkpoint=fast", "--no-sync").CombinedOutput()
	if err != nil {
		t.Fatalf("postgrestest: pg_basebackup: %v\n%s", err, out)
	}
	standby.listen()
	standby.Start()
	return standby
}

// CatchUp waits until the standby has everything that the primary has written so far.
func (s *Server) CatchUp(primary *Server) {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), stopTimeout)
	defer cancel()
	written, err := ask[string](ctx, primary, "select pg_current_wal_insert_lsn()::text")
	for there := false; err == nil && !there; {
		there, err = ask[bool](ctx, s, "select pg_last_wal_replay_lsn() >= $1::text::pg_lsn", written)
		time.Sleep(pollEvery)
	}
	if err != nil {
		s.t.Fatalf("postgrestest: a standby does not catch up: %v", err)
	}
}

// URL returns the URL of a database on the server, for a superuser with a password.
func (s *Server) URL(database string) string {
	if s.port == 0 {
		return s.socketURL(database)
	}
	u := url.URL{Scheme: "postgres", User: url.UserPassword(superuser, s.password), Host: s.Address(), Path: "/" + database, RawQuery: "sslmode=disable"}
	return u.String()
}

// Address returns the host and port on the loopback. A URL can name several of them.
func (s *Server) Address() string { return net.JoinHostPort("127.0.0.1", strconv.Itoa(s.port)) }

// Start starts the server again, on the same port and with its data.
func (s *Server) Start() {
	s.t.Helper()
	if err := s.start(); err != nil {
		s.t.Fatalf("postgrestest: %v", err)
	}
}

// Stop stops the server cleanly: it ends sessions and writes everything. A stopped server
// stays stopped.
func (s *Server) Stop() {
	s.t.Helper()
	s.end(fastShutdown)
}

// Kill ends the server at once, like a crash: connections break, and it recovers when it
// is started again. A stopped server stays stopped.
func (s *Server) Kill() {
	s.t.Helper()
	s.end(immediateShutdown)
}

func newServer(bin binaries, o Options) (*Server, error) {
	h, err := openHome()
	if err != nil {
		return nil, err
	}
	dir, err := h.newDir()
	if err != nil {
		return nil, err
	}
	s := &Server{bin: bin, home: h, dir: dir, password: randomHex(), options: o}
	return s, s.init()
}

// init creates the server's files. Texts sort as in English, so that a query that needs
// another order must say so.
func (s *Server) init() error {
	password := filepath.Join(s.dir, "password")
	if err := os.WriteFile(password, []byte(s.password), 0o600); err != nil {
		return err
	}
	if err := s.home.own(password); err != nil {
		return err
	}
	out, err := s.home.command(s.bin.program("initdb"), "--pgdata", s.data(), "--username", superuser, "--pwfile", password,
		"--auth-local=trust", "--auth-host=scram-sha-256", // nobody else can enter the socket's directory
		"--encoding=UTF8", "--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=en", "--no-sync").CombinedOutput()
	if err != nil {
		return fmt.Errorf("initdb (Postgres 15 or newer is needed): %w\n%s", err, out)
	}
	return nil
}

// listen gives the server a port, and ends it with its test.
func (s *Server) listen() {
	s.t.Helper()
	port, err := freePort()
	if err != nil {
		s.t.Fatalf("postgrestest: %v", err)
	}
	s.port = port
	s.t.Cleanup(func() {
		s.end(immediateShutdown)
		if err := os.RemoveAll(s.dir); err != nil {
			s.t.Errorf("postgrestest: %v", err)
		}
	})
}

// freePort returns an unused port of the loopback below those that systems use for
// outgoing connections, so that it is still free when a server is started again.
func freePort() (int, error) {
	var err error
	for range 100 {
		port := 10_000 + rand.IntN(20_000)
		var l net.Listener
		if l, err = net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port))); err == nil {
			return port, l.Close()
		}
	}
	return 0, fmt.Errorf("no free port: %w", err)
}

func (s *Server) data() string { return filepath.Join(s.dir, "data") }

func (s *Server) logFile() string { return filepath.Join(s.dir, "log") }

func (s *Server) socketPort() int {
	if s.port == 0 {
		return 5432 // any will do: the directory is the server's own
	}
	return s.port
}

func (s *Server) socketURL(database string) string {
	q := url.Values{"host": {s.dir}, "port": {strconv.Itoa(s.socketPort())}, "user": {superuser}}
	u := url.URL{Scheme: "postgres", Path: "/" + database, RawQuery: q.Encode()}
	return u.String()
}

func (s *Server) arguments() []string {
	all := maps.Clone(settings)
	maps.Copy(all, s.options.Settings)
	all["unix_socket_directories"] = s.dir
	all["port"] = strconv.Itoa(s.socketPort())
	all["listen_addresses"] = ""
	if s.port != 0 {
		all["listen_addresses"] = "127.0.0.1"
	}
	args := []string{"-D", s.data()}
	for _, name := range slices.Sorted(maps.Keys(all)) {
		args = append(args, "-c", name+"="+all[name])
	}
	return args
}

// start starts the server and waits until it answers.
func (s *Server) start() error {
	if s.cmd != nil {
		return errors.New("the server runs already")
	}
	log, err := os.OpenFile(s.logFile(), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer log.Close()
	cmd := s.home.command(s.bin.program("postgres"), s.arguments()...)
	cmd.Stdout, cmd.Stderr = log, log
	if err := cmd.Start(); err != nil {
		return err
	}
	ended := make(chan struct{})
	go func() {
		_ = cmd.Wait() // the log has the details
		close(ended)
	}()
	s.cmd, s.ended = cmd, ended
	return s.waitReady()
}

func (s *Server) waitReady() error {
	ctx, cancel := context.WithTimeout(context.Background(), startTimeout)
	defer cancel()
	for {
		_, err := ask[int](ctx, s, "select 1")
		if err == nil {
			return nil
		}
		select {
		case <-s.ended:
			s.cmd = nil
			return fmt.Errorf("the server did not start; its log says:\n%s", s.lastLog())
		case <-ctx.Done():
			return fmt.Errorf("the server is not ready: %w; its log says:\n%s", err, s.lastLog())
		case <-time.After(pollEvery):
		}
	}
}

func (s *Server) lastLog() []byte {
	text, err := os.ReadFile(s.logFile())
	if err != nil {
		return []byte(err.Error())
	}
	return text[max(0, len(text)-maxLog):]
}

// end ends the server by a signal and waits until it has ended.
func (s *Server) end(signal os.Signal) {
	s.t.Helper()
	if s.cmd == nil {
		return
	}
	_ = s.cmd.Process.Signal(signal) // fails if it has ended already
	select {
	case <-s.ended:
	case <-time.After(stopTimeout):
		_ = s.cmd.Process.Kill()
		s.t.Errorf("postgrestest: Postgres did not stop within %v; its log says:\n%s", stopTimeout, s.lastLog())
		<-s.ended
	}
	s.cmd = nil
}

// ask asks the server for one value.
func ask[T any](ctx context.Context, s *Server, query string, args ...any) (T, error) {
	return askURL[T](ctx, s.socketURL(maintenance), query, args...)
}

// askURL asks the database at a URL for one value.
func askURL[T any](ctx context.Context, url, query string, args ...any) (T, error) {
	var value T
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return value, err
	}
	err = conn.QueryRow(ctx, query, args...).Scan(&value)
	return value, errors.Join(err, conn.Close(ctx))
}

// Shell runs commands with bash, with psql and pg_dump of the installed Postgres in its
// PATH, until one fails. env are more variables of its environment.
func Shell(t testing.TB, commands string, env ...string) {
	t.Helper()
	bin, err := findBinaries()
	if err != nil {
		stop(t, err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), startTimeout)
	defer cancel()
	cmd := exec.CommandContext(ctx, "bash", "-euo", "pipefail", "-c", commands)
	cmd.Env = append(os.Environ(), append(env, "PATH="+string(bin)+":"+os.Getenv("PATH"))...)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("postgrestest: %v in\n%s\n%s", err, commands, out)
	}
}
