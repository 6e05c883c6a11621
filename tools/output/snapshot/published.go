package snapshot

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"opencec/tools/register"
)

// A Published is what a build says of its day and of the history that it was made from, as
// far as the next build has to go on from it.
type Published struct {
	On        register.Date
	Commit    string   // the newest commit; "" where none is known, as in a build without git
	Abandoned []string // commits that it, or a build before it, has abandoned knowingly
}

// ReadPublished returns what the build in the folder target says; nothing where there is
// none. A build without a history, such as one by an old version, says only the commit
// of its files, and one of files that no commit had says nothing.
func ReadPublished(ctx context.Context, target string) (Published, error) {
	if !isBuild(target) {
		return Published{}, nil
	}
	p, err := withFolder(target, func(folder *os.Root) (Published, error) { return readPublished(ctx, folder) })
	if err != nil {
		return p, fmt.Errorf("read which commit was published in %s: %w", target, err)
	}
	return p, nil
}

func readPublished(ctx context.Context, folder *os.Root) (p Published, err error) {
	encoded, err := readManifest(folder)
	if err != nil {
		return p, err
	}
	manifest, err := decodeManifest(encoded)
	if err != nil {
		return p, fmt.Errorf("%s: %w", ManifestName, err)
	}
	p.On, p.Commit = manifest.On, manifest.Commit
	if manifest.History == nil {
		return p, nil
	}
	p.Abandoned = manifest.History.Abandoned
	if p.Commit != "" {
		return p, nil
	}
	files, err := openHistory(folder, manifest)
	if errors.Is(err, fs.ErrNotExist) {
		return p, fmt.Errorf("%w: copy all files of the folder again", err)
	}
	if err != nil {
		return p, err
	}
	defer func() { err = errors.Join(err, files.changes.Close(), files.revisions.Close()) }()
	j, err := files.open(ctx, manifest)
	if err != nil {
		return p, err
	}
	p.Commit = j.History.NewestCommit()
	return p, nil
}

// CheckFollows returns an error if the snapshot does not go on from the one before: if the
// newest commit of that is not on the first-parent line of this one's history, nor among
// the commits that this one has abandoned knowingly. The error is a register.LostError.
// Of two without a history nothing is known, and nothing checked.
func (s *Snapshot) CheckFollows(ctx context.Context, before *Snapshot) error {
	commit, err := before.newestCommit(ctx)
	if err != nil || commit == "" || commit == s.Manifest.Commit {
		return err
	}
	if s.history == nil {
		if before.history == nil {
			return nil
		}
		return fmt.Errorf("%w, and the snapshot that is served has one: build it from a data folder in git", errNoHistory)
	}
	j, err := s.Journal(ctx)
	if err != nil {
		return err
	}
	return j.History.CheckPublished(commit)
}

// newestCommit returns the commit of the snapshot's files, or the newest of its history;
// "" if none is known.
func (s *Snapshot) newestCommit(ctx context.Context) (string, error) {
	if s.Manifest.Commit != "" || s.history == nil {
		return s.Manifest.Commit, nil
	}
	j, err := s.Journal(ctx)
	if err != nil {
		return "", err
	}
	return j.History.NewestCommit(), nil
}
