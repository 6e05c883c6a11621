package register

import (
	"fmt"
	"slices"
)

// A LostError reports that a published commit is missing from the first-parent history. A
// register made from this history would contradict what was published.
type LostError struct {
	Commit string // the published commit
	Newest string // newest commit of the history; "" if it has none
	Oldest string // oldest commit, if the clone lacks older ones
}

func (e *LostError) Error() string {
	of := "files that are in no git repository"
	if e.Newest != "" {
		of = fmt.Sprintf("commit %.12s", e.Newest)
	}
	text := fmt.Sprintf("commit %.12s was published, and is not on the first-parent line of the history of %s: what the register said in the past would be something else", e.Commit, of)
	if e.Oldest != "" {
		text += fmt.Sprintf("; or it is older than %.12s, where this clone ends: git fetch --unshallow gets the older commits", e.Oldest)
	}
	return text
}

// CheckPublished returns a LostError unless the history contains the commit, given in
// full, or lists it as abandoned. The empty commit is always accepted.
func (h *History) CheckPublished(commit string) error {
	if commit == "" || slices.Contains(h.Abandoned, commit) {
		return nil
	}
	if _, err := h.FindCommit(commit); err == nil {
		return nil
	}
	return &LostError{Commit: commit, Newest: h.NewestCommit(), Oldest: h.Oldest}
}

// NewestCommit returns the newest commit of the history, whether or not it changed
// anything; "" if there is none.
func (h *History) NewestCommit() string {
	seq, commit := 0, ""
	for _, r := range h.Revisions {
		if r.Commit != "" {
			seq, commit = r.Seq, r.Commit
		}
	}
	if n := len(h.Unchanged); n > 0 && h.Unchanged[n-1].Seq >= seq {
		commit = h.Unchanged[n-1].Hash
	}
	return commit
}
