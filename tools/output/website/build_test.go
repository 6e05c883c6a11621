package website

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"opencec/tools/api"
	"opencec/tools/base/openapi"
	"opencec/tools/register"
)

func build(t testing.TB, o Options) (string, Result) {
	t.Helper()
	o.Output = t.TempDir()
	if o.On.IsZero() {
		o.On = day
	}
	result, err := Build(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	return o.Output, result
}

// testDocument describes the API on testRecords.
var testDocument = sync.OnceValue(func() *openapi.Document {
	r, err := register.New(testRecords(), register.Version{})
	if err != nil {
		panic(err)
	}
	document := api.Describe(r)
	return &document
})

// testOptions asks for the site of testRecords with downloads, schemas, a history and the
// reference of the API.
func testOptions(r *register.Register, output string) Options {
	return Options{
		Register: r, On: day, Output: output, API: testDocument(),
		Downloads: []Download{
			{"listings.csv", "Every listing as a row.", 1_234_567, 12, strings.Repeat("ab", 32), "text/csv; charset=utf-8"},
			{"manifest.json", "Sizes and digests.", 321, -1, strings.Repeat("cd", 32), "application/json"},
		},
		Schemas: []Schema{{"listing.schema.json", "A listing"}},
		Journal: testJournal(),
	}
}

// testSite returns the folder of a site that all tests share: it is for reading.
func testSite(t testing.TB) string {
	t.Helper()
	dir, _ := testSiteResult(t)
	return dir
}

// testSiteResult returns the same folder, and what its build said.
func testSiteResult(t testing.TB) (string, Result) {
	t.Helper()
	site, err := sharedSite()
	if err != nil {
		t.Fatal(err)
	}
	return site.dir, site.result
}

type builtSite struct {
	dir    string
	result Result
}

var sharedSite = sync.OnceValues(func() (site builtSite, err error) {
	site.dir, err = os.MkdirTemp("", "opencec-site-")
	if err != nil {
		return site, err
	}
	onExit(func() { os.RemoveAll(site.dir) })
	r, err := register.New(testRecords(), testVersion)
	if err != nil {
		return site, err
	}
	site.result, err = Build(context.Background(), testOptions(r, site.dir))
	return site, err
})

// atExit has functions to call when all tests have run.
var atExit struct {
	sync.Mutex
	todo []func()
}

// onExit adds to it. What tests share is made by whichever comes first, side by side.
func onExit(f func()) {
	atExit.Lock()
	defer atExit.Unlock()
	atExit.todo = append(atExit.todo, f)
}

func TestMain(m *testing.M) {
	code := m.Run()
	for _, f := range atExit.todo {
		f()
	}
	os.Exit(code)
}

func readFile(t testing.TB, dir, name string) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

// files returns the content of every file under dir by its path.
func files(t testing.TB, dir string) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		name, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		all[filepath.ToSlash(name)] = readFile(t, dir, filepath.ToSlash(name))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestBuildWritesEveryPage(t *testing.T) {
	dir, result := testSiteResult(t)
	records := testRecords()
	want := 0
	for rec := range records.All() {
		want++
		page := register.PagePath(rec.RecordKind(), rec.RecordMeta().ID)
		if !strings.Contains(readFile(t, dir, page+"index.html"), "<main") {
			t.Errorf("%s is not a page", page)
		}
	}
	want += 8 + 1 + 6 // overviews of kinds; of statuses; one for each status
	want += 1 + 4     // home; about, api with its reference, downloads
	want += 1 + 7     // overview of the guides; the guides
	want += 1 + 1 + 1 // statistics; the data model; what compares listings
	want++            // what is stable, and how to upgrade
	want += 1 + 1 + 8 // what expires next; changes of all, and of each kind and the settings
	want += 2 + 2     // deployments and CSIP-AUS versions, with an overview and one value each
	if result.Pages != want {
		t.Errorf("%d pages, want %d", result.Pages, want)
	}
	for _, name := range []string{"404.html", "robots.txt", "sitemap.xml", "search-index.json"} {
		if readFile(t, dir, name) == "" {
			t.Errorf("%s is empty", name)
		}
	}
	for folder, want := range map[string][]string{"downloads": {"index.html"}, "api": {"index.html", "openapi.json"}} {
		entries, err := os.ReadDir(filepath.Join(dir, folder))
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, entry := range entries {
			names = append(names, entry.Name())
		}
		if !slices.Equal(names, want) {
			t.Errorf("%s/ has %v, want %v", folder, names, want)
		}
	}
}

func TestBuildDividesLists(t *testing.T) {
	dir, _ := build(t, Options{Register: newRegister(t, manyRecords(120))})
	for name, want := range map[string][]string{
		"listings/index.html":                       {"1–50 of 120 listings", `href="/listings/page/2/"`},
		"listings/page/2/index.html":                {"51–100 of 120 listings", `href="/listings/"`, `href="/listings/page/3/"`},
		"listings/page/3/index.html":                {"101–120 of 120 listings"},
		"device-classes/inverter/page/3/index.html": {"101–120 of 120."},
		"certificates/page/2/index.html":            {"51–60 of 60."},
		"test-profiles/der-g/page/2/index.html":     {"51–60 of 60."},
		"certifying-bodies/lab/page/2/index.html":   {"51–60 of 60."},
		"entity-types/device/page/2/index.html":     {"51–100 of 120."},
		"manufacturers/maker-0/index.html":          {"25 in all."},
		"statuses/active/index.html":                {"Active listings"},
		"entity-types/server/index.html":            {"No listings yet"},
		"listings/maker-0/model-3/index.html":       {"MX-3.3K (AS4777-2 2020)", "Others of the series"},
		"certifying-bodies/idle/index.html":         {"No certificates yet"},
		"device-classes/evse/index.html":            {"This class has no attributes yet."},
		"listings/maker-4/index.html":               {`url=/manufacturers/maker-4/`},
		"statuses/delisted/index.html":              {"No listing is delisted"},
		"certificates/lab/c-8/index.html":           {"C-000008"},
		"manufacturers/index.html":                  {"Maker 4 Pty Ltd"},
	} {
		content := readFile(t, dir, name)
		for _, text := range want {
			if !strings.Contains(content, text) {
				t.Errorf("%s lacks %q", name, text)
			}
		}
	}
}

func TestBuildGivesTheSameBytes(t *testing.T) {
	first := testSite(t)
	t.Setenv("HUGO_TITLE", "From the environment")
	t.Setenv("TZ", "America/New_York")
	second, _ := build(t, testOptions(newRegister(t, testRecords()), ""))
	if diff := cmp.Diff(files(t, first), files(t, second)); diff != "" {
		t.Errorf("two builds differ:\n%s", diff)
	}
}

func TestBuildUnderAPath(t *testing.T) {
	records := testRecords()
	records.Settings.BaseURL = "https://register.example.org/some/where"
	dir, _ := build(t, Options{Register: newRegister(t, records)})
	for name, content := range files(t, dir) {
		if !strings.HasSuffix(name, ".html") {
			continue
		}
		for _, attribute := range []string{`href="/`, `src="/`, `action="/`, `url=/`} {
			for rest := content; ; {
				_, after, found := strings.Cut(rest, attribute)
				if !found {
					break
				}
				if !strings.HasPrefix(after, "some/where/") {
					t.Errorf("%s: %s%.40s… leaves the site", name, attribute, after)
				}
				rest = after
			}
		}
	}
	if sitemap := readFile(t, dir, "sitemap.xml"); !strings.Contains(sitemap, "<loc>https://register.example.org/some/where/listings/tesla/powerwall-2/</loc>") {
		t.Errorf("sitemap lacks the whole address of a page:\n%s", sitemap)
	}
}

func TestBuildRefuses(t *testing.T) {
	good := func(t *testing.T) Options {
		return Options{Register: newRegister(t, testRecords()), On: day, Output: t.TempDir()}
	}
	tests := []struct {
		name   string
		change func(t *testing.T, o *Options)
		want   string
	}{
		{"no register", func(t *testing.T, o *Options) { o.Register = nil }, "no register"},
		{"no day", func(t *testing.T, o *Options) { o.On = register.Date{} }, "no day"},
		{"no output", func(t *testing.T, o *Options) { o.Output = filepath.Join(o.Output, "none") }, "output folder"},
		{"output is a file", func(t *testing.T, o *Options) {
			o.Output = filepath.Join(o.Output, "file")
			if err := os.WriteFile(o.Output, nil, 0o644); err != nil {
				t.Fatal(err)
			}
		}, "is not a folder"},
		{"output holds a site", func(t *testing.T, o *Options) {
			if err := os.WriteFile(filepath.Join(o.Output, "index.html"), nil, 0o644); err != nil {
				t.Fatal(err)
			}
		}, "already holds a site"},
		{"two ids that differ by case only", func(t *testing.T, o *Options) {
			records := testRecords()
			records.TestProfiles = append(records.TestProfiles, &register.TestProfile{Meta: id("der-g"), Name: "other", Title: "Other"})
			o.Register = newRegister(t, records)
		}, "two pages have the address /test-profiles/der-g/: test profile DER-G and test profile der-g"},
		{"a former id that is in use", func(t *testing.T, o *Options) {
			records := testRecords()
			records.Listings[0].FormerIDs = []string{"tesla/powerwall-3"}
			o.Register = newRegister(t, records)
		}, "two pages have the address /listings/tesla/powerwall-3/"},
		{"no address", func(t *testing.T, o *Options) {
			records := testRecords()
			records.Settings.BaseURL = ""
			o.Register = newRegister(t, records)
		}, "base_url"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			o := good(t)
			tt.change(t, &o)
			_, err := Build(context.Background(), o)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v, want one with %q", err, tt.want)
			}
		})
	}
}

