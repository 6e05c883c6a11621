package query

import (
	"fmt"
	"slices"
)

// A Format is the format of a list.
type Format string

// The formats.
const (
	JSON   Format = "json"   // a page, with metadata about the whole list
	NDJSON Format = "ndjson" // the whole list, one JSON object per line
	CSV    Format = "csv"    // the whole list, one row per record
)

// Formats returns all formats, the default first.
func Formats() []Format { return []Format{JSON, NDJSON, CSV} }

// IsExport reports whether the format contains the whole list instead of a page.
func (f Format) IsExport() bool { return f == NDJSON || f == CSV }

// notWith are the parameters that a format cannot support, and why.
var notWith = map[Format][]struct{ parameter, why string }{
	NDJSON: {{paramLimit, whole}, {paramCursor, whole}, {paramFacets, bare}},
	CSV:    {{paramLimit, whole}, {paramCursor, whole}, {paramFacets, bare}, {paramInclude, "has no room in a cell for another record"}},
}

const (
	whole = "has the whole list and no pages"
	bare  = "has the records and nothing beside them"
)

// readFormat reads the format parameter, which must be one of those allowed. Without the
// parameter it uses preferred.
func (p *parser) readFormat(preferred Format, allowed []Format) {
	if preferred != "" {
		p.query.Format = preferred
	}
	if s, ok := p.one(paramFormat); ok {
		p.query.Format = Format(s)
		if !slices.Contains(allowed, p.query.Format) {
			p.add(Unlisted(paramFormat, s, plain(allowed)))
		}
	}
	if p.query.Format.IsExport() {
		p.query.Limit = 0
	}
	for _, not := range notWith[p.query.Format] {
		if _, given := p.values[not.parameter]; given {
			p.add(Problem{Parameter: not.parameter, Code: ConflictingParameter,
				Message: fmt.Sprintf("does not go with the format %s, which %s: leave it out, or write format=%s", p.query.Format, not.why, JSON)})
		}
	}
}
