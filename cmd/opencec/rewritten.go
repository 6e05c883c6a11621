package main

import (
	"fmt"

	"github.com/urfave/cli/v2"
)

// acceptRewritten is the flag by which a history is accepted that has lost what was
// published, or would lose it.
const acceptRewritten = "accept-rewritten-history"

func acceptRewrittenFlag() *cli.BoolFlag {
	return &cli.BoolFlag{Name: acceptRewritten, Usage: "accept that the register's past is another one than was published; it is told all the same"}
}

// rewriteHint says how a branch gets back a commit that it has lost from its
// first-parent line.
func rewriteHint(lost, head string) string {
	return fmt.Sprintf("put what is new on top of it by: git rebase %.12s; or merge the other way round by: git reset --keep %.12s && git merge --no-ff %.12s; --%s accepts it",
		lost, lost, head, acceptRewritten)
}
