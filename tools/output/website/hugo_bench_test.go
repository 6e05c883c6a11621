package website

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/gohugoio/hugo/hugolib"
	"github.com/spf13/afero"

	"opencec/tools/base/safefile"
	"opencec/tools/register"
)

// valuesPerPage is how many values the page of a listing prints, about.
const valuesPerPage = 100

// siteSizes are the registers, in listings, that a site is measured with.
var siteSizes = []int{1_000, 10_000, 100_000}

// BenchmarkHugoAlone is what BenchmarkBuild is measured against: as many pages
// of the same size. "constant" writes text that is the same on every page, which
// is the least that Hugo can do; "values" prints as many values as the page of a
// listing does, from params that the content adapter gives each page. One at a
// time, for the memory of each:
//
//	go test -c -o /tmp/website.test ./tools/output/website
//	/usr/bin/time -v /tmp/website.test -test.run '^$' -test.benchtime 1x -test.bench '^BenchmarkHugoAlone$/values/10,000$'
//	/usr/bin/time -v /tmp/website.test -test.run '^$' -test.benchtime 1x -test.bench '^BenchmarkBuild$/10,000$'
func BenchmarkHugoAlone(b *testing.B) {
	pages, size := pagesOf(b, siteSizes[0])
	const adapter = `{{ $values := slice }}{{ range seq %d }}{{ $values = $values | append (printf "value %%d" .) }}{{ end }}` +
		`{{ range seq %d }}{{ $.AddPage (dict "path" (printf "page-%%d" .) "title" (printf "Page %%d" .) "params" (dict "values" $values)) }}{{ end }}`
	for _, n := range siteSizes {
		pages := pages * n / siteSizes[0]
		b.Run("constant/"+register.FormatCount(n), func(b *testing.B) {
			benchmarkHugo(b, pages, fmt.Sprintf(adapter, 0, pages), "<h1>{{ .Title }}</h1>"+strings.Repeat("x", size))
		})
		b.Run("values/"+register.FormatCount(n), func(b *testing.B) {
			value := `<p title="{{ . }}">` + strings.Repeat("x", size/valuesPerPage-30) + "{{ . }}</p>"
			benchmarkHugo(b, pages, fmt.Sprintf(adapter, valuesPerPage/2, pages), "<h1>{{ .Title }}</h1>{{ range .Params.values }}"+value+value+"{{ end }}")
		})
	}
}

// pagesOf returns how many pages the site of a register has, and their mean size in bytes.
func pagesOf(b *testing.B, listings int) (pages, size int) {
	dir, result := build(b, Options{Register: newRegister(b, manyRecords(listings))})
	for name, content := range files(b, dir) {
		if strings.HasSuffix(name, ".html") {
			size += len(content)
		}
	}
	return result.Pages, size / result.Pages
}

func benchmarkHugo(b *testing.B, pages int, adapter, layout string) {
	source := afero.NewMemMapFs()
	for name, content := range map[string]string{
		"hugo.toml":               "disableKinds = ['section', 'taxonomy', 'term', 'rss', 'sitemap']",
		"content/_content.gotmpl": adapter,
		"layouts/all.html":        layout,
	} {
		if err := afero.WriteFile(source, projectDir+"/"+name, []byte(content), 0o644); err != nil {
			b.Fatal(err)
		}
	}
	for b.Loop() {
		var log bytes.Buffer
		sites, err := newHugo(&Catalogue{BaseURL: "https://register.example.org", Title: "Register"}, run{written: true}, source, newPublishFs(context.Background(), safefile.NewTree(b.TempDir(), "").Write), &log)
		if err != nil {
			b.Fatal(err, log.String())
		}
		if err := sites.Build(hugolib.BuildCfg{NoBuildLock: true}); err != nil {
			b.Fatal(err, log.String())
		}
		if err := sites.Close(); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(pages), "pages")
}
