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

// A commit is one commit of the first-parent history, and what it changed.
type commit struct {
	hash    plumbing.Hash
	clock   time.Time // UTC, to the second, as the commit has it
	time    time.Time // since when the register says so: setTimes
	author  string
	summary string
	folder  string   // where the data folder was
	changes []change // of records and settings, by path

	tree plumbing.Hash // only while it is read
}

// A change is what a commit made of one file.
type change struct {
	path string // in the data folder
	mode filemode.FileMode
	blob plumbing.Hash // its content; zero when the file was removed
}

func (c change) isRemoval() bool { return c.blob.IsZero() }

// maxCommits bounds a history. The oldest projects that use git have half of that.
const maxCommits = 2_000_000

// Bounds on what is told of a commit: a line on a page.
const (
	maxAuthor  = 100 // characters
	maxSummary = 200
)

// commits returns the commits from the oldest to head, along first parents, back to
// one that known has, which is not among them; it is the zero hash when the history
// was gone through to its end.
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

// printableLine makes a line for people of a text that nobody has checked: what cannot be seen, or
// turns the direction of writing, is shown as its code.
func printableLine(text string, limit int) string {
	text = strings.TrimSpace(strings.ReplaceAll(strings.ToValidUTF8(text, string(utf8.RuneError)), "\t", " "))
	text = spelling.Printable(text)
	if utf8.RuneCountInString(text) <= limit {
		return strings.Clone(text) // not the whole message
	}
	return string([]rune(text)[:limit-1]) + "…"
}
