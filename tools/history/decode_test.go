package history

import (
	"errors"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"opencec/tools/history/historytest"
	"opencec/tools/input/generator"
	"opencec/tools/register"
)

// The history of a renamed record goes on under its new id, whichever id it is asked
// for by.
func TestRename(t *testing.T) {
	t.Parallel()
	r := historytest.New(t)
	r.Write(box, listing("Box", ""))
	r.Commit("2026-01-01T00:00:00Z", "one")
	r.Git("mv", box, "listings/acme/crate.yaml")
	r.Write("listings/acme/crate.yaml", listing("Crate", "former_ids: [acme/box]\n"))
	r.Commit("2026-01-02T00:00:00Z", "rename")
	r.Write("listings/acme/crate.yaml", listing("Crate 2", "former_ids: [acme/box]\n"))
	r.Commit("2026-01-03T00:00:00Z", "change")
	h := decoded(t, r.Dir)
	for _, id := range []string{"acme/box", "acme/crate"} {
		var got []string
		for _, e := range h.VersionsOf(register.Listings, id) {
			model := "removed"
			if e.Record != nil {
				model = e.Record.RecordName()
			}
			got = append(got, e.ID+" "+model)
		}
		want := []string{"acme/box Box", "acme/box removed", "acme/crate Crate", "acme/crate Crate 2"}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", id, got, want)
		}
	}
}

// A file that cannot be read at one commit is reported as unreadable there, and affects
// nothing else.
func TestUnreadableThenMended(t *testing.T) {
	t.Parallel()
	r := historytest.New(t)
	r.Write(acme, manufacturerYAML("Acme"))
	r.Write(box, listing("Box", ""))
	r.Write("register.yaml", settings)
	first := r.Commit("2026-01-01T00:00:00Z", "one")
	r.Write(box, "model: [Box\n")
	r.Write(acme, manufacturerYAML("Acme 2"))
	r.Write("register.yaml", "title: *x\n")
	r.Commit("2026-01-02T00:00:00Z", "break")
	r.Write(box, listing("Box 2", ""))
	r.Write("register.yaml", settings)
	r.Commit("2026-01-03T00:00:00Z", "fix")
	h := decoded(t, r.Dir)
	checkOutline(t, h, `
		1 2026-01-01T00:00:00Z one: =settings =manufacturers/acme =listings/acme/box
		2 2026-01-02T00:00:00Z break: !settings =manufacturers/acme !listings/acme/box
		3 2026-01-03T00:00:00Z fix: =settings =listings/acme/box
		`)
	unreadable := h.Unreadable(2)
	if len(unreadable) != 1 || !strings.HasPrefix(unreadable[0].Unreadable, "line 1: not YAML: ") {
		t.Errorf("unreadable: %+v", unreadable)
	}
	if records := h.At(2); len(records.Listings) != 0 || records.Settings.Title != "" {
		t.Errorf("what cannot be read was read: %+v", records)
	}
	fixed := h.At(3).Listings[0]
	if !fixed.CreatedAt.Equal(instant("2026-01-01T00:00:00Z")) || fixed.Model != "Box 2" {
		t.Errorf("fixed: %+v; it was there from %s on", fixed, first)
	}
}

// Fields that are not known today, and those that only the history fills in, do not
// make a file unreadable.
func TestUnknownFields(t *testing.T) {
	t.Parallel()
	r := historytest.New(t)
	r.Write(box, listing("Box", "warranty: 10\nid: acme/else\ncommit: abc\nperiods:\n  - {from: 2024-01-01, until: 2025-01-01}\n"))
	commit := r.Commit("2026-01-01T00:00:00Z", "one")
	e := decoded(t, r.Dir).Versions[0]
	if want := []string{"warranty", "id", "commit", "periods[0].until"}; !slices.Equal(e.Unknown, want) {
		t.Errorf("unknown fields %q, want %q", e.Unknown, want)
	}
	if meta := e.Record.RecordMeta(); meta.ID != "acme/box" || meta.Commit != commit {
		t.Errorf("the file's own word was taken for its id and commit: %+v", meta)
	}
}

// Permissions are not content.
func TestModeOnly(t *testing.T) {
	t.Parallel()
	r := historytest.New(t)
	r.Write(acme, manufacturerYAML("Acme"))
	first := r.Commit("2026-01-01T00:00:00Z", "one")
	if err := os.Chmod(r.Path(acme), 0o755); err != nil {
		t.Fatal(err)
	}
	last := r.Commit("2026-01-02T00:00:00Z", "two")
	h := decoded(t, r.Dir)
	checkOutline(t, h, "1 2026-01-01T00:00:00Z one: =manufacturers/acme\n")
	if want := []register.Commit{{Hash: last, Seq: 1}}; !cmp.Equal(h.Unchanged, want) {
		t.Errorf("commits that changed nothing: %v, want %v", h.Unchanged, want)
	}
	checkChange(t, read(t, r.Dir), r.Dir, acme, Change{instant("2026-01-01T00:00:00Z"), instant("2026-01-01T00:00:00Z"), first})
}

