package signature_test

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"opencec/tools/output/signature"
)

const (
	releaseCommit = "89abcdef0123456789abcdef0123456789abcdef"
	digest        = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" // of nothing
	releaseText   = signature.ReleaseHead + "version: v1.2.0\ncommit: " + releaseCommit + "\n" +
		digest + "  opencec_1.2.0_amd64.deb\n" + digest + "  opencec_1.2.0_linux_amd64.tar.gz\n"
)

func TestParseRelease(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("a", 128)
	for name, test := range map[string]struct{ text, want string }{
		"good":             {releaseText, ""},
		"before a release": {strings.Replace(releaseText, "v1.2.0", "v1.2.0-rc.1", 1), ""},
		"a long name":      {releaseText[:strings.Index(releaseText, "opencec_")] + long + "\n", ""},
		"too long a name":  {releaseText[:strings.Index(releaseText, "opencec_")] + long + "a\n", "is not a SHA-256 digest"},
		"empty":            {"", "does not begin with the line"},
		"a snapshot":       {signature.SnapshotHead + "commit: " + releaseCommit + "\n", "does not begin with the line"},
		"no version":       {strings.Replace(releaseText, "version: v1.2.0\n", "", 1), `has the line "commit: 89abcdef0123456789abcdef0123456789abcdef" in the place of its version`},
		"no commit":        {strings.Replace(releaseText, "commit: ", "tree: ", 1), "in the place of its commit"},
		"another version":  {strings.Replace(releaseText, "v1.2.0", "1.2", 1), `"1.2" is not a version`},
		"half a commit":    {strings.Replace(releaseText, releaseCommit, releaseCommit[:12], 1), `"89abcdef0123" is not a commit`},
		"no file":          {releaseText[:strings.Index(releaseText, digest)], "names no file"},
		"cut short":        {strings.TrimSuffix(releaseText, "\n"), "its last line does not end"},
		"an empty line":    {releaseText + "\n", `has the line ""`},
		"a file twice":     {releaseText + digest + "  opencec_1.2.0_linux_amd64.tar.gz\n", "names opencec_1.2.0_linux_amd64.tar.gz twice"},
		"another order":    {releaseText + digest + "  a\n", "another order"},
		"a folder":         {releaseText + digest + "  ../x\n", `../x", which is not`},
		"hidden":           {releaseText + digest + "  .x\n", "which is not"},
		"binary mode":      {strings.Replace(releaseText, "  opencec", " *opencec", 1), "which is not"},
		"half a digest":    {strings.Replace(releaseText, digest, digest[:40], 1), "which is not"},
		"capitals":         {strings.Replace(releaseText, digest, strings.ToUpper(digest), 1), "which is not"},
		"CR LF":            {strings.ReplaceAll(releaseText, "\n", "\r\n"), "does not begin with the line"},
	} {
		r, err := signature.ParseRelease(test.text)
		if (err == nil) != (test.want == "") || err != nil && !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v, want %q", name, err, test.want)
		}
		if name == "good" && (r.Version != "v1.2.0" || r.Commit != releaseCommit || len(r.Digests) != 2 || r.Digests["opencec_1.2.0_amd64.deb"] != digest) {
			t.Errorf("%s: read as %+v", name, r)
		}
	}
}

