package importer

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"opencec/tools/input/importing/importingtest"
	"opencec/tools/register"
)

// vocabulary is the register's own, with the ranges for real imports.
var vocabulary = os.DirFS("../../../data")

var today = day("2026-11-23")

// Each file of testdata has the folder before, and one or more imports. The names of its parts are
//
//	before/listings/…          records that are there at the beginning
//	1/inverters.csv            a list of the first import
//	1/report.txt               what it prints
//	1/after/listings/…         every record that it made or changed
//	2/…                        the next import, of lists one month younger: those of
//	                           the first import are of 1 January 2026
//
// After each import the folder has no errors, and the same lists again change nothing.
func TestGolden(t *testing.T) { importingtest.CompareGolden(t, runImports) }

// runImports runs the imports of an archive and returns it with the results.
func runImports(t *testing.T, archive *txtar.Archive) *txtar.Archive {
	dir := t.TempDir()
	for name, content := range importingtest.ReadFolder(t, vocabulary, "register.yaml", "entity-types", "device-classes") {
		importingtest.WriteFile(t, dir, name, content)
	}
	result := &txtar.Archive{Comment: archive.Comment}
	steps := map[string][]txtar.File{}
	for _, f := range archive.Files {
		step, name, _ := strings.Cut(f.Name, "/")
		switch {
		case step == "before":
			importingtest.WriteFile(t, dir, name, f.Data)
			result.Files = append(result.Files, f)
		case strings.HasSuffix(name, ".csv"):
			steps[step] = append(steps[step], f)
		}
	}
	for n := 1; steps[fmt.Sprint(n)] != nil; n++ {
		step, date := fmt.Sprint(n), register.NewDate(2026, time.Month(n), 1)
		result.Files = append(result.Files, steps[step]...)
		before := importingtest.ReadFolder(t, os.DirFS(dir))
		report := importStep(t, dir, date, steps[step])
		result.Files = append(result.Files, txtar.File{Name: step + "/report.txt", Data: report})
		after := importingtest.ReadFolder(t, os.DirFS(dir))
		for _, name := range slices.Sorted(maps.Keys(after)) {
			if !bytes.Equal(before[name], after[name]) {
				result.Files = append(result.Files, txtar.File{Name: step + "/after/" + name, Data: after[name]})
			}
		}
		importingtest.CheckFolder(t, dir, today)
		importStep(t, dir, date, steps[step])
		if diff := cmp.Diff(after, importingtest.ReadFolder(t, os.DirFS(dir))); diff != "" {
			t.Errorf("step %s again changes files (-before +after):\n%s", step, diff)
		}
	}
	return result
}

func importStep(t *testing.T, dir string, date register.Date, files []txtar.File) []byte {
	t.Helper()
	var lists []*List
	for _, f := range files {
		name := filepath.Base(f.Name)
		kind, err := ParseKind(strings.TrimSuffix(name, ".csv"))
		if err != nil {
			t.Fatal(err)
		}
		list, err := ReadList(kind, bytes.NewReader(f.Data), name, IgnoreColumns("Colour"))
		if err != nil {
			t.Fatal(err)
		}
		lists = append(lists, list)
	}
	from := &register.Source{URL: "https://regulator.example/lists", Retrieved: day("2026-04-02")}
	report, err := Import(context.Background(), dir, lists, Options{Vocabulary: vocabulary, On: today, Date: date, Source: from})
	if err != nil {
		t.Fatal(err)
	}
	checkAccount(t, report)
	var b bytes.Buffer
	if err := report.WriteText(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// checkAccount checks that no row is missing from a report.
func checkAccount(t *testing.T, r *Report) {
	t.Helper()
	for _, l := range r.Lists {
		sum := l.Periods + l.Duplicates + len(l.CoveredRows) + l.Conflicts + l.Unreadable
		if sum != l.Rows || l.Unreadable != len(l.UnreadableRows) {
			t.Errorf("%s: %d rows, and %d accounted for", l.Name, l.Rows, sum)
		}
	}
}
