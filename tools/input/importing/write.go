package importing

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"sync"

	"opencec/tools/base/parallel"
	"opencec/tools/input/source"
	"opencec/tools/register"
)

// maxWriters is the number of files that are written at once. A write waits for the disk,
// not for a processor.
const maxWriters = 16

// Progress is called with the number of files written so far.
type Progress func(done, total int)

// A file is the content of one record's file, ready to be written.
type file struct {
	name    string
	content []byte
}

// Write writes drafts, sorted by SortDrafts, into the folder. It prepares all contents
// before it writes the first file, and every file is complete at all times. If a file cannot
// be written, the error says how many were; repeating the import writes the rest. Progress
// may be nil; it is called by one goroutine at a time.
func (f *Folder) Write(ctx context.Context, drafts []Draft, progress Progress) error {
	files := make([]file, len(drafts))
	for i, d := range drafts {
		var err error
		if files[i], err = contentOf(f.root, d); err != nil {
			return err
		}
	}
	w := &folderWriter{root: f.root, total: len(files), progress: progress}
	defer func() { f.written = append(f.written, w.written...) }()
	for _, batch := range batches(drafts, files) {
		if err := w.write(ctx, batch); err != nil {
			return fmt.Errorf("%w; %s of %s written, each of them whole: import again to write the rest",
				err, register.CountOf(len(w.written), "file"), register.FormatCount(w.total))
		}
	}
	return nil
}

// batches splits the files of sorted drafts by kind, so that at any moment a file's
// references lead somewhere.
func batches(drafts []Draft, files []file) [][]file {
	var batches [][]file
	first := 0
	for i := range drafts {
		if i+1 == len(drafts) || orderOf(drafts[i].Record) != orderOf(drafts[i+1].Record) {
			batches = append(batches, files[first:i+1])
			first = i + 1
		}
	}
	return batches
}

// contentOf returns the file of a record. It refuses a new record whose file exists: the
// file is a person's, and could not be read.
func contentOf(root *os.Root, d Draft) (file, error) {
	name := source.PathOf(d.Record.RecordKind(), d.Record.RecordMeta().ID)
	old, err := root.ReadFile(name)
	switch {
	case d.IsNew && err == nil:
		return file{}, fmt.Errorf("%s exists already, but could not be read as a record: fix or remove it", name)
	case d.IsNew && errors.Is(err, fs.ErrNotExist):
		old = d.File
	case err != nil:
		return file{}, fmt.Errorf("read %s: %w", name, err)
	}
	if old == nil {
		content, err := source.Encode(d.Record)
		return file{name, content}, err
	}
	content, err := source.Update(old, d.Record)
	return file{name, content}, err
}

// A folderWriter writes files and notes which ones it has written.
type folderWriter struct {
	root     *os.Root
	total    int
	progress Progress

	mu      sync.Mutex
	written []string
}

// write writes the files of a batch. After the first failure it starts no other.
func (w *folderWriter) write(ctx context.Context, batch []file) error {
	return parallel.DoAtMost(ctx, maxWriters, len(batch), func(i int) error {
		if err := source.WriteFile(w.root, batch[i].name, batch[i].content); err != nil {
			return err
		}
		w.note(batch[i].name)
		return nil
	})
}

func (w *folderWriter) note(name string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.written = append(w.written, name)
	if w.progress != nil {
		w.progress(len(w.written), w.total)
	}
}
