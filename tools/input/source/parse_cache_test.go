package source

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"opencec/tools/register"
)

// loadCached reads a folder twice with the same cache, and checks that the results equal
// those without a cache.
func loadCached(t *testing.T, dir, keptIn string) {
	t.Helper()
	plain, err := Load(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	want := allProblems(t, plain)
	for range 2 {
		tree, err := Load(t.Context(), dir, WithCache(keptIn))
		if err != nil || tree.CacheError != nil {
			t.Fatal(err, tree.CacheError)
		}
		if got := allProblems(t, tree); got != want {
			t.Errorf("with what was kept the problems are\n%s\nand without\n%s", got, want)
		}
		if diff := cmp.Diff(plain.Records, tree.Records, cmp.Comparer(func(a, b register.Value) bool { return a == b }), cmp.Comparer(func(a, b register.Date) bool { return a == b })); diff != "" {
			t.Errorf("records (-plain +kept):\n%s", diff)
		}
	}
}

// missingIn returns the files of a folder that are not in the cache.
func missingIn(t *testing.T, dir, keptIn string) []string {
	t.Helper()
	tree, err := Load(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	schemas, err := digestOfSchemas(tree.Records.DeviceClasses)
	if err != nil {
		t.Fatal(err)
	}
	k := openParseCache(keptIn, schemas)
	var files []*dataFile
	for _, name := range tree.Files() {
		if r := newDataFile(name, tree.File(name)); r.schema != register.DeviceClasses.Schema() {
			files = append(files, r)
		}
	}
	missing, err := k.restore(t.Context(), files)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, r := range missing {
		names = append(names, r.name)
	}
	return names
}

// The cache is used for the files that are the same, and for no others.
func TestKept(t *testing.T) {
	tests := []struct {
		name    string
		change  func(files map[string]string)
		missing []string
	}{
		{"nothing", func(map[string]string) {}, nil},
		{"one file", func(f map[string]string) { f["listings/acme/box.yaml"] += "series: Boxes\n" }, []string{"listings/acme/box.yaml"}},
		{"a mistake", func(f map[string]string) { f["listings/acme/box.yaml"] += "serie: Boxes\n" }, []string{"listings/acme/box.yaml"}},
		{"not YAML", func(f map[string]string) { f["manufacturers/acme.yaml"] = "name: [\n" }, []string{"manufacturers/acme.yaml"}},
		{"another place", func(f map[string]string) { f["listings/acme/box-2.yaml"] = f["listings/acme/box.yaml"] }, nil},
		{"another kind of record", func(f map[string]string) { f["test-profiles/lab.yaml"] = f["certifying-bodies/lab.yaml"] }, []string{"test-profiles/lab.yaml"}},
		{"an attribute less", func(f map[string]string) {
			f["device-classes/bess.yaml"] = "name: Battery\nattributes:\n  - {id: capacity, name: Capacity, type: number, unit: kWh}\n"
		}, []string{"certificates/lab/1.yaml", "certifying-bodies/lab.yaml", "entity-types/client.yaml", "entity-types/device.yaml", "listings/acme/box.yaml", "lists/batteries.yaml", "manufacturers/acme.yaml", "register.yaml", "test-profiles/A.yaml"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			keptIn := filepath.Join(t.TempDir(), "cache", "records")
			loadCached(t, validFolder(t, nil), keptIn)
			changed := validFolder(t, test.change)
			if got := missingIn(t, changed, keptIn); !slices.Equal(got, test.missing) {
				t.Errorf("read from their YAML were %q; want %q", got, test.missing)
			}
			loadCached(t, changed, keptIn)
		})
	}
}

// A damaged cache counts as missing.
func TestKeptDamaged(t *testing.T) {
	dir, keptIn := validFolder(t, nil), t.TempDir()
	loadCached(t, dir, keptIn)
	names, err := filepath.Glob(filepath.Join(keptIn, "*"+cacheExtension))
	if err != nil || len(names) != 1 {
		t.Fatal(names, err)
	}
	whole, err := os.ReadFile(names[0])
	if err != nil {
		t.Fatal(err)
	}
	for i := range whole {
		if parseCacheFile(whole[:i]) != nil {
			t.Fatalf("the first %d bytes of %d are taken", i, len(whole))
		}
		altered := bytes.Clone(whole)
		altered[i] ^= 1
		if parseCacheFile(altered) != nil {
			t.Fatalf("it is taken with byte %d altered", i)
		}
	}
	if err := os.WriteFile(names[0], whole[:len(whole)/2], 0o600); err != nil {
		t.Fatal(err)
	}
	loadCached(t, dir, keptIn)
	if again, err := os.ReadFile(names[0]); err != nil || !bytes.Equal(again, whole) {
		t.Errorf("it was not written again as it was: %v", err)
	}
}

// One changed file of many does not rewrite the cache.
func TestKeptIsWrittenForSome(t *testing.T) {
	k := &parseCache{folder: t.TempDir(), name: "a" + cacheExtension}
	many := make([]*dataFile, 300)
	for i := range many {
		many[i] = newDataFile(fmt.Sprintf("manufacturers/m%d.yaml", i), fmt.Appendf(nil, "name: M %d\n", i))
		many[i].text = []byte("{}")
	}
	for _, test := range []struct {
		missing int
		written bool
	}{{3, false}, {4, true}} {
		if err := k.save(many, many[:test.missing]); err != nil {
			t.Fatal(err)
		}
		if _, err := os.Stat(filepath.Join(k.folder, k.name)); (err == nil) != test.written {
			t.Errorf("with %d files missing: %v", test.missing, err)
		}
	}
}

// Entries of other folders stay, until they are the larger part.
func TestKeptOfSeveralFolders(t *testing.T) {
	keptIn := t.TempDir()
	more := func(n int) string {
		return validFolder(t, func(f map[string]string) {
			for i := range n {
				f[fmt.Sprintf("manufacturers/m%d.yaml", i)] = fmt.Sprintf("name: M %d of %d\n", i, n)
			}
		})
	}
	small, large := more(3), more(40)
	loadCached(t, small, keptIn)
	loadCached(t, large, keptIn)
	if missing := missingIn(t, small, keptIn); missing != nil {
		t.Errorf("the smaller folder has to read again %q", missing)
	}
	other := more(5)
	loadCached(t, other, keptIn)
	if missing := missingIn(t, large, keptIn); len(missing) != 40 {
		t.Errorf("the larger folder has to read again %q", missing)
	}
}

func TestKeptNowhere(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	tree, err := Load(t.Context(), validFolder(t, nil), WithCache(filepath.Join(file, "records")))
	if err != nil || tree.CacheError == nil || len(tree.Records.Listings) != 1 {
		t.Errorf("error %v, with %d listings: %v", tree.CacheError, len(tree.Records.Listings), err)
	}
}

func TestDropOldest(t *testing.T) {
	dir := t.TempDir()
	for i := range maxCacheFiles + 3 {
		name := filepath.Join(dir, fmt.Sprintf("%02d%s", i, cacheExtension))
		at := time.Date(2026, 11, 23, 0, i, 0, 0, time.UTC)
		if err := os.WriteFile(name, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(name, at, at); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "mine.txt"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	if err := dropOldest(root); err != nil {
		t.Fatal(err)
	}
	left, err := os.ReadDir(dir)
	if err != nil || len(left) != maxCacheFiles+1 || left[0].Name() != "03"+cacheExtension || left[maxCacheFiles].Name() != "mine.txt" {
		t.Errorf("left are %v, %v", left, err)
	}
}

func FuzzParseKept(f *testing.F) {
	f.Add([]byte(cacheHeader))
	f.Add([]byte(cacheHeader + string(make([]byte, sha256.Size)) + "\x00\x00\x00\x02{}"))
	f.Add([]byte(cacheHeader + string(make([]byte, sha256.Size)) + "\xff\xff\xff\xff{}"))
	f.Fuzz(func(t *testing.T, body []byte) {
		sum := sha256.Sum256(body)
		size := 0
		for _, text := range parseCacheFile(append(body, sum[:]...)) {
			size += len(text)
		}
		if size > len(body) {
			t.Errorf("%d bytes of entries in a file of %d", size, len(body))
		}
	})
}
