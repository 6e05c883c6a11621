package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"opencec/tools/change"
	"opencec/tools/history/historytest"
	"opencec/tools/register"
	"opencec/tools/snapshot"
	"opencec/tools/source"
)

// succeed runs a command that must succeed, and returns what it wrote.
func succeed(t *testing.T, args ...string) string {
	t.Helper()
	c := opencec(t, time.Now(), args...)
	if c.code != exitGood {
		t.Fatalf("opencec %v: exit %d\n%s", args, c.code, c.stderr)
	}
	return c.stdout
}

// A build and the changes after it make the newest build's register, byte for byte, and
// its own changes are how those of the newest begin: whoever keeps a copy by the changes
// has what whoever fetches it anew has.
func TestChangesMakeTheNextBuild(t *testing.T) {
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	r := historytest.New(t)
	r.Import(func(s *historytest.Stream) error {
		vocabulary, err := source.Load(t.Context(), "../../data")
		if err != nil {
			return err
		}
		return historytest.Write(s, vocabulary, historytest.Options{Listings: 80, Commits: 60, Seed: 7, On: register.NewDate(2026, 11, 1), Folder: "data"})
	})
	build := func(commit string) (records register.Records, changes []byte, seq int) {
		dir := t.TempDir()
		succeed(t, "build", "--data", r.Path("data"), "--at", commit, "--on", "2026-11-23", "--output", filepath.Join(dir, "public"))
		s, err := snapshot.Open(filepath.Join(dir, "public"))
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		if changes, err = os.ReadFile(filepath.Join(dir, "public", snapshot.DownloadsFolder, snapshot.ChangesName)); err != nil {
			t.Fatal(err)
		}
		return s.Register.Records, changes, s.Manifest.History.Revisions
	}
	newest, all, last := build("main")
	var lines []change.Line
	for l, err := range change.Lines(bytes.NewReader(all)) {
		if err != nil {
			t.Fatal(err)
		}
		lines = append(lines, l)
	}
	for _, back := range []int{1, 9, 59} {
		records, changes, seq := build(fmt.Sprintf("main~%d", back))
		if !bytes.HasPrefix(all, changes) || seq >= last && back > 1 {
			t.Errorf("the changes of the build %d commits ago, of %d revisions, do not begin those of the newest, of %d", back, seq, last)
		}
		after := lines
		for len(after) > 0 && after[0].Seq <= seq {
			after = after[1:]
		}
		if err := change.Apply(&records, after...); err != nil {
			t.Fatal(err)
		}
		if got, want := stored(t, records), stored(t, newest); !bytes.Equal(got, want) {
			t.Errorf("the build %d commits ago, with %d changes, is not the newest:\n got %.2000s\nwant %.2000s", back, len(after), got, want)
		}
	}
}

// stored returns all that a register's files hold.
func stored(t *testing.T, records register.Records) []byte {
	t.Helper()
	text, err := register.EncodeJSON(records)
	if err != nil {
		t.Fatal(err)
	}
	return text
}
