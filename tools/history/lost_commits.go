package history

import (
	"errors"
	"fmt"

	"github.com/go-git/go-git/v5/plumbing"

	"opencec/tools/register"
)

// AcceptFlag is the flag that accepts a history without published commits.
const AcceptFlag = "accept-rewritten-history"

// ExplainLostCommit adds to a register.LostError how to recover the commit.
func ExplainLostCommit(dir string, err error) error {
	var lost *register.LostError
	if !errors.As(err, &lost) || lost.Newest == "" || lost.Oldest != "" {
		return fmt.Errorf("%w; --%s publishes all the same, and the manifest says so", err, AcceptFlag)
	}
	return fmt.Errorf("the history is rewritten: %w: %s", err, recoveryHint(dir, lost))
}

// recoveryHint says why a commit is missing and how to recover it.
func recoveryHint(dir string, lost *register.LostError) string {
	again := fmt.Sprintf("put what is new on top of it, as one commit, by: git reset --soft %.12s && git commit; --%s publishes all the same, and the manifest says so", lost.Commit, AcceptFlag)
	repository, _, _, err := Locate(dir)
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
		return "a merge took it in from the side, as git pull does; " + RebaseHint(lost.Commit, lost.Newest)
	}
	if older, err := head.IsAncestor(published); err == nil && older {
		return fmt.Sprintf("%.12s is older than it; go on from it by: git merge --ff-only %.12s, and take back what is wrong by git revert; --%s publishes all the same, and the manifest says so", lost.Newest, lost.Commit, AcceptFlag)
	}
	return "it was rebased, amended or taken away; " + again
}

// RebaseHint says how to put a branch back on a commit that was merged from the side.
func RebaseHint(lost, head string) string {
	return fmt.Sprintf("put what is new on top of it by: git rebase %.12s; or merge the other way round by: git reset --keep %.12s && git merge --no-ff %.12s; --%s accepts it",
		lost, lost, head, AcceptFlag)
}
