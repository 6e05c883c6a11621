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
	journal *journal.Journal // nil until it was opened
	err     error            // why it cannot be: the files do not get better
}

// A historyFile is an open file and what the manifest says of it.
type historyFile struct {
	*os.File
	entry *File
}

// openHistory opens the files of the history; nil when the snapshot has none.
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

// openHistoryFile opens a file if it has the size that the manifest says.
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

// errNoHistory is that of a snapshot of which no history was published.
var errNoHistory = fmt.Errorf("%w: the snapshot has no history; one that `opencec build` makes of a data folder in git has", register.ErrNoRevision)

// Journal returns the snapshot's history, which it reads and checks when it is first
// asked for. A snapshot without one is an error that wraps register.ErrNoRevision.
// The journal reads from the snapshot's files: it can be used until Close.
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

// open opens the journal once. What was stopped is tried again when it is asked for
// again; files that are damaged are not read twice.
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

// check reports a file that is not the one of which the manifest speaks.
func (f *historyFile) check(ctx context.Context) error {
	hash := sha256.New()
	if _, err := io.Copy(hash, &contextReader{ctx, f.fromStart()}); err != nil {
		return fmt.Errorf("read %s: %w", f.entry.Name, err)
	}
	return f.entry.checkDigest(hex.EncodeToString(hash.Sum(nil)))
}

// fromStart reads the file from its beginning, wherever others read.
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
