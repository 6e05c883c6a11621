package snapshot

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"

	"opencec/tools/history/journal"
	"opencec/tools/register"
)

// historyFiles are the open files of a snapshot's history.
type historyFiles struct {
	changes, revisions *historyFile

	mu      sync.Mutex
	journal *journal.Journal // nil until it is opened
	err     error            // why it cannot be opened, now or later: the files do not change
}

// A historyFile is an open file with its entry in the manifest.
type historyFile struct {
	*os.File
	entry *File
}

// openHistory opens the files of the history. It returns nil if the snapshot has none.
func openHistory(folder *os.Root, manifest *Manifest) (*historyFiles, error) {
	if manifest.History == nil {
		return nil, nil
	}
	changes, err := openHistoryFile(folder, manifest, ChangesName)
	if err != nil {
		return nil, err
	}
	revisions, err := openHistoryFile(folder, manifest, RevisionsName)
	if err != nil {
		return nil, errors.Join(err, changes.Close())
	}
	return &historyFiles{changes: changes, revisions: revisions}, nil
}

// openHistoryFile opens a file and compares its size with the manifest.
func openHistoryFile(folder *os.Root, manifest *Manifest, name string) (*historyFile, error) {
	entry := manifest.File(name)
	if entry == nil {
		return nil, fmt.Errorf("%s does not list %s, and has a history: build the snapshot again", ManifestName, name)
	}
	info, err := folder.Stat(name)
	if err != nil {
		return nil, missingFile(err)
	}
	f, err := openRegular(folder, name, info)
	if err != nil {
		return nil, err
	}
	if err := entry.checkSize(info.Size()); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return &historyFile{f, entry}, nil
}

// errNoHistory is the error for a snapshot that was published without a history.
var errNoHistory = fmt.Errorf("%w: the snapshot has no history; one that `opencec build` makes of a data folder in git has", register.ErrNoRevision)

// Journal returns the snapshot's history. The first call reads and checks it. For a snapshot
// without a history the error wraps register.ErrNoRevision. The journal reads from the snapshot's
// files, so it can be used until Close.
func (s *Snapshot) Journal(ctx context.Context) (*journal.Journal, error) {
	if s.history == nil {
		return nil, errNoHistory
	}
	j, err := s.history.open(ctx, s.Manifest)
	if err != nil {
		return nil, fmt.Errorf("read the history of the snapshot: %w", err)
	}
	return j, nil
}

// Close closes the files of the history. Requests that still read from the journal
// fail then.
func (s *Snapshot) Close() error {
	if s.history == nil {
		return nil
	}
	if err := errors.Join(s.history.changes.Close(), s.history.revisions.Close()); err != nil {
		return fmt.Errorf("close the snapshot: %w", err)
	}
	return nil
}

// open opens the journal once. After a cancelled call the next call tries again; damaged files
// are not read twice.
func (h *historyFiles) open(ctx context.Context, manifest *Manifest) (*journal.Journal, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.journal != nil || h.err != nil {
		return h.journal, h.err
	}
	j, err := h.read(ctx, manifest.History)
	switch {
	case err == nil:
		h.journal = j
	case ctx.Err() == nil:
		h.err = err
	}
	return j, err
}

// read reads the files, and checks them against the manifest.
func (h *historyFiles) read(ctx context.Context, manifest *History) (*journal.Journal, error) {
	for _, f := range []*historyFile{h.changes, h.revisions} {
		if err := f.check(ctx); err != nil {
			return nil, err
		}
	}
	j, err := journal.Open(ctx, h.revisions.fromStart(), h.changes, h.changes.entry.Size)
	if err != nil {
		return nil, fmt.Errorf("%w: build the snapshot again", err)
	}
	if j.Newest() != manifest.Revisions {
		return nil, fmt.Errorf("%s has %d revisions, and %s says %d: build the snapshot again", RevisionsName, j.Newest(), ManifestName, manifest.Revisions)
	}
	j.History.Shallow, j.History.Oldest, j.History.Abandoned = manifest.Shallow, manifest.Oldest, manifest.Abandoned
	return j, nil
}

// check compares the file's digest with the manifest.
func (f *historyFile) check(ctx context.Context) error {
	hash := sha256.New()
	if _, err := io.Copy(hash, &contextReader{ctx, f.fromStart()}); err != nil {
		return fmt.Errorf("read %s: %w", f.entry.Name, err)
	}
	return f.entry.checkDigest(hex.EncodeToString(hash.Sum(nil)))
}

// fromStart returns a reader of the whole file with an offset of its own.
func (f *historyFile) fromStart() io.Reader { return io.NewSectionReader(f, 0, f.entry.Size) }

// A contextReader reads until ctx is done.
type contextReader struct {
	ctx context.Context
	io.Reader
}

func (r *contextReader) Read(p []byte) (int, error) {
	if r.ctx.Err() != nil {
		return 0, context.Cause(r.ctx)
	}
	return r.Reader.Read(p)
}
