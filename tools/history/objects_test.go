package history

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/go-git/go-git/v5/plumbing"

	"opencec/tools/history/historytest"
	"opencec/tools/input/generator"
	"opencec/tools/input/source"
)

// generated makes a repository with a generated register and its history.
func generated(t testing.TB, listings, commits int) *historytest.Repository {
	t.Helper()
	vocabulary, err := source.Load(context.Background(), "../../data")
	if err != nil {
		t.Fatal(err)
	}
	r := historytest.New(t)
	r.Import(func(s *generator.CommitStream) error {
		return generator.WriteHistory(s, vocabulary, generator.HistoryOptions{
			Listings: listings, Commits: commits, Seed: 1, On: vocabularyDay, Folder: "data",
		})
	})
	return r
}

// Every object is what git says, however it is packed.
func TestObjects(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name   string
		repack []string
	}{
		{"as imported", nil},
		{"offset deltas", []string{"repack", "-adfq", "--depth=50"}},
		{"deltas by name", []string{"-c", "repack.useDeltaBaseOffset=false", "repack", "-adfq", "--depth=200"}},
		{"no deltas", []string{"repack", "-adfq", "--depth=0"}},
		{"many packs", []string{"-c", "pack.packSizeLimit=1m", "repack", "-adfq", "--depth=10"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			r := generated(t, 100, 150)
			if test.repack != nil {
				r.Git(test.repack...)
			}
			checkObjects(t, r)
		})
	}
	t.Run("loose", func(t *testing.T) {
		t.Parallel()
		r, _ := three(t)
		checkObjects(t, r)
	})
}

func checkObjects(t *testing.T, r *historytest.Repository) {
	t.Helper()
	opened, err := openRepository(r.Dir)
	if err != nil {
		t.Fatal(err)
	}
	s := opened.objects.open()
	defer s.Close()
	lines := strings.Split(r.Git("cat-file", "--batch-all-objects", "--batch-check", "--unordered"), "\n")
	rand.New(rand.NewPCG(1, 1)).Shuffle(len(lines), func(i, j int) { lines[i], lines[j] = lines[j], lines[i] })
	for _, object := range lines {
		name, sort, _ := strings.Cut(object, " ")
		sort, _, _ = strings.Cut(sort, " ")
		var size int64
		if _, err := fmt.Sscan(object[strings.LastIndex(object, " "):], &size); err != nil {
			t.Fatal(err)
		}
		kind, err := plumbing.ParseObjectType(sort)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.read(kind, plumbing.NewHash(name), size-1); !errors.Is(err, errLarge) {
			t.Fatalf("%s beyond its limit: %v", object, err)
		}
		content, err := s.read(kind, plumbing.NewHash(name), size)
		if err != nil {
			t.Fatal(object, err)
		}
		if got := plumbing.ComputeHash(kind, content).String(); got != name {
			t.Fatalf("%s was read as %s: %d bytes", object, got, len(content))
		}
		if _, err := s.read(kind, plumbing.NewHash(name), size-1); !errors.Is(err, errLarge) {
			t.Fatalf("%s beyond its limit, though it is known: %v", object, err)
		}
	}
	if _, err := s.read(plumbing.BlobObject, plumbing.NewHash(strings.Repeat("ab", 20)), maxObject); !errors.Is(err, plumbing.ErrObjectNotFound) {
		t.Errorf("an object that is not there: %v", err)
	}
}

// A pack that is damaged is an error, or what was damaged does not matter. It makes no
// event of the register, and does not stop the program.
func TestDamagedPack(t *testing.T) {
	t.Parallel()
	r := generated(t, 30, 40)
	r.Git("repack", "-adfq")
	packs, err := filepath.Glob(r.Path(".git/objects/pack/*.pack"))
	if err != nil || len(packs) != 1 {
		t.Fatal(packs, err)
	}
	whole, err := os.ReadFile(packs[0])
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(packs[0], 0o644); err != nil {
		t.Fatal(err)
	}
	want, noticed := outline(decoded(t, r.Path("data"))), 0
	random := rand.New(rand.NewPCG(1, 1))
	for range 60 {
		damaged := bytes.Clone(whole)
		damaged[12+random.IntN(len(damaged)-12)] ^= byte(1 + random.IntN(255))
		if err := os.WriteFile(packs[0], damaged, 0o644); err != nil {
			t.Fatal(err)
		}
		h, err := Read(context.Background(), r.Path("data"))
		if err != nil {
			noticed++
			continue
		}
		all, err := h.Decode(context.Background())
		switch {
		case err != nil:
			noticed++
		case outline(all) != want:
			t.Fatalf("a damaged pack changed the history:\n%s", outline(all))
		}
	}
	if noticed < 30 {
		t.Errorf("of 60 damaged packs %d were noticed", noticed)
	}
}

// Deltas of deltas end somewhere.
func TestTooManyDeltas(t *testing.T) {
	t.Parallel()
	if _, err := (&packReader{}).patch(0, []byte{1, 1, 1, 'x'}, maxObject, 0); !errors.Is(err, errDelta) {
		t.Errorf("error %v", err)
	}
}
