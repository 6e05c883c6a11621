package history

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/filemode"
	"github.com/go-git/go-git/v5/plumbing/object"

	"opencec/tools/base/spelling"
)

// A commit is one commit of the first-parent history, with its changes.
type commit struct {
	hash    plumbing.Hash
	clock   time.Time // the commit's own time, UTC, to the second
	time    time.Time // the effective time: see setTimes
	author  string
	summary string
	folder  string   // the data folder at that time
	changes []change // of records and settings, by path

	tree plumbing.Hash // only while reading
}

// A change is what a commit did to one file.
type change struct {
	path string // in the data folder
	mode filemode.FileMode
	blob plumbing.Hash // the content; zero if the file was removed
}

func (c change) isRemoval() bool { return c.blob.IsZero() }

// maxCommits bounds a history. The oldest projects that use git have half as many
// commits.
const maxCommits = 2_000_000

// Limits of the texts of a commit, which are shown on one line.
const (
	maxAuthor  = 100 // characters
	maxSummary = 200
)

// commits returns the commits from the oldest to head, along first parents, back to but
// not including one that known has. It also returns that one, or the zero hash if it
// reached the beginning.
func (r *repository) commits(ctx context.Context, head plumbing.Hash, known map[plumbing.Hash]int) (found []commit, base plumbing.Hash, err error) {
	s := r.objects.open()
	defer func() { err = errors.Join(err, s.Close()) }()
	for hash := head; ; {
		if _, ok := known[hash]; ok {
			base = hash
			break
		}
		if err := ctx.Err(); err != nil {
			return nil, base, err
		}
		if len(found) == maxCommits {
			return nil, base, fmt.Errorf("there are more than %d commits", maxCommits)
		}
		c, err := s.commit(hash)
		if err != nil {
			return nil, base, err
		}
		found = append(found, newCommit(c))
		if c.NumParents() == 0 || r.shallow[hash] {
			break
		}
		hash = c.ParentHashes[0]
	}
	slices.Reverse(found)
	return found, base, nil
}

func newCommit(c *object.Commit) commit {
	name := c.Author.Name
	if before, _, isAddress := strings.Cut(name, "@"); isAddress && before != "" {
		name = before
	}
	summary, _, _ := strings.Cut(strings.TrimSpace(c.Message), "\n")
	return commit{
		hash: c.Hash, tree: c.TreeHash, clock: clockOf(c.Committer.When),
		author: printableLine(name, maxAuthor), summary: printableLine(summary, maxSummary),
	}
}

// printableLine makes an unchecked text safe to show on one line: it escapes invisible
// characters and those that change the writing direction.
func printableLine(text string, limit int) string {
	text = strings.TrimSpace(strings.ReplaceAll(strings.ToValidUTF8(text, string(utf8.RuneError)), "\t", " "))
	text = spelling.Printable(text)
	if utf8.RuneCountInString(text) <= limit {
		return strings.Clone(text) // do not keep the whole message in memory
	}
	return string([]rune(text)[:limit-1]) + "…"
}
