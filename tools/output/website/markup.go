package website

import (
	"html/template"
	"sync/atomic"
)

// markup keeps the HTML of a row, which is the same in every list that it is in:
// in a layout
//
//	{{ with .Made }}{{ . }}{{ else }}{{ .Make (partial "listing-row.html" .) }}{{ end }}
//
// Hugo's partialCached would do, but it remembers a thousand results only. Two
// lists that are rendered at once may both make the same row.
type markup struct{ made atomic.Pointer[template.HTML] }

// Made returns the HTML of the row, and "" while there is none.
func (m *markup) Made() template.HTML {
	if made := m.made.Load(); made != nil {
		return *made
	}
	return ""
}

// Make keeps the HTML of the row, and returns it.
func (m *markup) Make(made template.HTML) template.HTML {
	m.made.Store(&made)
	return made
}
