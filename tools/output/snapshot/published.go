package snapshot

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"opencec/tools/register"
)

// A Published describes a published build, as far as the next build must continue from it.
type Published struct {
	On        register.Date
	Commit    string   // the newest commit; "" if none is known, as in a build without git
	Abandoned []string // commits that this or an earlier build has abandoned
	Manifest  *Manifest
}

// ReadPublished describes the build in the folder target. The result is zero if there is no build.
// For a build without a history, such as one by an old version, Commit is the commit of its files,
// or "" if they were not committed.
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
	p.Manifest, p.On, p.Commit = manifest, manifest.On, manifest.Commit
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

// CheckFollows returns a register.LostError if the snapshot does not continue from the previous one:
// if the previous one's newest commit is neither on the first-parent line of s's history nor among
// the commits that s has abandoned. It checks nothing if both have no history.
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

// newestCommit returns the commit of the snapshot's files or the newest of its history, or "".
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
