package compare

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/object"
	"github.com/go-git/go-git/v5/plumbing/storer"

	"opencec/tools/base/terminal"
	"opencec/tools/history"
	"opencec/tools/history/change"
	"opencec/tools/history/review"
	"opencec/tools/input/source"
	"opencec/tools/register"
)

// A base is the commit with which files are compared: where their branch left another one, so
// that later commits on the other branch do not count as changes.
type base struct {
	commit *object.Commit
	tree   *object.Tree // of the data folder; nil where there was none

	objects storer.EncodedObjectStorer

	head           *object.Commit // of the files, or the newest below them
	folder         string         // the data folder in the repository
	branch         string         // the branch that was named
	ahead          int            // the commits of that branch which the files lack; -1 for more than this clone can count
	mergedFromSide bool           // the commit is in the history of head, and not on its first-parent line
}

// findBase finds the base of the files of the commit head.
func findBase(dir string, o Options, head string) (*base, error) {
	repository, _, folder, err := history.Locate(dir)
	if errors.Is(err, history.ErrNone) {
		return nil, fmt.Errorf("%w; the comparison needs a commit: git init, git add and git commit make one", err)
	}
	if err != nil {
		return nil, err
	}
	theirs, err := history.CommitNamed(repository, o.Base)
	if err != nil {
		return nil, history.Labelled(o.Label, err)
	}
	ours, err := history.CommitNamed(repository, head)
	if err != nil {
		return nil, history.Labelled("HEAD", err)
	}
	if err := history.CheckTime(ours.Hash, ours.Committer.When, o.Now); err != nil {
		return nil, err
	}
	from, err := mergeBase(theirs, ours)
	if errors.Is(err, history.ErrUnreadable) {
		return nil, err
	}
	if err != nil {
		return nil, &history.NameError{Err: fmt.Errorf("%s: %.100q and the files have no commit in common that this clone has: %w; git fetch --unshallow gets older ones", o.Label, o.Base, err)}
	}
	tree, err := history.FolderOf(repository.Storer, from, folder)
	if err != nil {
		return nil, err
	}
	b := &base{commit: from, tree: tree, objects: repository.Storer, head: ours, folder: folder, branch: o.Base, ahead: countAhead(theirs, ours, from)}
	if from.Hash == theirs.Hash {
		b.mergedFromSide, err = isMergedFromSide(from, ours)
	}
	return b, err
}

// isMergedFromSide reports whether a commit in the history of another one is not on its
// first-parent line, because a merge took it in from the side, as git pull does. The history of
// the register is the first-parent line of the main branch: it would change if the branch were
// set to the other commit.
func isMergedFromSide(commit, of *object.Commit) (bool, error) {
	for at := of; at.Hash != commit.Hash; {
		next, err := at.Parent(0)
		if errors.Is(err, object.ErrParentNotFound) {
			return true, nil
		}
		if errors.Is(err, plumbing.ErrObjectNotFound) && !errors.Is(err, history.ErrUnreadable) {
			return false, fmt.Errorf("this clone ends at commit %.12s, so it is unknown whether %.12s was the main branch; git fetch --unshallow gets the older commits", at.Hash, commit.Hash)
		}
		if err != nil {
			return false, err
		}
		at = next
	}
	return false, nil
}

// rewritten returns the problem of a base that was merged from the side.
func (b *base) rewritten(accepted bool) []review.Problem {
	if !b.mergedFromSide {
		return nil
	}
	name := fmt.Sprintf("%.12s", b.commit.Hash)
	if !strings.HasPrefix(b.commit.Hash.String(), b.branch) {
		name += " (" + terminal.Escape(b.branch) + ")"
	}
	severity, text := register.Error, history.RebaseHint(b.commit.Hash.String(), b.head.Hash.String())
	if accepted {
		severity, text = register.Warning, "accepted"
	}
	return []review.Problem{{Problem: register.Problem{
		Kind: change.Settings, Severity: severity, Rule: review.RuleHistoryRewritten,
		Message: fmt.Sprintf("the history is rewritten: commit %s is not on the first-parent line of commit %.12s, since a merge took it in from the side, so that the register would have said something else at all times since they parted: %s",
			name, b.head.Hash, text),
	}}}
}

// countAhead returns how many commits theirs has that ours lacks, or -1 if that is unknown, in a
// shallow clone.
func countAhead(theirs, ours, common *object.Commit) int {
	if theirs.Hash == common.Hash {
		return 0
	}
	known := map[plumbing.Hash]bool{}
	// An error at the end of a shallow clone occurs again in the next walk, if it matters.
	_ = object.NewCommitPreorderIter(ours, nil, nil).ForEach(func(c *object.Commit) error {
		known[c.Hash] = true
		return nil
	})
	n := 0
	err := object.NewCommitPreorderIter(theirs, known, nil).ForEach(func(*object.Commit) error {
		n++
		return nil
	})
	if err != nil {
		return -1
	}
	return n
}

// String names the base, and says whether the branch has moved on.
func (b *base) String() string {
	text := fmt.Sprintf("commit %.12s", b.commit.Hash)
	other := terminal.Escape(b.branch)
	switch {
	case b.ahead == 0:
		return text
	case b.ahead < 0:
		return fmt.Sprintf("%s; %s is further: git rebase %s", text, other, other)
	case b.ahead == 1:
		return fmt.Sprintf("%s; %s is 1 commit further: git rebase %s", text, other, other)
	}
	return fmt.Sprintf("%s; %s is %d commits further: git rebase %s", text, other, b.ahead, other)
}

// mergeBase returns the newest common commit of two commits.
func mergeBase(a, b *object.Commit) (*object.Commit, error) {
	bases, err := a.MergeBase(b)
	if err != nil {
		return nil, err
	}
	if len(bases) == 0 {
		return nil, errors.New("their histories are separate")
	}
	newest := bases[0]
	for _, c := range bases[1:] {
		if c.Committer.When.After(newest.Committer.When) {
			newest = c
		}
	}
	return newest, nil
}

// files calls visit for every record and the settings of the base.
func (b *base) files(ctx context.Context, visit func(name string, entry object.TreeEntry) error) error {
	if b.tree == nil {
		return nil
	}
	err := history.EachFile(ctx, b.objects, b.tree, func(name string, entry object.TreeEntry) error {
		if !source.IsRecord(name) {
			return nil
		}
		return visit(name, entry)
	})
	if err != nil {
		return fmt.Errorf("read the files of commit %.12s: %w", b.commit.Hash, err)
	}
	return nil
}

// content reads a file of the base.
func (b *base) content(name string) ([]byte, error) {
	f, err := b.tree.File(name)
	if err != nil {
		return nil, err
	}
	if f.Size > source.MaxFileSize {
		return nil, source.ErrTooLarge
	}
	text, err := f.Contents()
	return []byte(text), err
}
