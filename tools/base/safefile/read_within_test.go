//go:build unix

package safefile

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"
)

func TestOpenIn(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	if err := errors.Join(os.WriteFile(filepath.Join(dir, "good"), nil, 0o600), syscall.Mkfifo(filepath.Join(dir, "pipe"), 0o600)); err != nil {
		t.Fatal(err)
	}
	file, err := OpenIn(root, "good")
	if err != nil {
		t.Fatal(err)
	}
	_ = file.Close()
	if _, err := OpenIn(root, "pipe"); err == nil || !strings.Contains(err.Error(), "open pipe: not a regular file, but a named pipe") {
		t.Errorf("a pipe: %v", err)
	}
}

// A file system that does not answer holds up nobody for longer than Timeout, and no
// number of reads holds more than one goroutine. When it answers again, so does Read.
func TestReadBlocked(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := reader{givenUp: map[string]<-chan struct{}{}}
		release := make(chan struct{})
		blocked := func() ([]byte, error) {
			<-release
			return []byte("old"), nil
		}
		good := func() ([]byte, error) { return []byte("new"), nil }
		before := runtime.NumGoroutine()
		for range 100 {
			begin := time.Now()
			if _, err := r.do(t.Context(), "keys.json", blocked); !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "read keys.json: its file system does not answer") {
				t.Fatalf("error %v", err)
			}
			if took := time.Since(begin); took != Timeout {
				t.Fatalf("it took %s", took)
			}
		}
		if n := runtime.NumGoroutine() - before; n > 1 {
			t.Errorf("%d goroutines are left behind", n)
		}
		if content, err := r.do(t.Context(), "other", good); string(content) != "new" || err != nil {
			t.Errorf("another file: %q, %v", content, err)
		}
		ended, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := r.do(ended, "keys.json", good); !errors.Is(err, context.Canceled) {
			t.Errorf("after the context has ended: %v", err)
		}
		go func() {
			time.Sleep(time.Second)
			close(release)
		}()
		if content, err := r.do(t.Context(), "keys.json", good); string(content) != "new" || err != nil {
			t.Errorf("when it answers again: %q, %v", content, err)
		}
		if len(r.givenUp) > 0 {
			t.Errorf("%d reads are remembered", len(r.givenUp))
		}
	})
}

func TestReadWithin(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	good, pipe := filepath.Join(dir, "good"), filepath.Join(dir, "pipe")
	if err := errors.Join(os.WriteFile(good, []byte("content"), 0o600), syscall.Mkfifo(pipe, 0o600)); err != nil {
		t.Fatal(err)
	}
	if content, err := ReadWithin(t.Context(), good, 7); string(content) != "content" || err != nil {
		t.Errorf("%q, %v", content, err)
	}
	if _, err := ReadWithin(t.Context(), good, 6); !errors.Is(err, ErrTooLarge) {
		t.Errorf("a large file: %v", err)
	}
	refuse := func(info fs.FileInfo) error { return errors.New(info.Name() + " is refused") }
	if _, err := ReadWithin(t.Context(), good, 7, refuse); err == nil || err.Error() != "good is refused" {
		t.Errorf("a check that fails: %v", err)
	}
	if _, err := ReadWithin(t.Context(), pipe, 6); !errors.Is(err, ErrNotRegular) {
		t.Errorf("a pipe: %v", err)
	}
}
