package postgres

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"opencec/tools/query"
	"opencec/tools/query/postgres/postgrestest"
	"opencec/tools/query/querytest"
	"opencec/tools/register"
)

// A lockedLog is a log that is read while it is written.
type lockedLog struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *lockedLog) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *lockedLog) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// A following is a Follower at work.
type following struct {
	t       *testing.T
	log     *lockedLog
	taken   chan string // the versions
	reports chan error
}

// follow follows a database until the test ends.
func follow(t *testing.T, url string, edit func(*Follower)) *following {
	t.Helper()
	db, err := Connect(context.Background(), url, Options{})
	if err != nil {
		t.Fatal(err)
	}
	w := &following{t: t, log: &lockedLog{}, taken: make(chan string, 100), reports: make(chan error, 100)}
	f := &Follower{Database: db, Log: slog.New(slog.NewTextHandler(w.log, nil)),
		Take:   func(_ context.Context, e *Engine) { w.taken <- fmt.Sprint(e.Seq(), " ", e.Register().Version.ID) },
		Report: func(err error) { w.reports <- err },
	}
	if edit != nil {
		edit(f)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		f.Run(ctx)
	}()
	t.Cleanup(func() {
		cancel()
		<-ended
		db.Close()
	})
	return w
}

// patience is for a machine that is busy with other tests.
const patience = 2 * time.Minute

func (w *following) takes(version string) {
	w.t.Helper()
	select {
	case got := <-w.taken:
		if got != version {
			w.t.Fatalf("it took %s, want %s", got, version)
		}
	case <-time.After(patience):
		w.t.Fatalf("it does not take %s; the log says\n%s", version, w.log)
	}
}

func (w *following) reported(is func(error) bool) error {
	w.t.Helper()
	for {
		select {
		case err := <-w.reports:
			if is(err) {
				return err
			}
		case <-time.After(patience):
			w.t.Fatalf("it does not report that; the log says\n%s", w.log)
		}
	}
}

// logs waits until the log says something so many times.
func (w *following) logs(text string, times int) {
	w.t.Helper()
	for deadline := time.Now().Add(patience); strings.Count(w.log.String(), text) < times; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			w.t.Fatalf("the log does not say %s %d times:\n%s", text, times, w.log)
		}
	}
}

const atOnce = "new versions are noticed at once"

// onlyWhenNotified makes a follower ask for versions when it starts and when it is
// notified, and at no other time.
func onlyWhenNotified(f *Follower) { f.soon, f.every = 24*time.Hour, 24*time.Hour }

func sampleAs(t *testing.T, id string) *register.Register {
	t.Helper()
	return rebuilt(t, querytest.Sample().Records, version(id))
}

// A new version is noticed by LISTEN alone, also after the connection for it was lost.
func TestFollowListens(t *testing.T) {
	t.Parallel()
	url := tablesURL(t)
	loaded(t, url, sampleAs(t, "one"), LoadOptions{})
	w := follow(t, url, onlyWhenNotified)
	w.takes("1 one")
	w.logs(atOnce, 1)
	loaded(t, url, sampleAs(t, "two"), LoadOptions{})
	w.takes("2 two")

	const listening = "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and query = 'listen " + channel + "'"
	if ended := column[bool](t, connected(t, url), listening); len(ended) != 1 {
		t.Fatalf("%d connections listen", len(ended))
	}
	w.logs(atOnce, 2)
	loaded(t, url, sampleAs(t, "three"), LoadOptions{})
	w.takes("3 three")
}

// Where no notice comes through, as from a standby, a new version is noticed by asking.
func TestFollowAsks(t *testing.T) {
	t.Parallel()
	primary := postgrestest.Start(t, postgrestest.Options{})
	url := primary.URL("postgres")
	loaded(t, url, sampleAs(t, "one"), LoadOptions{})
	standby := primary.Standby(t)
	w := follow(t, standby.URL("postgres"), nil)
	w.takes("1 one")
	w.logs(errStandby.Error(), 1)
	loaded(t, url, sampleAs(t, "two"), LoadOptions{})
	w.takes("2 two")
	if n := strings.Count(w.log.String(), errStandby.Error()); n != 1 {
		t.Errorf("that there are no notices is logged %d times:\n%s", n, w.log)
	}
}

// Named with its primary, a standby is read, and notices come from the primary: one
// that comes before the standby has the version is followed up.
func TestFollowBoth(t *testing.T) {
	t.Parallel()
	primary := postgrestest.Start(t, postgrestest.Options{})
	url := primary.URL("postgres")
	loaded(t, url, sampleAs(t, "one"), LoadOptions{})
	standby := primary.Standby(t)
	standby.CatchUp(primary)
	both := strings.Replace(url, primary.Address(), standby.Address()+","+primary.Address(), 1)
	w := follow(t, both, func(f *Follower) { f.every = 24 * time.Hour })
	w.takes("1 one")
	w.logs(atOnce, 1)
	for n := 2; n <= 10; n++ {
		loaded(t, url, sampleAs(t, fmt.Sprint("version ", n)), LoadOptions{})
		w.takes(fmt.Sprintf("%d version %d", n, n))
	}
}

// A failure is reported once, and so is its end.
func TestFollowReports(t *testing.T) {
	t.Parallel()
	server := postgrestest.Start(t, postgrestest.Options{})
	url := server.URL("register")
	w := follow(t, url, nil)
	refused := func(code string) func(error) bool {
		return func(err error) bool {
			var e *pgconn.PgError
			return errors.As(err, &e) && e.Code == code
		}
	}
	w.reported(refused("3D000")) // no such database
	admin := connected(t, server.URL("postgres"))
	run(t, admin, "create database register")
	w.reported(func(err error) bool { return errors.Is(err, ErrNoSchema) })
	loaded(t, url, sampleAs(t, "one"), LoadOptions{})
	w.takes("1 one")
	w.reported(func(err error) bool { return err == nil })
	server.Kill()
	w.reported(func(err error) bool { return errors.Is(err, query.ErrUnavailable) })
	server.Start()
	w.reported(func(err error) bool { return err == nil })
	select {
	case version := <-w.taken:
		t.Errorf("it took %s again", version)
	default:
	}
}

// Another attempt that fails in the same way is not another failure.
func TestKindOfFailure(t *testing.T) {
	t.Parallel()
	lost := func(port int) error {
		return fmt.Errorf("%w: read tcp 127.0.0.1:%d->127.0.0.1:5432: connection reset by peer", query.ErrUnavailable, port)
	}
	refused := func(code string) error {
		return fmt.Errorf("%w: %w", query.ErrUnavailable, &pgconn.PgError{Code: code})
	}
	for _, test := range []struct {
		one, other error
		same       bool
	}{
		{nil, nil, true},
		{nil, lost(1), false},
		{lost(1), lost(2), true},
		{lost(1), refused("28P01"), false},
		{refused("28P01"), refused("28P01"), true},
		{refused("28P01"), refused("3D000"), false},
		{lost(1), fmt.Errorf("%w: %w", query.ErrUnavailable, ErrNoSchema), false},
		{errors.New("schema 7"), errors.New("schema 8"), false},
	} {
		if same := kindOfFailure(test.one) == kindOfFailure(test.other); same != test.same {
			t.Errorf("%v and %v: %t", test.one, test.other, same)
		}
	}
}