func TestCaseOnlyRename(t *testing.T) {
	t.Parallel()
	r := historytest.New(t)
	r.Import(func(s *generator.CommitStream) error { // as git stores it, whatever the file system makes of it
		s.Commit(generator.Commit{Time: instant("2026-01-01T00:00:00Z"), Message: "one", Files: map[string][]byte{
			"test-profiles/der-g.yaml": []byte("name: DER-G\ntitle: T\n")}})
		s.Commit(generator.Commit{Time: instant("2026-01-02T00:00:00Z"), Message: "two", Files: map[string][]byte{
			"test-profiles/der-g.yaml": nil, "test-profiles/DER-G.yaml": []byte("name: DER-G\ntitle: T\nformer_ids: [der-g]\n")}})
		return nil
	})
	h := decoded(t, r.Dir)
	checkOutline(t, h, `
		1 2026-01-01T00:00:00Z one: =test-profiles/der-g
		2 2026-01-02T00:00:00Z two: =test-profiles/DER-G -test-profiles/der-g
		`)
	if n := len(h.VersionsOf(register.TestProfiles, "DER-G")); n != 3 {
		t.Errorf("%d versions, want 3", n)
	}
}

// A file that is too large is not read, loose or packed, whole or as a delta.
func TestHugeFile(t *testing.T) {
	t.Parallel()
	r := historytest.New(t)
	huge := listing("Box", "notes: "+strings.Repeat("x", 1<<20)+"\n")
	r.Write(box, huge)
	r.Write(acme, manufacturerYAML("Acme"))
	r.Commit("2026-01-01T00:00:00Z", "one")
	r.Write(box, strings.Replace(huge, "Box", "Box 2", 1))
	r.Commit("2026-01-02T00:00:00Z", "two")
	r.Write(box, listing("Box 3", ""))
	r.Commit("2026-01-03T00:00:00Z", "three")
	want := `
		1 2026-01-01T00:00:00Z one: =manufacturers/acme !listings/acme/box
		2 2026-01-02T00:00:00Z two: !listings/acme/box
		3 2026-01-03T00:00:00Z three: =listings/acme/box
		`
	for _, packed := range []bool{false, true} {
		if packed {
			r.Git("repack", "-adq")
		}
		h := decoded(t, r.Dir)
		checkOutline(t, h, want)
		for _, e := range h.VersionsOf(register.Listings, "acme/box")[:2] {
			if e.Unreadable != "is larger than 1024 KiB, the most that a record may have" {
				t.Errorf("packed %v: %q", packed, e.Unreadable)
			}
		}
	}
}

// Things that are in the place of a record's file.
func TestNoFiles(t *testing.T) {
	t.Parallel()
	r := historytest.New(t)
	r.Write(acme, manufacturerYAML("Acme"))
	commit := r.Commit("2026-01-01T00:00:00Z", "one")
	if err := os.MkdirAll(r.Path("listings/acme"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("../../"+acme, r.Path(box)); err != nil {
		t.Fatal(err)
	}
	r.Git("add", "--all")
	r.Git("update-index", "--add", "--cacheinfo", "160000,"+commit+",listings/acme/module.yaml")
	r.At("2026-01-02T00:00:00Z", "commit", "--quiet", "--message", "two")
	r.Git("rm", "--quiet", "--cached", "listings/acme/module.yaml")
	r.Remove(box)
	r.Write(box+"/deep.yaml", manufacturerYAML("Deep"))
	r.Write("listings/acme/Not An Id.yaml", listing("X", ""))
	r.Write("listings/shallow.yaml", listing("X", ""))
	r.Commit("2026-01-03T00:00:00Z", "three")
	h := decoded(t, r.Dir)
	checkOutline(t, h, `
		1 2026-01-01T00:00:00Z one: =manufacturers/acme
		2 2026-01-02T00:00:00Z two: !listings/acme/box !listings/acme/module
		3 2026-01-03T00:00:00Z three: -listings/acme/box -listings/acme/module
		`)
	for i, want := range []string{"is a symbolic link: put the file itself here", "is a submodule: put the file itself here"} {
		if got := h.Unreadable(2)[i].Unreadable; got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// A link and a file may have the same content, and are not the same.
func TestFileBecomesLink(t *testing.T) {
	t.Parallel()
	r := historytest.New(t)
	r.Write(acme, "name: Acme") // a name that a file can have as well
	r.Commit("2026-01-01T00:00:00Z", "one")
	r.Remove(acme)
	if err := os.Symlink("name: Acme", r.Path(acme)); err != nil {
		t.Fatal(err)
	}
	r.Commit("2026-01-02T00:00:00Z", "two")
	checkOutline(t, decoded(t, r.Dir), `
		1 2026-01-01T00:00:00Z one: =manufacturers/acme
		2 2026-01-02T00:00:00Z two: !manufacturers/acme
		`)
}

// Content that is missing from the repository is an error, and looked for again the next
// time.
func TestMissingContent(t *testing.T) {
	t.Parallel()
	r := historytest.New(t)
	r.Write(acme, manufacturerYAML("Acme"))
	r.Commit("2026-01-01T00:00:00Z", "one")
	blob := r.Git("rev-parse", "HEAD:"+acme)
	r.Write(acme, manufacturerYAML("Acme 2"))
	r.Commit("2026-01-02T00:00:00Z", "two")
	object := ".git/objects/" + blob[:2] + "/" + blob[2:]
	content := string(fileIn(t, r.Dir, object))
	r.Remove(object)
	cache := CacheIn(t.TempDir())
	h := read(t, r.Dir, cache)
	if _, err := h.Decode(t.Context()); !errors.Is(err, ErrUnreadable) || !strings.Contains(err.Error(), blob) {
		t.Errorf("error %v", err)
	}
	r.Write(object, content)
	if e := decoded(t, r.Dir, cache).Versions[0]; e.Record == nil || e.Record.RecordName() != "Acme" {
		t.Errorf("version %+v", e)
	}
}
