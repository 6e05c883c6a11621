package main

import (
	"errors"
	"fmt"
	"slices"

	"github.com/urfave/cli/v2"

	"opencec/tools/datafolder"
	"opencec/tools/history"
	"opencec/tools/register"
	"opencec/tools/snapshot"
)

// acceptRewritten is the flag by which a history is accepted that has lost what was
// published, or would lose it.
const acceptRewritten = history.AcceptFlag

func acceptRewrittenFlag() *cli.BoolFlag {
	return &cli.BoolFlag{Name: acceptRewritten, Usage: "accept that the register's past is another one than was published; it is told all the same"}
}

// publishedBefore returns what was published before a build: by the build in the folder
// output, and by the commits of --published.
func (env *environment) publishedBefore(c *cli.Context, output string, on register.Date) (commits, abandoned []string, err error) {
	before, err := snapshot.ReadPublished(c.Context, output)
	if err != nil && !c.Bool(acceptRewritten) {
		return nil, nil, fmt.Errorf("%w; --%s builds without looking at it", err, acceptRewritten)
	}
	if err := env.notBack(c, before.On, on, output); err != nil {
		return nil, nil, err
	}
	if before.Commit != "" {
		commits = append(commits, before.Commit)
	}
	for _, text := range c.StringSlice("published") {
		if !history.IsHash(text) {
			return nil, nil, usagef("--published: %.100q is not a commit: give all 40 hexadecimal digits", text)
		}
		commits = append(commits, text)
	}
	return commits, before.Abandoned, nil
}

// notBack refuses a build that would put an earlier day in the place of a later one, as a
// wrong clock does. Whoever gives --on means it, and is told what comes of it.
func (env *environment) notBack(c *cli.Context, before, on register.Date, output string) error {
	if !on.Before(before) {
		return nil
	}
	if c.String("on") == "" {
		return fmt.Errorf("%s was built for %s, and today is %s: is the clock right? --on %s builds for that day all the same", output, before, on, on)
	}
	fmt.Fprintf(env.stderr, "warning: %s was built for %s, and is now for %s; servers that have served it refuse an earlier one\n", output, before, on)
	return nil
}

// wholeHistory refuses what a shallow clone knows of the past, unless that is accepted: its
// oldest commit seems to add all that there was, and older changes are not there.
func (env *environment) wholeHistory(c *cli.Context, f *datafolder.Folder) error {
	if !f.IsShallow() || c.Bool(acceptRewritten) {
		return nil
	}
	return fmt.Errorf("read the history: %w: this clone lacks the older commits, so that everything they added would be published as new; get them by: git fetch --unshallow; --%s publishes all the same, and the manifest says so",
		history.ErrUnreadable, acceptRewritten)
}

// goOn checks that a history goes on from what was published. A commit that it has lost
// is an error, unless that is accepted: then the history says so.
func (env *environment) goOn(c *cli.Context, f *datafolder.Folder, past *register.History, commits, abandoned []string) error {
	past.Abandoned = nil
	var lost []error
	for _, commit := range append(slices.Clone(abandoned), commits...) {
		err := past.CheckPublished(commit)
		if err == nil {
			continue
		}
		if !c.Bool(acceptRewritten) && !slices.Contains(abandoned, commit) {
			lost = append(lost, history.ExplainLost(f.Dir, err))
			continue
		}
		past.Abandoned = append(past.Abandoned, commit)
		fmt.Fprintf(env.stderr, "warning: the history is rewritten, as was accepted: it does not have commit %.12s, which was published\n", commit)
	}
	return errors.Join(lost...)
}

// warnLost tells who works on a register that its history was rewritten since a build.
func (env *environment) warnLost(past *register.History, commit string) {
	var lost *register.LostError
	if errors.As(past.CheckPublished(commit), &lost) {
		fmt.Fprintf(env.stderr, "warning: the history was rewritten since the build before, which was of commit %.12s; had that been published, opencec build would refuse\n", commit)
	}
}
