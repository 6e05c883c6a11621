package website

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"opencec/site"
	"opencec/tools/testenv/golden"
)

// site/README.md names the Go type of each layout's values, and the file that declares it.
func TestReadmeNamesTypesOfLayouts(t *testing.T) {
	t.Parallel()
	const file = "../../../site/README.md"
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	const begin, end = "| --- | --- | --- |\n", "\n\n"
	head, rest, found := strings.Cut(string(text), begin)
	_, tail, foundEnd := strings.Cut(rest, end)
	if !found || !foundEnd {
		t.Fatalf("%s has no table of layouts", file)
	}
	golden.Compare(t, file, []byte(head+begin+strings.Join(layoutRows(t), "\n")+end+tail))
}

// layoutRows returns a row of the table for each layout that has values of its own.
func layoutRows(t *testing.T) []string {
	t.Helper()
	full, err := newCatalogue(Options{Register: newRegister(t, testRecords()), On: day})
	if err != nil {
		t.Fatal(err)
	}
	values := map[string]any{"home": full.Home()}
	for _, c := range []*Catalogue{full, feedCatalogue(t, feedStates()...)} { // the second has a history
		for _, p := range c.pages {
			values[p.Layout] = p.Data()
		}
	}
	layouts, err := fs.Glob(site.Files, "layouts/_partials/pages/*.html")
	if err != nil {
		t.Fatal(err)
	}
	var rows []string
	for _, layout := range layouts {
		name := strings.TrimSuffix(filepath.Base(layout), ".html")
		value, ok := values[name]
		delete(values, name)
		switch {
		case ok:
			goType := strings.ReplaceAll(fmt.Sprintf("%T", value), "website.", "")
			rows = append(rows, fmt.Sprintf("| `%s.html` | `%s` | `%s` |", name, goType, declares(t, strings.TrimLeft(goType, "[]*"))))
		case name != "page" && name != "404":
			t.Errorf("no page of the tests has the layout %s", layout)
		}
	}
	for name := range values {
		t.Errorf("there is no layout of the name %s", name)
	}
	return rows
}

// declares returns the file of this package that declares a type.
func declares(t *testing.T, name string) string {
	t.Helper()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	declaration := regexp.MustCompile(`(?m)^type ` + regexp.QuoteMeta(name) + `\b`)
	i := slices.IndexFunc(files, func(file string) bool {
		text, err := os.ReadFile(file)
		return err == nil && declaration.Match(text)
	})
	if i < 0 {
		t.Fatalf("no file declares the type %s", name)
	}
	return files[i]
}

// Texts for people who change the site are no part of it.
func TestReadmeIsNotEmbedded(t *testing.T) {
	t.Parallel()
	err := fs.WalkDir(site.Files, ".", func(name string, _ fs.DirEntry, err error) error {
		if filepath.Base(name) == "README.md" {
			t.Errorf("%s is embedded", name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
