package history

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"opencec/tools/history/historytest"
	"opencec/tools/register"
)

// cacheIn returns the one file of a cache's folder.
func cacheIn(t *testing.T, folder string) string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(folder, "*"))
	if err != nil || len(files) != 1 {
		t.Fatalf("the cache's folder has %v, %v", files, err)
	}
	return files[0]
}

func TestCacheAddsWhatIsNew(t *testing.T) {
	t.Parallel()
	r, _ := three(t)
	folder := t.TempDir()
	checkOutline(t, decoded(t, r.Path("data"), CacheIn(folder)), outlineOfThree)

	// From here on git has nothing of the older commits but their names.
	keep := r.Git("rev-list", "--objects", "--no-walk", "HEAD")
	for name := range strings.SplitSeq(r.Git("cat-file", "--batch-all-objects", "--batch-check=%(objectname)"), "\n") {
		if !strings.Contains(keep, name) {
			r.Remove(".git/objects/" + name[:2] + "/" + name[2:])
		}
	}
	checkOutline(t, decoded(t, r.Path("data"), CacheIn(folder)), outlineOfThree)
	r.Write("data/"+box, listing("Box", ""))
	r.Commit("2026-01-04T00:00:00Z", "Box")
	want := outlineOfThree + "4 2026-01-04T00:00:00Z Box: =listings/acme/box\n"
	for range 2 {
		all := decoded(t, r.Path("data"), CacheIn(folder))
		checkOutline(t, all, want)
		if name := all.At(2).Manufacturers[0].Name; name != "Acme 2" {
			t.Errorf("the cached name is %q", name)
		}
	}
	if _, err := Read(context.Background(), r.Path("data")); err == nil {
		t.Error("without a cache the older commits can be read: this test shows nothing")
	}
}

