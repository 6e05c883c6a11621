package main

import (
	"context"
	"fmt"
	"io"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"opencec/tools/change"
	"opencec/tools/history"
	"opencec/tools/register"
	"opencec/tools/review"
	"opencec/tools/source"
	"opencec/tools/terminal"
)

func reviewCommand(env *environment) *cli.Command {
	return &cli.Command{
		Name:      "review",
		Usage:     "tell all that the reviewer of a pull request needs to know",
		ArgsUsage: "BASE [HEAD]",
		Description: "Writes one text for the one comment on a pull request: what changes in words, the\n" +
			"statuses before and after, and what is wrong, with the line to write instead. HEAD\n" +
			"is the files at hand, with what is not committed, if it is not given. It is compared\n" +
			"with the commit at which its branch left BASE. Errors fail the review.\n" +
			"The format suggestions is for comments on lines of the pull request: JSON of what to\n" +
			"write in place of lines of the files that change, named from the repository's top.\n\n" +
			"   opencec review main\n" +
			"   opencec review origin/main HEAD --format text",
		Flags: []cli.Flag{
			dataFlag(), onFlag(),
			oneOf(&cli.StringFlag{Name: "format", Value: "markdown", Usage: "`FORMAT` of the review: " + strings.Join(reviewFormats, ", ") + "; Markdown is as long as a comment on a pull request may be"}, reviewFormats),
			&cli.BoolFlag{Name: "json", Usage: "the same as --format json"},
			acceptRewrittenFlag(),
		},
		Action: func(c *cli.Context) error { return env.review(c) },
	}
}

var reviewFormats = []string{"markdown", "text", "json", "suggestions"}

func (env *environment) review(c *cli.Context) error {
	words, err := arguments(c)
	if err != nil {
		return err
	}
	if len(words) < 1 || len(words) > 2 {
		return usagef("review takes BASE and perhaps HEAD, but was given %d arguments", len(words))
	}
	format := c.String("format")
	if c.Bool("json") {
		format = "json"
	}
	if !slices.Contains(reviewFormats, format) {
		return usagef("--format: there is no format %.100q; the formats are %s%s", format, strings.Join(reviewFormats, ", "), didYouMean(format, reviewFormats))
	}
	f, head, err := env.readHead(c.Context, c, words[1:])
	if err != nil {
		return err
	}
	d, err := env.compare(c, f, "BASE", words[0], head)
	if err != nil {
		return err
	}
	comment := f.comment(d)
	if err := f.writeReview(env.stdout, format, comment, d); err != nil {
		return err
	}
	if errors, _ := comment.Counts(); errors > 0 {
		return errProblems
	}
	return nil
}

func (f *folder) writeReview(w io.Writer, format string, comment review.Comment, d difference) (err error) {
	switch format {
	case "suggestions":
		return f.writeSuggestions(w, comment, d)
	case "json":
		return terminal.WriteJSON(w, jsonReview(comment, d))
	case "text":
		_, err = io.WriteString(w, comment.Text())
	default:
		_, err = io.WriteString(w, comment.Markdown())
	}
	return err
}

// readHead reads and checks the files of HEAD, or those at hand without one; then head is
// "".
func (env *environment) readHead(ctx context.Context, c *cli.Context, words []string) (f *folder, head string, err error) {
	if len(words) == 0 {
		f, err = env.readFolder(ctx, c)
		return f, "", err
	}
	f, err = env.readFolderAt(c, "HEAD", words[0])
	return f, words[0], err
}

// comment makes the comment of a difference: of the warnings it has those that the
// register had not before, and apart from them those about the records that change.
func (f *folder) comment(d difference) review.Comment {
	changed, known := f.changed(d), f.knownBefore(d)
	comment := review.Comment{Report: d.report, Gone: f.gone(d)}
	comment.Report.Changes = review.Told(d.states)
	comment.Report.Reviewer = f.reviewer(d)
	for _, p := range f.report.Problems {
		switch {
		case p.Severity == register.Error || !known[keyOf(p)]:
			comment.Problems = append(comment.Problems, p)
		case changed[p.File] != "":
			comment.Before = append(comment.Before, p)
		default:
			comment.Warnings += p.Count()
		}
	}
	f.mend(comment.Problems)
	f.mend(comment.Before)
	return comment
}

