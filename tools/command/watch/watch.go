// Package watch calls a function when files below folders change.
package watch

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"time"

	"github.com/fsnotify/fsnotify"
)

// settle is how long a folder must be quiet before it is read again: an editor saves in several
// steps, some milliseconds apart, and git changes many files at once. A person waits for it at each
// save. Steps that are further apart make another call of changed.
const settle = 40 * time.Millisecond

// A Watcher notices changes below folders.
type Watcher struct {
	dirs    []string
	watcher *fsnotify.Watcher
}

// New starts to watch folders. A path may be a symbolic link to a folder.
func New(dirs ...string) (*Watcher, error) {
	watcher, err := fsnotify.NewWatcher()
	if err != nil {
		return nil, fmt.Errorf("watch for changes: %w", err)
	}
	w := &Watcher{dirs, watcher}
	for _, dir := range dirs {
		if err := w.add(dir); err != nil {
			return nil, errors.Join(fmt.Errorf("open the folder %s: %w", dir, err), watcher.Close())
		}
	}
	return w, nil
}

// Run calls changed, one call at a time, whenever something has changed and settled since New,
// until ctx is done. Problems are reported and do not end it.
func (w *Watcher) Run(ctx context.Context, changed func(), report func(error)) {
	timer := time.NewTimer(settle)
	timer.Stop()
	gone := time.NewTicker(time.Second)
	defer gone.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case event := <-w.watcher.Events:
			if event.Has(fsnotify.Create) {
				// A new folder's files may be older than the watch on it; the rebuild
				// after settling reads them all the same.
				w.tryAdd(event.Name, report)
			}
			if event.Op != fsnotify.Chmod {
				timer.Reset(settle)
			}
		case <-w.watcher.Errors:
			timer.Reset(settle) // events may have been lost: read everything again
		case <-gone.C:
			// A folder that was moved away takes its watch with it.
			for _, dir := range w.dirs {
				if !w.isWatched(dir) && w.add(dir) == nil {
					timer.Reset(settle)
				}
			}
		case <-timer.C:
			changed()
		}
	}
}

func (w *Watcher) isWatched(path string) bool {
	real, err := filepath.EvalSymlinks(path)
	return err == nil && slices.Contains(w.watcher.WatchList(), real)
}

func (w *Watcher) tryAdd(path string, report func(error)) {
	if err := w.add(path); err != nil {
		report(fmt.Errorf("changes in %s will not be noticed: %w", path, err))
	}
}

// add watches a folder and those in it. It ignores a file.
func (w *Watcher) add(path string) error {
	real, err := filepath.EvalSymlinks(path)
	if errors.Is(err, fs.ErrNotExist) && !slices.Contains(w.dirs, path) {
		return nil
	}
	if err != nil {
		return err
	}
	return filepath.WalkDir(real, func(path string, entry fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil || !entry.IsDir() {
			return err
		}
		return w.watcher.Add(path)
	})
}

// Close ends the watch.
func (w *Watcher) Close() error { return w.watcher.Close() }
