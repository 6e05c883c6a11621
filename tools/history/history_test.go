package history

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"opencec/tools/history/historytest"
	"opencec/tools/input/source"
	"opencec/tools/register"
)

// Records as small as they can be.
const (
	settings = "title: T\nbase_url: https://r.example\ntime_zone: Australia/Sydney\nlicence: {name: CC BY 4.0}\n"
	acme     = "manufacturers/acme.yaml"
	box      = "listings/acme/box.yaml"
)

func manufacturerYAML(name string) string { return "name: " + name + "\n" }

func listing(model, more string) string {
	return "manufacturer: acme\nmodel: " + model + "\nentity_type: client\n" + more
}

func read(t *testing.T, dir string, how ...Option) *History {
	t.Helper()
	h, err := Read(context.Background(), dir, how...)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func decoded(t *testing.T, dir string, how ...Option) *register.History {
	t.Helper()
	h, err := read(t, dir, how...).Decode(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// outline writes a history as lines: each revision with its time and what it made of
// records: =there, -removed, !unreadable.
func outline(h *register.History) string {
	var b strings.Builder
	for _, r := range h.Revisions {
		fmt.Fprintf(&b, "%d %s %s:", r.Seq, r.Time.Format(time.RFC3339), r.Summary)
		for _, s := range h.Settings {
			if s.Seq == r.Seq {
				fmt.Fprintf(&b, " %ssettings", sign(s.Settings != nil, s.Unreadable))
			}
		}
		for _, e := range h.Versions {
			if e.Seq == r.Seq {
				fmt.Fprintf(&b, " %s%s/%s", sign(e.Record != nil, e.Unreadable), e.Kind.Folder(), e.ID)
			}
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func sign(there bool, unreadable string) string {
	switch {
	case there:
		return "="
	case unreadable != "":
		return "!"
	}
	return "-"
}

func checkOutline(t *testing.T, h *register.History, want string) {
	t.Helper()
	want = strings.ReplaceAll(strings.TrimPrefix(want, "\n"), "\t", "")
	if got := outline(h); got != want {
		t.Errorf("history is\n%s\nwant\n%s", got, want)
	}
}

func fileIn(t *testing.T, dir, name string) []byte {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return content
}

func checkChange(t *testing.T, h *History, dir, name string, want Change) {
	t.Helper()
	got, ok := h.Change(name, fileIn(t, dir, name))
	if !ok || got != want {
		t.Errorf("%s: %v, %v, want %v", name, got, ok, want)
	}
}

func instant(s string) time.Time {
	at, err := time.Parse(time.RFC3339, s)
	if err != nil {
		panic(err)
	}
	return at
}

func load(t *testing.T, dir string) *source.Tree {
	t.Helper()
	tree, err := source.Load(context.Background(), dir)
	if err != nil {
		t.Fatal(err)
	}
	return tree
}

func isClean(t *testing.T, h *History, dir string) bool {
	t.Helper()
	tree := load(t, dir)
	return h.IsClean(tree.Files(), tree.File, source.IsRecord)
}

func TestLinear(t *testing.T) {
	t.Parallel()
	r := historytest.New(t)
	r.Write("README.md", "x\n")
	r.Write("data/README.md", "x\n")
	r.Commit("2025-12-01T00:00:00Z", "Before the data")
	r.Remove("data")
	r.Write("data/"+acme, manufacturerYAML("Acme"))
	r.Write("data/"+box, listing("Box", ""))
	first := r.Commit("2026-01-01T10:00:00+11:00", "Add Acme\n\nAnd its box.")
	r.Write("data/"+box, listing("Box 2", ""))
	r.Write("data/manufacturers/gone.yaml", manufacturerYAML("Gone"))
	second := r.Commit("2026-01-02T10:00:00Z", "Two")
	r.Write("README.md", "y\n")
	r.Write("data/notes.txt", "no record\n")
	r.Write("data/listings/acme/.hidden.yaml", "a: 1\n")
	third := r.Commit("2026-01-03T10:00:00Z", "Nothing of the register's")
	r.Remove("data/manufacturers/gone.yaml")
	fourth := r.Commit("2026-01-04T10:00:00Z", "Take one away")
	r.Write("data/manufacturers/gone.yaml", manufacturerYAML("Here again"))
	last := r.Commit("2026-01-05T10:00:00Z", "Add it again")

	dir := r.Path("data")
	h := read(t, dir)
	if h.Commit != last || !h.Time.Equal(instant("2026-01-05T10:00:00Z")) || h.Shallow {
		t.Errorf("history of %s at %s, shallow %v", h.Commit, h.Time, h.Shallow)
	}
	checkChange(t, h, dir, acme, Change{instant("2025-12-31T23:00:00Z"), instant("2025-12-31T23:00:00Z"), first})
	checkChange(t, h, dir, box, Change{instant("2025-12-31T23:00:00Z"), instant("2026-01-02T10:00:00Z"), second})
	checkChange(t, h, dir, "manufacturers/gone.yaml", Change{instant("2026-01-05T10:00:00Z"), instant("2026-01-05T10:00:00Z"), last})
	if _, ok := h.Change("README.md", fileIn(t, r.Dir, "README.md")); ok {
		t.Error("a file outside the folder is in its history")
	}

	all := decoded(t, dir)
	checkOutline(t, all, `
		1 2025-12-31T23:00:00Z Add Acme: =manufacturers/acme =listings/acme/box
		2 2026-01-02T10:00:00Z Two: =manufacturers/gone =listings/acme/box
		3 2026-01-04T10:00:00Z Take one away: -manufacturers/gone
		4 2026-01-05T10:00:00Z Add it again: =manufacturers/gone
		`)
	if all.Revisions[0].Author != "Test" || all.Revisions[3].Commit != last {
		t.Errorf("revisions %+v", all.Revisions)
	}
	for commit, want := range map[string]int{first: 1, second: 2, third: 2, fourth: 3, last: 4, r.Git("rev-list", "--max-parents=0", "HEAD"): 0} {
		if got, err := all.FindCommit(commit); got != want || err != nil {
			t.Errorf("commit %s is revision %d, %v, want %d", commit, got, err, want)
		}
	}
	meta := all.At(2).Listings[0].Meta
	if want := (register.Meta{ID: "acme/box", CreatedAt: instant("2025-12-31T23:00:00Z"), UpdatedAt: instant("2026-01-02T10:00:00Z"), Commit: second}); meta != want {
		t.Errorf("the box was %+v, want %+v", meta, want)
	}
	if before := all.At(1).Listings[0]; before.Model != "Box" || before.UpdatedAt != before.CreatedAt || before.Commit != first {
		t.Errorf("the box was %+v at first", before)
	}
	if meta := all.At(4).Manufacturers[1].Meta; meta.CreatedAt != instant("2026-01-05T10:00:00Z") {
		t.Errorf("what came back was created at %s", meta.CreatedAt)
	}
}

// A file that was changed since is not what the commit says.
func TestChangeOfChangedFile(t *testing.T) {
	t.Parallel()
	r := historytest.New(t)
	r.Write(".data/"+acme, manufacturerYAML("Acme")) // a folder with a dot in its name is one like others
	r.Commit("2026-01-01T10:00:00Z", "one")
	h := read(t, r.Path(".data"))
	if _, ok := h.Change(acme, []byte(manufacturerYAML("Acme"))); !ok {
		t.Error("nothing is known of a file as it was committed")
	}
	if _, ok := h.Change(acme, []byte(manufacturerYAML("Acme 2"))); ok {
		t.Error("a changed file was said to be of the commit")
	}
}

func TestIsClean(t *testing.T) {
	t.Parallel()
	r := historytest.New(t)
	r.Write("data/register.yaml", settings)
	r.Write("data/"+acme, manufacturerYAML("Acme"))
	r.Write("data/manufacturers/other.yaml", manufacturerYAML("Other"))
	r.Commit("2026-01-01T10:00:00Z", "one")
	dir := r.Path("data")
	h := read(t, dir)
	if !isClean(t, h, dir) {
		t.Error("a fresh checkout is not clean")
	}
	r.Write("data/"+acme, manufacturerYAML("Acme 2"))
	if isClean(t, h, dir) {
		t.Error("a changed file was not noticed")
	}
	r.Write("data/"+acme, manufacturerYAML("Acme"))
	r.Write("data/manufacturers/new.yaml", manufacturerYAML("New"))
	if isClean(t, h, dir) {
		t.Error("a new file was not noticed")
	}
	r.Remove("data/manufacturers/new.yaml")
	r.Remove("data/manufacturers/other.yaml")
	if isClean(t, h, dir) {
		t.Error("a missing file was not noticed")
	}
}

// A repository that cannot be read is distinguished from one that does not exist.
func TestUnreadableRepository(t *testing.T) {
	t.Parallel()
	r := historytest.New(t)
	r.Write(acme, manufacturerYAML("Acme"))
	r.Commit("2026-01-05T00:00:00Z", "one")
	r.Write(".git/config", "[core]\n\trepositoryformatversion = 1\n[extensions]\n\tunheardOf = true\n")
	if _, err := Read(context.Background(), r.Dir); !errors.Is(err, ErrUnreadable) {
		t.Errorf("error %v", err)
	}
}

func TestNoHistory(t *testing.T) {
	t.Parallel()
	if _, err := Read(context.Background(), t.TempDir()); !errors.Is(err, ErrNone) {
		t.Errorf("outside a repository: %v", err)
	}
	r := historytest.New(t)
	if _, err := Read(context.Background(), r.Dir); !errors.Is(err, ErrNone) || !strings.Contains(err.Error(), "no commit yet") {
		t.Errorf("without a commit: %v", err)
	}
	r.Write(acme, manufacturerYAML("Acme"))
	r.Commit("2026-01-05T00:00:00Z", "one")
	r.Write("data/"+acme, manufacturerYAML("Acme"))
	if _, err := Read(context.Background(), r.Path("data")); !errors.Is(err, ErrNone) {
		t.Errorf("a folder that is not committed: %v", err)
	}
	if _, err := Read(context.Background(), r.Dir, At("no-such-branch")); err == nil || !strings.Contains(err.Error(), `there is no commit "no-such-branch"`) {
		t.Errorf("a branch that is not there: %v", err)
	}
}

// A repository that lacks a commit, and is no shallow clone, is damaged.
func TestMissingCommit(t *testing.T) {
	t.Parallel()
	r := historytest.New(t)
	r.Write(acme, manufacturerYAML("Acme"))
	first := r.Commit("2026-01-01T00:00:00Z", "one")
	r.Write(acme, manufacturerYAML("Acme 2"))
	r.Commit("2026-01-02T00:00:00Z", "two")
	r.Remove(".git/objects/" + first[:2] + "/" + first[2:])
	if _, err := Read(context.Background(), r.Dir); err == nil || !strings.Contains(err.Error(), "git fsck") || !strings.Contains(err.Error(), first) {
		t.Errorf("error %v", err)
	}
}

func TestCancelled(t *testing.T) {
	t.Parallel()
	r := historytest.New(t)
	r.Write(acme, manufacturerYAML("Acme"))
	r.Commit("2026-01-05T00:00:00Z", "one")
	ctx, cancel := context.WithCancel(context.Background())
	h := read(t, r.Dir)
	cancel()
	if _, err := Read(ctx, r.Dir); !errors.Is(err, context.Canceled) {
		t.Errorf("reading: %v", err)
	}
	if _, err := h.Decode(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("decoding: %v", err)
	}
}
