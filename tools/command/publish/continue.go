package publish

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"opencec/tools/command/datafolder"
	"opencec/tools/history"
	"opencec/tools/output/snapshot"
	"opencec/tools/register"
)

// CheckFullHistory refuses a shallow clone, because its oldest commit seems to add everything that
// existed, and older changes are missing.
func CheckFullHistory(f *datafolder.Folder) error {
	if !f.IsShallow() {
		return nil
	}
	return fmt.Errorf("read the history: %w: this clone lacks the older commits, so that everything they added would be published as new; get them by: git fetch --unshallow; --%s publishes all the same, and the manifest says so",
		history.ErrUnreadable, history.AcceptFlag)
}

// continueHistory checks that a history continues what was published: the build in the output
// folder and the commits of o.Published. A lost commit is an error unless the options accept it;
// then the history records it. It returns what the output folder has.
func (o Options) continueHistory(ctx context.Context, f *datafolder.Folder, past *register.History) (before snapshot.Published, err error) {
	before, err = snapshot.ReadPublished(ctx, o.Output)
	if err != nil && !o.AcceptRewritten {
		return before, fmt.Errorf("%w; --%s builds without looking at it", err, history.AcceptFlag)
	}
	if err := o.checkDay(before.On, f.On); err != nil {
		return before, err
	}
	commits := slices.Clone(before.Abandoned)
	if before.Commit != "" {
		commits = append(commits, before.Commit)
	}
	past.Abandoned = nil
	var lost []error
	for _, commit := range append(commits, o.Published...) {
		err := past.CheckPublished(commit)
		if err == nil {
			continue
		}
		if !o.AcceptRewritten && !slices.Contains(before.Abandoned, commit) {
			lost = append(lost, history.ExplainLostCommit(f.Dir, err))
			continue
		}
		past.Abandoned = append(past.Abandoned, commit)
		o.Warn(fmt.Sprintf("the rewritten history was accepted: it does not have commit %.12s, which was published", commit))
	}
	return before, errors.Join(lost...)
}

// checkDay refuses a build for an earlier day than the published one, as a wrong clock causes. If
// a person has named the day, it only warns.
func (o Options) checkDay(before, on register.Date) error {
	if !on.Before(before) {
		return nil
	}
	if !o.DayIsNamed {
		return fmt.Errorf("%s was built for %s, and today is %s: is the clock right? --on %s builds for that day all the same", o.Output, before, on, on)
	}
	o.Warn(fmt.Sprintf("%s was built for %s, and is now for %s; servers that have served it refuse an earlier one", o.Output, before, on))
	return nil
}

// RewrittenSince returns a warning, for the person who edits a register, if its history lacks the
// commit of the previous build, and "" otherwise.
func RewrittenSince(past *register.History, commit string) string {
	var lost *register.LostError
	if !errors.As(past.CheckPublished(commit), &lost) {
		return ""
	}
	return fmt.Sprintf("the history was rewritten since the build before, which was of commit %.12s; had that been published, opencec build would refuse", commit)
}
