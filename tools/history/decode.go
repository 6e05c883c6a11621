package history

import (
	"context"
	"fmt"
	"path"
	"slices"

	"github.com/go-git/go-git/v5/plumbing/filemode"

	"opencec/tools/register"
)

// Decode reads the records of every commit and returns the whole history of the register.
// With a cache it reads only what is new and caches it; see CacheError.
func (h *History) Decode(ctx context.Context) (*register.History, error) {
	c := wanted(h.commits)
	var blocks []block
	if h.cache != nil {
		var err error
		if blocks, err = c.readBlocks(ctx, h.cache.blocks); err != nil {
			return nil, err
		}
	}
	missing := c.missing()
	fresh, err := c.readGit(ctx, h.repository, missing)
	if err != nil {
		return nil, fmt.Errorf("read the contents of the history of %s: %w", path.Join(h.repository.top, h.repository.folder), err)
	}
	hasNew := slices.ContainsFunc(fresh, func(b block) bool { return !b.isEmpty() })
	if h.cache != nil && (h.isNew || hasNew) {
		h.CacheError = h.cache.save(h.Shallow, h.commits, append(blocks, fresh...))
	}
	return h.build(c), nil
}

// build builds revisions and record versions from commits and contents.
func (h *History) build(c *contents) *register.History {
	a := newHistoryBuilder(&register.History{Shallow: h.Shallow})
	if h.Shallow {
		a.Oldest = h.commits[0].hash.String()
	}
	for _, commit := range h.commits {
		files := make([]file, len(commit.changes))
		for i, change := range commit.changes {
			files[i] = file{change.path, c.of(change)}
		}
		a.add(register.Revision{
			Commit: commit.hash.String(), Time: commit.time, Author: commit.author, Summary: commit.summary,
		}, files)
	}
	return a.History
}

// of returns the content that a change gives to a file; nil if it removes the file.
func (c *contents) of(change change) *content {
	if change.isRemoval() {
		return nil
	}
	if key, ok := keyOf(change); ok {
		return c.read[c.places[key]]
	}
	switch change.mode {
	case filemode.Symlink:
		return &content{unreadable: "is a symbolic link: put the file itself here"}
	case filemode.Submodule:
		return &content{unreadable: "is a submodule: put the file itself here"}
	}
	return &content{unreadable: "is not a regular file"}
}
