package main

import (
	"strings"
	"testing"

	"opencec/tools/register"
)

// Who edits a register is warned of a history that was rewritten since the build before,
// and of nothing else: serve publishes nothing.
func TestWarnLost(t *testing.T) {
	t.Parallel()
	before, now := strings.Repeat("a", 40), strings.Repeat("b", 40)
	for built, want := range map[string]bool{"": false, now: false, before: true} {
		var stderr strings.Builder
		past := &register.History{Revisions: []register.Revision{{Seq: 1, Commit: now}}}
		(&environment{stderr: &stderr}).warnLost(past, built)
		if got := stderr.String(); strings.Contains(got, "commit aaaaaaaaaaaa;") != want || !want && got != "" {
			t.Errorf("after a build of %q: %q", built, got)
		}
	}
}
