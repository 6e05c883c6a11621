package opencec_test

import (
	"context"
	"io/fs"
	"os"
	"path"
	"testing"

	"opencec"
	"opencec/tools/register"
	"opencec/tools/source"
)

// The vocabulary in the tool is that of this repository's register, file by file, and is
// a register by itself: nothing in it refers to a record that it leaves out.
func TestVocabulary(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.CopyFS(dir, opencec.Vocabulary()); err != nil {
		t.Fatal(err)
	}
	tree, err := source.Load(context.Background(), dir)
	if err != nil {
		t.Fatal(err)
	}
	on, err := register.ParseDate("2026-11-23")
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range tree.Check(on) {
		t.Error(p)
	}
	want := []string{source.SettingsFile}
	for _, k := range []register.Kind{register.DeviceClasses, register.EntityTypes, register.TestProfiles} {
		files, err := fs.Glob(os.DirFS("data"), path.Join(k.Folder, "*.yaml"))
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %d files, %v", k.Folder, len(files), err)
		}
		want = append(want, files...)
	}
	if got := len(tree.Files()); got != len(want) {
		t.Errorf("%d files, want %d", got, len(want))
	}
	for _, name := range want {
		content, err := os.ReadFile(path.Join("data", name))
		if err != nil {
			t.Fatal(err)
		}
		if string(tree.File(name)) != string(content) {
			t.Errorf("%s differs", name)
		}
	}
}
