package compare

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"opencec/tools/base/terminal"
	"opencec/tools/command/datafolder"
	"opencec/tools/history"
	"opencec/tools/history/change"
	"opencec/tools/history/review"
	"opencec/tools/input/source"
	"opencec/tools/register"
)

// Comment returns the comment for a reviewer. It has the new warnings and, separately, the old
// warnings about the records that change.
func (c *Comparison) Comment() review.Comment {
	changed, known := c.changedFiles(), c.knownBefore()
	comment := review.Comment{Report: c.Changes, Gone: c.restoreCommands()}
	comment.Report.Changes = review.WithDetectedRenames(c.states)
	comment.Report.Reviewer = c.reviewer()
	for _, p := range c.Problems.Problems {
		switch {
		case p.Severity == register.Error || !known[problemKeyOf(p)]:
			comment.Problems = append(comment.Problems, p)
		case changed[p.File] != "":
			comment.Before = append(comment.Before, p)
		default:
			comment.Warnings += p.Count()
		}
	}
	c.folder.AddEdits(comment.Problems)
	c.folder.AddEdits(comment.Before)
	return comment
}

// A problemKey identifies a problem regardless of its position in the file.
type problemKey struct{ file, rule, message string }

func problemKeyOf(p source.Problem) problemKey { return problemKey{p.File, p.Rule, p.Message} }

// knownBefore returns the problems of the records of the base.
func (c *Comparison) knownBefore() map[problemKey]bool {
	known := map[problemKey]bool{}
	for _, p := range c.states.Before.Check(c.folder.On, nil) {
		known[problemKey{datafolder.Path(c.folder.Dir, fileOf(p.Kind, p.ID)), p.Rule, p.Message}] = true
	}
	return known
}

// restoreCommands returns, by file, the commands that restore deleted files.
func (c *Comparison) restoreCommands() map[string]string {
	commands := map[string]string{}
	for _, ch := range c.Changes.Changes {
		if ch.After == nil && !ch.Is(change.Unreadable) {
			file := datafolder.Path(c.folder.Dir, fileOf(ch.Kind, ch.ID))
			commands[file] = fmt.Sprintf("git restore --source=%.12s %s", c.base.commit.Hash, terminal.ShellWord(file))
		}
	}
	return commands
}

// changedFiles returns the names of the changed files by their paths.
func (c *Comparison) changedFiles() map[string]string {
	names := map[string]string{}
	for _, ch := range c.Changes.Changes {
		name := fileOf(ch.Kind, ch.ID)
		names[datafolder.Path(c.folder.Dir, name)] = name
	}
	return names
}

// Suggestions returns replacements for lines of the changed files, named from the top of the
// repository: a pull request allows comments only on changed files.
func (c *Comparison) Suggestions(comment review.Comment) (review.Suggestions, error) {
	_, folder, err := history.FindCheckout(c.folder.Dir)
	if err != nil {
		return review.Suggestions{}, err
	}
	names := c.changedFiles()
	var problems []source.Problem
	for _, p := range slices.Concat(comment.Problems, comment.Before) {
		if name := names[p.File]; name != "" {
			p.File = path.Join(folder, name)
			problems = append(problems, p)
		}
	}
	comment.Problems = problems
	return comment.Suggestions(func(file string) []byte {
		return c.folder.Tree.File(strings.TrimPrefix(file, folder+"/"))
	}), nil
}

// A Review is a Comment for programs.
type Review struct {
	Headline string           `json:"headline"`
	Errors   int              `json:"errors"`
	Warnings int              `json:"warnings"`        // that the register had not before
	Before   int              `json:"warnings_before"` // of the records that change, which it had
	Others   int              `json:"other_warnings"`  // of records that do not change, which it had
	Report   change.Report    `json:"difference"`
	Problems []source.Problem `json:"problems"` // all but the other warnings, as far as a source.Report tells them
	Omitted  *source.Omitted  `json:"omitted,omitempty"`
}

// Review returns a comment for programs.
func (c *Comparison) Review(comment review.Comment) Review {
	errors, warnings := comment.Counts()
	problems := slices.Concat(comment.Problems, comment.Before)
	slices.SortStableFunc(problems, source.Problem.Compare)
	before := source.NewReport(comment.Before, 0, 0).Warnings
	r := source.NewReport(problems, 0, 0).Bounded() // which has an empty list where there is none
	return Review{comment.Headline(), errors, warnings, before, comment.Warnings, c.Changes, r.Problems, r.Omitted}
}
