//go:build unix

package postgrestest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

const errNoFailover = missingError("no pg_auto_failover found: install it " +
	"(on Debian: apt install pg-auto-failover-cli postgresql-15-auto-failover, with the number of the Postgres there)")

// A Failover is two servers of which one is the primary and the other its synchronous
// standby, under the manager pg_auto_failover: when the primary is gone, it promotes the
// standby, and the former primary returns as a standby.
type Failover struct {
	t        testing.TB
	home     *home
	bin      binaries
	autoctl  string // the manager's program
	dir      string // contains the sockets, and what pg_autoctl stores
	password string
	monitor  *Node // the server in which the manager keeps its state
	nodes    [2]*Node
}

// A Node is a server under the manager.
type Node struct {
	failover *Failover
	name     string
	dir      string // contains data and the log
	port     int    // on the loopback

	cmd   *exec.Cmd // pg_autoctl, which runs Postgres; nil while it is not running
	ended chan struct{}
}

// monitorSettings make the manager notice a dead server after three seconds instead of
// twenty. A server that is only slow has as long to answer.
const monitorSettings = `
pgautofailover.health_check_period = 500
pgautofailover.health_check_timeout = 3000
pgautofailover.health_check_max_retries = 1
pgautofailover.health_check_retry_delay = 200
pgautofailover.node_considered_unhealthy_timeout = 3000
pgautofailover.startup_grace_period = 2000
pgautofailover.primary_demote_timeout = 1000
`

// nodeSettings are those of all servers under the manager. pg_rewind, which turns a former
// primary into a standby, needs full_page_writes.
const nodeSettings = `
fsync = off
shared_buffers = 32MB
timezone = 'America/New_York'
wal_retrieve_retry_interval = 100ms
unix_socket_directories = '%s'
`

// hostRules lets the manager's own roles in without a password: they read only what the
// servers of a test hold. All others need the password.
const hostRules = `
local all all trust
local replication all trust
host pg_auto_failover autoctl_node 127.0.0.1/32 trust
host all pgautofailover_monitor,pgautofailover_replicator 127.0.0.1/32 trust
host replication pgautofailover_replicator 127.0.0.1/32 trust
host all all 127.0.0.1/32 scram-sha-256
`

// StartFailover starts two servers under pg_auto_failover, which end with the test, and
// waits until the standby is synchronous.
func StartFailover(t testing.TB) *Failover {
	t.Helper()
	skipIfShort(t)
	f := &Failover{t: t, password: randomHex()}
	var err error
	if f.bin, f.autoctl, err = findFailover(); err != nil {
		stop(t, err)
	}
	if err := f.makeDirs(); err != nil {
		stop(t, err)
	}
	t.Cleanup(f.end)
	f.monitor.init()
	f.monitor.create("create", "monitor", "--hostname", "127.0.0.1", "--skip-pg-hba", "--no-ssl")
	f.monitor.create("config", "set", "postgresql.listen_addresses", "127.0.0.1")
	f.monitor.configure(monitorSettings)
	f.monitor.Start()
	first, second := f.nodes[0], f.nodes[1]
	first.init()
	first.create(append([]string{"create", "postgres"}, first.options()...)...)
	first.Start()
	second.run(append([]string{"create", "postgres", "--run"}, second.options()...)...)
	f.WaitSynchronous()
	return f
}

// findFailover finds the newest Postgres that has the extension of pg_auto_failover, and
// its program.
func findFailover() (binaries, string, error) {
	found, _ := filepath.Glob("/usr/lib/postgresql/*/lib/pgautofailover.so") // fails only for a bad pattern
	slices.SortFunc(found, func(a, b string) int { return major(filepath.Dir(b)) - major(filepath.Dir(a)) })
	autoctl, err := exec.LookPath("pg_autoctl")
	if err != nil || len(found) == 0 {
		return "", "", errNoFailover
	}
	return binaries(filepath.Join(filepath.Dir(found[0]), "../bin")), autoctl, nil
}

func (f *Failover) makeDirs() error {
	var err error
	if f.home, err = openHome(); err != nil {
		return err
	}
	if f.dir, err = f.home.newDir(); err != nil {
		return err
	}
	for i, name := range []string{"monitor", "first", "second"} {
		n := &Node{failover: f, name: name}
		if n.dir, err = f.home.newDir(); err != nil {
			return err
		}
		if n.port, err = freePort(); err != nil {
			return err
		}
		if i == 0 {
			f.monitor = n
		} else {
			f.nodes[i-1] = n
		}
	}
	return nil
}

