package website

import (
	"html/template"
	"sync/atomic"
)

// cachedHTML caches the HTML of a row, which is the same in every list. In a layout:
//
//	{{ with .CachedHTML }}{{ . }}{{ else }}{{ .CacheHTML (partial "listing-row.html" .) }}{{ end }}
//
// Hugo's partialCached does the same but caches only a thousand results. Two lists that are
// rendered at the same time may both render a row.
type cachedHTML struct{ html atomic.Pointer[template.HTML] }

// CachedHTML returns the HTML of the row, or "" if it is not cached.
func (m *cachedHTML) CachedHTML() template.HTML {
	if made := m.html.Load(); made != nil {
		return *made
	}
	return ""
}

// CacheHTML caches the HTML of the row, and returns it.
func (m *cachedHTML) CacheHTML(made template.HTML) template.HTML {
	m.html.Store(&made)
	return made
}

// forget drops the cached HTML.
func (m *cachedHTML) forget() { m.html.Store(nil) }
