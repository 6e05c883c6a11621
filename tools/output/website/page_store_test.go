package website

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"opencec/tools/register"
)

// buildCached builds with a cache, in place of an earlier output.
func buildCached(t testing.TB, o Options, cache, previous string) (string, Result) {
	t.Helper()
	o.Cache, o.Previous = cache, previous
	dir, result := build(t, o)
	if result.CacheError != nil {
		t.Fatal(result.CacheError)
	}
	return dir, result
}

// A build with a cache gives the bytes of a build from nothing, whatever has changed since.
func TestCachedBuildGivesTheSameBytes(t *testing.T) {
	rounds := 20
	if testing.Short() {
		rounds = 8
	}
	random := rand.New(rand.NewPCG(1, 2))
	s := &editedSite{records: manyRecords(60), on: day, own: t.TempDir()}
	cache, previous := t.TempDir(), ""
	for round := range rounds {
		what := s.edit(t, random)
		o := testOptions(newRegister(t, s.records), "")
		o.On, o.Site = s.on, s.own
		want, _ := build(t, o)
		var got string
		got, _ = buildCached(t, o, cache, previous)
		if diff := cmp.Diff(files(t, want), files(t, got)); diff != "" {
			t.Fatalf("round %d, %s: (-from nothing +with the cache):\n%.3000s", round, what, diff)
		}
		previous = got
		if round%5 == 4 {
			damage(t, random, cache)
		}
	}
}

// An editedSite is a register that changes at random.
type editedSite struct {
	records register.Records
	on      register.Date
	own     string // the site's own folder
	edits   int
}

// edit makes one change, and says which.
func (s *editedSite) edit(t *testing.T, random *rand.Rand) string {
	t.Helper()
	s.edits++
	s.records = copyOf(s.records)
	i := random.IntN(len(s.records.Listings))
	l := *s.records.Listings[i]
	s.records.Listings[i] = &l
	switch random.IntN(9) {
	case 0:
		l.Model = fmt.Sprintf("Model %d <b>&", s.edits)
		return "a model"
	case 1:
		l.Suspensions = []register.Suspension{{From: s.on.AddDays(-3), Reason: "Edited"}}
		return "a suspension"
	case 2:
		s.remove(l.ID)
		return "a deletion"
	case 3:
		old := l.ID
		l.ID, l.FormerIDs = fmt.Sprintf("%s/renamed-%d", l.Manufacturer, s.edits), append(slices.Clone(l.FormerIDs), old)
		s.replace(old, l.ID)
		slices.SortFunc(s.records.Listings, func(a, b *register.Listing) int { return strings.Compare(a.ID, b.ID) })
		return "a rename"
	case 4:
		s.on = s.on.AddDays(1 + random.IntN(400))
		return "another day"
	case 5:
		writeOwn(t, s.own, "layouts/_partials/pages/facet.html", fmt.Sprintf("<h1>Layout %d</h1>{{ .Title }}", s.edits))
		return "a layout"
	case 6:
		writeOwn(t, s.own, "content/mine.md", fmt.Sprintf("---\ntitle: Mine\nmenu: footer\n---\nText %d\n", s.edits))
		return "a page"
	case 7:
		s.records.Settings.Title = fmt.Sprintf("Register %d", s.edits)
		return "the title"
	}
	m := *s.records.Manufacturers[0]
	m.Name = fmt.Sprintf("A Maker %d", s.edits)
	s.records.Manufacturers[0] = &m
	return "a manufacturer"
}

// remove removes a listing, and replace gives it another id, also in the certificates.
func (s *editedSite) remove(listing string) {
	s.records.Listings = slices.DeleteFunc(s.records.Listings, func(l *register.Listing) bool { return l.ID == listing })
	s.replace(listing, "")
}

func (s *editedSite) replace(old, id string) {
	for i, c := range s.records.Certificates {
		if !slices.Contains(c.Listings, old) {
			continue
		}
		edited := *c
		edited.Listings = slices.DeleteFunc(slices.Clone(c.Listings), func(of string) bool { return of == old })
		if id != "" {
			edited.Listings = append(edited.Listings, id)
		}
		s.records.Certificates[i] = &edited
	}
	s.records.Certificates = slices.DeleteFunc(s.records.Certificates, func(c *register.Certificate) bool { return len(c.Listings) == 0 })
}

