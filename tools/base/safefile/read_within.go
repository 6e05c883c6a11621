package safefile

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"sync"
	"time"
)

// Timeout is how long ReadWithin waits for a file. Local disks need milliseconds.
const Timeout = 10 * time.Second

// ReadWithin is Read for a file system that may not answer, such as a mount whose server
// is gone, where reading cannot be interrupted. It returns when ctx ends or Timeout has
// passed. The abandoned read stays blocked in the background; until it ends, the next
// ReadWithin of that name waits for it instead of starting another, so that blocked reads
// do not pile up. The file is checked again before it is read.
func ReadWithin(ctx context.Context, name string, limit int64, checks ...func(fs.FileInfo) error) ([]byte, error) {
	return reads.do(ctx, name, func() ([]byte, error) {
		info, err := os.Stat(name)
		if err != nil {
			return nil, err
		}
		for _, check := range checks {
			if err := check(info); err != nil {
				return nil, err
			}
		}
		return Read(name, limit)
	})
}

// A reader remembers abandoned reads by the name of the file. Each channel is closed when
// its read has ended.
type reader struct {
	mu      sync.Mutex
	givenUp map[string]<-chan struct{}
}

var reads = reader{givenUp: map[string]<-chan struct{}{}}

// do calls read in a new goroutine and returns its result, or an error if ctx ends or
// Timeout passes first.
func (r *reader) do(ctx context.Context, name string, read func() ([]byte, error)) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, Timeout)
	defer cancel()
	if err := r.waitForEarlier(ctx, name); err != nil {
		return nil, err
	}
	var content []byte
	var err error
	ended := make(chan struct{})
	go func() {
		content, err = read()
		close(ended)
	}()
	select {
	case <-ended:
		return content, err
	case <-ctx.Done():
		r.mu.Lock()
		r.givenUp[name] = ended
		r.mu.Unlock()
		return nil, unanswered(ctx, name)
	}
}

// waitForEarlier waits until an abandoned read of that name has ended.
func (r *reader) waitForEarlier(ctx context.Context, name string) error {
	r.mu.Lock()
	ended, found := r.givenUp[name]
	r.mu.Unlock()
	if !found {
		return nil
	}
	select {
	case <-ended:
	case <-ctx.Done():
		return unanswered(ctx, name)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.givenUp[name] == ended {
		delete(r.givenUp, name)
	}
	return nil
}

func unanswered(ctx context.Context, name string) error {
	return fmt.Errorf("read %s: its file system does not answer: %w", name, ctx.Err())
}
