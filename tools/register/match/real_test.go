package match_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"opencec/tools/input/importer"
	"opencec/tools/input/source"
	"opencec/tools/register"
	"opencec/tools/register/match"
)

// listsVariable names a folder with lists as the regulator publishes them, in
// DATE/approved-KIND.csv. They are not part of the project.
const listsVariable = "OPENCEC_TEST_LISTS"

// realRegister imports the oldest of the real lists.
func realRegister(t *testing.T) *register.Register {
	t.Helper()
	folder := os.Getenv(listsVariable)
	if folder == "" {
		t.Skipf("set %s to a folder with DATE/approved-*.csv to test with real lists", listsVariable)
	}
	dates, err := filepath.Glob(filepath.Join(folder, "????-??-??"))
	if err != nil || len(dates) == 0 {
		t.Fatalf("%s=%s has no folders named by dates: %v", listsVariable, folder, err)
	}
	slices.Sort(dates)
	var lists []*importer.List
	for _, kind := range importer.Kinds() {
		path := filepath.Join(dates[0], fmt.Sprintf("approved-%s.csv", kind))
		f, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		list, err := importer.ReadList(kind, f, path)
		f.Close()
		if err != nil {
			t.Fatal(err)
		}
		lists = append(lists, list)
	}
	dir := t.TempDir()
	options := importer.Options{Vocabulary: os.DirFS("../../../data"), On: register.NewDate(2026, 3, 27)}
	if _, err := importer.Import(t.Context(), dir, lists, options); err != nil {
		t.Fatal(err)
	}
	tree, err := source.Load(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	reg, err := register.New(tree.Records, register.Version{ID: "lists"})
	if err != nil {
		t.Fatal(err)
	}
	return reg
}

func TestRealLists(t *testing.T) {
	t.Parallel()
	reg := realRegister(t)
	index := match.New(reg)
	t.Run("every listing by its names", func(t *testing.T) {
		for _, l := range reg.Listings {
			for _, n := range namesOf(l) {
				item := match.Item{Manufacturer: reg.Manufacturer(l.Manufacturer).Name, Model: n.model}
				if got := find(t, index, item); got.Outcome != match.Exact || !slices.Contains(got.Listings, l) {
					t.Errorf("%+v of %s is %s: %v %v", item, l.ID, got.Outcome, listingIDs(got.Listings), nearIDs(got.NearMisses))
				}
			}
		}
	})
	t.Run("five models misspelt", func(t *testing.T) {
		step := len(reg.Listings) / 5
		for i := range 5 {
			l := reg.Listings[i*step+step/2]
			manufacturer := reg.Manufacturer(l.Manufacturer).Name
			t.Logf("%s by %s (%s)", l.Model, manufacturer, l.ID)
			for _, wrong := range misspellings(l.Model) {
				item := match.Item{Manufacturer: manufacturer, Model: wrong}
				got := find(t, index, item)
				checkNear(t, item, got)
				t.Logf("  %q: %s %s %v, near %v", wrong, got.Outcome, got.By, listingIDs(got.Listings), nearIDs(got.NearMisses))
				by, products := oracle(reg, wholeNames(reg), item)
				if by != got.By || (got.Outcome == match.Exact) != (len(products) == 1) {
					t.Errorf("%q is %s by %q; the oracle finds %v by %q", wrong, got.Outcome, got.By, products, by)
				}
				if got.Outcome == match.None && !slices.ContainsFunc(got.NearMisses, func(n match.NearMiss) bool { return product(n.Listing) == product(l) }) {
					t.Errorf("%q: %s is not among %v", wrong, l.ID, nearIDs(got.NearMisses))
				}
			}
		}
	})
}

// misspellings returns a model with one character left out, doubled, replaced, and
// exchanged with the next, at each third of it.
func misspellings(model string) []string {
	runes := []rune(model)
	var wrong []string
	for _, i := range []int{len(runes) / 3, 2 * len(runes) / 3} {
		left, right := string(runes[:i]), string(runes[i+1:])
		c := string(runes[i])
		wrong = append(wrong, left+right, left+c+c+right, left+"q"+right)
		if i+2 <= len(runes)-1 {
			wrong = append(wrong, left+string(runes[i+1])+c+string(runes[i+2:]))
		}
	}
	return wrong
}
