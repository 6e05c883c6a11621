package main

import (
	"context"
	"io"
	"path"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"opencec/tools/change"
	"opencec/tools/history"
	"opencec/tools/register"
	"opencec/tools/review"
	"opencec/tools/source"
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
			&cli.StringFlag{Name: "format", Value: "markdown", Usage: "`FORMAT` of the review: " + strings.Join(reviewFormats, ", ") + "; Markdown is as long as a comment on a pull request may be"},
			&cli.BoolFlag{Name: "json", Usage: "the same as --format json"},
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
	d, err := env.compare(c.Context, f, "BASE", words[0], head)
	if err != nil {
		return err
	}
	comment := f.comment(d)
	if format == "suggestions" {
		err = f.writeSuggestions(env.stdout, comment, d)
	} else {
		err = writeComment(env.stdout, comment, format)
	}
	if err != nil {
		return err
	}
	if errors, _ := comment.Counts(); errors > 0 {
		return errProblems
	}
	return nil
}

// readHead reads and checks the files of HEAD, or those at hand without one.
func (env *environment) readHead(ctx context.Context, c *cli.Context, words []string) (f *folder, head string, err error) {
	if len(words) == 0 {
		f, err = env.readFolder(ctx, c)
		return f, "HEAD", err
	}
	dir := c.String("data")
	commit, err := findCommit(dir, "HEAD", words[0])
	if err != nil {
		return nil, "", err
	}
	tree, err := readCommit(ctx, dir, commit)
	if err != nil {
		return nil, "", err
	}
	f, err = env.check(c, dir, tree)
	return f, words[0], err
}

// comment makes the comment of a difference: of the warnings it has those about the
// records that change, and those that only the difference shows.
func (f *folder) comment(d difference) review.Comment {
	changed := f.changed(d)
	comment := review.Comment{Report: d.report}
	for _, p := range f.report.Problems {
		if p.Severity == register.Error || changed[p.File] != "" || slices.Contains(d.problems, p) {
			comment.Problems = append(comment.Problems, p)
		} else {
			comment.Warnings++
		}
	}
	f.mend(comment.Problems)
	return comment
}

// changed returns the names of the files that differ, by what they are on the command
// line.
func (f *folder) changed(d difference) map[string]string {
	names := map[string]string{}
	for _, c := range d.report.Changes {
		name := source.SettingsFile
		if c.Kind != change.Settings {
			name = source.PathOf(c.Kind, c.ID)
		}
		names[shownPath(f.dir, name)] = name
	}
	return names
}

// writeSuggestions writes what to write in place of lines of the files that differ: a
// comment can stand on no other file.
func (f *folder) writeSuggestions(w io.Writer, c review.Comment, d difference) error {
	_, _, folder, err := history.Locate(f.dir)
	if err != nil {
		return err
	}
	names := f.changed(d)
	var problems []source.Problem
	for _, p := range c.Problems {
		if name := names[p.File]; name != "" {
			p.File = path.Join(folder, name)
			problems = append(problems, p)
		}
	}
	c.Problems = problems
	return writeJSON(w, c.Suggestions(func(file string) []byte {
		return f.tree.File(strings.TrimPrefix(file, folder+"/"))
	}))
}

func writeComment(w io.Writer, c review.Comment, format string) error {
	switch format {
	case "json":
		return writeJSON(w, jsonReview(c))
	case "text":
		_, err := io.WriteString(w, c.Text())
		return err
	}
	_, err := io.WriteString(w, c.Markdown())
	return err
}

// A reviewDocument is a review for programs.
type reviewDocument struct {
	Headline string           `json:"headline"`
	Errors   int              `json:"errors"`
	Warnings int              `json:"warnings"`
	Others   int              `json:"other_warnings"` // of records that do not change
	Report   change.Report    `json:"difference"`
	Problems []source.Problem `json:"problems"`
}

func jsonReview(c review.Comment) reviewDocument {
	r := source.NewReport(c.Problems, 0, 0) // for an empty list where there is none
	return reviewDocument{c.Headline(), r.Errors, r.Warnings, c.Warnings, c.Report, r.Problems}
}
