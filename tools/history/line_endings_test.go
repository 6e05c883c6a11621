package history

import (
	"testing"

	"github.com/go-git/go-git/v5/plumbing"

	"opencec/tools/history/historytest"
)

func TestIsContent(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		blob, file string
		want       bool
	}{
		{"a\nb\n", "a\nb\n", true},
		{"a\nb\n", "a\r\nb\r\n", true},
		{"a\r\nb\r\n", "a\nb\n", true},
		{"a\nb\n", "a\r\nb\n", true},
		{"a\nb", "a\r\nb", true},
		{"", "", true},
		{"a\nb\n", "a\nb", false},
		{"a\nb\n", "a\rb\r", false},
		{"a\nb\n", "a\nc\n", false},
		{"a\n\nb\n", "a\r\nb\r\n", false},
	} {
		if got := IsContent(plumbing.ComputeHash(plumbing.BlobObject, []byte(test.blob)), []byte(test.file)); got != test.want {
			t.Errorf("%q of %q: %v", test.file, test.blob, got)
		}
	}
	if IsContent(plumbing.ZeroHash, nil) {
		t.Error("a file is that of no commit")
	}
}

// A checkout in which git has written CR LF is as the commit has it.
func TestFoldedLines(t *testing.T) {
	t.Parallel()
	for name, set := range map[string]func(r *historytest.Repository){
		"core.autocrlf": func(r *historytest.Repository) { r.Git("config", "core.autocrlf", "true") },
		"core.eol": func(r *historytest.Repository) {
			r.Write(".gitattributes", "* text\n")
			r.Git("config", "core.eol", "crlf")
		},
		"attributes": func(r *historytest.Repository) { r.Write(".gitattributes", "data/** text eol=crlf\n") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, r := whole(t)
			r.TB = t
			set(r)
			r.Remove("data")
			r.Git("checkout", "--quiet", "--", "data")
			if text := string(fileIn(t, r.Dir, "data/"+acme)); text != "name: Acme\r\n" {
				t.Fatalf("git has written %q: this tests nothing", text)
			}
			h := read(t, r.Path("data"))
			if !isClean(t, h, r.Path("data")) {
				t.Error("the checkout is not clean")
			}
			checkChange(t, h, r.Path("data"), acme, Change{instant("2026-01-01T00:00:00Z"), instant("2026-01-01T00:00:00Z"), r.Git("rev-parse", "HEAD~2")})
			committed := decoded(t, r.Path("data"))
			if h.AddUncommitted(committed, load(t, r.Path("data")), instant("2026-03-01T00:00:00Z")) != committed {
				t.Error("the checkout has changes that are not committed")
			}
		})
	}
}
