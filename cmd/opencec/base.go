package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/object"
	"github.com/go-git/go-git/v5/plumbing/storer"

	"opencec/tools/change"
	"opencec/tools/history"
	"opencec/tools/register"
	"opencec/tools/review"
	"opencec/tools/source"
	"opencec/tools/terminal"
)

// A base is the commit with which files are compared: where their branch left
// another one, so that what happened there since is not taken for theirs.
type base struct {
	commit *object.Commit
	tree   *object.Tree // of the data folder; nil where there was none

	objects storer.EncodedObjectStorer

	head   *object.Commit // of the files, or the newest below them
	folder string         // the data folder in the repository
	other  string         // the branch that was named
	ahead  int            // the commits of that branch which the files lack; -1 for more than this clone can count
	aside  bool           // the commit is in the history of head, and not on its first-parent line
}

// findBase finds the base of the files of a commit, or of the files at hand without
// one; text names the other branch, and label is its flag or argument.
func findBase(dir, label, text, head string, now time.Time) (*base, error) {
	repository, _, folder, err := history.Locate(dir)
	if errors.Is(err, history.ErrNone) {
		return nil, fmt.Errorf("%w; a difference is told from a commit: git init, git add and git commit make one", err)
	}
	if err != nil {
		return nil, err
	}
	theirs, err := history.CommitNamed(repository, text)
	if err != nil {
		return nil, wrongName(label, err)
	}
	ours, err := history.CommitNamed(repository, head)
	if err != nil {
		return nil, wrongName("HEAD", err)
	}
	if err := history.CheckTime(ours.Hash, ours.Committer.When, now); err != nil {
		return nil, err
	}
	from, err := mergeBase(theirs, ours)
	if errors.Is(err, history.ErrUnreadable) {
		return nil, err
	}
	if err != nil {
		return nil, usagef("%s: %.100q and the files have no commit in common that this clone has: %w; git fetch --unshallow gets older ones", label, text, err)
	}
	tree, err := history.FolderOf(repository.Storer, from, folder)
	if err != nil {
		return nil, err
	}
	b := &base{commit: from, tree: tree, objects: repository.Storer, head: ours, folder: folder, other: text, ahead: countAhead(theirs, ours, from)}
	if from.Hash == theirs.Hash {
		b.aside, err = isAside(from, ours)
	}
	return b, err
}

// isAside reports whether a commit that is in the history of another one is not on its
// first-parent line: a merge has taken it in from the side, as git pull does. What the
// register said is the first-parent line of the main branch; were it set to the other
// one, it would have said something else at all times.
func isAside(commit, of *object.Commit) (bool, error) {
	for at := of; at.Hash != commit.Hash; {
		next, err := at.Parent(0)
		if errors.Is(err, object.ErrParentNotFound) {
			return true, nil
		}
		if errors.Is(err, plumbing.ErrObjectNotFound) && !errors.Is(err, history.ErrUnreadable) {
			return false, fmt.Errorf("this clone ends at commit %.12s, so that it cannot be told whether %.12s was the main branch; git fetch --unshallow gets the older commits", at.Hash, commit.Hash)
		}
		if err != nil {
			return false, err
		}
		at = next
	}
	return false, nil
}

// rewritten is what is wrong with a base that a merge has taken in from the side.
func (b *base) rewritten(accepted bool) []review.Problem {
	if !b.aside {
		return nil
	}
	name := fmt.Sprintf("%.12s", b.commit.Hash)
	if !strings.HasPrefix(b.commit.Hash.String(), b.other) {
		name += " (" + terminal.Escape(b.other) + ")"
	}
	severity, text := register.Error, rewriteHint(b.commit.Hash.String(), b.head.Hash.String())
	if accepted {
		severity, text = register.Warning, "accepted"
	}
	return []review.Problem{{Problem: register.Problem{
		Kind: change.Settings, Severity: severity, Rule: review.RuleHistoryRewritten,
		Message: fmt.Sprintf("the history is rewritten: commit %s is not on the first-parent line of commit %.12s, since a merge took it in from the side, so that the register would have said something else at all times since they parted: %s",
			name, b.head.Hash, text),
	}}}
}

