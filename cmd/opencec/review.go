package main

import (
	"context"
	"io"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"opencec/tools/base/spelling"
	"opencec/tools/base/terminal"
	"opencec/tools/command/compare"
	"opencec/tools/command/datafolder"
	"opencec/tools/history/review"
)

func reviewCommand(env *environment) *cli.Command {
	return &cli.Command{
		Name:      "review",
		Usage:     "report everything the reviewer of a pull request needs to know",
		ArgsUsage: "BASE [HEAD]",
		Description: "Writes one text for a single comment on a pull request: what changes in words, the statuses\n" +
			"before and after, and what is wrong, with the line to write instead. HEAD defaults to the\n" +
			"working files, with uncommitted changes. It is compared with the commit at which its branch\n" +
			"left BASE. Errors fail the review.\n" +
			"The format suggestions is for comments on lines of the pull request: JSON with replacements for\n" +
			"lines of the changed files, named from the repository's top.\n\n" +
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
		return usagef("--format: there is no format %.100q; the formats are %s%s", format, strings.Join(reviewFormats, ", "), spelling.DidYouMean(format, reviewFormats))
	}
	f, head, err := env.readHead(c.Context, c, words[1:])
	if err != nil {
		return err
	}
	d, err := env.compare(c, f, "BASE", words[0], head)
	if err != nil {
		return err
	}
	comment := d.Comment()
	if err := writeReview(env.stdout, format, d, comment); err != nil {
		return err
	}
	if errors, _ := comment.Counts(); errors > 0 {
		return errProblems
	}
	return nil
}

func writeReview(w io.Writer, format string, d *compare.Comparison, comment review.Comment) (err error) {
	switch format {
	case "suggestions":
		suggestions, err := d.Suggestions(comment)
		if err != nil {
			return err
		}
		return terminal.WriteJSON(w, suggestions)
	case "json":
		return terminal.WriteJSON(w, d.Review(comment))
	case "text":
		_, err = io.WriteString(w, comment.Text())
	default:
		_, err = io.WriteString(w, comment.Markdown())
	}
	return err
}

// readHead reads and checks the files of HEAD or, without it, the working files; then head is "".
func (env *environment) readHead(ctx context.Context, c *cli.Context, words []string) (f *datafolder.Folder, head string, err error) {
	if len(words) == 0 {
		f, err = env.readFolder(ctx, c)
		return f, "", err
	}
	f, err = env.reader(c).ReadCommit(ctx, c.String("data"), words[0])
	return f, words[0], wrongName("HEAD", err)
}
