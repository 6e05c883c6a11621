package preview

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"opencec/tools/command/watch"
	"opencec/tools/query/memory"
	"opencec/tools/query/querytest"
)

// A trial serves versions that it makes itself: each saved file makes one.
type trial struct {
	*testing.T
	dir  string // watched
	base string

	mu     sync.Mutex
	load   func(ctx context.Context) (*Version, error)
	failed []string
}

// serveTrial serves what load returns, until the test ends.
func serveTrial(t *testing.T, load func(ctx context.Context) (*Version, error)) *trial {
	t.Helper()
	tr := &trial{T: t, dir: t.TempDir(), load: load}
	watcher, err := watch.New(tr.dir)
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	started, ended := make(chan struct{}), make(chan error, 1)
	go func() {
		ended <- Serve(ctx, listener, watcher, Options{
			Load: func(ctx context.Context, _ string) (*Version, error) {
				tr.mu.Lock()
				load := tr.load
				tr.mu.Unlock()
				return load(ctx)
			},
			Started: func(string, string) { close(started) },
			Failed: func(err error, isServing bool) {
				tr.mu.Lock()
				defer tr.mu.Unlock()
				tr.failed = append(tr.failed, fmt.Sprintf("%t %v", isServing, err))
			},
			WatchFailed: func(err error) { t.Error(err) },
			Now:         time.Now,
			Log:         slog.New(slog.DiscardHandler),
		})
	}()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Errorf("Serve: %v", err)
		}
		if err := watcher.Close(); err != nil {
			t.Error(err)
		}
	})
	<-started
	tr.base = "http://" + listener.Addr().String()
	return tr
}

// save makes Serve load another version.
func (tr *trial) save(load func(ctx context.Context) (*Version, error)) {
	tr.Helper()
	tr.mu.Lock()
	tr.load = load
	tr.mu.Unlock()
	if err := os.WriteFile(filepath.Join(tr.dir, "file"), []byte(time.Now().String()), 0o600); err != nil {
		tr.Fatal(err)
	}
}

func (tr *trial) get(path string) (int, string) {
	tr.Helper()
	res, err := http.Get(tr.base + path)
	if err != nil {
		tr.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		tr.Fatal(err)
	}
	return res.StatusCode, string(body)
}

// stream follows the events of a page.
func (tr *trial) stream(page string) (next func() event) {
	tr.Helper()
	res, err := http.Get(tr.base + "/-/events?page=" + page)
	if err != nil {
		tr.Fatal(err)
	}
	tr.Cleanup(func() { res.Body.Close() })
	lines := bufio.NewScanner(res.Body)
	return func() event {
		tr.Helper()
		for lines.Scan() {
			var e event
			if data, ok := strings.CutPrefix(lines.Text(), "data: "); ok {
				if err := json.Unmarshal([]byte(data), &e); err != nil {
					tr.Fatal(err)
				}
				return e
			}
		}
		tr.Fatalf("the stream has ended: %v", lines.Err())
		return event{}
	}
}

// version is a version whose home page is a text.
func version(files fakeFiles) *Version {
	return &Version{
		Engine: memory.New(querytest.Sample()), Files: files,
		Prepare: func(context.Context) error { return nil }, Served: func() {},
	}
}

func loads(files fakeFiles) func(context.Context) (*Version, error) {
	return func(context.Context) (*Version, error) { return version(files), nil }
}

func fails(err error) func(context.Context) (*Version, error) {
	return func(context.Context) (*Version, error) { return nil, err }
}

