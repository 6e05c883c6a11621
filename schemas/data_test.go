package schemas

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"opencec/tools/register"
)

// Every file under data/ is valid, fits its Go type, and names its schema for
// editors.
func TestDataIsValid(t *testing.T) {
	t.Parallel()
	compiled := compileAll(t, dataClasses(t))
	check := func(path, schema, hint string, record any) {
		t.Run(filepath.ToSlash(path), func(t *testing.T) {
			t.Parallel()
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if first, _, _ := strings.Cut(string(text), "\n"); first != "# yaml-language-server: $schema="+hint+"schemas/"+schema {
				t.Errorf("its first line is %q", first)
			}
			if err := compiled[schema].Validate(fromYAML(t, text)); err != nil {
				t.Errorf("%#v", err)
			}
			readRecord(t, path, record)
		})
	}
	settings := filepath.Join(dataDir, "register.yaml")
	check(settings, "register.schema.json", "../", new(register.Settings))
	known := []string{settings, filepath.Join(dataDir, "embed.go")} // the one file that is code
	for _, k := range register.Kinds() {
		paths := dataFiles(t, k)
		if len(paths) == 0 && k != register.Lists { // this register follows no list
			t.Errorf("there is no %s in %s", k.Name(), dataDir)
		}
		for _, path := range paths {
			check(path, k.Schema(), strings.Repeat("../", k.Depth()+1), register.NewRecord(k))
		}
		known = append(known, paths...)
	}
	slices.Sort(known)
	if diff := cmp.Diff(filesBelow(t, dataDir), known); diff != "" {
		t.Errorf("files of %s that are no records (-files +records):\n%s", dataDir, diff)
	}
}

func filesBelow(t *testing.T, dir string) []string {
	t.Helper()
	var files []string
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			files = append(files, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(files)
	return files
}