// A text that is read has one form, so that nothing in it goes unread.
func FuzzParseRelease(f *testing.F) {
	f.Add(releaseText)
	f.Add(releaseText + "\n")
	f.Add(signature.ReleaseHead + "version: v1.2.0\ncommit: ")
	f.Fuzz(func(t *testing.T, text string) {
		r, err := signature.ParseRelease(text)
		if err == nil && r.String() != text {
			t.Errorf("%q is read, and written as %q", text, r.String())
		}
		for name := range r.Digests {
			if filepath.Base(name) != name || strings.ContainsAny(name, `/\`) {
				t.Errorf("the name %q leads out of the folder", name)
			}
		}
	})
}

// releaseOf writes files and their digests into a folder, in the order that is given.
func releaseOf(t *testing.T, files ...[2]string) (checksums string) {
	t.Helper()
	dir := t.TempDir()
	var lines strings.Builder
	for _, f := range files {
		write(t, filepath.Join(dir, f[0]), f[1])
		fmt.Fprintf(&lines, "%x  %s\n", sha256.Sum256([]byte(f[1])), f[0])
	}
	checksums = filepath.Join(dir, "checksums.txt")
	write(t, checksums, lines.String())
	return checksums
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// With the key anybody can check whether a file belongs to a release.
func TestRelease(t *testing.T) {
	t.Parallel()
	secret, other := newSecret(t, "register"), newSecret(t, "register")
	checksums := releaseOf(t, [2]string{"b.zip", "of Windows"}, [2]string{"a.deb", "of Debian"})
	dir := filepath.Dir(checksums)
	if err := signature.SignRelease(checksums, "v1.2.0", releaseCommit, secret); err != nil {
		t.Fatal(err)
	}
	if err := signature.SignRelease(checksums, "v1.2.0", releaseCommit, secret); err == nil || !strings.Contains(err.Error(), "signed already") {
		t.Errorf("signed twice: %v", err)
	}
	r, by, err := signature.ReadRelease(dir, other.Key(), secret.Key())
	if err != nil || len(by) != 1 || by[0] != secret.Key() || r.Version != "v1.2.0" || r.Commit != releaseCommit || len(r.Digests) != 2 {
		t.Fatalf("read: %+v by %v, %v", r, by, err)
	}
	for name, want := range map[string]int64{"a.deb": 9, "b.zip": 10} {
		if size, err := r.CheckFile(filepath.Join(dir, name)); size != want || err != nil {
			t.Errorf("%s: %d bytes, %v", name, size, err)
		}
	}
	write(t, filepath.Join(dir, "b.zip"), "of WindowS")
	write(t, filepath.Join(dir, "c.zip"), "of Windows")
	for name, want := range map[string]string{
		"b.zip":         "its SHA-256 digest is ",
		"c.zip":         "the release v1.2.0 has no file of that name, but a.deb, b.zip",
		"checksums.txt": "has no file of that name",
	} {
		if _, err := r.CheckFile(filepath.Join(dir, name)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", name, err, want)
		}
	}
	if err := os.Remove(filepath.Join(dir, "a.deb")); err != nil {
		t.Fatal(err)
	}
	if _, err := r.CheckFile(filepath.Join(dir, "a.deb")); err == nil {
		t.Error("a file that is not there is good")
	}
	if _, _, err := signature.ReadRelease(dir, other.Key()); err == nil || !strings.Contains(err.Error(), "and not by "+other.Key().ID()) {
		t.Errorf("with another key: %v", err)
	}
	if _, _, err := signature.ReadRelease(t.TempDir(), secret.Key()); err == nil || !strings.Contains(err.Error(), "checksums.txt.note is missing") {
		t.Errorf("without a note: %v", err)
	}
	snapshot, err := signature.Sign(signature.SnapshotHead+"commit: "+releaseCommit+"\n", secret)
	if err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		note []byte
		want string
	}{
		"a snapshot's":   {snapshot, "does not begin with the line"},
		"altered digest": {bytes.Replace(readNote(t, filepath.Join(dir, signature.ReleaseNote)), []byte("  a.deb"), []byte("  d.deb"), 1), "the text was altered"},
		"large":          {bytes.Repeat([]byte(" "), signature.MaxNoteSize+1), "more than 65536 bytes"},
	} {
		dir := t.TempDir()
		write(t, filepath.Join(dir, signature.ReleaseNote), string(test.note))
		if _, _, err := signature.ReadRelease(dir, secret.Key()); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v, want %q", name, err, test.want)
		}
	}
}

func readNote(t *testing.T, path string) []byte {
	t.Helper()
	note, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return note
}

// What is no list of a release's files is not signed.
func TestSignReleaseRefuses(t *testing.T) {
	t.Parallel()
	secret := newSecret(t, "register")
	for name, test := range map[string]struct{ text, version, commit, want string }{
		"no file":     {"", "v1.2.0", releaseCommit, "names no file"},
		"no digest":   {"a.deb\n", "v1.2.0", releaseCommit, `has the line "a.deb"`},
		"no version":  {digest + "  a.deb\n", "", releaseCommit, `"" is not a version`},
		"two lines":   {digest + "  a.deb\n", "v1.2.0\nx", releaseCommit, "is not a version"},
		"no commit":   {digest + "  a.deb\n", "v1.2.0", "HEAD", `"HEAD" is not a commit`},
		"a long list": {strings.Repeat("a", 32<<10+1), "v1.2.0", releaseCommit, "more than 32768 bytes"},
	} {
		checksums := filepath.Join(t.TempDir(), "checksums.txt")
		write(t, checksums, test.text)
		if err := signature.SignRelease(checksums, test.version, test.commit, secret); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v, want %q", name, err, test.want)
		}
		if _, err := os.Stat(checksums + ".note"); err == nil {
			t.Errorf("%s: there is a note", name)
		}
	}
	if err := signature.SignRelease(filepath.Join(t.TempDir(), "checksums.txt"), "v1.2.0", releaseCommit, secret); err == nil {
		t.Error("a file that is not there is signed")
	}
	archive := filepath.Join(t.TempDir(), "a.deb")
	write(t, archive, digest+"  a.deb\n")
	if err := signature.SignRelease(archive, "v1.2.0", releaseCommit, secret); err == nil || !strings.Contains(err.Error(), "is not named checksums.txt") {
		t.Errorf("another file: %v", err)
	}
}
