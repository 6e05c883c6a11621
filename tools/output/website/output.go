package website

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"sync"

	"github.com/spf13/afero"
)

// An output is the file system that Hugo publishes to. The first error stops the
// build; until Hugo has noticed, everything more is thrown away with success.
//
// It does not return errors because Hugo does not end when many pages have one:
// the goroutines that render stop, and the one that hands them pages waits for
// them.
type output struct {
	afero.Fs
	discard afero.Fs
	ctx     context.Context

	mu   sync.Mutex
	err  error
	stop func() // makes Hugo stop; set once there is a Hugo
}

func newOutput(ctx context.Context) *output {
	return &output{Fs: afero.NewOsFs(), discard: afero.NewMemMapFs(), ctx: ctx, stop: func() {}}
}

// failed returns what stopped the build, nil while nothing has.
func (o *output) failed() error {
	if err := o.ctx.Err(); err != nil {
		return err
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.err
}

func (o *output) fail(err error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.err == nil {
		o.err = err
		o.stop()
	}
}

// Create creates a file. That its folder is missing is returned: Hugo makes it
// then, and tries again.
func (o *output) Create(name string) (afero.File, error) {
	return o.open(name, func() (afero.File, error) { return o.Fs.Create(name) })
}

// OpenFile opens or creates a file, like Create.
func (o *output) OpenFile(name string, flag int, perm os.FileMode) (afero.File, error) {
	return o.open(name, func() (afero.File, error) { return o.Fs.OpenFile(name, flag, perm) })
}

func (o *output) open(name string, open func() (afero.File, error)) (afero.File, error) {
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
	return outputFile{file, o}, nil
}

// MkdirAll makes a folder and those above it.
func (o *output) MkdirAll(path string, perm os.FileMode) error {
	if o.failed() != nil {
		return nil
	}
	if err := o.Fs.MkdirAll(path, perm); err != nil {
		o.fail(err)
	}
	return nil
}

// An outputFile is a file of an output.
type outputFile struct {
	afero.File
	output *output
}

func (f outputFile) Write(p []byte) (int, error) {
	if _, err := f.File.Write(p); err != nil {
		f.output.fail(err)
	}
	return len(p), nil
}

func (f outputFile) WriteString(s string) (int, error) { return f.Write([]byte(s)) }

func (f outputFile) Close() error {
	if err := f.File.Close(); err != nil {
		f.output.fail(err)
	}
	return nil
}
