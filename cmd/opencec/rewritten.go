package main

import (
	"errors"
	"fmt"
	"slices"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/urfave/cli/v2"

	"opencec/tools/history"
	"opencec/tools/register"
	"opencec/tools/snapshot"
)

// acceptRewritten is the flag by which a history is accepted that has lost what was
// published, or would lose it.
const acceptRewritten = "accept-rewritten-history"

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
func (env *environment) wholeHistory(c *cli.Context, f *folder) error {
	if f.git == nil || !f.git.Shallow || c.Bool(acceptRewritten) {
		return nil
	}
	return fmt.Errorf("read the history: %w: this clone lacks the older commits, so that everything they added would be published as new; get them by: git fetch --unshallow; --%s publishes all the same, and the manifest says so",
		history.ErrUnreadable, acceptRewritten)
}

// goOn checks that a history goes on from what was published. A commit that it has lost
// is an error, unless that is accepted: then the history says so.
func (env *environment) goOn(c *cli.Context, f *folder, past *register.History, commits, abandoned []string) error {
	past.Abandoned = nil
	var lost []error
	for _, commit := range append(slices.Clone(abandoned), commits...) {
		err := past.CheckPublished(commit)
		if err == nil {
			continue
		}
		if !c.Bool(acceptRewritten) && !slices.Contains(abandoned, commit) {
			lost = append(lost, explainLost(f.dir, err))
			continue
		}
		past.Abandoned = append(past.Abandoned, commit)
		fmt.Fprintf(env.stderr, "warning: the history is rewritten, as was accepted: it does not have commit %.12s, which was published\n", commit)
	}
	return errors.Join(lost...)
}

// explainLost adds to the error of a commit that is lost how to get it back.
func explainLost(dir string, err error) error {
	var lost *register.LostError
	if !errors.As(err, &lost) || lost.Newest == "" || lost.Oldest != "" {
		return fmt.Errorf("%w; --%s publishes all the same, and the manifest says so", err, acceptRewritten)
	}
	return fmt.Errorf("the history is rewritten: %w: %s", err, howLost(dir, lost))
}

// howLost says what has become of a commit that is lost, and what brings it back.
func howLost(dir string, lost *register.LostError) string {
	again := fmt.Sprintf("put what is new on top of it, as one commit, by: git reset --soft %.12s && git commit; --%s publishes all the same, and the manifest says so", lost.Commit, acceptRewritten)
	repository, _, _, err := history.Locate(dir)
	if err != nil {
		return again
	}
	published, err := repository.CommitObject(plumbing.NewHash(lost.Commit))
	if err != nil {
		return fmt.Sprintf("this clone does not have it; get it by: git fetch origin %s; then %s", lost.Commit, again)
	}
	head, err := repository.CommitObject(plumbing.NewHash(lost.Newest))
	if err != nil {
		return again
	}
	if aside, err := published.IsAncestor(head); err == nil && aside {
		return "a merge took it in from the side, as git pull does; " + rewriteHint(lost.Commit, lost.Newest)
	}
	if older, err := head.IsAncestor(published); err == nil && older {
		return fmt.Sprintf("%.12s is older than it; go on from it by: git merge --ff-only %.12s, and take back what is wrong by git revert; --%s publishes all the same, and the manifest says so", lost.Newest, lost.Commit, acceptRewritten)
	}
	return "it was rebased, amended or taken away; " + again
}

// rewriteHint says how a branch gets back a commit that a merge took in from the side.
func rewriteHint(lost, head string) string {
	return fmt.Sprintf("put what is new on top of it by: git rebase %.12s; or merge the other way round by: git reset --keep %.12s && git merge --no-ff %.12s; --%s accepts it",
		lost, lost, head, acceptRewritten)
}

// warnLost tells who works on a register that its history was rewritten since a build.
func (env *environment) warnLost(past *register.History, commit string) {
	var lost *register.LostError
	if errors.As(past.CheckPublished(commit), &lost) {
		fmt.Fprintf(env.stderr, "warning: the history was rewritten since the build before, which was of commit %.12s; had that been published, opencec build would refuse\n", commit)
	}
}
