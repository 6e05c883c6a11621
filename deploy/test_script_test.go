package deploy

import (
	"os/exec"
	"regexp"
	"strings"
	"testing"
)

// TestSequentialTests checks that each name of a test that tools/test runs without the race
// detector is that of one test, which is where tools/test looks for it.
func TestSequentialTests(t *testing.T) {
	t.Parallel()
	var names []string
	for _, line := range regexp.MustCompile(`(?m)^sequential\+?='(.+)'$`).FindAllStringSubmatch(readFile(t, "../tools/test"), -1) {
		names = append(names, strings.Split(strings.Trim(line[1], "|"), "|")...)
	}
	if len(names) == 0 {
		t.Fatal("tools/test names no test that runs without the race detector")
	}
	for _, name := range names {
		out, _ := exec.CommandContext(t.Context(), "git", "-C", "..", "grep", "--untracked", "-l", "^func "+name+"(t \\*testing.T) {", "--", "*_test.go").Output() // fails if there is none
		files := strings.Fields(string(out))
		if len(files) != 1 || !regexp.MustCompile(`^tools/query/postgres/\w+_test\.go$`).MatchString(files[0]) {
			t.Errorf("%s is a test of %v; want one file in tools/query/postgres", name, files)
		}
	}
}
