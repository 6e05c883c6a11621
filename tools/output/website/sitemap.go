package website

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"slices"
)

// maxSitemapPages is the limit that the sitemaps protocol sets on one file.
const maxSitemapPages = 50_000

const sitemapNamespace = "http://www.sitemaps.org/schemas/sitemap/0.9"

type sitemapEntry struct {
	Location string `xml:"loc"`
}

// writeSitemap writes sitemap.xml with the addresses of the pages. If there are too many for one file,
// it is an index of sitemap-1.xml and so on.
func writeSitemap(baseURL string, paths []string, save saveFunc) error {
	entries := make([]sitemapEntry, len(paths))
	for i, path := range slices.Sorted(slices.Values(paths)) {
		entries[i] = sitemapEntry{baseURL + path}
	}
	if len(entries) <= maxSitemapPages {
		return writeSitemapFile(save, "sitemap.xml", "urlset", "url", entries)
	}
	var index []sitemapEntry
	for chunk := range slices.Chunk(entries, maxSitemapPages) {
		name := fmt.Sprintf("sitemap-%d.xml", len(index)+1)
		if err := writeSitemapFile(save, name, "urlset", "url", chunk); err != nil {
			return err
		}
		index = append(index, sitemapEntry{baseURL + "/" + name})
	}
	return writeSitemapFile(save, "sitemap.xml", "sitemapindex", "sitemap", index)
}

func writeSitemapFile(save saveFunc, name, root, element string, entries []sitemapEntry) error {
	var b bytes.Buffer
	b.WriteString(xml.Header)
	enc := xml.NewEncoder(&b)
	enc.Indent("", " ")
	start := xml.StartElement{Name: xml.Name{Local: root}, Attr: []xml.Attr{{Name: xml.Name{Local: "xmlns"}, Value: sitemapNamespace}}}
	if err := enc.EncodeToken(start); err != nil {
		return err
	}
	for _, e := range entries {
		if err := enc.EncodeElement(e, xml.StartElement{Name: xml.Name{Local: element}}); err != nil {
			return err
		}
	}
	if err := enc.EncodeToken(start.End()); err != nil {
		return err
	}
	if err := enc.Close(); err != nil {
		return err
	}
	b.WriteByte('\n')
	return save(name, b.Bytes())
}
