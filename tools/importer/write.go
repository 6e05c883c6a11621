package importer

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"sync"

	"golang.org/x/sync/errgroup"

	"opencec/tools/register"
	"opencec/tools/source"
)

// writers is how many files are written at once. A write waits for the disk, not
// for a processor.
const writers = 16

// Progress is told how many of the files are written.
type Progress func(done, total int)

// A file is the content of one record's file, ready to be written.
type file struct {
	name    string
	content []byte
}

// Write brings the plan's records into the data folder. All contents are worked
// out before the first is written, and each file is whole at any moment. If one
// cannot be written, the error says how far it came: the same import again writes
// the rest. Progress may be nil;
// it is called by one goroutine at a time.
func (p *Plan) Write(ctx context.Context, root *os.Root, progress Progress) error {
	files := make([]file, len(p.changes))
	for i, c := range p.changes {
		var err error
		if files[i], err = contentOf(root, c); err != nil {
			return err
		}
	}
	// Manufacturers first: what is there at any moment has what it refers to.
	split := slices.IndexFunc(p.changes, func(c recordChange) bool {
		return c.record.RecordKind().Folder == register.Listings.Folder
	})
	if split < 0 {
		split = len(files)
	}
	w := &folderWriter{root: root, total: len(files), progress: progress}
	for _, batch := range [][]file{files[:split], files[split:]} {
		if err := w.write(ctx, batch); err != nil {
			return fmt.Errorf("%w; %s of %s written, each of them whole: import again to write the rest",
				err, count(w.done, "file"), grouped(w.total))
		}
	}
	return nil
}

// contentOf returns the file of a record. A new record must not have one yet: it
// would be a person's, and not readable.
func contentOf(root *os.Root, c recordChange) (file, error) {
	name := source.PathOf(c.record.RecordKind(), c.record.RecordMeta().ID)
	old, err := root.ReadFile(name)
	switch {
	case c.isNew && err == nil:
		return file{}, fmt.Errorf("%s is there already, but is not a record that could be read: mend or remove it", name)
	case c.isNew && errors.Is(err, fs.ErrNotExist):
		content, err := source.Encode(c.record)
		return file{name, content}, err
	case err != nil:
		return file{}, fmt.Errorf("read %s: %w", name, err)
	}
	content, err := source.Update(old, c.record)
	return file{name, content}, err
}

// A folderWriter writes files and counts them.
type folderWriter struct {
	root     *os.Root
	total    int
	progress Progress

	mu   sync.Mutex
	done int
}

// write writes the files of a batch. After the first failure no other is begun.
func (w *folderWriter) write(ctx context.Context, batch []file) error {
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(writers)
	for _, f := range batch {
		group.Go(func() error {
			if err := ctx.Err(); err != nil {
				return err
			}
			if err := source.WriteFile(w.root, f.name, f.content); err != nil {
				return err
			}
			w.count()
			return nil
		})
	}
	return group.Wait()
}

func (w *folderWriter) count() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.done++
	if w.progress != nil {
		w.progress(w.done, w.total)
	}
}
