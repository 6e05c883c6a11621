package snapshot_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"opencec/tools/history/change"
	"opencec/tools/history/journal"
	"opencec/tools/output/snapshot"
	"opencec/tools/query/querytest"
	"opencec/tools/register"
)

// writeAt makes a build of what a history said at a revision, with what it said until
// then.
func writeAt(t testing.TB, h *register.History, seq int) (dir string, manifest *snapshot.Manifest) {
	t.Helper()
	records := h.At(seq)
	version := register.Version{ID: h.Revisions[seq-1].Commit, Commit: h.Revisions[seq-1].Commit, Time: h.Revisions[seq-1].Time}
	if version.ID == "" {
		version.ID = "uncommitted"
	}
	reg := newRegister(t, records, version)
	until := *journal.ContentsOf(h, reg.Location())
	until.Revisions = until.Revisions[:seq]
	for len(until.Lines) > 0 && until.Lines[len(until.Lines)-1].Seq > seq {
		until.Lines = until.Lines[:len(until.Lines)-1]
	}
	dir = t.TempDir()
	manifest, err := snapshot.Write(t.Context(), dir, reg, buildDay, &until)
	if err != nil {
		t.Fatal(err)
	}
	return dir, manifest
}

func open(t testing.TB, dir string) *snapshot.Snapshot {
	t.Helper()
	s, err := snapshot.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// The manifest describes the files of a history, and they are those of the chronicle.
func TestWriteHistory(t *testing.T) {
	t.Parallel()
	h := querytest.SampleHistory()
	h.Shallow = true
	dir, manifest := writeAt(t, h, 12)
	if diff := cmp.Diff(&snapshot.History{Revisions: 12, Shallow: true, Oldest: h.Oldest}, manifest.History); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for _, name := range []string{snapshot.ChangesName, snapshot.RevisionsName} {
		data, err := os.ReadFile(filepath.Join(dir, "downloads", name))
		if err != nil {
			t.Fatal(err)
		}
		file := manifest.File(name)
		if rows := countRows(t, name, data); file.Rows != rows || file.Size != int64(len(data)) || file.MediaType != "application/x-ndjson" {
			t.Errorf("%s has %d rows and %d bytes; the manifest says %+v", name, rows, len(data), file)
		}
	}
	s := open(t, dir)
	if diff := cmp.Diff(manifest, s.Manifest, sameRecords); diff != "" {
		t.Errorf("manifests differ (-written +read):\n%s", diff)
	}
	j, err := s.Journal(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if j.Newest() != 12 || !j.History.Shallow || j.History.Oldest != h.Oldest {
		t.Errorf("%d revisions, shallow %v, oldest %s", j.Newest(), j.History.Shallow, j.History.Oldest)
	}
	if again, err := s.Journal(t.Context()); again != j || err != nil {
		t.Errorf("it is opened again; error %v", err)
	}
}

// A history changes no other file than the manifest and its digests, and gives the same bytes again.
func TestHistoryIsBesideTheRest(t *testing.T) {
	t.Parallel()
	h := querytest.SampleHistory()
	one, _ := writeAt(t, h, 12)
	two, _ := writeAt(t, h, 12)
	if !bytes.Equal(txtar.Format(tree(t, one)), txtar.Format(tree(t, two))) {
		t.Error("two builds of the same history differ")
	}
	without := t.TempDir()
	reg := open(t, one).Register
	if _, err := snapshot.Write(t.Context(), without, reg, buildDay, nil); err != nil {
		t.Fatal(err)
	}
	var rest txtar.Archive
	for _, f := range tree(t, one).Files {
		if name := filepath.Base(f.Name); !ofManifest(name) && name != snapshot.ChangesName && name != snapshot.RevisionsName {
			rest.Files = append(rest.Files, f)
		}
	}
	var plain txtar.Archive
	for _, f := range tree(t, without).Files {
		if !ofManifest(filepath.Base(f.Name)) {
			plain.Files = append(plain.Files, f)
		}
	}
	if diff := cmp.Diff(string(txtar.Format(&plain)), string(txtar.Format(&rest))); diff != "" {
		t.Errorf("(-without +with a history):\n%s", diff)
	}
}

func ofManifest(name string) bool {
	return name == snapshot.ManifestName || name == snapshot.StatementName || name == snapshot.SumsName
}

// A snapshot, and the lines of a later one that came after it, make the later one's
// register.json, but for its head, to the byte.
func TestSnapshotAndChangesMakeTheNext(t *testing.T) {
	t.Parallel()
	made := 0
	for seed := range uint64(4) {
		h := querytest.RandomHistory(seed, 8)
		newestDir, _ := writeAt(t, h, 8)
		newest := open(t, newestDir)
		j, err := newest.Journal(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for seq := 1; seq < 8; seq++ {
			records := h.At(seq)
			if _, err := register.New(records, register.Version{}); err != nil || len(h.Unreadable(seq)) > 0 {
				continue // it could not be published
			}
			made++
			dir, _ := writeAt(t, h, seq)
			base := open(t, dir)
			if _, err := base.Journal(t.Context()); err != nil {
				t.Error(err)
			}
			next := base.Register.Records
			if err := change.Apply(&next, linesAfter(t, j, seq)...); err != nil {
				t.Fatal(err)
			}
			got := t.TempDir()
			if _, err := snapshot.Write(t.Context(), got, newRegister(t, next, newest.Register.Version), buildDay, nil); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(registerJSON(t, newestDir), registerJSON(t, got)); diff != "" {
				t.Fatalf("seed %d, from revision %d (-want +got):\n%s", seed, seq, diff)
			}
		}
	}
	if made < 8 {
		t.Errorf("only %d revisions could be published", made)
	}
}

func linesAfter(t testing.TB, j *journal.Journal, seq int) []change.Line {
	t.Helper()
	var lines []change.Line
	for _, place := range j.Find(journal.Filter{Since: seq, UpTo: j.Newest()}) {
		l, err := j.Line(place)
		if err != nil {
			t.Fatal(err)
		}
		lines = append(lines, l)
	}
	return lines
}

func registerJSON(t testing.TB, dir string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(dir, "downloads", snapshot.RegisterName))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// A snapshot from before there were histories opens, and has none.
func TestNoHistory(t *testing.T) {
	t.Parallel()
	dir, _ := write(t, sampleRecords())
	s := open(t, dir)
	if _, err := s.Journal(t.Context()); !errors.Is(err, register.ErrNoRevision) || !strings.Contains(fmt.Sprint(err), "has no history") {
		t.Errorf("error %v", err)
	}
}

// Damage that the sizes show is found at once, and the rest when the history is read.
func TestDamagedHistory(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		broken
		atOnce bool
	}{
		{broken{"changes cut short", truncate("changes.ndjson", 100), []string{"changes.ndjson has 100 bytes", "manifest.json says", "copy all files"}}, true},
		{broken{"changes gone", remove("changes.ndjson"), []string{"changes.ndjson", "no such file", "copy all files"}}, true},
		{broken{"changes a folder", directory("changes.ndjson"), []string{"changes.ndjson is not a regular file"}}, true},
		{broken{"changes a link out", linkOut("changes.ndjson"), []string{"changes.ndjson", "escapes"}}, true},
		{broken{"changes not listed", edit("manifest.json", `"changes.ndjson"`, `"chances.ndjson"`), []string{"manifest.json does not list changes.ndjson", "build the snapshot again"}}, true},
		{broken{"revisions cut short", truncate("revisions.ndjson", 0), []string{"revisions.ndjson has 0 bytes"}}, true},
		{broken{"a serial of another count", edit("manifest.json", `0000012,`, `0000013,`), []string{"manifest.json has the serial 202611230000013, and that of its day and history is 202611230000012"}}, true},
		{broken{"changes altered", edit("changes.ndjson", "Powerwall", "Powerhall"), []string{"changes.ndjson has the SHA-256", "was altered", "copy all files"}}, false},
		{broken{"revisions altered", edit("revisions.ndjson", "Ann", "Bob"), []string{"revisions.ndjson has the SHA-256", "was altered"}}, false},
		{broken{"another count", func(t *testing.T, dir string) {
			edit("manifest.json", `"revisions": 12`, `"revisions": 13`)(t, dir)
			edit("manifest.json", `0000012,`, `0000013,`)(t, dir)
		}, []string{"revisions.ndjson has 12 revisions, and manifest.json says 13"}}, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			dir, _ := writeAt(t, querytest.SampleHistory(), 12)
			test.damage(t, filepath.Join(dir, "downloads"))
			s, err := snapshot.Open(dir)
			if test.atOnce != (err != nil) {
				t.Fatalf("opening gives the error %v", err)
			}
			if err == nil {
				defer s.Close()
				_, err = s.Journal(t.Context())
				if _, again := s.Journal(t.Context()); fmt.Sprint(again) != fmt.Sprint(err) {
					t.Errorf("the error is %v, and then %v", err, again)
				}
			}
			for _, want := range test.want {
				if !strings.Contains(fmt.Sprint(err), want) {
					t.Errorf("the error is\n\t%v\nwant it to say %q", err, want)
				}
			}
		})
	}
}

// Reading that was stopped is begun again.
func TestJournalStopped(t *testing.T) {
	t.Parallel()
	dir, _ := writeAt(t, querytest.SampleHistory(), 12)
	s := open(t, dir)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Journal(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
	if _, err := s.Journal(t.Context()); err != nil {
		t.Error(err)
	}
}

// A server answers from the build that it opened while another is put in its place.
func TestJournalOfTheBuildBefore(t *testing.T) {
	t.Parallel()
	h := querytest.SampleHistory()
	target := filepath.Join(t.TempDir(), "public")
	publish := func(seq int) {
		b, err := snapshot.Prepare(target)
		if err != nil {
			t.Fatal(err)
		}
		dir, _ := writeAt(t, h, seq)
		if err := os.CopyFS(b.Dir, os.DirFS(dir)); err != nil {
			t.Fatal(err)
		}
		if err := b.Publish(); err != nil {
			t.Fatal(err)
		}
	}
	publish(8)
	before := open(t, target)
	publish(12)
	after := open(t, target)
	for s, want := range map[*snapshot.Snapshot]int{before: 8, after: 12} {
		var readers sync.WaitGroup
		for range 4 {
			readers.Go(func() {
				j, err := s.Journal(t.Context())
				if err != nil || j.Newest() != want {
					t.Errorf("%v, error %v; want %d revisions", j, err, want)
					return
				}
				if l, err := j.Line(j.Len() - 1); err != nil || l.Seq != want {
					t.Errorf("the last line is of revision %d, error %v; want %d", l.Seq, err, want)
				}
			})
		}
		readers.Wait()
	}
}
