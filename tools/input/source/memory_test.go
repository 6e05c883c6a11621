package source

import (
	"bytes"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"opencec/tools/register"
)

// Load with a Memory gives the same records and problems as Load without one, over many random
// changes to a folder, whether they damage it or not.
func TestMemory(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS("../../../data")); err != nil {
		t.Fatal(err)
	}
	for i := range 300 { // so that the memory has all but a few of the files
		name := string([]byte{'a' + byte(i/26), 'a' + byte(i%26)})
		writeTest(t, dir, "manufacturers/x-"+name+".yaml", "name: Maker "+name+"\n")
	}
	r := rand.New(rand.NewPCG(1, 2))
	var memory Memory
	day := date("2026-11-23")
	damaged, remembered := 0, 0
	for round := range 25 {
		got, err := Load(t.Context(), dir, WithMemory(&memory))
		if err != nil {
			t.Fatal(err)
		}
		want, err := Load(t.Context(), dir)
		if err != nil {
			t.Fatal(err)
		}
		problems := want.Check(day)
		if diff := cmp.Diff(problems, got.Check(day)); diff != "" {
			t.Fatalf("round %d: other problems (-without +with):\n%s", round, diff)
		}
		if diff := cmp.Diff(want.Records, got.Records, cmp.Comparer(func(a, b register.Value) bool { return a == b }),
			cmp.Comparer(func(a, b register.Date) bool { return a == b })); diff != "" {
			t.Fatalf("round %d: other records (-without +with):\n%s", round, diff)
		}
		if want.Digest() != got.Digest() {
			t.Fatalf("round %d: another digest", round)
		}
		damaged += min(1, len(problems))
		remembered += min(1, len(memory.files))
		for rec := range got.Records.All() { // as a Register does
			rec.RecordMeta().Commit = "changed"
		}
		changeFile(t, r, dir, want)
	}
	if damaged < 5 || remembered < 10 {
		t.Errorf("%d rounds have problems and %d a memory, which is too few to learn from", damaged, remembered)
	}
}

// changeFile changes, removes or restores a random file.
func changeFile(t *testing.T, r *rand.Rand, dir string, tree *Tree) {
	t.Helper()
	names := tree.Files()
	name := names[r.IntN(len(names))]
	content := bytes.Clone(tree.File(name))
	switch r.IntN(5) {
	case 0:
		if err := os.Remove(filepath.Join(dir, filepath.FromSlash(name))); err != nil {
			t.Fatal(err)
		}
		return
	case 1:
		content = append(content, "unknown: 1\n"...)
	case 2:
		content = append(content, "# a comment\n"...)
	case 3:
		if len(content) > 0 {
			content[r.IntN(len(content))] = 'x'
		}
	case 4:
		if own, err := os.ReadFile(filepath.Join("../../../data", filepath.FromSlash(name))); err == nil {
			content = own
		}
	}
	writeTest(t, dir, name, string(content))
}

func writeTest(t *testing.T, dir, name, content string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, filepath.FromSlash(name)), []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}
