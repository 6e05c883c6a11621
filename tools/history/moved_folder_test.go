package history

import (
	"testing"

	"opencec/tools/history/historytest"
)

// A data folder that moved takes its history along; that it moved is no change.
func TestMovedFolder(t *testing.T) {
	t.Parallel()
	r := historytest.New(t)
	r.Write("README.md", "x\n")
	r.Commit("2025-12-31T00:00:00Z", "before")
	r.Write("old/register.yaml", settings)
	r.Write("old/"+acme, manufacturerYAML("Acme"))
	r.Write("other/register.yaml", settings) // the same, but not gone
	first := r.Commit("2026-01-01T00:00:00Z", "one")
	r.Git("mv", "old", "a b")
	r.Commit("2026-01-02T00:00:00Z", "move")
	r.Write("a b/"+acme, manufacturerYAML("Acme 2"))
	r.Commit("2026-01-03T00:00:00Z", "two")
	if err := r.Git("mv", "a b", "data"); err != "" {
		t.Fatal(err)
	}
	r.Write("data/"+box, listing("Box", ""))
	last := r.Commit("2026-01-04T00:00:00Z", "move and add")
	h := decoded(t, r.Path("data"))
	checkOutline(t, h, `
		1 2026-01-01T00:00:00Z one: =settings =manufacturers/acme
		2 2026-01-03T00:00:00Z two: =manufacturers/acme
		3 2026-01-04T00:00:00Z move and add: =listings/acme/box
		`)
	for commit, want := range map[string]int{first: 1, last: 3} {
		if got, err := h.FindCommit(commit); got != want || err != nil {
			t.Errorf("commit %s is revision %d, %v", commit, got, err)
		}
	}
}

// A folder to the top of the repository is a move as well.
func TestMovedToTop(t *testing.T) {
	t.Parallel()
	r := historytest.New(t)
	r.Write("data/register.yaml", settings)
	r.Write("data/"+acme, manufacturerYAML("Acme"))
	r.Commit("2026-01-01T00:00:00Z", "one")
	r.Git("mv", "data/register.yaml", "data/manufacturers", ".")
	r.Commit("2026-01-02T00:00:00Z", "move")
	checkOutline(t, decoded(t, r.Dir), "1 2026-01-01T00:00:00Z one: =settings =manufacturers/acme\n")
}

// Settings that were copied or rewritten are not a move.
func TestNotMoved(t *testing.T) {
	t.Parallel()
	r := historytest.New(t)
	r.Write("old/register.yaml", settings)
	r.Write("old/"+acme, manufacturerYAML("Acme"))
	r.Commit("2026-01-01T00:00:00Z", "one")
	r.Write("data/register.yaml", settings)
	r.Commit("2026-01-02T00:00:00Z", "copy")
	r.Remove("old")
	r.Write("data/register.yaml", settings+"publisher: P\n")
	r.Commit("2026-01-03T00:00:00Z", "again")
	r.Write("late/register.yaml", settings)
	r.Commit("2026-01-04T00:00:00Z", "elsewhere")
	r.Git("mv", "-f", "late/register.yaml", "data/register.yaml")
	r.Commit("2026-01-05T00:00:00Z", "over it")
	checkOutline(t, decoded(t, r.Path("data")), `
		1 2026-01-02T00:00:00Z copy: =settings
		2 2026-01-03T00:00:00Z again: =settings
		3 2026-01-05T00:00:00Z over it: =settings
		`)
}

// A record that was removed and came back was absent in between.
func TestFolderThatCameBack(t *testing.T) {
	t.Parallel()
	r := historytest.New(t)
	r.Write("README.md", "x\n")
	r.Write("data/register.yaml", settings)
	r.Write("data/"+acme, manufacturerYAML("Acme"))
	r.Commit("2026-01-01T00:00:00Z", "one")
	r.Remove("data")
	r.Commit("2026-01-02T00:00:00Z", "away")
	r.Write("data/register.yaml", settings)
	r.Write("data/"+acme, manufacturerYAML("Acme"))
	r.Commit("2026-01-03T00:00:00Z", "back")
	checkOutline(t, decoded(t, r.Path("data")), `
		1 2026-01-01T00:00:00Z one: =settings =manufacturers/acme
		2 2026-01-02T00:00:00Z away: -settings -manufacturers/acme
		3 2026-01-03T00:00:00Z back: =settings =manufacturers/acme
		`)
}

// A cache of the folder that was there before is of no use for one that took its
// place.
func TestMovedToWhereAnotherWas(t *testing.T) {
	t.Parallel()
	r := historytest.New(t)
	r.Write("data/register.yaml", settings)
	r.Write("data/"+acme, manufacturerYAML("Acme"))
	r.Write("new/register.yaml", settings+"publisher: P\n")
	r.Write("new/"+acme, manufacturerYAML("New Acme"))
	r.Commit("2026-01-01T00:00:00Z", "one")
	cache := CacheIn(t.TempDir())
	decoded(t, r.Path("data"), cache)
	r.Remove("data")
	r.Commit("2026-01-02T00:00:00Z", "two")
	r.Git("mv", "new", "data")
	r.Commit("2026-01-03T00:00:00Z", "three")
	for range 2 {
		h := decoded(t, r.Path("data"), cache)
		checkOutline(t, h, "1 2026-01-01T00:00:00Z one: =settings =manufacturers/acme\n")
		if name := h.At(1).Manufacturers[0].Name; name != "New Acme" {
			t.Errorf("the history is that of %s", name)
		}
	}
}
