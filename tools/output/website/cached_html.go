package website

import (
	"html/template"
	"sync/atomic"
)

// cachedHTML keeps the HTML of a row, which is the same in every list that it is in:
// in a layout
//
//	{{ with .CachedHTML }}{{ . }}{{ else }}{{ .CacheHTML (partial "listing-row.html" .) }}{{ end }}
//
// Hugo's partialCached would do, but it remembers a thousand results only. Two
// lists that are rendered at once may both make the same row.
type cachedHTML struct{ html atomic.Pointer[template.HTML] }

// CachedHTML returns the HTML of the row, and "" while there is none.
func (m *cachedHTML) CachedHTML() template.HTML {
	if made := m.html.Load(); made != nil {
		return *made
	}
	return ""
}

// CacheHTML keeps the HTML of the row, and returns it.
func (m *cachedHTML) CacheHTML(made template.HTML) template.HTML {
	m.html.Store(&made)
	return made
}