// countAhead returns how many commits one has that another lacks. A shallow clone may
// not have them all: -1 is some.
func countAhead(theirs, ours, common *object.Commit) int {
	if theirs.Hash == common.Hash {
		return 0
	}
	known := map[plumbing.Hash]bool{}
	// That the clone ends somewhere is found again in the next walk, if it matters.
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

// String names the base, and says if the branch went on since.
func (b *base) String() string {
	told := fmt.Sprintf("commit %.12s", b.commit.Hash)
	other := terminal.Escape(b.other)
	switch {
	case b.ahead == 0:
		return told
	case b.ahead < 0:
		return fmt.Sprintf("%s; %s is further: git rebase %s", told, other, other)
	case b.ahead == 1:
		return fmt.Sprintf("%s; %s is 1 commit further: git rebase %s", told, other, other)
	}
	return fmt.Sprintf("%s; %s is %d commits further: git rebase %s", told, other, b.ahead, other)
}

// mergeBase returns the newest commit that two have in common.
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

// A difference is what files say otherwise than their base.
type difference struct {
	report   change.Report
	problems []source.Problem

	base   *base
	states review.Difference
}

// difference compares the files of a folder with their base.
//
// Records whose files are the same are shared, and not read again. The two states are
// made a history of two revisions, which unlike two registers may have records that
// cannot be read, and those that refer to them.
func (b *base) difference(ctx context.Context, f *folder, acceptRewritten bool) (difference, error) {
	two, err := b.revisions(ctx, f)
	if err != nil {
		return difference{}, err
	}
	d := review.Difference{Before: two.At(1), After: two.At(2), On: f.on}
	for _, changes := range change.Revisions(two, 1, time.UTC) {
		d.Changes = changes
	}
	report := change.Report{On: f.on, Changes: d.Changes}
	if report.Before, err = vocabularyOf(d.Before, register.Version{ID: b.commit.Hash.String(), Commit: b.commit.Hash.String(), Time: b.commit.Committer.When.UTC()}); err != nil {
		return difference{}, err
	}
	if report.After, err = vocabularyOf(d.After, workingVersion(f)); err != nil {
		return difference{}, err
	}
	problems, err := b.place(append(review.Problems(d), b.rewritten(acceptRewritten)...), fileOfAll(d.Changes), f)
	return difference{report, problems, b, d}, err
}

// fileOfAll returns the file at which something is told of all changes: the first that
// changes, since a pull request shows no note on any other.
func fileOfAll(changes []change.Change) string {
	for _, c := range changes {
		if c.After != nil && !c.Is(change.Added) && !c.Is(change.Rewritten) {
			return fileOf(c.Kind, c.ID)
		}
	}
	return source.SettingsFile
}

// fileOf names the file of a record, or of the settings.
func fileOf(kind register.Kind, id string) string {
	if kind == change.Settings {
		return source.SettingsFile
	}
	return source.PathOf(kind, id)
}

// place finds the lines of what is wrong: in the files, or in those of the base where
// a file is gone.
func (b *base) place(problems []review.Problem, all string, f *folder) ([]source.Problem, error) {
	var placed []source.Problem
	for _, p := range problems {
		name := fileOf(p.Kind, p.ID)
		if p.Rule == review.RuleMassChange || p.Rule == review.RuleHistoryRewritten {
			name = all
		}
		content := f.tree.File(name)
		if p.Gone {
			var err error
			if content, err = b.content(name); err != nil {
				return nil, fmt.Errorf("read %s of commit %.12s: %w", name, b.commit.Hash, err)
			}
		}
		at := source.Place(p.Problem, content)
		at.File = name
		if p.Line != "" {
			at.Edit = source.EditLine(p.Line, content)
		}
		placed = append(placed, at)
	}
	return placed, nil
}

// revisions returns the base and the files as a history of two revisions.
func (b *base) revisions(ctx context.Context, f *folder) (*register.History, error) {
	day := f.on.Time().Add(12 * time.Hour) // noon is that day in UTC
	p := &comparison{
		base: b, files: f.tree, records: recordsByFile(f.tree), same: map[string]bool{}, before: map[string]bool{},
		history: &register.History{Revisions: []register.Revision{{Seq: 1, Time: day}, {Seq: 2, Time: day}}},
	}
	if err := b.files(ctx, p.addBefore); err != nil {
		return nil, err
	}
	p.addAfter()
	return p.history, nil
}
