package query

import (
	"fmt"
	"slices"
)

// A Format is a form in which a list is given.
type Format string

// The formats.
const (
	JSON   Format = "json"   // a page, with what is known of the whole list
	NDJSON Format = "ndjson" // the whole list: a record's JSON on each line
	CSV    Format = "csv"    // the whole list: a table, a record in each row
)

// Formats returns all formats, the usual one first.
func Formats() []Format { return []Format{JSON, NDJSON, CSV} }

// IsExport reports whether the format gives the whole list at once, where others
// give a page of it.
func (f Format) IsExport() bool { return f == NDJSON || f == CSV }

// notWith are the parameters that a format cannot do anything with, and why not.
var notWith = map[Format][]struct{ parameter, why string }{
	NDJSON: {{paramLimit, whole}, {paramCursor, whole}, {paramFacets, bare}},
	CSV:    {{paramLimit, whole}, {paramCursor, whole}, {paramFacets, bare}, {paramInclude, "has no room in a cell for another record"}},
}

const (
	whole = "has the whole list and no pages"
	bare  = "has the records and nothing beside them"
)

// readFormat reads the format, one of those allowed, which is what the caller prefers
// where the parameter does not say.
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
