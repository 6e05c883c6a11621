package snapshot_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"opencec/tools/output/snapshot"
)

// A fingerprint changes with every change of a listed file, and with nothing else.
func TestFingerprint(t *testing.T) {
	t.Parallel()
	dir, _ := write(t, sampleRecords())
	file := filepath.Join(dir, "downloads", "listings.csv")
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(file)
	if err != nil {
		t.Fatal(err)
	}
	look := func() *snapshot.Fingerprint {
		t.Helper()
		seen, err := snapshot.ReadFingerprint(dir)
		if err != nil {
			t.Fatal(err)
		}
		return seen
	}
	before := look()
	if before.Equal(nil) {
		t.Error("it is the same as none")
	}
	for _, step := range []struct {
		name   string
		change func() error
		same   bool
	}{
		{"nothing", func() error { return nil }, true},
		{"read", func() error { _, err := os.ReadFile(file); return err }, true},
		{"a file that no manifest lists", func() error { return os.WriteFile(filepath.Join(dir, "downloads", "other"), nil, 0o644) }, true},
		{"shorter", func() error { return os.Truncate(file, 3) }, false},
		{"later", func() error { return os.Chtimes(file, time.Time{}, info.ModTime().Add(time.Second)) }, false},
		{"gone", func() error { return os.Remove(file) }, false},
		{"gone as before", func() error { return nil }, true},
		{"replaced by one of the same size and time", func() error {
			next := file + ".next"
			return errors.Join(os.WriteFile(next, text, 0o644), os.Chtimes(next, time.Time{}, info.ModTime()), os.Rename(next, file))
		}, false},
		{"replaced again", func() error {
			next := file + ".next" // while the one before still has its number
			return errors.Join(os.WriteFile(next, text, 0o644), os.Chtimes(next, time.Time{}, info.ModTime()), os.Rename(next, file))
		}, false},
	} {
		if err := step.change(); err != nil {
			t.Fatal(err)
		}
		after := look()
		if after.Equal(before) != step.same || before.Equal(after) != step.same || after.Digest != before.Digest {
			t.Errorf("%s: the same: %t, want %t", step.name, after.Equal(before), step.same)
		}
		before = after
	}
}

// A copy is what the snapshot is, and stays so; it is made of a good one only.
func TestStage(t *testing.T) {
	t.Parallel()
	secret := newSecret(t, "register.example")
	dir, _ := write(t, sampleRecords())
	target := filepath.Join(t.TempDir(), "copy")
	if _, err := snapshot.Stage(t.Context(), dir, target, secret.Key()); !errors.Is(err, snapshot.ErrUntrusted) {
		t.Errorf("unsigned: %v", err)
	}
	if _, err := snapshot.Sign(dir, secret); err != nil {
		t.Fatal(err)
	}
	stage := func() {
		t.Helper()
		b, err := snapshot.Stage(t.Context(), dir, target, secret.Key())
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(b.Publish(), b.Discard()); err != nil {
			t.Fatal(err)
		}
	}
	stage()
	stage() // in the place of the one before
	original, err := snapshot.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	copied, err := snapshot.Open(target, secret.Key())
	if err != nil || copied.Digest != original.Digest {
		t.Errorf("the copy: %v", err)
	}
	found, err := snapshot.Verify(t.Context(), target, snapshot.VerifyOptions{IgnoreMissing: true})
	if err != nil || found.Failed() {
		t.Errorf("the copy: %+v, %v", found, err)
	}
	edit("register.json", "Box 1", "Box 2")(t, filepath.Join(dir, "downloads"))
	if _, err := snapshot.Stage(t.Context(), dir, target, secret.Key()); !errors.Is(err, snapshot.ErrIncomplete) || errors.Is(err, snapshot.ErrStage) {
		t.Errorf("altered: %v", err)
	}
	if err := os.Remove(filepath.Join(dir, "downloads", "register.json")); err != nil {
		t.Fatal(err)
	}
	if _, err := snapshot.Stage(t.Context(), dir, target); !errors.Is(err, snapshot.ErrIncomplete) {
		t.Errorf("missing: %v", err)
	}
	if _, err := snapshot.Open(target, secret.Key()); err != nil {
		t.Errorf("the copy has changed: %v", err)
	}
	if left, err := filepath.Glob(filepath.Join(filepath.Dir(target), ".*")); err != nil || len(left) > 0 {
		t.Errorf("left behind: %q, %v", left, err)
	}
	if _, err := snapshot.Stage(t.Context(), dir, filepath.Join(target, "manifest.json", "copy")); !errors.Is(err, snapshot.ErrStage) {
		t.Errorf("nowhere to write: %v", err)
	}
	other := t.TempDir()
	if err := os.WriteFile(filepath.Join(other, "mine"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := snapshot.Stage(t.Context(), dir, other); !errors.Is(err, snapshot.ErrStage) {
		t.Errorf("over other files: %v", err)
	}
}