func writeOwn(t *testing.T, own, name, content string) {
	t.Helper()
	file := filepath.Join(own, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}

// damage changes bytes at random, or cuts the end off, in each file of a folder.
func damage(t *testing.T, random *rand.Rand, folder string) {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		name := filepath.Join(folder, e.Name())
		content, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for range 20 {
			content[random.IntN(len(content))] ^= byte(1 + random.IntN(255))
		}
		if random.IntN(2) == 0 {
			content = content[:random.IntN(len(content))]
		}
		if err := os.WriteFile(name, content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// What has not changed is not rendered again: nothing after no change, one listing's page and the
// pages that show it after a change of the listing, and few pages on the next day.
func TestCachedBuildRendersWhatChanged(t *testing.T) {
	cache := t.TempDir()
	records := manyRecords(300)
	first, all := buildCached(t, Options{Register: newRegister(t, records)}, cache, "")
	dataPages := all.Rendered
	if dataPages < 300 {
		t.Fatalf("%d pages rendered at first, want one for each listing and more", dataPages)
	}
	second, again := buildCached(t, Options{Register: newRegister(t, records)}, cache, first)
	if again.Rendered != 0 || again.Pages != all.Pages {
		t.Errorf("nothing changed: %d of %d pages rendered, want none of %d", again.Rendered, again.Pages, all.Pages)
	}
	changed := copyOf(records)
	l := *changed.Listings[7]
	l.Hardware = "H2"
	changed.Listings[7] = &l
	third, one := buildCached(t, Options{Register: newRegister(t, changed)}, cache, second)
	if one.Rendered == 0 || one.Rendered > 10 {
		t.Errorf("the hardware of a listing changed: %d pages rendered, want its own and few more", one.Rendered)
	}
	if !strings.Contains(readFile(t, third, register.PagePath(register.Listings, l.ID)+"index.html"), "H2") {
		t.Error("its page does not have it")
	}
	_, next := buildCached(t, Options{Register: newRegister(t, changed), On: day.AddDays(1)}, cache, third)
	if next.Rendered > dataPages/5 {
		t.Errorf("the next day: %d of %d pages rendered, want few", next.Rendered, dataPages)
	}
}

// A cache that cannot be used or written costs time and a warning, and no page.
func TestUnusableCache(t *testing.T) {
	o := Options{Register: newRegister(t, manyRecords(30))}
	want, _ := build(t, o)
	folder := t.TempDir()
	file := filepath.Join(folder, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for name, cache := range map[string]string{"not a folder": file, "below a file": filepath.Join(file, "cache"), "full": "/dev/full/cache"} {
		o.Cache = cache
		got, result := build(t, o)
		if result.CacheError == nil {
			t.Errorf("%s: no warning", name)
		}
		if diff := cmp.Diff(files(t, want), files(t, got)); diff != "" {
			t.Errorf("%s:\n%.500s", name, diff)
		}
	}
}

// Builds at the same time can share a cache.
func TestBuildsShareACache(t *testing.T) {
	cache := t.TempDir()
	var builds sync.WaitGroup
	for i := range 3 {
		builds.Go(func() {
			o := Options{Register: newRegister(t, manyRecords(20+i)), On: day, Output: t.TempDir(), Cache: cache}
			if result, err := Build(context.Background(), o); err != nil || result.CacheError != nil {
				t.Error(err, result.CacheError)
			}
		})
	}
	builds.Wait()
	if _, result := buildCached(t, Options{Register: newRegister(t, manyRecords(21))}, cache, ""); result.Rendered != 0 {
		t.Errorf("%d pages rendered again", result.Rendered)
	}
	entries, err := os.ReadDir(cache)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if filepath.Ext(e.Name()) != storeExtension {
			t.Errorf("%s is left over", e.Name())
		}
	}
}

// A layout of an own site that uses what changes with the register is right after each change.
func TestOwnLayoutWithCounts(t *testing.T) {
	own, cache := t.TempDir(), t.TempDir()
	writeOwn(t, own, "layouts/_partials/foot.html", "<footer>{{ site.Params.catalogue.Counts.Listings }} in all</footer>")
	for _, n := range []int{20, 21} {
		dir, _ := buildCached(t, Options{Register: newRegister(t, manyRecords(n)), Site: own}, cache, "")
		if page := readFile(t, dir, "listings/maker-0/model-3/index.html"); !strings.Contains(page, fmt.Sprintf("%d in all", n)) {
			t.Errorf("with %d listings the page says otherwise", n)
		}
	}
}

// So is a row of an own site, although several runs of Hugo share its HTML.
func TestOwnRowWithCounts(t *testing.T) {
	own, cache := t.TempDir(), t.TempDir()
	writeOwn(t, own, "layouts/_partials/listing-row.html", "<tr><td>{{ site.Params.catalogue.Counts.Listings }} in all</td></tr>")
	for _, n := range []int{30, 31} {
		dir, _ := buildCached(t, Options{Register: newRegister(t, manyRecords(n)), Site: own, pageBatch: 3}, cache, "")
		// Nothing else on the page of the first maker depends on the number.
		if page := readFile(t, dir, "manufacturers/maker-0/index.html"); !strings.Contains(page, fmt.Sprintf("%d in all", n)) {
			t.Errorf("with %d listings the page says otherwise", n)
		}
	}
}

// File makes the bytes that Write writes.
func TestFile(t *testing.T) {
	want := files(t, testSite(t))
	s, err := New(testOptions(newRegister(t, testRecords()), ""))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"listings/tesla/powerwall-2/index.html", "manufacturers/zebra-old/index.html", "index.html", "404.html", "search-index.json", "changes.atom", "about/index.html", "sitemap.xml"} {
		got, err := s.File(t.Context(), name)
		if err != nil || string(got) != want[name] {
			t.Errorf("%s: %d bytes (%v), want %d", name, len(got), err, len(want[name]))
		}
	}
	for name, content := range want {
		if got, err := s.File(t.Context(), name); err != nil || string(got) != content {
			t.Errorf("%s: %d bytes (%v), want %d", name, len(got), err, len(content))
		}
	}
	for _, name := range []string{"nothing.html", "", ".", "../secret", "listings/nobody/nothing/index.html"} {
		if got, err := s.File(t.Context(), name); !os.IsNotExist(err) {
			t.Errorf("%q: %d bytes (%v), want fs.ErrNotExist", name, len(got), err)
		}
	}
}
