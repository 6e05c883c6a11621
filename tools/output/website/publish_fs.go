package website

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"sync"

	"github.com/spf13/afero"
)

// An output is the file system that Hugo publishes to. The first error stops the build. Until Hugo
// stops, a publishFs discards everything and reports success.
//
// It does not return errors, because Hugo hangs if many pages have one: the goroutines that render
// stop, and the one that sends them pages waits for ever.
type publishFs struct {
	afero.Fs
	discard afero.Fs
	ctx     context.Context

	mu   sync.Mutex
	err  error
	stop func() // stops Hugo; set when Hugo exists
}

func newPublishFs(ctx context.Context) *publishFs {
	return &publishFs{Fs: afero.NewOsFs(), discard: afero.NewMemMapFs(), ctx: ctx, stop: func() {}}
}

// failed returns the error that stopped the build, or nil.
func (o *publishFs) failed() error {
	if err := o.ctx.Err(); err != nil {
		return err
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.err
}

func (o *publishFs) fail(err error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.err == nil {
		o.err = err
		o.stop()
	}
}

// Create creates a file. It does return the error for a missing folder: Hugo then makes the folder and
// tries again.
func (o *publishFs) Create(name string) (afero.File, error) {
	return o.open(name, func() (afero.File, error) { return o.Fs.Create(name) })
}

// OpenFile opens or creates a file, like Create.
func (o *publishFs) OpenFile(name string, flag int, perm os.FileMode) (afero.File, error) {
	return o.open(name, func() (afero.File, error) { return o.Fs.OpenFile(name, flag, perm) })
}

func (o *publishFs) open(name string, open func() (afero.File, error)) (afero.File, error) {
	if o.failed() != nil {
		return o.discard.Create(name)
	}
	file, err := open()
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, err
	case err != nil:
		o.fail(err)
		return o.discard.Create(name)
	}
	return publishFile{file, o}, nil
}

// MkdirAll makes a folder and those above it.
func (o *publishFs) MkdirAll(path string, perm os.FileMode) error {
	if o.failed() != nil {
		return nil
	}
	if err := o.Fs.MkdirAll(path, perm); err != nil {
		o.fail(err)
	}
	return nil
}

// An publishFile is a file of an output.
type publishFile struct {
	afero.File
	fs *publishFs
}

func (f publishFile) Write(p []byte) (int, error) {
	if _, err := f.File.Write(p); err != nil {
		f.fs.fail(err)
	}
	return len(p), nil
}

func (f publishFile) WriteString(s string) (int, error) { return f.Write([]byte(s)) }

func (f publishFile) Close() error {
	if err := f.File.Close(); err != nil {
		f.fs.fail(err)
	}
	return nil
}
