package website

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"sync"

	"github.com/spf13/afero"
)

// A saveFunc takes a file of the site, by its path from the root.
type saveFunc func(name string, content []byte) error

// A publishFs is the file system that Hugo publishes to. It hands each file to save. The first error
// stops the build. Until Hugo stops, a publishFs discards everything and reports success.
//
// It does not return errors, because Hugo hangs if many pages have one: the goroutines that render
// stop, and the one that sends them pages waits for ever.
type publishFs struct {
	afero.Fs // in memory, for folders
	ctx      context.Context
	save     saveFunc

	mu   sync.Mutex
	err  error
	stop func() // stops Hugo; set when Hugo exists
}

func newPublishFs(ctx context.Context, save saveFunc) *publishFs {
	return &publishFs{Fs: afero.NewMemMapFs(), ctx: ctx, save: save, stop: func() {}}
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

// Create begins a file, which is saved when it is closed.
func (o *publishFs) Create(name string) (afero.File, error) {
	return &publishFile{fs: o, name: name}, nil
}

// OpenFile begins a file, like Create: Hugo opens files of its output only to write them.
func (o *publishFs) OpenFile(name string, _ int, _ os.FileMode) (afero.File, error) {
	return o.Create(name)
}

// MkdirAll does nothing, because save makes the folders of its files.
func (o *publishFs) MkdirAll(string, os.FileMode) error { return nil }

// A publishFile is a file that Hugo writes. Hugo calls no other methods of the embedded File, which
// is nil.
type publishFile struct {
	afero.File
	fs      *publishFs
	name    string
	content bytes.Buffer
}

func (f *publishFile) Name() string { return f.name }

func (f *publishFile) Write(p []byte) (int, error) { return f.content.Write(p) }

func (f *publishFile) WriteString(s string) (int, error) { return f.content.WriteString(s) }

func (f *publishFile) Close() error {
	if f.fs.failed() != nil {
		return nil
	}
	name, err := filepath.Rel(publishDir, f.name)
	if err == nil {
		err = f.fs.save(filepath.ToSlash(name), f.content.Bytes())
	}
	if err != nil {
		f.fs.fail(err)
	}
	return nil
}
