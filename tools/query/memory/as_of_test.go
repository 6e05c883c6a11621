package memory_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"opencec/tools/history/journal"
	"opencec/tools/query"
	"opencec/tools/query/memory"
	"opencec/tools/query/querytest"
	"opencec/tools/register"
)

// files are a history as its two files.
type files struct{ revisions, changes []byte }

func filesOf(t testing.TB, h *register.History, zone *time.Location) files {
	t.Helper()
	c := journal.ContentsOf(h, zone)
	var revisions, changes bytes.Buffer
	if err := errors.Join(c.WriteRevisions(t.Context(), &revisions), c.WriteChanges(t.Context(), &changes)); err != nil {
		t.Fatal(err)
	}
	return files{revisions.Bytes(), changes.Bytes()}
}

func (f files) open(ctx context.Context) (*journal.Journal, error) {
	return journal.Open(ctx, bytes.NewReader(f.revisions), bytes.NewReader(f.changes), int64(len(f.changes)))
}

func historyEngine(t testing.TB, h *register.History) query.Engine {
	t.Helper()
	reg := querytest.Newest(t, h)
	return memory.New(reg, memory.WithJournal(filesOf(t, h, reg.Location()).open))
}

func TestHistory(t *testing.T) { querytest.TestHistory(t, historyEngine) }

// An engine without a history says so.
func TestNoHistory(t *testing.T) {
	t.Parallel()
	e := memory.New(querytest.Sample())
	_, revision := e.Revision(t.Context(), register.RevisionSpec{Seq: 1})
	_, at := e.At(t.Context(), 1)
	_, changes := e.Changes(t.Context(), &query.Changes{})
	_, _, one := e.AppendRecord(t.Context(), nil, "tesla/powerwall-2", querytest.Parse(t, e, register.Listings, "include=history"))
	errs := []error{revision, at, changes, one}
	for _, err := range e.AllChanges(t.Context(), &query.Changes{}) {
		errs = append(errs, err)
	}
	for _, raw := range []string{"include=history&format=ndjson", "include=history&format=ndjson&model=nothing"} {
		for _, err := range e.AllRows(t.Context(), querytest.Parse(t, e, register.Listings, raw)) {
			errs = append(errs, err)
		}
	}
	if len(errs) != 7 {
		t.Errorf("%d answers", len(errs))
	}
	for i, err := range errs {
		if !errors.Is(err, register.ErrNoRevision) || !strings.Contains(fmt.Sprint(err), "has no history") {
			t.Errorf("%d: error %v", i, err)
		}
	}
}

// A journal that cannot be opened is tried again, and one that can is opened once.
func TestJournalIsOpenedOnce(t *testing.T) {
	t.Parallel()
	h := querytest.SampleHistory()
	reg := querytest.Newest(t, h)
	written := filesOf(t, h, reg.Location())
	var opened atomic.Int32
	errBroken := errors.New("broken")
	e := memory.New(reg, memory.WithJournal(func(ctx context.Context) (*journal.Journal, error) {
		if opened.Add(1) == 1 {
			return nil, errBroken
		}
		return written.open(ctx)
	}))
	if _, err := e.At(t.Context(), 3); !errors.Is(err, errBroken) {
		t.Errorf("the first time: error %v", err)
	}
	var workers sync.WaitGroup
	for range 8 {
		workers.Go(func() {
			if rev, err := e.Revision(t.Context(), register.RevisionSpec{Seq: 3}); err != nil || rev.Seq != 3 {
				t.Errorf("%+v, error %v", rev, err)
			}
		})
	}
	workers.Wait()
	if n := opened.Load(); n != 2 {
		t.Errorf("opened %d times", n)
	}
}

