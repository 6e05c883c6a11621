// Package regularfile reads the files that a person names in a setting or on the command
// line: a keys file, a list of settings, a public key.
//
// Such a name can lead anywhere: to a pipe that nobody writes to, a device without an
// end, a mount whose server is gone. Opening one of these with os.Open waits for ever,
// and nothing can interrupt it. The functions here open only regular files, read no
// more of them than a bound, and Read gives up after Timeout.
package regularfile

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"os"
	"sync"
	"syscall"
	"time"
)

// Timeout is how long Read waits for a file. Local disks need milliseconds.
const Timeout = 10 * time.Second

// Open opens a regular file for reading. A symbolic link is followed. Anything else, such
// as a pipe, a device or a folder, is an error and is not waited for.
func Open(name string) (*os.File, error) {
	return open(name, os.Stat, os.OpenFile)
}

// OpenIn is Open for a name inside a folder, which symbolic links cannot leave.
func OpenIn(folder *os.Root, name string) (*os.File, error) {
	return open(name, folder.Stat, folder.OpenFile)
}

func open(name string, stat func(string) (fs.FileInfo, error), openFile func(string, int, fs.FileMode) (*os.File, error)) (*os.File, error) {
	// Opening a device can do something to it, so look first.
	info, err := stat(name)
	if err != nil {
		return nil, err
	}
	if err := checkRegular(name, info); err != nil {
		return nil, err
	}
	// The file may be another by now. O_NONBLOCK does nothing to a regular file, and a pipe
	// opens at once with it.
	file, err := openFile(name, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, err
	}
	if info, err = file.Stat(); err == nil {
		err = checkRegular(name, info)
	}
	if err != nil {
		_ = file.Close()
		return nil, err
	}
	return file, nil
}

func checkRegular(name string, info fs.FileInfo) error {
	mode := info.Mode()
	kind := "special file"
	switch {
	case mode.IsRegular():
		return nil
	case mode.IsDir():
		kind = "folder"
	case mode&fs.ModeNamedPipe != 0:
		kind = "named pipe"
	case mode&fs.ModeSocket != 0:
		kind = "socket"
	case mode&fs.ModeDevice != 0:
		kind = "device"
	}
	return fmt.Errorf("%s is not a regular file but a %s", name, kind)
}

// Read returns the content of a regular file of at most limit bytes. The checks look at
// the file that is open, before it is read.
//
// Read returns when ctx ends or Timeout has passed, even if the file system does not
// answer. The read that was given up stays blocked in the background; until it ends,
// the next Read of that name waits for it instead of starting another, so that blocked
// reads do not pile up.
func Read(ctx context.Context, name string, limit int64, checks ...func(fs.FileInfo) error) ([]byte, error) {
	return reads.do(ctx, name, func() ([]byte, error) { return read(name, limit, checks) })
}

func read(name string, limit int64, checks []func(fs.FileInfo) error) ([]byte, error) {
	file, err := Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close() // only read from
	info, err := file.Stat()
	if err != nil {
		return nil, err
	}
	for _, check := range checks {
		if err := check(info); err != nil {
			return nil, err
		}
	}
	content, err := io.ReadAll(io.LimitReader(file, limit+1))
	if err != nil {
		return nil, err
	}
	if int64(len(content)) > limit {
		return nil, fmt.Errorf("%s: larger than %d bytes, the most that is read of it", name, limit)
	}
	return content, nil
}

// A reader remembers the reads that were given up, by the name of the file. Each channel is
// closed when its read has ended.
type reader struct {
	mu      sync.Mutex
	givenUp map[string]<-chan struct{}
}

var reads = reader{givenUp: map[string]<-chan struct{}{}}

// do calls read in a goroutine of its own and returns what it returns, or an error when
// ctx ends or Timeout passes before that.
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

// waitForEarlier waits until a read of that name that was given up has ended.
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
