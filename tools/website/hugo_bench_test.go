package website

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/gohugoio/hugo/hugolib"
	"github.com/spf13/afero"
)

// valuesPerPage is how many values the page of a listing prints, about.
const valuesPerPage = 100

// BenchmarkHugoAlone is what BenchmarkBuild is measured against: as many pages
// of the same size. "constant" writes text that is the same on every page, which
// is the least that Hugo can do; "values" prints as many values as the page of a
// listing does, from params that the content adapter gives each page.
func BenchmarkHugoAlone(b *testing.B) {
	for _, n := range []int{1_000, 10_000} {
		r := newRegister(b, manyRecords(n))
		c, err := newCatalogue(Options{Register: r, On: day})
		if err != nil {
			b.Fatal(err)
		}
		dir, result := build(b, Options{Register: r})
		size := 0
		for name, content := range files(b, dir) {
			if strings.HasSuffix(name, ".html") {
				size += len(content) / result.Pages
			}
		}
		const adapter = `{{ $values := slice }}{{ range seq %d }}{{ $values = $values | append (printf "value %%d" .) }}{{ end }}` +
			`{{ range site.Params.catalogue.Pages }}{{ $.AddPage (dict "path" .Key "url" .Path "title" .Title "params" (dict "values" $values)) }}{{ end }}`
		b.Run(fmt.Sprintf("constant/%d", n), func(b *testing.B) {
			benchmarkHugo(b, c, fmt.Sprintf(adapter, 0), "<h1>{{ .Title }}</h1>"+strings.Repeat("x", size))
		})
		b.Run(fmt.Sprintf("values/%d", n), func(b *testing.B) {
			value := `<p title="{{ . }}">` + strings.Repeat("x", size/valuesPerPage-30) + "{{ . }}</p>"
			benchmarkHugo(b, c, fmt.Sprintf(adapter, valuesPerPage/2), "<h1>{{ .Title }}</h1>{{ range .Params.values }}"+value+value+"{{ end }}")
		})
	}
}

func benchmarkHugo(b *testing.B, c *Catalogue, adapter, layout string) {
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
		sites, err := newHugo(c, source, newOutput(context.Background()), b.TempDir(), &log)
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
	b.ReportMetric(float64(len(c.Pages)), "pages")
}
