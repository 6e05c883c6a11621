package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"time"

	"github.com/fsnotify/fsnotify"
)

// settle is how long a folder must be quiet before it is read again: an editor
// saves in several steps, and git changes many files at once.
const settle = 150 * time.Millisecond

// watchFolder calls changed, one call at a time, whenever something below dir has
// changed and settled, until ctx is done.
func watchFolder(ctx context.Context, dir string, changed func()) error {
	watcher, err := fsnotify.NewWatcher()
	if err != nil {
		return fmt.Errorf("watch %s: %w", dir, err)
	}
	defer watcher.Close()
	if err := watchTree(watcher, dir); err != nil {
		return fmt.Errorf("watch %s: %w", dir, err)
	}
	quiet := time.NewTimer(0)
	if !quiet.Stop() {
		<-quiet.C
	}
	for {
		select {
		case <-ctx.Done():
			return nil
		case event := <-watcher.Events:
			if event.Has(fsnotify.Create) {
				// A new folder's files may be older than the watch on it; the rebuild
				// after settling reads them all the same.
				_ = watchTree(watcher, event.Name)
			}
			if event.Op != fsnotify.Chmod {
				quiet.Reset(settle)
			}
		case <-watcher.Errors:
			quiet.Reset(settle) // events may have been lost: read everything again
		case <-quiet.C:
			changed()
		}
	}
}

// watchTree watches a folder and those in it. A file is passed over.
func watchTree(watcher *fsnotify.Watcher, dir string) error {
	return filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil || !entry.IsDir() {
			return err
		}
		return watcher.Add(path)
	})
}
