package publish

import (
	"strings"
	"testing"

	"opencec/tools/register"
)

// Who edits a register is warned of a history that was rewritten since the build before,
// and of nothing else: serve publishes nothing.
func TestRewrittenSince(t *testing.T) {
	t.Parallel()
	before, now := strings.Repeat("a", 40), strings.Repeat("b", 40)
	for built, want := range map[string]bool{"": false, now: false, before: true} {
		past := &register.History{Revisions: []register.Revision{{Seq: 1, Commit: now}}}
		if got := RewrittenSince(past, built); strings.Contains(got, "commit aaaaaaaaaaaa;") != want || !want && got != "" {
			t.Errorf("after a build of %q: %q", built, got)
		}
	}
}
