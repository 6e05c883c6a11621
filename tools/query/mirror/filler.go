package mirror

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"opencec/tools/query"
	"opencec/tools/query/memory"
	"opencec/tools/query/postgres"
	"opencec/tools/register"
)

// Waits before another attempt to fill an engine: the first, and the longest.
const (
	firstRetry = time.Second
	maxRetry   = 15 * time.Second
)

// logEvery is how often the progress of reading is logged.
const logEvery = 5 * time.Second

// A Filler fills engines: always the newest one that was given to Fill. Its fields must be
// set before its methods are called.
type Filler struct {
	// MaxRecords is the largest number of records that a register in memory may have.
	MaxRecords int
	Log        *slog.Logger
	Now        func() time.Time
	// Begin is called before each attempt to fill an engine, and Changed after it.
	Begin, Changed func()

	mu     sync.Mutex
	wanted *Engine       // the newest engine, until it is taken up
	news   chan struct{} // has an element when there is a new one

	held     *postgres.Contents // of the newest version that was read; nil for none
	obstacle atomic.Pointer[Obstacle]
}

// An Obstacle is why a version is not answered from memory.
type Obstacle string

// The obstacles. Only ObstacleUnavailable goes away by itself.
const (
	ObstacleNone         Obstacle = ""
	ObstacleTooLarge     Obstacle = "too-large"     // it has more records than memory may hold
	ObstacleOtherRelease Obstacle = "other-release" // another release has loaded it, in another form
	ObstacleUnavailable  Obstacle = "unavailable"   // it could not be read from the database
)

// Obstacles returns all obstacles, for metrics.
func Obstacles() []Obstacle {
	return []Obstacle{ObstacleTooLarge, ObstacleOtherRelease, ObstacleUnavailable}
}

// obstacleOf classifies the error of an attempt to read a version.
func obstacleOf(err error) Obstacle {
	switch {
	case err == nil:
		return ObstacleNone
	case errors.Is(err, postgres.ErrTooLarge):
		return ObstacleTooLarge
	case errors.Is(err, postgres.ErrOtherRelease):
		return ObstacleOtherRelease
	}
	return ObstacleUnavailable
}

// Obstacle returns why the newest version could not be read.
func (f *Filler) Obstacle() Obstacle {
	if o := f.obstacle.Load(); o != nil {
		return *o
	}
	return ObstacleNone
}

// Fill makes Run fill an engine, in place of any that it was given before.
func (f *Filler) Fill(e *Engine) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.wanted != nil {
		f.wanted.end()
	}
	f.wanted = e
	select {
	case f.newer() <- struct{}{}:
	default: // already announced
	}
}

// newer returns the channel that announces a new engine. The caller holds f.mu.
func (f *Filler) newer() chan struct{} {
	if f.news == nil {
		f.news = make(chan struct{}, 1)
	}
	return f.news
}

// Run fills engines until ctx ends. It tries again to fill an engine until that succeeds
// or cannot, or there is a newer one.
func (f *Filler) Run(ctx context.Context) {
	f.mu.Lock()
	news := f.newer()
	f.mu.Unlock()
	var e *Engine
	var retry <-chan time.Time
	wait := firstRetry
	for {
		select {
		case <-ctx.Done():
			return
		case <-news:
			next := f.take()
			if next == nil {
				continue // the news was of the one before
			}
			if e != nil {
				e.end()
			}
			e, wait = next, firstRetry
		case <-retry:
			wait = min(2*wait, maxRetry)
		}
		retry = nil
		if f.attempt(ctx, e, wait == firstRetry) == ObstacleUnavailable {
			retry = time.After(wait)
		}
	}
}

// take takes up the newest engine.
func (f *Filler) take() *Engine {
	f.mu.Lock()
	defer f.mu.Unlock()
	e := f.wanted
	f.wanted = nil
	return e
}

// attempt tries to fill an engine, and reports what stands in the way. It logs only the
// failure of the first attempt.
func (f *Filler) attempt(ctx context.Context, e *Engine, first bool) Obstacle {
	f.Begin()
	err := f.try(ctx, e)
	if ctx.Err() != nil {
		return ObstacleNone
	}
	obstacle := obstacleOf(err)
	f.obstacle.Store(&obstacle)
	if err != nil && first {
		f.log(e, obstacle, err)
	}
	f.Changed()
	if obstacle != ObstacleUnavailable {
		e.end()
	}
	return obstacle
}

func (f *Filler) log(e *Engine, o Obstacle, err error) {
	const message = "the version is answered by the database and not from memory"
	if o == ObstacleUnavailable {
		f.Log.Warn(message+" until it can be read", "seq", e.Seq(), "error", err)
		return
	}
	f.Log.Error(message, "seq", e.Seq(), "error", err)
}

// superseded reports whether there is a newer engine to fill.
func (f *Filler) superseded() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.wanted != nil
}

// try tries to fill an engine once. If there is a newer one by the time its version has
// been read, try leaves the rest of the work to that.
func (f *Filler) try(ctx context.Context, e *Engine) error {
	begin := f.Now()
	contents, err := f.read(ctx, e)
	if err != nil {
		if obstacleOf(err) != ObstacleUnavailable {
			f.held = nil // frees the memory; it is of no use for a long time
		}
		return err
	}
	f.held = contents
	if f.superseded() {
		return nil
	}
	filled := memory.New(contents.Register)
	filled.Warm(ctx)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	e.fill(filled)
	f.Log.Info("the version is answered from memory", "version", contents.Register.Version.ID, "seq", e.Seq(),
		"records", total(e.Counts()), "read", contents.Read, "took", f.Now().Sub(begin).Round(time.Millisecond))
	return nil
}

// read reads the records of a version: those that differ from the held ones if possible,
// and otherwise all.
func (f *Filler) read(ctx context.Context, e *Engine) (*postgres.Contents, error) {
	records, last := total(e.Counts()), f.Now()
	options := postgres.ReadOptions{MaxRecords: f.MaxRecords, Progress: func(read int) {
		if now := f.Now(); now.Sub(last) >= logEvery {
			last = now
			f.Log.Info("reading the register into memory", "seq", e.Seq(), "read", read, "of", records)
		}
	}}
	contents, err := e.ReadAll(ctx, f.held, options)
	if err == nil || f.held == nil || errors.Is(err, query.ErrUnavailable) || obstacleOf(err) != ObstacleUnavailable {
		return contents, err
	}
	f.held = nil // something is wrong with the difference
	return e.ReadAll(ctx, nil, options)
}

// total returns the number of all records.
func total(counts register.Counts) (n int) {
	for _, k := range register.Kinds() {
		n += counts.Of(k)
	}
	return n
}
