package history

import (
	"errors"
	"path"
	"strings"

	"github.com/go-git/go-git/v5/plumbing"

	"opencec/tools/input/source"
)

// Limits of the search for a moved folder. A data folder is near the top of its
// repository.
const (
	maxMoveDepth = 8
	maxMoveTrees = 10_000
)

// newestMove returns the newest commit that moved the data folder to its place in that
// commit, and where it came from; nil if there is none.
func (r *repository) newestMove(before *commit, commits []commit) (at int, from *string, err error) {
	for i := len(commits) - 1; i >= 0; i-- {
		previous := before
		if i > 0 {
			previous = &commits[i-1]
		}
		settings, appeared := settingsOf(commits[i].changes)
		if !appeared || previous == nil {
			continue
		}
		from, err := r.movedFrom(previous, &commits[i], settings)
		if err != nil || from != nil {
			return i, from, err
		}
	}
	return 0, nil, nil
}

// settingsOf returns the content of the settings, and whether the commit wrote them.
func settingsOf(changes []change) (plumbing.Hash, bool) {
	for _, c := range changes {
		if c.path == source.SettingsFile && !c.blob.IsZero() {
			return c.blob, true
		}
	}
	return plumbing.ZeroHash, false
}

// movedFrom returns the folder that had the settings in the previous commit and has them
// no longer; the first in git's order if there are several. It is nil if there is none,
// or none within the limits.
func (r *repository) movedFrom(before, after *commit, settings plumbing.Hash) (from *string, err error) {
	s := r.objects.open()
	defer func() { err = errors.Join(err, s.Close()) }()
	w := &walker{store: s, trees: map[string]cachedTree{}}
	if there, err := w.has(before, after.folder); there || err != nil {
		return nil, err // the settings changed but did not appear
	}
	m := &moveSearch{walker: w, settings: settings}
	candidates, err := m.search("", before.tree)
	if err != nil {
		return nil, err
	}
	for _, folder := range candidates {
		still, err := w.has(after, folder)
		if err != nil {
			return nil, err
		}
		if !still {
			return &folder, nil
		}
	}
	return nil, nil
}

// has reports whether the folder has settings at a commit.
func (w *walker) has(c *commit, folder string) (bool, error) {
	hash, err := w.treeOf(c, folder)
	if err != nil {
		return false, err
	}
	content, err := w.tree(folder, hash)
	if err != nil {
		return false, err
	}
	e, err := find(content, source.SettingsFile)
	return e != nil, err
}

// A moveSearch searches a commit for settings.
type moveSearch struct {
	*walker
	settings plumbing.Hash
	trees    int // number of trees read
}

// search returns the folders at and below a folder that have the settings.
func (m *moveSearch) search(folder string, tree plumbing.Hash) ([]string, error) {
	if m.trees++; m.trees > maxMoveTrees || strings.Count(folder, "/") >= maxMoveDepth {
		return nil, nil
	}
	content, err := m.store.tree(tree)
	if err != nil {
		return nil, err
	}
	var found, below []string
	for len(content) > 0 {
		e, rest, err := cutEntry(content)
		if err != nil {
			return nil, err
		}
		content = rest
		name := string(e.name())
		switch {
		case name == source.SettingsFile && e.hash() == m.settings:
			found = append(found, folder)
		case e.isFolder():
			more, err := m.search(path.Join(folder, name), e.hash())
			if err != nil {
				return nil, err
			}
			below = append(below, more...)
		}
	}
	return append(found, below...), nil
}
