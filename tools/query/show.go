package query

import (
	"slices"
	"strings"

	"opencec/tools/register"
)

// An Include is additional data that a record can be shown with.
type Include string

// IncludeCertificates adds to a listing the certificates that cover it, in full.
const IncludeCertificates Include = "certificates"

// IncludeVerdict adds to a listing the verdict for the day; see register.Verdict.
const IncludeVerdict Include = "verdict"

// IncludeHistory adds to a record the lines of changes.ndjson that concern it, oldest
// first; see Changes.
const IncludeHistory Include = "history"

// IncludesHistory reports whether the query includes histories.
func (q *Query) IncludesHistory() bool { return slices.Contains(q.Include, IncludeHistory) }

// readFields reads which fields of the records' JSON to show, in the order of the JSON.
func (p *parser) readFields() {
	all := p.collection.ViewFields
	if s, ok := p.one(paramFields); ok {
		p.query.Fields = choose(p, paramFields, s, all)
	}
	if len(p.query.Fields) == len(all) {
		p.query.Fields = nil
	}
}

// readInclude reads the additional data to include.
func (p *parser) readInclude() {
	if s, ok := p.one(paramInclude); ok {
		p.query.Include = choose(p, paramInclude, s, p.collection.Includes)
	}
}

// choose parses comma-separated names and returns the allowed ones among them, in their
// order.
func choose[S ~string](p *parser, parameter, s string, allowed []S) []S {
	given := map[S]bool{}
	for part := range strings.SplitSeq(s, ",") {
		name := S(strings.TrimSpace(part))
		given[name] = true
		if !slices.Contains(allowed, name) {
			p.add(Unlisted(parameter, string(name), plain(allowed)))
		}
		if p.full() {
			return nil
		}
	}
	var chosen []S
	for _, name := range allowed {
		if given[name] {
			chosen = append(chosen, name)
		}
	}
	return chosen
}

func plain[S ~string](words []S) []string {
	texts := make([]string, len(words))
	for i, w := range words {
		texts[i] = string(w)
	}
	return texts
}

// fieldNames returns the names of the fields of a record's JSON, in their order.
func fieldNames(k register.Kind) []string {
	names := make([]string, len(k.Fields()))
	for i, f := range k.Fields() {
		names[i] = f.Name
	}
	return names
}