// After the history was rewritten, the part that still exists is used.
func TestCacheOfRewrittenHistory(t *testing.T) {
	t.Parallel()
	r, hashes := three(t)
	folder := t.TempDir()
	decoded(t, r.Path("data"), CacheIn(folder))
	before := fileIn(t, "", cacheIn(t, folder))
	r.Git("reset", "--quiet", "--hard", hashes[1])
	r.Write("data/"+acme, manufacturerYAML("Acme 4"))
	r.Commit("2026-01-05T00:00:00Z", "Acme 4")
	want := `
		1 2026-01-01T00:00:00Z Acme: =manufacturers/acme
		2 2026-01-02T00:00:00Z Acme 2: =manufacturers/acme
		3 2026-01-05T00:00:00Z Acme 4: =manufacturers/acme
		`
	for range 2 {
		h := read(t, r.Path("data"), CacheIn(folder))
		all, err := h.Decode(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		checkOutline(t, all, want)
	}
	if log, _ := known(t, r, folder); len(log.commits) != 3 || log.commits[2].summary != "Acme 4" {
		t.Errorf("kept: %+v", log.commits)
	}
	if bytes.Equal(before, fileIn(t, "", cacheIn(t, folder))) {
		t.Error("the cache was not rewritten")
	}
	r.Git("reset", "--quiet", "--hard", hashes[0])
	checkOutline(t, decoded(t, r.Path("data"), CacheIn(folder)), "1 2026-01-01T00:00:00Z Acme: =manufacturers/acme\n")
	if log, _ := known(t, r, folder); len(log.commits) != 1 {
		t.Errorf("%d commits are cached, want one", len(log.commits))
	}
}

// known reads the cache of r's data folder.
func known(t *testing.T, r *historytest.Repository, folder string) (*cacheLog, []block) {
	t.Helper()
	opened, err := openRepository(r.Path("data"))
	if err != nil {
		t.Fatal(err)
	}
	log, blocks, err := parseCache(fileIn(t, "", cacheIn(t, folder)), openCache(folder, opened).identity)
	if err != nil {
		t.Fatal(err)
	}
	return log, blocks
}

// Nothing is written when there is nothing new.
func TestCacheIsLeftAlone(t *testing.T) {
	t.Parallel()
	r, _ := three(t)
	folder := t.TempDir()
	decoded(t, r.Path("data"), CacheIn(folder))
	if err := os.Chmod(folder, 0o500); err != nil {
		t.Fatal(err)
	}
	defer os.Chmod(folder, 0o700)
	before, err := os.Stat(cacheIn(t, folder))
	if err != nil {
		t.Fatal(err)
	}
	h := read(t, r.Path("data"), CacheIn(folder))
	if _, err := h.Decode(context.Background()); err != nil || h.CacheError != nil {
		t.Fatal(err, h.CacheError)
	}
	after, err := os.Stat(cacheIn(t, folder))
	if err != nil {
		t.Fatal(err)
	}
	if !os.SameFile(before, after) || !before.ModTime().Equal(after.ModTime()) {
		t.Error("the cache was written")
	}
}

// If a cache cannot be written, that is reported, and the history is complete.
func TestCacheThatCannotBeWritten(t *testing.T) {
	t.Parallel()
	r, _ := three(t)
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	h := read(t, r.Path("data"), CacheIn(filepath.Join(file, "cache")))
	all, err := h.Decode(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	checkOutline(t, all, outlineOfThree)
	if h.CacheError == nil || !strings.Contains(h.CacheError.Error(), "keep the history") {
		t.Errorf("error %v", h.CacheError)
	}
}

// Whatever is in the place of a cache, the history is that of git, and afterwards there
// is a valid cache.
func TestBadCache(t *testing.T) {
	t.Parallel()
	r, _ := three(t)
	other := historytest.New(t)
	other.Write("data/"+acme, manufacturerYAML("Other"))
	other.Commit("2026-01-01T00:00:00Z", "other")
	folder := t.TempDir()
	decoded(t, other.Path("data"), CacheIn(folder))
	foreign := fileIn(t, "", cacheIn(t, folder))
	if err := os.Remove(cacheIn(t, folder)); err != nil {
		t.Fatal(err)
	}
	r.Write("beside/"+acme, manufacturerYAML("Beside"))
	r.Commit("2026-01-04T00:00:00Z", "beside")
	decoded(t, r.Path("beside"), CacheIn(folder))
	beside := fileIn(t, "", cacheIn(t, folder))
	if err := os.Remove(cacheIn(t, folder)); err != nil {
		t.Fatal(err)
	}
	decoded(t, r.Path("data"), CacheIn(folder))
	file := cacheIn(t, folder)
	good := fileIn(t, "", file)
	log, blocks := known(t, r, folder)

	bad := map[string][]byte{
		"empty": {}, "foreign": foreign, "of another folder": beside, "header alone": []byte(cacheHeader),
		"another version": bytes.Replace(good, []byte("cache 2"), []byte("cache 1"), 1),
		"trailing":        append(bytes.Clone(good), 0),
		"log of nothing":  sealed(compress(nil)),
		"not compressed":  sealed([]byte("nonsense")),
		"no log":          sealed(),
	}
	for _, n := range []int{1, len(cacheHeader) + 10, len(good) / 2, len(good) - 1} {
		bad[fmt.Sprint("truncated at ", n)] = good[:n]
	}
	for at := 0; at < len(good); at += 5 {
		flipped := bytes.Clone(good)
		flipped[at] ^= 1
		bad[fmt.Sprint("flipped at ", at)] = flipped
	}
	opened, err := openRepository(r.Path("data"))
	if err != nil {
		t.Fatal(err)
	}
	identity := openCache(folder, opened).identity
	forged := func(change func(commits []commit)) []byte {
		commits := slices.Clone(log.commits)
		change(commits)
		var e encoder
		e.log(identity, false, commits)
		return sealed(compress(e.out), blocks[0].packed)
	}
	bad["a time that cannot be written"] = forged(func(c []commit) { c[0].clock = latest.AddDate(1, 0, 0) })
	bad["a text with an escape"] = forged(func(c []commit) { c[0].summary = "\x1b[2J" })
	bad["a path that is no record's"] = forged(func(c []commit) { c[0].changes = []change{{path: "../../etc/passwd"}} })
	bad["another form of documents"] = sealed(compress(logOf(identity+"'", log.commits)), compress(contentOf(log.commits[0].changes[0], `{"name":"Wrong"}`)))
	bad["contents that are none"] = sealed(compress(logOf(identity, log.commits)), compress([]byte("nonsense")))
	bad["contents of another type"] = sealed(compress(logOf(identity, log.commits)), compress(contentOf(log.commits[0].changes[0], `{"name":1}`)))
	bad["contents that are not JSON"] = sealed(compress(logOf(identity, log.commits)), compress(contentOf(log.commits[0].changes[0], `{`)))

	want := decoded(t, r.Path("data"))
	for name, content := range bad {
		if err := os.WriteFile(file, content, 0o644); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, decoded(t, r.Path("data"), CacheIn(folder)), asIs); diff != "" {
			t.Errorf("%s: history (-want +got):\n%s", name, diff)
		}
		again, blocks := known(t, r, folder)
		if raw, err := decompress(blocks[len(blocks)-1].packed); len(again.commits) != 4 || err != nil || !bytes.Contains(raw, []byte(`{"name":"Acme 3"}`)) {
			t.Errorf("%s: the cache was not repaired: %d commits, %v", name, len(again.commits), err)
		}
	}
}

func logOf(identity string, commits []commit) []byte {
	var e encoder
	e.log(identity, false, commits)
	return e.out
}

func contentOf(c change, text string) []byte {
	key, _ := keyOf(c)
	var e encoder
	s := storedContent{}
	s.document.JSON = []byte(text)
	e.content(key, s)
	return e.out
}

// sealed makes a cache file of blocks.
func sealed(blocks ...[]byte) []byte {
	file := encoder{out: []byte(cacheHeader)}
	for _, b := range blocks {
		file.bytes(b)
	}
	return file.out
}

// Small blocks of contents become larger ones, and what no commit has is dropped.
func TestBlocks(t *testing.T) {
	t.Parallel()
	r := historytest.New(t)
	folder := t.TempDir()
	for n := range 5 {
		r.Write("data/"+acme, manufacturerYAML(strings.Repeat("x", n+1)))
		r.Commit("2026-01-01T00:00:00Z", "change")
		decoded(t, r.Path("data"), CacheIn(folder))
	}
	if _, blocks := known(t, r, folder); len(blocks) != 1 {
		t.Errorf("%d blocks for five contents", len(blocks))
	}
	r.Git("reset", "--quiet", "--hard", "HEAD~2")
	decoded(t, r.Path("data"), CacheIn(folder))
	_, blocks := known(t, r, folder)
	raw, err := decompress(blocks[0].packed)
	if err != nil {
		t.Fatal(err)
	}
	for n, want := range []bool{true, true, true, false, false} {
		if got := bytes.Contains(raw, []byte(`{"name":"`+strings.Repeat("x", n+1)+`"}`)); got != want {
			t.Errorf("content %d is kept: %v", n, got)
		}
	}
}

// The same file in two kinds of records is read as each of them.
func TestSameContentOfTwoKinds(t *testing.T) {
	t.Parallel()
	r := historytest.New(t)
	r.Write("data/"+acme, "name: A\ntitle: T\n")
	r.Write("data/manufacturers/same.yaml", "name: A\ntitle: T\n")
	r.Write("data/test-profiles/A.yaml", "name: A\ntitle: T\n")
	r.Commit("2026-01-01T00:00:00Z", "one")
	cache := CacheIn(t.TempDir())
	for range 2 {
		h := decoded(t, r.Path("data"), cache)
		profile, manufacturerYAML := h.Versions[0], h.Versions[1]
		if profile.Unknown != nil || profile.Record.(*register.TestProfile).Title != "T" {
			t.Errorf("the test profile is %+v", profile)
		}
		if !slices.Equal(manufacturerYAML.Unknown, []string{"title"}) || manufacturerYAML.ID != "acme" || manufacturerYAML.Record.RecordMeta().ID != "acme" || h.Versions[2].Record.RecordMeta().ID != "same" {
			t.Errorf("the manufacturers are %+v, %+v", manufacturerYAML, h.Versions[2])
		}
	}
}

// Any log or block is either read or refused. What is read can be written and read again
// unchanged.
func FuzzCache(f *testing.F) {
	const identity = "place"
	var e encoder
	e.log(identity, true, []commit{{clock: earliest, author: "a", summary: "s", folder: "data", changes: []change{{path: acme, mode: 0o100644}}}})
	f.Add(e.out, contentOf(change{path: acme, mode: 0o100644, blob: [20]byte{1}}, `{"name":"A"}`))
	f.Add([]byte{5, 'p', 'l', 'a', 'c', 'e', 0, 255, 255, 255, 255, 15}, []byte{255, 255, 3})
	f.Fuzz(func(t *testing.T, raw, contents []byte) {
		log, blocks, err := parseCache(sealed(compress(raw), compress(contents)), identity)
		if err == nil {
			var again encoder
			again.log(identity, log.shallow, log.commits)
			second, err := parseLog(string(again.out), identity)
			if err != nil || !cmp.Equal(second, log, cmp.AllowUnexported(cacheLog{}, commit{}, change{})) {
				t.Fatalf("read again: %v", err)
			}
			wanted(log.commits).readBlock(blocks[0])
		}
		all := wanted([]commit{{changes: []change{{path: acme, mode: 0o100644, blob: [20]byte{1}}}}})
		kept, found := all.readBlock(block{packed: compress(contents)})
		if len(kept.raw) > len(contents) || len(found) > 1 {
			t.Fatalf("%d bytes and %d contents of %d bytes", len(kept.raw), len(found), len(contents))
		}
	})
}

// Arbitrary bytes are not a cache, and do no harm.
func FuzzCacheFile(f *testing.F) {
	f.Add([]byte(cacheHeader))
	f.Add(sealed(compress([]byte("x"))))
	f.Fuzz(func(t *testing.T, file []byte) {
		if log, _, err := parseCache(file, "place"); err == nil && log == nil {
			t.Fatal("neither a log nor an error")
		}
	})
}
