// Package compare compares the files of a register with the commit at which their branch left
// another one, as for a pull request: what changes, what is wrong with the change, and the
// comment for its reviewer.
//
//	c, err := compare.Compare(ctx, folder, compare.Options{Label: "--base", Base: "main"})
//	c.Problems     // of the files, and of their difference
//	c.Changes      // in words, by package change
//	c.Comment()    // for the reviewer
package compare

import (
	"context"
	"fmt"
	"slices"
	"time"

	"opencec/tools/command/datafolder"
	"opencec/tools/history"
	"opencec/tools/history/change"
	"opencec/tools/history/review"
	"opencec/tools/input/source"
	"opencec/tools/register"
)

// Options say what to compare files with.
type Options struct {
	Base  string // the branch, tag or commit whose common commit with Head is the base
	Label string // the flag or argument that Base is from, for errors

	// Head is the commit of the files. "" stands for the working files, on top of the
	// checked-out commit.
	Head string

	AcceptRewritten bool // that a merge took the base in from the side is only a warning
	Now             time.Time
}

// A Comparison is the difference between files and their base.
type Comparison struct {
	Changes  change.Report
	Problems source.Report // of the files and of the difference

	folder             *datafolder.Folder
	base               *base
	states             review.Difference
	differenceProblems []source.Problem
}

// Compare compares the files of a folder with their base. The error is a *history.NameError if
// a name in the options is not that of a commit, or the commit has nothing in common with the
// files.
func Compare(ctx context.Context, f *datafolder.Folder, o Options) (*Comparison, error) {
	head := o.Head
	if head == "" {
		head = "HEAD"
		if err := history.CheckFiles(f.Dir); err != nil {
			return nil, err
		}
	}
	b, err := findBase(f.Dir, o, head)
	if err != nil {
		return nil, err
	}
	c := &Comparison{folder: f, base: b}
	if err := c.findChanges(ctx); err != nil {
		return nil, err
	}
	c.differenceProblems, err = b.locate(append(review.Problems(c.states), b.rewritten(o.AcceptRewritten)...), fileOfAll(c.Changes.Changes), f)
	if err != nil {
		return nil, err
	}
	for i, p := range c.differenceProblems {
		c.differenceProblems[i].File = datafolder.Path(f.Dir, p.File)
	}
	problems := append(c.withoutRepeats(c.differenceProblems), c.differenceProblems...)
	suggestRenamed(problems, c.states)
	slices.SortStableFunc(problems, source.Problem.Compare)
	c.Problems = source.NewReport(problems, f.Report.Listings, f.Report.Certificates)
	return c, nil
}

// Base names the base commit, and says whether the branch has moved on.
func (c *Comparison) Base() string { return c.base.String() }

// findChanges finds the two states and the changes between them.
//
// Records with equal files are shared, and not read again. The two states become a history of
// two revisions, which unlike two registers can contain unreadable records and references to
// them.
func (c *Comparison) findChanges(ctx context.Context) error {
	b, on := c.base, c.folder.On
	two, err := b.revisions(ctx, c.folder)
	if err != nil {
		return err
	}
	c.states = review.Difference{Before: two.At(1), After: two.At(2), On: on}
	for _, changes := range change.Revisions(two, 1, time.UTC) {
		c.states.Changes = changes
	}
	c.Changes = change.Report{On: on, Changes: c.states.Changes}
	version := register.Version{ID: b.commit.Hash.String(), Commit: b.commit.Hash.String(), Time: b.commit.Committer.When.UTC()}
	if c.Changes.Before, err = change.VocabularyOf(c.states.Before, version); err != nil {
		return err
	}
	c.Changes.After, err = change.VocabularyOf(c.states.After, datafolder.FilesVersion(c.folder.Tree))
	return err
}

// fileOfAll returns the file for a problem of all changes together: the first changed file,
// because a pull request shows notes only on changed files.
func fileOfAll(changes []change.Change) string {
	for _, c := range changes {
		if c.After != nil && !c.Is(change.Added) && !c.Is(change.Rewritten) {
			return fileOf(c.Kind, c.ID)
		}
	}
	return source.SettingsFile
}

// fileOf returns the file of a record, or of the settings.
func fileOf(kind register.Kind, id string) string {
	if kind == change.Settings {
		return source.SettingsFile
	}
	return source.PathOf(kind, id)
}

// locate finds the lines of problems, in the files or, for deleted files, in the base.
func (b *base) locate(problems []review.Problem, all string, f *datafolder.Folder) ([]source.Problem, error) {
	var placed []source.Problem
	for _, p := range problems {
		name := fileOf(p.Kind, p.ID)
		if p.Rule == review.RuleMassChange || p.Rule == review.RuleHistoryRewritten {
			name = all
		}
		content := f.Tree.File(name)
		if p.Gone {
			var err error
			if content, err = b.content(name); err != nil {
				return nil, fmt.Errorf("read %s of commit %.12s: %w", name, b.commit.Hash, err)
			}
		}
		at := source.LocateProblem(p.Problem, content)
		at.File = name
		if p.Line != "" {
			at.Edit = source.EditLine(p.Line, content)
		}
		placed = append(placed, at)
	}
	return placed, nil
}

// suggestRenamed suggests new ids for references to records that were renamed without a former
// id. The files alone do not show such a rename.
func suggestRenamed(problems []source.Problem, d review.Difference) {
	if !slices.ContainsFunc(problems, func(p source.Problem) bool { return p.Target != (register.Ref{}) }) {
		return
	}
	renamed := review.DetectedRenames(d)
	for i, p := range problems {
		if id := renamed[p.Target]; id != "" {
			problems[i].Suggestion, problems[i].Certain = id, true
		}
	}
}
