package historytest

import (
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"opencec/tools/input/generator"
	"opencec/tools/testenv"
)

// A Repository is a git repository in a temporary folder. What goes wrong ends the
// test.
type Repository struct {
	testing.TB
	Dir string
}

// New makes an empty repository, with the branch main checked out.
func New(t testing.TB) *Repository {
	t.Helper()
	r := &Repository{t, filepath.Join(t.TempDir(), "repository")}
	testenv.Program(r, "git")
	r.run(nil, "", "git", "init", "--quiet", "--initial-branch=main", r.Dir)
	return r
}

// Git runs a git command in the repository and returns what it wrote, without the
// end of the last line.
func (r *Repository) Git(args ...string) string {
	r.Helper()
	return r.run(nil, "", "git", args...)
}

// run runs a command at an instant, in RFC 3339; "" for a fixed one.
func (r *Repository) run(stdin io.Reader, when, name string, args ...string) string {
	r.Helper()
	if when == "" {
		when = "2026-01-01T00:00:00Z"
	}
	c := exec.Command(name, args...)
	if _, err := os.Stat(r.Dir); err == nil {
		c.Dir = r.Dir
	}
	c.Stdin = stdin
	outside := func(setting string) bool { return strings.HasPrefix(setting, "GIT_") }
	c.Env = append(slices.DeleteFunc(os.Environ(), outside),
		"GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_GLOBAL="+os.DevNull, "GIT_TERMINAL_PROMPT=0", "GIT_EDITOR=true", "LC_ALL=C",
		"GIT_AUTHOR_NAME=Test", "GIT_AUTHOR_EMAIL=test@example.org", "GIT_AUTHOR_DATE="+when,
		"GIT_COMMITTER_NAME=Test", "GIT_COMMITTER_EMAIL=test@example.org", "GIT_COMMITTER_DATE="+when)
	out, err := c.Output()
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) {
		r.Fatalf("git %s: %v\n%s", strings.Join(args, " "), err, exit.Stderr)
	}
	if err != nil {
		r.Fatal(err)
	}
	return strings.TrimSuffix(string(out), "\n")
}

// Path returns the path of a file of the checkout.
func (r *Repository) Path(name string) string { return filepath.Join(r.Dir, filepath.FromSlash(name)) }

// Write writes a file, with the folders on the way.
func (r *Repository) Write(name, content string) {
	r.Helper()
	if err := os.MkdirAll(filepath.Dir(r.Path(name)), 0o755); err != nil {
		r.Fatal(err)
	}
	if err := os.WriteFile(r.Path(name), []byte(content), 0o644); err != nil {
		r.Fatal(err)
	}
}

// Remove removes a file or a folder.
func (r *Repository) Remove(name string) {
	r.Helper()
	if err := os.RemoveAll(r.Path(name)); err != nil {
		r.Fatal(err)
	}
}

// Commit commits everything as it is in the checkout, at an instant in RFC 3339, and
// returns the commit's hash.
func (r *Repository) Commit(when, message string) string {
	r.Helper()
	r.Git("add", "--all")
	r.At(when, "commit", "--quiet", "--allow-empty", "--message", message)
	return r.Git("rev-parse", "HEAD")
}

// At runs a git command at an instant in RFC 3339.
func (r *Repository) At(when string, args ...string) string {
	r.Helper()
	return r.run(nil, when, "git", args...)
}

// Import adds the commits of a stream and checks out main.
func (r *Repository) Import(write func(s *generator.CommitStream) error) {
	r.Helper()
	in, out := io.Pipe()
	go func() {
		s := generator.NewCommitStream(out)
		out.CloseWithError(errors.Join(write(s), s.Close()))
	}()
	r.run(in, "", "git", "fast-import", "--quiet", "--force")
	r.Git("reset", "--quiet", "--hard", "main")
}
