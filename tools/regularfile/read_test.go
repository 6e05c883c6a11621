package regularfile

import (
	"context"
	"errors"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"
)

func TestRead(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := func(name string) string { return filepath.Join(dir, name) }
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(os.WriteFile(path("good"), []byte("content"), 0o600))
	must(os.WriteFile(path("empty"), nil, 0o600))
	must(os.Truncate(path("empty"), 0))
	must(os.WriteFile(path("huge"), nil, 0o600))
	must(os.Truncate(path("huge"), 1<<40)) // sparse
	must(os.Symlink("good", path("link")))
	must(os.Symlink("loop", path("loop")))
	must(os.Symlink("pipe", path("link-to-pipe")))
	must(syscall.Mkfifo(path("pipe"), 0o600))
	listener, err := net.Listen("unix", path("socket"))
	must(err)
	defer listener.Close()

	for name, test := range map[string]struct{ content, err string }{
		path("good"):         {"content", ""},
		path("link"):         {"content", ""},
		path("empty"):        {"", ""},
		path("huge"):         {"", "larger than 7 bytes"},
		path("loop"):         {"", "too many levels of symbolic links"},
		path("pipe"):         {"", "is not a regular file but a named pipe"},
		path("link-to-pipe"): {"", "not a regular file but a named pipe"},
		path("socket"):       {"", "not a regular file but a socket"},
		path("none"):         {"", "no such file"},
		dir:                  {"", "not a regular file but a folder"},
		"/dev/zero":          {"", "not a regular file but a device"},
		"":                   {"", "no such file"},
	} {
		content, err := Read(t.Context(), name, int64(len("content")))
		if string(content) != test.content || (err == nil) != (test.err == "") || err != nil && !strings.Contains(err.Error(), test.err) {
			t.Errorf("%s: %q, %v", name, content, err)
		}
	}
	refuse := func(info fs.FileInfo) error { return errors.New(info.Name() + " is refused") }
	if _, err := Read(t.Context(), path("good"), 100, refuse); err == nil || err.Error() != "good is refused" {
		t.Errorf("a check that fails: %v", err)
	}
}

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
	if _, err := OpenIn(root, "pipe"); err == nil || !strings.Contains(err.Error(), "pipe is not a regular file") {
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