// end kills all servers and removes their files.
func (f *Failover) end() {
	all := []*Node{f.nodes[0], f.nodes[1], f.monitor}
	for _, n := range all {
		n.Kill()
		if f.t.Failed() {
			f.t.Logf("the log of %s ends:\n%s", n.name, n.lastLog())
		}
	}
	for _, n := range all {
		if err := os.RemoveAll(n.dir); err != nil {
			f.t.Errorf("postgrestest: %v", err)
		}
	}
	if err := os.RemoveAll(f.dir); err != nil {
		f.t.Errorf("postgrestest: %v", err)
	}
}

// URL returns the URL of a database that names both servers.
func (f *Failover) URL(database string) string {
	u := f.nodes[0].url(database)
	u.Host += "," + f.nodes[1].address()
	return u.String()
}

// Roles returns the primary and the standby. While there is not one of each, it waits.
func (f *Failover) Roles() (primary, standby *Node) {
	f.t.Helper()
	first, second := f.nodes[0], f.nodes[1]
	f.wait("a primary and a standby", func(ctx context.Context) bool {
		a, errA := askURL[bool](ctx, first.URL(maintenance), "select pg_is_in_recovery()")
		b, errB := askURL[bool](ctx, second.URL(maintenance), "select pg_is_in_recovery()")
		primary, standby = first, second
		if a {
			primary, standby = second, first
		}
		return errA == nil && errB == nil && a != b
	})
	return primary, standby
}

// WaitSynchronous waits until the primary has a synchronous standby, without which the
// manager promotes none.
func (f *Failover) WaitSynchronous() {
	f.t.Helper()
	f.wait("a synchronous standby", func(ctx context.Context) bool {
		ready, err := askURL[bool](ctx, f.monitor.URL("pg_auto_failover"), `
			select count(*) filter (where reportedstate = 'primary') = 1 and count(*) filter (where reportedstate = 'secondary') = 1
				and bool_and(health = 1 and goalstate = reportedstate)
			from pgautofailover.node`)
		return err == nil && ready
	})
}

// WaitPromoted waits until a node takes writes.
func (f *Failover) WaitPromoted(n *Node) {
	f.t.Helper()
	f.wait("the promotion", func(ctx context.Context) bool {
		readOnly, err := askURL[string](ctx, n.URL(maintenance), "select current_setting('transaction_read_only')")
		return err == nil && readOnly == "off"
	})
}

func (f *Failover) wait(what string, is func(context.Context) bool) {
	f.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), startTimeout)
	defer cancel()
	for !is(ctx) {
		if ctx.Err() != nil {
			f.t.Fatalf("postgrestest: %s does not come within %v", what, startTimeout)
		}
		time.Sleep(pollEvery)
	}
}

// URL returns the URL of a database on this server alone.
func (n *Node) URL(database string) string { return n.url(database).String() }

func (n *Node) url(database string) *url.URL {
	return &url.URL{Scheme: "postgres", User: url.UserPassword(superuser, n.failover.password), Host: n.address(), Path: "/" + database, RawQuery: "sslmode=disable"}
}

func (n *Node) address() string { return net.JoinHostPort("127.0.0.1", strconv.Itoa(n.port)) }

func (n *Node) data() string { return filepath.Join(n.dir, "data") }

// Start starts the server again, as what the manager then makes it.
func (n *Node) Start() { n.run("run") }

// Kill ends all processes of the server and of its manager at once, as on a machine that
// loses its power.
func (n *Node) Kill() {
	if n.cmd == nil {
		return
	}
	manager := n.cmd.Process.Pid
	// The processes that serve connections are in no group with the others. They would run
	// on for a moment, so nothing may start or end until all of them are known.
	_ = syscall.Kill(-manager, syscall.SIGSTOP)
	for _, pid := range descendants(manager) {
		_ = syscall.Kill(pid, syscall.SIGKILL)
	}
	_ = syscall.Kill(-manager, syscall.SIGKILL)
	<-n.ended
	n.cmd = nil
	_ = os.Remove(n.groupFile())
}