func TestBuildStops(t *testing.T) {
	r := newRegister(t, testRecords())
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Build(ctx, Options{Register: r, On: day, Output: t.TempDir()}); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v before the build, want context.Canceled", err)
	}

	c, err := newCatalogue(Options{Register: newRegister(t, manyRecords(500)), On: day})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel = context.WithCancel(context.Background())
	data := c.pages[0].data
	c.pages[0].data = func() any { cancel(); return data() }
	if _, err := renderAll(ctx, c, discard); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v during the build, want context.Canceled", err)
	}
}

// An error quotes only a part of Hugo's log, because one fault may cause many messages.
func TestWithLog(t *testing.T) {
	var log bytes.Buffer
	for i := range 30 {
		fmt.Fprintf(&log, "ERROR the page /p/%d/: x \"/site/layouts/a.html:1:1\": y \"/site/layouts/b.html:2:3\": fault %d\n", i, i/2)
	}
	got := strings.Split(withLog(errors.New("broken"), &log).Error(), "\n")
	if len(got) != 16 || got[0] != "broken" || got[15] != "the page /p/28/: layouts/b.html:2:3: fault 14" {
		t.Errorf("%d lines, from %q to %q", len(got), got[0], got[len(got)-1])
	}
	for i := range 30 {
		fmt.Fprintln(&log, "other fault", i)
	}
	got = strings.Split(withLog(errors.New("broken"), &log).Error(), "\n")
	if len(got) != maxLogLines+1 || got[maxLogLines] != "… and 26 lines more" {
		t.Errorf("%d lines, the last %q", len(got), got[len(got)-1])
	}
}

