package deploy

import (
	"os"
	"path/filepath"
)

// repository makes a git repository with the register's data and one commit, and
// returns its path.
func (m *machine) repository() string {
	m.t.Helper()
	dir := m.volume()
	if err := os.CopyFS(filepath.Join(dir, "data"), os.DirFS("../data")); err != nil {
		m.t.Fatal(err)
	}
	for _, args := range [][]string{
		{"init", "--quiet", "--initial-branch=main"}, {"add", "--all"},
		{"-c", "user.name=Test", "-c", "user.email=test@example.org", "commit", "--quiet", "--message=Register"},
	} {
		m.run(process{name: "repository", args: append([]string{"git", "-C", dir}, args...)})
	}
	return dir
}