// descendants returns the processes that a process has started, and those that they have.
func descendants(ancestor int) []int {
	files, _ := filepath.Glob("/proc/[0-9]*/stat") // fails only for a bad pattern
	children := map[int][]int{}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			continue // it has ended
		}
		// The name, in parentheses, may contain anything.
		fields := strings.Fields(string(text[bytes.LastIndexByte(text, ')')+1:]))
		pid, err := strconv.Atoi(filepath.Base(filepath.Dir(file)))
		parent, parentErr := strconv.Atoi(fields[1])
		if err == nil && parentErr == nil {
			children[parent] = append(children[parent], pid)
		}
	}
	found := []int{ancestor}
	for i := 0; i < len(found); i++ {
		found = append(found, children[found[i]]...)
	}
	return found[1:]
}

// init creates the files of a server.
func (n *Node) init() {
	f := n.failover
	f.t.Helper()
	s := Server{bin: f.bin, home: f.home, dir: n.dir, password: f.password}
	if err := s.init(); err != nil {
		f.t.Fatalf("postgrestest: %v", err)
	}
	n.configure(fmt.Sprintf(nodeSettings, f.dir))
	if err := os.WriteFile(filepath.Join(n.data(), "pg_hba.conf"), []byte(hostRules), 0o600); err != nil {
		f.t.Fatalf("postgrestest: %v", err)
	}
}

// configure appends settings to the server's configuration.
func (n *Node) configure(settings string) {
	n.failover.t.Helper()
	file, err := os.OpenFile(filepath.Join(n.data(), "postgresql.conf"), os.O_APPEND|os.O_WRONLY, 0)
	if err == nil {
		_, err = file.WriteString(settings)
		err = errors.Join(err, file.Close())
	}
	if err != nil {
		n.failover.t.Fatalf("postgrestest: %v", err)
	}
}

// options are the options with which a server comes under the manager.
func (n *Node) options() []string {
	monitor := fmt.Sprintf("postgres://autoctl_node@%s/pg_auto_failover?sslmode=disable", n.failover.monitor.address())
	return []string{"--name", n.name, "--hostname", "127.0.0.1", "--listen", "127.0.0.1", "--pghost", n.failover.dir,
		"--monitor", monitor, "--skip-pg-hba", "--no-ssl"}
}

// autoctl returns a command of pg_autoctl for the server.
func (n *Node) autoctl(args ...string) *exec.Cmd {
	f := n.failover
	args = append(args, "--pgdata", n.data())
	if args[0] == "create" {
		args = append(args, "--pgport", strconv.Itoa(n.port))
	}
	cmd := f.home.command(f.autoctl, args...)
	cmd.Env = []string{"PATH=" + string(f.bin) + ":/usr/bin:/bin", "HOME=" + f.dir, "XDG_RUNTIME_DIR=" + f.dir, "PGHOST=" + f.dir}
	return cmd
}

// create runs a command of pg_autoctl to its end.
func (n *Node) create(args ...string) {
	n.failover.t.Helper()
	n.run(args...)
	<-n.ended
	if !n.cmd.ProcessState.Success() {
		n.failover.t.Fatalf("postgrestest: pg_autoctl %s: %v\n%s", strings.Join(args, " "), n.cmd.ProcessState, n.lastLog())
	}
	n.cmd = nil
}

// run starts a command of pg_autoctl.
func (n *Node) run(args ...string) {
	t := n.failover.t
	t.Helper()
	log, err := os.OpenFile(n.logFile(), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		t.Fatalf("postgrestest: %v", err)
	}
	defer log.Close()
	cmd := n.autoctl(args...)
	cmd.Stdout, cmd.Stderr = log, log
	if err := cmd.Start(); err != nil {
		t.Fatalf("postgrestest: %v", err)
	}
	ended := make(chan struct{})
	go func() {
		_ = cmd.Wait() // the log has the details
		close(ended)
	}()
	n.cmd, n.ended = cmd, ended
	if err := os.WriteFile(n.groupFile(), fmt.Appendln(nil, cmd.Process.Pid), 0o600); err != nil {
		t.Fatalf("postgrestest: %v", err)
	}
}

// groupFile has the number of the group of processes, for the watchdog.
func (n *Node) groupFile() string { return filepath.Join(n.dir, "group") }

func (n *Node) logFile() string { return filepath.Join(n.dir, "log") }

func (n *Node) lastLog() []byte {
	s := Server{dir: n.dir}
	return s.lastLog()
}
