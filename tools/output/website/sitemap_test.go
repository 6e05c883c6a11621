package website

import (
	"encoding/xml"
	"fmt"
	"opencec/tools/base/safefile"
	"os"
	"path/filepath"
	"testing"
)

type sitemapFile struct {
	XMLName xml.Name
	Pages   []string `xml:"url>loc"`
	Files   []string `xml:"sitemap>loc"`
}

func readSitemap(t *testing.T, dir, name string) sitemapFile {
	t.Helper()
	var file sitemapFile
	if err := xml.Unmarshal([]byte(readFile(t, dir, name)), &file); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return file
}

func TestSitemap(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := writeSitemap("https://x.example.org", []string{"/b/?a&b", "/a/"}, safefile.NewTree(dir, "").Write); err != nil {
		t.Fatal(err)
	}
	got := readSitemap(t, dir, "sitemap.xml")
	if got.XMLName.Local != "urlset" || fmt.Sprint(got.Pages) != "[https://x.example.org/a/ https://x.example.org/b/?a&b]" {
		t.Errorf("%+v", got)
	}
}

func TestSitemapOfManyPages(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	paths := make([]string, maxSitemapPages+1)
	for i := range paths {
		paths[i] = fmt.Sprintf("/%06d/", i)
	}
	if err := writeSitemap("https://x.example.org", paths, safefile.NewTree(dir, "").Write); err != nil {
		t.Fatal(err)
	}
	index := readSitemap(t, dir, "sitemap.xml")
	if index.XMLName.Local != "sitemapindex" || fmt.Sprint(index.Files) != "[https://x.example.org/sitemap-1.xml https://x.example.org/sitemap-2.xml]" {
		t.Fatalf("index %+v", index)
	}
	if n := len(readSitemap(t, dir, "sitemap-1.xml").Pages); n != maxSitemapPages {
		t.Errorf("%d pages in the first file, want %d", n, maxSitemapPages)
	}
	if last := readSitemap(t, dir, "sitemap-2.xml").Pages; len(last) != 1 || last[0] != "https://x.example.org/050000/" {
		t.Errorf("second file has %v", last)
	}
}

// The sitemap has exactly the pages that were built.
func TestSitemapOfSite(t *testing.T) {
	t.Parallel()
	dir, result := testSiteResult(t)
	pages := readSitemap(t, dir, "sitemap.xml").Pages
	if len(pages) != result.Pages {
		t.Errorf("%d pages in the sitemap, %d were built", len(pages), result.Pages)
	}
	for _, address := range pages {
		file := filepath.Join(dir, filepath.FromSlash(address[len("https://register.example.org"):]), "index.html")
		if _, err := os.Stat(file); err != nil {
			t.Errorf("%s: %v", address, err)
		}
	}
}
