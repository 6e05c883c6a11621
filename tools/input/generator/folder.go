package generator

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"

	"golang.org/x/sync/errgroup"

	"opencec/tools/input/source"
	"opencec/tools/register"
)

// Progress is called with the number of listings written so far, by one goroutine at a time.
type Progress func(done, total int)

// A Summary counts what was written.
type Summary struct {
	Listings, Certificates, Manufacturers int
	Files                                 int // with those of the vocabulary
}

// vocabularyKinds are the kinds of records that are copied.
var vocabularyKinds = []register.Kind{register.EntityTypes, register.DeviceClasses, register.TestProfiles}

// WriteFolder generates a register as the data folder dir, which must be new or empty.
// Settings and vocabulary are copied from the folder vocabulary, byte for byte. The settings are
// written last: until then the folder is not a register. If something fails, what was written is
// removed. Progress may be nil.
func WriteFolder(ctx context.Context, dir string, vocabulary *source.Tree, options Options, progress Progress) (summary Summary, err error) {
	if err := refuseErrors(vocabulary, options.On); err != nil {
		return summary, err
	}
	g, err := New(vocabulary.Records, options)
	if err != nil {
		return summary, err
	}
	root, remove, err := makeFolder(dir)
	if err != nil {
		return summary, err
	}
	defer func() {
		err = errors.Join(err, root.Close())
		if err != nil {
			err = errors.Join(err, remove())
		}
	}()
	w := &folderWriter{generator: g, root: root, progress: progress}
	if err := w.write(ctx, vocabulary); err != nil {
		return w.summary, fmt.Errorf("generate %s: %w; nothing was kept", dir, err)
	}
	return w.summary, nil
}

// refuseErrors returns the first error in the copied part of the vocabulary.
func refuseErrors(vocabulary *source.Tree, on register.Date) error {
	for _, p := range vocabulary.Check(on) {
		if p.Severity == register.Error && isVocabulary(p.File) {
			return fmt.Errorf("the vocabulary has errors, fix them first: %s", p)
		}
	}
	return nil
}

// isVocabulary reports whether the file is copied.
func isVocabulary(name string) bool {
	return name == source.SettingsFile || slices.ContainsFunc(vocabularyKinds, func(k register.Kind) bool {
		return strings.HasPrefix(name, k.Folder()+"/")
	})
}

// makeFolder opens a folder that is new or empty. remove restores its earlier state.
func makeFolder(dir string) (root *os.Root, remove func() error, err error) {
	entries, err := os.ReadDir(dir)
	isNew := errors.Is(err, fs.ErrNotExist)
	switch {
	case err != nil && !isNew:
		return nil, nil, fmt.Errorf("look into the folder to generate: %w", err)
	case len(entries) > 0:
		return nil, nil, fmt.Errorf("%s is not empty: it has %s; name a folder that is new or empty", dir, entries[0].Name())
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, nil, fmt.Errorf("make the folder to generate: %w", err)
	}
	if root, err = os.OpenRoot(dir); err != nil {
		return nil, nil, fmt.Errorf("open the folder to generate: %w", err)
	}
	if isNew {
		return root, func() error { return os.RemoveAll(dir) }, nil
	}
	return root, func() error { return removeContents(dir) }, nil
}

func removeContents(dir string) error {
	entries, err := os.ReadDir(dir)
	for _, e := range entries {
		err = errors.Join(err, os.RemoveAll(filepath.Join(dir, e.Name())))
	}
	return err
}

// A folderWriter writes a register's files and counts them.
type folderWriter struct {
	generator *Generator
	root      *os.Root
	progress  Progress

	mu      sync.Mutex
	summary Summary
}

func (w *folderWriter) write(ctx context.Context, vocabulary *source.Tree) error {
	for _, name := range vocabulary.Files() {
		if !isVocabulary(name) || name == source.SettingsFile {
			continue
		}
		if err := w.create(name, vocabulary.File(name)); err != nil {
			return err
		}
		w.summary.Files++
	}
	for _, b := range certifyingBodies() {
		if err := w.writeRecords([]register.Record{b}); err != nil {
			return err
		}
	}
	if err := w.writeSeries(ctx); err != nil {
		return err
	}
	// Nobody reads the folder yet, so one sync at the end is enough; one for each of two
	// hundred thousand files would take minutes.
	if err := syncFolder(w.root); err != nil {
		return err
	}
	w.summary.Files++
	return source.WriteFile(w.root, source.SettingsFile, vocabulary.File(source.SettingsFile))
}

// writeSeries writes all series, on all processors.
func (w *folderWriter) writeSeries(ctx context.Context) error {
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(runtime.GOMAXPROCS(0))
	for s := range w.generator.all() {
		group.Go(func() error {
			if err := ctx.Err(); err != nil {
				return err
			}
			return w.writeRecords(w.generator.recordsOf(s))
		})
	}
	return group.Wait()
}

func (w *folderWriter) writeRecords(records []register.Record) error {
	for _, rec := range records {
		content, err := source.Encode(rec)
		if err != nil {
			return err
		}
		if err := w.create(source.PathOf(rec.RecordKind(), rec.RecordMeta().ID), content); err != nil {
			return err
		}
	}
	w.count(records)
	return nil
}

// create writes a new file, and creates its folder if needed.
func (w *folderWriter) create(name string, content []byte) error {
	const flags = os.O_WRONLY | os.O_CREATE | os.O_EXCL
	f, err := w.root.OpenFile(name, flags, 0o644)
	if errors.Is(err, fs.ErrNotExist) {
		if err := w.root.MkdirAll(path.Dir(name), 0o755); err != nil {
			return fmt.Errorf("make the folder of %s: %w", name, err)
		}
		f, err = w.root.OpenFile(name, flags, 0o644)
	}
	if err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	_, err = f.Write(content)
	if err := errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	return nil
}

func (w *folderWriter) count(records []register.Record) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.summary.Files += len(records)
	for _, rec := range records {
		switch rec.(type) {
		case *register.Listing:
			w.summary.Listings++
		case *register.Certificate:
			w.summary.Certificates++
		case *register.Manufacturer:
			w.summary.Manufacturers++
		}
	}
	if w.progress != nil {
		w.progress(w.summary.Listings, w.generator.options.Listings)
	}
}