// Browsers learn of each version, and of mistakes while the last good version stays.
func TestServe(t *testing.T) {
	t.Parallel()
	tr := serveTrial(t, loads(fakeFiles{"index.html": "one"}))
	if code, body := tr.get("/"); code != 200 || !strings.HasPrefix(body, "one") {
		t.Fatalf("the first version: %d %s", code, body)
	}
	next := tr.stream("/")
	first := next()
	if first.Mistakes != nil {
		t.Errorf("the first event is %+v", first)
	}
	tr.save(loads(fakeFiles{"index.html": "two"}))
	second := next()
	if _, body := tr.get("/"); second.Version == first.Version || !strings.HasPrefix(body, "two") {
		t.Errorf("after an edit: %+v, %s", second, body)
	}
	tr.save(fails(Mistakes{"a.yaml:1:2: wrong", "b.yaml:3:4: wrong"}))
	third := next()
	if _, body := tr.get("/"); third.Version != second.Version || !slices.Equal(third.Mistakes, []string{"a.yaml:1:2: wrong", "b.yaml:3:4: wrong"}) || !strings.HasPrefix(body, "two") {
		t.Errorf("after a mistake: %+v, %s", third, body)
	}
	// A template that fails for the page that the browser shows is a mistake too.
	tr.save(loads(fakeFiles{"index.html": "broken"}))
	if fourth := next(); fourth.Version != second.Version || !slices.Equal(fourth.Mistakes, []string{"layouts/x.html:3:4: there is no <field>"}) {
		t.Errorf("after a mistake in a template: %+v", fourth)
	}
	tr.save(loads(fakeFiles{"index.html": "three"}))
	if fifth := next(); fifth.Version == second.Version || fifth.Mistakes != nil {
		t.Errorf("after all is mended: %+v", fifth)
	}
	tr.mu.Lock()
	defer tr.mu.Unlock()
	if want := []string{"true a.yaml:1:2: wrong\nb.yaml:3:4: wrong", "true layouts/x.html:3:4: there is no <field>"}; !slices.Equal(tr.failed, want) {
		t.Errorf("reported are %q", tr.failed)
	}
}

// Mistakes at the start are shown until they are mended. What no saved file mends ends Serve.
func TestServeStartsWithMistakes(t *testing.T) {
	t.Parallel()
	tr := serveTrial(t, fails(Mistakes{"a.yaml:1:2: wrong"}))
	if code, body := tr.get("/listings/x/"); code != 503 || !strings.Contains(body, "a.yaml:1:2: wrong") {
		t.Errorf("at the start: %d %s", code, body)
	}
	next := tr.stream("/")
	first := next()
	tr.save(loads(fakeFiles{"index.html": "one"}))
	if second := next(); second.Version == first.Version || second.Mistakes != nil {
		t.Errorf("after all is mended: %+v", second)
	}
	if code, _ := tr.get("/"); code != 200 {
		t.Errorf("after all is mended the page is %d", code)
	}

	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	none := errors.New("there is no register")
	err = Serve(t.Context(), listener, nil, Options{Load: func(context.Context, string) (*Version, error) { return nil, none }, Now: time.Now, Log: slog.New(slog.DiscardHandler)})
	if !errors.Is(err, none) {
		t.Errorf("without a register: %v", err)
	}
}

// The newest of several edits wins. Loading an older one is cancelled.
func TestServeNewestWins(t *testing.T) {
	t.Parallel()
	tr := serveTrial(t, loads(fakeFiles{"index.html": "one"}))
	next := tr.stream("/")
	first := next()
	slow, cancelled := make(chan struct{}), make(chan struct{})
	tr.save(func(ctx context.Context) (*Version, error) {
		close(slow)
		<-ctx.Done()
		close(cancelled)
		return nil, Mistakes{"of an edit that is out of date"}
	})
	<-slow
	tr.save(loads(fakeFiles{"index.html": "three"}))
	<-cancelled
	second := next()
	if _, body := tr.get("/"); second.Version == first.Version || second.Mistakes != nil || !strings.HasPrefix(body, "three") {
		t.Errorf("after two edits: %+v, %s", second, body)
	}
}

// Versions that are no longer served are garbage, however many edits there are.
func TestServeKeepsNoOldVersions(t *testing.T) {
	t.Parallel()
	var collected atomic.Int32
	tracked := func(text string) func(context.Context) (*Version, error) {
		return func(context.Context) (*Version, error) {
			files := &trackedFiles{fakeFiles{"index.html": text}}
			runtime.AddCleanup(files, func(struct{}) { collected.Add(1) }, struct{}{})
			v := version(nil)
			v.Files = files
			return v, nil
		}
	}
	tr := serveTrial(t, tracked("0"))
	next := tr.stream("/")
	next()
	const edits = 10
	for i := range edits {
		tr.save(tracked(fmt.Sprint(i + 1)))
		next()
	}
	for deadline := time.Now().Add(time.Minute); collected.Load() < edits && time.Now().Before(deadline); time.Sleep(time.Millisecond) {
		runtime.GC()
	}
	if got := collected.Load(); got < edits {
		t.Errorf("of %d old versions %d are still there", edits, edits-got)
	}
}

type trackedFiles struct{ fakeFiles }
