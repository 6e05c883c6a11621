package generator

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"opencec/tools/input/source"
	"opencec/tools/register"
)

func mustWrite(t testing.TB, dir string, o Options) Summary {
	t.Helper()
	summary, err := WriteFolder(context.Background(), dir, vocabulary(t), o, nil)
	if err != nil {
		t.Fatal(err)
	}
	return summary
}

func load(t testing.TB, dir string) *source.Tree {
	t.Helper()
	tree, err := source.Load(context.Background(), dir)
	if err != nil {
		t.Fatal(err)
	}
	return tree
}

// Written files follow syntax, schemas and rules, and equal what Records makes.
func TestWriteFolder(t *testing.T) {
	t.Parallel()
	words := vocabulary(t)
	for _, o := range []Options{{1, 0, today}, {13, 1, today}, {400, 2, latestToday}, {600, 3, today}} {
		t.Run(fmt.Sprint(o), func(t *testing.T) {
			t.Parallel()
			dir := filepath.Join(t.TempDir(), "new", "data")
			summary := mustWrite(t, dir, o)
			tree := load(t, dir)
			for _, p := range tree.Check(o.On) {
				if p.Severity == register.Error {
					t.Error(p)
				}
			}
			records := mustRecords(t, words.Records, o)
			for rec := range records.All() {
				want, err := source.Encode(rec)
				if err != nil {
					t.Fatal(err)
				}
				name := source.PathOf(rec.RecordKind(), rec.RecordMeta().ID)
				if isVocabulary(name) {
					want = words.File(name)
				}
				if got := tree.File(name); string(got) != string(want) {
					t.Errorf("%s is\n%s\nwant\n%s", name, got, want)
				}
			}
			want := Summary{len(records.Listings), len(records.Certificates), len(records.Manufacturers), len(tree.Files())}
			if summary != want {
				t.Errorf("summary %+v, want %+v", summary, want)
			}
		})
	}
}

// Two runs write the same bytes, although files are written in any order.
func TestSameBytes(t *testing.T) {
	t.Parallel()
	first, second := t.TempDir(), t.TempDir()
	for _, dir := range []string{first, second} {
		mustWrite(t, dir, Options{300, 42, today})
	}
	if a, b := load(t, first).Digest(), load(t, second).Digest(); a != b {
		t.Errorf("digests %s and %s", a, b)
	}
}

func TestWriteFolderRefuses(t *testing.T) {
	t.Parallel()
	good := vocabulary(t)
	broken := t.TempDir()
	if err := os.CopyFS(broken, os.DirFS("../../../data")); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(broken, "device-classes", "bess.yaml"), []byte("nam: Battery\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	full := t.TempDir()
	if err := os.WriteFile(filepath.Join(full, "mine.txt"), []byte("mine"), 0o644); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(full, "mine.txt")
	for _, test := range []struct {
		name, dir, want string
		words           *source.Tree
		options         Options
	}{
		{"not empty", full, "is not empty: it has mine.txt; name a folder that is new or empty", good, Options{1, 1, today}},
		{"a file", file, "not a directory", good, Options{1, 1, today}},
		{"below a file", filepath.Join(file, "data"), "not a directory", good, Options{1, 1, today}},
		{"broken vocabulary", filepath.Join(full, "new"), `device-classes/bess.yaml:1:1: nam: there is no field "nam"`, load(t, broken), Options{1, 1, today}},
		{"no listings", filepath.Join(full, "new"), "ask for 1 to", good, Options{0, 1, today}},
	} {
		_, err := WriteFolder(context.Background(), test.dir, test.words, test.options, nil)
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v", test.name, err)
		}
	}
	entries, err := os.ReadDir(full)
	if err != nil || len(entries) != 1 {
		t.Errorf("the folder has %v, %v", entries, err)
	}
}

// An error in the vocabulary's own listings does not matter, because they are not copied.
func TestVocabularyWithBrokenListing(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS("../../../data")); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "listings", "tesla", "powerwall-2.yaml"), []byte("modle: x\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := WriteFolder(context.Background(), t.TempDir(), load(t, dir), Options{1, 1, today}, nil); err != nil {
		t.Error(err)
	}
}

// If WriteFolder is stopped, the folder is as it was before.
func TestStopped(t *testing.T) {
	t.Parallel()
	empty := t.TempDir()
	for name, dir := range map[string]string{"new": filepath.Join(empty, "new"), "empty": t.TempDir()} {
		ctx, stop := context.WithCancel(context.Background())
		_, err := WriteFolder(ctx, dir, vocabulary(t), Options{5000, 1, today}, func(done, total int) {
			if done > 100 {
				stop()
			}
		})
		stop()
		if !errors.Is(err, context.Canceled) || !strings.Contains(err.Error(), "nothing was kept") {
			t.Errorf("%s: %v", name, err)
		}
		entries, err := os.ReadDir(dir)
		if len(entries) > 0 || (name == "empty") != (err == nil) {
			t.Errorf("%s: left %v, %v", name, entries, err)
		}
	}
}

func TestProgress(t *testing.T) {
	t.Parallel()
	last := 0
	_, err := WriteFolder(context.Background(), t.TempDir(), vocabulary(t), Options{200, 1, today}, func(done, total int) {
		if done < last || total != 200 {
			t.Errorf("%d of %d after %d", done, total, last)
		}
		last = done
	})
	if err != nil || last != 200 {
		t.Errorf("ended at %d, %v", last, err)
	}
}