// A request stops waiting for the journal when it ends, and the journal is opened all the
// same.
func TestOpeningGoesOn(t *testing.T) {
	t.Parallel()
	h := querytest.SampleHistory()
	reg := querytest.Newest(t, h)
	written := filesOf(t, h, reg.Location())
	begun, goOn := make(chan struct{}), make(chan struct{})
	var opened atomic.Int32
	e := memory.New(reg, memory.WithJournal(func(ctx context.Context) (*journal.Journal, error) {
		opened.Add(1)
		close(begun)
		<-goOn
		return written.open(ctx)
	}))
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		<-begun
		cancel()
	}()
	if _, err := e.Revision(ctx, register.RevisionSpec{Seq: 1}); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
	close(goOn)
	if _, err := e.Revision(t.Context(), register.RevisionSpec{Seq: 1}); err != nil || opened.Load() != 1 {
		t.Errorf("opened %d times, error %v", opened.Load(), err)
	}
}

// A gated file can be read while its gate is open.
type gated struct {
	*bytes.Reader
	gate  sync.RWMutex // held by who closes it
	reads atomic.Int32
}

func (g *gated) ReadAt(p []byte, offset int64) (int, error) {
	g.reads.Add(1)
	g.gate.RLock()
	defer g.gate.RUnlock()
	return g.Reader.ReadAt(p, offset)
}

// An engine for which nobody waits any more before its turn comes is not built.
func TestBuildsAreGivenUp(t *testing.T) {
	t.Parallel()
	h := querytest.SampleHistory()
	reg := querytest.Newest(t, h)
	written := filesOf(t, h, reg.Location())
	g := &gated{Reader: bytes.NewReader(written.changes)}
	e := memory.New(reg, memory.WithJournal(func(ctx context.Context) (*journal.Journal, error) {
		return journal.Open(ctx, bytes.NewReader(written.revisions), g, int64(len(written.changes)))
	}))
	if _, err := e.Revision(t.Context(), register.RevisionSpec{Seq: 1}); err != nil {
		t.Fatal(err)
	}
	g.reads.Store(0)
	g.gate.Lock()
	built := make(chan error)
	go func() {
		_, err := e.At(t.Context(), 2)
		built <- err
	}()
	for g.reads.Load() == 0 { // until its turn has come
		time.Sleep(time.Millisecond)
	}
	gone, cancel := context.WithCancel(t.Context())
	var waiting sync.WaitGroup
	for seq := 5; seq < 12; seq++ {
		waiting.Go(func() {
			if _, err := e.At(gone, seq); !errors.Is(err, context.Canceled) {
				t.Errorf("at %d: error %v", seq, err)
			}
		})
	}
	cancel()
	waiting.Wait()
	g.gate.Unlock()
	if err := <-built; err != nil {
		t.Error(err)
	}
	reads := g.reads.Load()
	if _, err := e.At(t.Context(), 2); err != nil || g.reads.Load() != reads {
		t.Errorf("built again, or given up: %d reads and %d, error %v", reads, g.reads.Load(), err)
	}
	if _, err := e.At(t.Context(), 9); err != nil || g.reads.Load() == reads {
		t.Errorf("what nobody waited for was built; error %v", err)
	}
}

// The same engine answers for one revision, and many at once get what one gets, though
// fewer engines are kept than are asked for.
func TestAtConcurrently(t *testing.T) {
	t.Parallel()
	e := historyEngine(t, querytest.SampleHistory())
	e.(*memory.Engine).Warm(t.Context())
	one, err := e.At(t.Context(), 2)
	again, errAgain := e.At(t.Context(), 2)
	if one != again || err != nil || errAgain != nil {
		t.Errorf("two engines of one revision; errors %v, %v", err, errAgain)
	}
	var workers sync.WaitGroup
	for worker := range 4 {
		workers.Go(func() {
			for i := range 40 {
				seq := 1 + (i*7+worker)%12
				past, err := e.At(t.Context(), seq)
				if err != nil {
					t.Error(err)
					return
				}
				total := querytest.List(t, past, querytest.Parse(t, past, register.Listings, "limit=1")).Total
				if want := past.Counts().Listings; total != want {
					t.Errorf("at %d: %d of %d listings", seq, total, want)
				}
			}
		})
	}
	workers.Wait()
}
