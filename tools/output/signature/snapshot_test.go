package signature

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const snapshotText = SnapshotHead + "title: Register\ncommit: 89abcdef0123456789abcdef0123456789abcdef\nmanifest.json: 5 bytes, SHA-256 00\n"

// A text is signed unchanged, in the folder or the one above, whatever else the folder has.
func TestSignSnapshot(t *testing.T) {
	t.Parallel()
	secret, err := NewSecret("register.example.org")
	if err != nil {
		t.Fatal(err)
	}
	const commit, other = "89abcdef0123456789abcdef0123456789abcdef", "0000000000000000000000000000000000000000"
	for name, test := range map[string]struct {
		file, text, commit string
		want               string // of the error
	}{
		"good":                {"manifest.txt", snapshotText, "", ""},
		"in the folder above": {"downloads/manifest.txt", snapshotText, "", ""},
		"of a commit":         {"manifest.txt", snapshotText, commit, ""},
		"of another":          {"manifest.txt", snapshotText, other, `does not name the commit "000`},
		"a part of a commit":  {"manifest.txt", snapshotText, commit[:39], "does not name the commit"},
		"no text":             {"manifest.json", "{}", "", "has no manifest.txt"},
		"another text":        {"manifest.txt", "title: Register\n", "", "does not begin with the line"},
		"a signed text":       {"manifest.txt", snapshotText + "\n— x y\n", "", "has an empty line"},
		"cut short":           {"manifest.txt", strings.TrimSuffix(snapshotText, "\n"), "", "its last line does not end"},
		"too long":            {"manifest.txt", SnapshotHead + strings.Repeat("a", maxSnapshotText), "", "more than 8192 bytes"},
		"control characters":  {"manifest.txt", snapshotText + "more: \x1b[2J\n", "", "could not be read"},
		"not UTF-8":           {"manifest.txt", snapshotText + "more: \xff\n", "", "could not be read"},
		"a later release":     {"manifest.txt", snapshotText + "more: 1\n", commit, ""},
		"two commits":         {"manifest.txt", snapshotText + "commit: " + other + "\n", commit, `says twice what "commit" is`},
		"two commits, other":  {"manifest.txt", snapshotText + "commit: " + other + "\n", other, `says twice what "commit" is`},
		"like a signature":    {"manifest.txt", snapshotText + "\u2014 register.example.org AAAA\n", "", "is not a name and a value"},
		"no value":            {"manifest.txt", snapshotText + "on:\n", "", "is not a name and a value"},
		"CR LF":               {"manifest.txt", strings.ReplaceAll(snapshotText, "\n", "\r\n"), "", "does not begin with the line"},
	} {
		dir := t.TempDir()
		file := filepath.Join(dir, test.file)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(test.text), 0o644); err != nil {
			t.Fatal(err)
		}
		signed, err := SignSnapshot(dir, test.commit, secret)
		if (err != nil) != (test.want != "") || err != nil && !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v", name, err)
		}
		note, readErr := os.ReadFile(filepath.Join(filepath.Dir(file), SnapshotNote))
		if test.want != "" {
			if readErr == nil {
				t.Errorf("%s: a note is there", name)
			}
			continue
		}
		if text, _, err := Open(note, secret.Key()); string(note) != string(signed) || text != test.text || err != nil {
			t.Errorf("%s: the note is %q, %v", name, note, err)
		}
		if _, err := SignSnapshot(dir, "", secret); err == nil || !strings.Contains(err.Error(), "signed already") {
			t.Errorf("%s: signed twice: %v", name, err)
		}
	}
}

// A link is not followed, neither that of the text nor that of the note.
func TestSignSnapshotLinks(t *testing.T) {
	t.Parallel()
	secret, err := NewSecret("register.example.org")
	if err != nil {
		t.Fatal(err)
	}
	outside := filepath.Join(t.TempDir(), "outside")
	if err := os.WriteFile(outside, []byte(snapshotText), 0o644); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.Symlink(outside, filepath.Join(dir, "manifest.txt")); err != nil {
		t.Fatal(err)
	}
	if _, err := SignSnapshot(dir, "", secret); err == nil || !strings.Contains(err.Error(), "not a regular file") {
		t.Errorf("a link is signed: %v", err)
	}
	dir = t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "manifest.txt"), []byte(snapshotText), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(outside, filepath.Join(dir, "manifest.note")); err != nil {
		t.Fatal(err)
	}
	if _, err := SignSnapshot(dir, "", secret); err == nil {
		t.Error("the note is written through a link")
	}
	if text, err := os.ReadFile(outside); string(text) != snapshotText {
		t.Errorf("the file outside is %q, %v", text, err)
	}
}

// Any text is either signed unchanged, or nothing is written.
func FuzzSignSnapshot(f *testing.F) {
	secret, err := NewSecret("register.example.org")
	if err != nil {
		f.Fatal(err)
	}
	f.Add([]byte(snapshotText))
	f.Add([]byte(SnapshotHead + "\n\u2014 register.example.org AAAA\n"))
	f.Add([]byte("opencec snapshot v1"))
	f.Fuzz(func(t *testing.T, text []byte) {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, SnapshotText), text, 0o644); err != nil {
			t.Fatal(err)
		}
		_, err := SignSnapshot(dir, "", secret)
		note, readErr := os.ReadFile(filepath.Join(dir, SnapshotNote))
		if (err == nil) != (readErr == nil) {
			t.Fatalf("%v, and of the note %v", err, readErr)
		}
		if err != nil {
			return
		}
		if got, by, err := Open(note, secret.Key()); err != nil || got != string(text) || len(by) != 1 {
			t.Errorf("%q opens as %q, %v", text, got, err)
		}
	})
}
