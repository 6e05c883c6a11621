package publish

import (
	"strings"
	"testing"

	"opencec/tools/register"
)

// The editor of a register is warned if the history was rewritten since the previous build, and only then:
// serve publishes nothing.
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