// A problemKey names a problem whatever moved in its file.
type problemKey struct{ file, rule, message string }

func keyOf(p source.Problem) problemKey { return problemKey{p.File, p.Rule, p.Message} }

// knownBefore returns what is wrong with the records of the base, by the names that
// files have on the command line.
func (f *folder) knownBefore(d difference) map[problemKey]bool {
	known := map[problemKey]bool{}
	for _, p := range d.states.Before.Check(f.on, nil) {
		known[problemKey{shownPath(f.dir, fileOf(p.Kind, p.ID)), p.Rule, p.Message}] = true
	}
	return known
}

// gone returns how the files that are gone are put back, by their names on the command
// line.
func (f *folder) gone(d difference) map[string]string {
	commands := map[string]string{}
	for _, c := range d.report.Changes {
		if c.After == nil && !c.Is(change.Unreadable) {
			file := shownPath(f.dir, fileOf(c.Kind, c.ID))
			commands[file] = fmt.Sprintf("git restore --source=%.12s %s", d.base.commit.Hash, shellWord(file))
		}
	}
	return commands
}

// plainWord is what a shell takes as it is.
var plainWord = regexp.MustCompile(`^[A-Za-z0-9./_][A-Za-z0-9./_-]*$`)

// shellWord quotes a text for a shell.
func shellWord(text string) string {
	if plainWord.MatchString(text) {
		return text
	}
	return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'"
}

// changed returns the names of the files that differ, by what they are on the command
// line.
func (f *folder) changed(d difference) map[string]string {
	names := map[string]string{}
	for _, c := range d.report.Changes {
		name := fileOf(c.Kind, c.ID)
		names[shownPath(f.dir, name)] = name
	}
	return names
}

// writeSuggestions writes what to write in place of lines of the files that differ: a
// comment can stand on no other file.
func (f *folder) writeSuggestions(w io.Writer, c review.Comment, d difference) error {
	_, folder, err := history.Place(f.dir)
	if err != nil {
		return err
	}
	names := f.changed(d)
	var problems []source.Problem
	for _, p := range slices.Concat(c.Problems, c.Before) {
		if name := names[p.File]; name != "" {
			p.File = path.Join(folder, name)
			problems = append(problems, p)
		}
	}
	c.Problems = problems
	return terminal.WriteJSON(w, c.Suggestions(func(file string) []byte {
		return f.tree.File(strings.TrimPrefix(file, folder+"/"))
	}))
}

// A reviewDocument is a review for programs.
type reviewDocument struct {
	Headline string           `json:"headline"`
	Errors   int              `json:"errors"`
	Warnings int              `json:"warnings"`        // that the register had not before
	Before   int              `json:"warnings_before"` // of the records that change, which it had
	Others   int              `json:"other_warnings"`  // of records that do not change, which it had
	Report   change.Report    `json:"difference"`
	Problems []source.Problem `json:"problems"` // all but the other warnings, as far as a source.Report tells them
	Omitted  *source.Omitted  `json:"omitted,omitempty"`
}

func jsonReview(c review.Comment, d difference) reviewDocument {
	errors, warnings := c.Counts()
	problems := slices.Concat(c.Problems, c.Before)
	slices.SortStableFunc(problems, source.Problem.Compare)
	before := source.NewReport(c.Before, 0, 0).Warnings
	r := source.NewReport(problems, 0, 0).Bounded() // which has an empty list where there is none
	return reviewDocument{c.Headline(), errors, warnings, before, c.Warnings, d.report, r.Problems, r.Omitted}
}