// A layout that cannot show its values must fail the build, whether on one page
// or on all, and a build after it must not notice.
func TestRenderReportsLayouts(t *testing.T) {
	for _, tt := range []struct{ listings, broken int }{{50, 1}, {500, 600}} {
		c, err := newCatalogue(Options{Register: newRegister(t, manyRecords(tt.listings)), On: day})
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range c.pages[:tt.broken] {
			p.data = func() any { return struct{ Other string }{} }
		}
		_, err = renderAll(context.Background(), c, discard)
		if err == nil || !strings.Contains(err.Error(), "the page /listings/: ") && tt.broken == 1 || !strings.Contains(err.Error(), "pages/listing") {
			t.Errorf("error %v, want one that names the page and the layout", err)
		}
		if n := strings.Count(err.Error(), "pages/listing.html:"); tt.broken > 1 && n != 2 { // with what the template is called
			t.Errorf("error %v has the fault of one layout %d times", err, n)
		}
	}
	build(t, testOptions(newRegister(t, testRecords()), ""))
}

// A disk that is full or not writable is an error, and not a wait without end.
func TestRenderReportsOutput(t *testing.T) {
	records := newRegister(t, manyRecords(500))
	c, err := newCatalogue(Options{Register: records, On: day})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := renderAll(context.Background(), c, func(string, []byte) error { return syscall.ENOSPC }); !errors.Is(err, syscall.ENOSPC) {
		t.Errorf("error %v, want the one of the disk", err)
	}
}

// renderAll renders all pages of the catalogue at once.
func renderAll(ctx context.Context, c *Catalogue, save saveFunc) (hugoOutput, error) {
	return render(ctx, c, run{pages: c.pages}, save)
}

func discard(string, []byte) error { return nil }

func TestBuildsWaitForEachOther(t *testing.T) {
	want := testSite(t)
	done := make(chan string)
	for range 3 {
		go func() {
			dir := t.TempDir()
			if _, err := Build(context.Background(), testOptions(newRegister(t, testRecords()), dir)); err != nil {
				t.Error(err)
			}
			done <- dir
		}()
	}
	for range 3 {
		dir := <-done
		if !bytes.Equal([]byte(readFile(t, dir, "listings/index.html")), []byte(readFile(t, want, "listings/index.html"))) {
			t.Error("builds at the same time disturb each other")
		}
	}
}

func BenchmarkBuild(b *testing.B) {
	for _, n := range siteSizes {
		b.Run(register.FormatCount(n), func(b *testing.B) {
			r := newRegister(b, manyRecords(n))
			var pages int
			for b.Loop() {
				result, err := Build(context.Background(), Options{Register: r, On: register.NewDate(2026, time.November, 23), Output: b.TempDir()})
				if err != nil {
					b.Fatal(err)
				}
				pages = result.Pages
			}
			b.ReportMetric(float64(pages), "pages")
			b.ReportMetric(b.Elapsed().Seconds()*1e3/float64(b.N)/float64(pages), "ms/page")
		})
	}
}
