package history

import (
	"context"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"opencec/tools/history/historytest"
	"opencec/tools/input/generator"
	"opencec/tools/input/source"
	"opencec/tools/register"
)

func TestAddUncommitted(t *testing.T) {
	t.Parallel()
	r := historytest.New(t)
	r.Write("register.yaml", settings)
	r.Write(acme, manufacturerYAML("Acme"))
	r.Write(box, listing("Box", ""))
	r.Write("manufacturers/gone.yaml", manufacturerYAML("Gone"))
	r.Write("manufacturers/broken.yaml", "name: [\n")
	r.Write("manufacturers/huge.yaml", manufacturerYAML("Huge")+"# "+strings.Repeat("x", 1<<20)+"\n")
	r.Write("listings/acme/Not An Id.yaml", listing("X", ""))
	r.Commit("2026-01-05T00:00:00Z", "one")
	h := read(t, r.Dir)
	committed, err := h.Decode(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	now := instant("2026-02-01T10:00:00+11:00")
	if h.AddUncommitted(committed, load(t, r.Dir), now) != committed {
		t.Error("a clean checkout has changes")
	}

	r.Write("register.yaml", settings+"publisher: P\n")
	r.Write(box, listing("Box 2", "warranty: 10\n"))
	r.Write(acme, "name: [\n")
	r.Write("manufacturers/new.yaml", manufacturerYAML("New"))
	r.Write("listings/acme/Not An Id.yaml", listing("Y", ""))
	r.Write("notes.txt", "no record\n")
	r.Remove("manufacturers/gone.yaml")
	if err := os.Symlink("new.yaml", r.Path("manufacturers/link.yaml")); err != nil {
		t.Fatal(err)
	}
	all := h.AddUncommitted(committed, load(t, r.Dir), now)
	checkOutline(t, all, `
		1 2026-01-05T00:00:00Z one: =settings =manufacturers/acme !manufacturers/broken =manufacturers/gone !manufacturers/huge =listings/acme/box
		2 2026-01-31T23:00:00Z : =settings !manufacturers/acme -manufacturers/gone !manufacturers/link =manufacturers/new =listings/acme/box
		`)
	if !all.Uncommitted() || committed.Uncommitted() || len(committed.Revisions) != 1 || len(committed.Versions) != 5 {
		t.Error("the original was changed, or the new one does not say what it is")
	}
	changed := all.At(2).Listings[0]
	if want := (register.Meta{ID: "acme/box"}); changed.Model != "Box 2" || changed.Meta != want {
		t.Errorf("the changed listing is %+v", changed)
	}
	if seq := all.AsOf(instant("2026-01-31T22:59:59Z")); seq != 1 {
		t.Errorf("before now, revision %d is in force", seq)
	}
	if early := h.AddUncommitted(committed, load(t, r.Dir), instant("2020-01-01T00:00:00Z")); !early.Revisions[1].Time.Equal(instant("2026-01-05T00:00:00Z")) {
		t.Errorf("the changes are of %s, before the commit", early.Revisions[1].Time)
	}
}

// A record of the data folder serves the history as if its file were decoded again, and has its
// own metadata in each of the two.
func TestUncommittedRecords(t *testing.T) {
	t.Parallel()
	files, err := source.Load(t.Context(), "../../data")
	if err != nil {
		t.Fatal(err)
	}
	generated, err := generator.Records(files.Records, generator.Options{Listings: 200, Seed: 7, On: register.NewDate(2026, 11, 30)})
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for rec := range generated.All() {
		text, err := source.Encode(rec)
		if err != nil {
			t.Fatal(err)
		}
		name := filepath.Join(dir, filepath.FromSlash(source.PathOf(rec.RecordKind(), rec.RecordMeta().ID)))
		if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "register.yaml"), []byte(settings), 0o600); err != nil {
		t.Fatal(err)
	}
	tree := load(t, dir)
	past := Uncommitted(tree, instant("2026-11-30T00:00:00Z"))
	if want := len(tree.Files()) - 1; len(past.Versions) != want || want < 200 {
		t.Fatalf("the history has %d records, want %d", len(past.Versions), want)
	}
	for _, v := range past.Versions {
		again, unknown, err := source.Decode(v.Kind, v.ID, tree.File(source.PathOf(v.Kind, v.ID)))
		if err != nil || len(unknown) > 0 {
			t.Fatalf("%s %s: %v, unknown fields %v", v.Kind, v.ID, err, unknown)
		}
		if !reflect.DeepEqual(v.Record, again) {
			t.Errorf("%s %s is %+v, want %+v", v.Kind, v.ID, v.Record, again)
		}
		v.Record.RecordMeta().Commit = "of the history"
	}
	for rec := range tree.Records.All() {
		if rec.RecordMeta().Commit != "" {
			t.Fatalf("%s shares its metadata with the history", rec.RecordMeta().ID)
		}
	}
}
