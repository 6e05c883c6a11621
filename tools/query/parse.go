package query

import (
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"opencec/tools/base/spelling"
	"opencec/tools/register"
)

// A Scope is the context in which a query is parsed.
type Scope struct {
	Today   register.Date // the default of on
	Version string        // id of the data's version, which cursors are bound to
	Format  Format        // default format; "" for JSON
	// AsOf is the canonical spec of the revision that as_of selected; see
	// ParseRevisionSpec. It is "" for the newest version; a query with an as_of is then
	// refused, because the wrong version would answer it.
	AsOf string
}

// Names of the parameters that are not fields.
const (
	paramQ       = "q"
	paramOn      = "on"
	paramAsOf    = "as_of"
	paramSort    = "sort"
	paramLimit   = "limit"
	paramCursor  = "cursor"
	paramFields  = "fields"
	paramInclude = "include"
	paramFacets  = "facets"
	paramFormat  = "format"
)

// listParameters returns the parameters of a list that are not fields. A collection
// without facetable fields has no facets.
func (c *Collection) listParameters() []string {
	list := append([]string{paramQ, paramSort, paramLimit, paramCursor}, c.RecordParameters()...)
	if len(c.Facetable()) > 0 {
		list = append(list, paramFacets)
	}
	return append(list, paramFormat)
}

// RecordParameters returns the parameters of a request for one record.
func (c *Collection) RecordParameters() []string {
	return []string{paramOn, paramAsOf, paramFields, paramInclude}
}

// Values parses the query part of a URL. Malformed or oversized parts are problems.
func Values(raw string) (url.Values, []Problem) {
	if len(raw) > MaxLength {
		return nil, []Problem{{Code: LimitExceeded, Message: fmt.Sprintf("the query has %d bytes; at most %d are read", len(raw), MaxLength)}}
	}
	if n := strings.Count(raw, "&") + 1; n > MaxParameters {
		return nil, []Problem{{Code: LimitExceeded, Message: fmt.Sprintf("the query has %d parameters; at most %d are read", n, MaxParameters)}}
	}
	values, err := url.ParseQuery(raw)
	if err != nil {
		return nil, []Problem{{Code: InvalidValue, Message: "the query cannot be read: it has a ; or a % without two hexadecimal digits after it; write % as %25, ; as %3B and & inside a value as %26"}}
	}
	return values, unreadable(values)
}

// unreadable reports values with forbidden characters: no record can contain them, and a
// database may not even accept them.
func unreadable(values url.Values) []Problem {
	p := parser{values: values}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		for _, value := range values[name] {
			if wrong := TextProblem(value); wrong != "" && !p.full() {
				p.add(Problem{Parameter: bound(name), Code: InvalidValue, Message: wrong})
			}
		}
	}
	return p.problems
}

// TextProblem says what is wrong with the characters of a text in a request; "" if
// nothing is.
func TextProblem(s string) string {
	if !utf8.ValidString(s) {
		return "is not UTF-8"
	}
	if flaw := spelling.LostFlaw(s); flaw != nil {
		return flaw.Message
	}
	if i := strings.IndexFunc(s, func(r rune) bool { return unicode.IsControl(r) && !unicode.IsSpace(r) }); i >= 0 {
		r, _ := utf8.DecodeRuneInString(s[i:])
		return fmt.Sprintf("has the control character %U", r)
	}
	return ""
}

// Parse parses a query from the parameters of a request. It returns either a query or
// every problem.
func (c *Collection) Parse(values url.Values, scope Scope) (*Query, []Problem) {
	p := c.parser(values, scope)
	p.readOn()
	p.readAsOf(scope.AsOf)
	p.readWords()
	p.readSort()
	p.readLimit()
	p.readFields()
	p.readInclude()
	p.readFacets()
	p.readFormat(scope.Format, Formats())
	p.checkHistories()
	p.readFilters()
	if len(p.problems) == 0 {
		p.settle(scope)
	}
	if len(p.problems) > 0 {
		return nil, p.found()
	}
	return p.query, nil
}

// ParseRecord parses the parameters of a request for one record: the two times, fields
// and include. The query has no filters.
func (c *Collection) ParseRecord(values url.Values, scope Scope) (*Query, []Problem) {
	p := c.parser(values, scope)
	p.readOn()
	p.readAsOf(scope.AsOf)
	p.readFields()
	p.readInclude()
	p.refuseAllBut(c.RecordParameters())
	if len(p.problems) > 0 {
		return nil, p.found()
	}
	p.query.meaning = p.query.encodeMeaning()
	return p.query, nil
}

// ParseOn parses the parameters of a request that takes only the two times.
func ParseOn(values url.Values, scope Scope) (register.Date, []Problem) {
	p := parser{values: values, query: &Query{On: scope.Today}}
	p.readOn()
	p.readAsOf(scope.AsOf)
	p.refuseAllBut([]string{paramOn, paramAsOf})
	return p.query.On, p.found()
}

// CheckOnly reports every parameter that is not allowed.
func CheckOnly(values url.Values, allowed ...string) []Problem {
	p := parser{values: values}
	p.refuseAllBut(allowed)
	return p.found()
}

// A parser collects the problems of one query.
type parser struct {
	collection *Collection
	values     url.Values
	query      *Query
	problems   []Problem
}

func (c *Collection) parser(values url.Values, scope Scope) parser {
	return parser{collection: c, values: values, query: &Query{Collection: c, On: scope.Today, Limit: DefaultLimit, Format: JSON}}
}

func (p *parser) add(problem Problem) { p.problems = append(p.problems, problem) }

// full reports whether there are so many problems that parsing should stop.
func (p *parser) full() bool { return len(p.problems) >= MaxProblems }

// found returns the problems, sorted by parameter.
func (p *parser) found() []Problem {
	slices.SortStableFunc(p.problems, func(a, b Problem) int { return strings.Compare(a.Parameter, b.Parameter) })
	if p.full() {
		p.add(Problem{Code: LimitExceeded, Message: fmt.Sprintf("there are %d problems or more, and what follows them was not read", MaxProblems)})
	}
	return p.problems
}

// one returns the value of a parameter that may be given once, and whether it is present
// and valid.
func (p *parser) one(name string) (string, bool) {
	values, given := p.values[name]
	if !given {
		return "", false
	}
	if len(values) > 1 {
		p.add(Problem{Parameter: name, Code: RepeatedParameter, Message: fmt.Sprintf("is given %d times; give it once", len(values))})
		return "", false
	}
	if strings.TrimSpace(values[0]) == "" {
		p.add(Problem{Parameter: name, Code: InvalidValue, Message: "is empty; give it a value or leave it out"})
		return "", false
	}
	return strings.TrimSpace(values[0]), true
}

func (p *parser) readOn() {
	s, ok := p.one(paramOn)
	if !ok {
		return
	}
	day, err := register.ParseDate(s)
	if err != nil {
		p.add(Problem{Parameter: paramOn, Code: InvalidValue, Message: dateMessage(s, err)})
		return
	}
	p.query.On = day
}

// readAsOf checks as_of against the version that the scope is for, and stores its
// canonical spec.
func (p *parser) readAsOf(chosen string) {
	p.query.AsOf = chosen
	if _, given := p.one(paramAsOf); given && chosen == "" {
		p.add(Problem{Parameter: paramAsOf, Code: UnknownParameter, Message: "is not a parameter here: only the newest version is asked"})
	}
}

func (p *parser) readWords() {
	s, ok := p.one(paramQ)
	if !ok {
		return
	}
	words := queryWords(s)
	switch {
	case len(words) == 0:
		p.add(Problem{Parameter: paramQ, Code: InvalidValue, Message: fmt.Sprintf("%s has no letter or digit to search for", quote(s))})
	case len(words) > MaxWords:
		p.add(Problem{Parameter: paramQ, Code: LimitExceeded, Message: fmt.Sprintf("has %d words; at most %d are searched for", len(words), MaxWords)})
	}
	slices.Sort(words)
	p.query.Words = slices.Compact(words)
}

func (p *parser) readLimit() {
	s, ok := p.one(paramLimit)
	if !ok {
		return
	}
	n, err := strconv.Atoi(s)
	switch {
	case err != nil || n < 1:
		p.add(Problem{Parameter: paramLimit, Code: InvalidValue, Message: fmt.Sprintf("%s is not a number of records: give a whole number from 1 to %d", quote(s), MaxLimit)})
	case n > MaxLimit:
		p.add(Problem{Parameter: paramLimit, Code: LimitExceeded, Message: fmt.Sprintf("%d is more than a page can have: at most %d; follow links.next for more", n, MaxLimit), Suggestion: strconv.Itoa(MaxLimit)})
	}
	p.query.Limit = n
}

// checkHistories reports a page that is too large to include histories.
func (p *parser) checkHistories() {
	q := p.query
	if q.IncludesHistory() && q.Limit > MaxWithHistory && q.Limit <= MaxLimit {
		p.add(Problem{Parameter: paramLimit, Code: LimitExceeded, Suggestion: strconv.Itoa(MaxWithHistory),
			Message: fmt.Sprintf("%d is more than a page with %s=%s can have: at most %d; follow links.next for more, or ask for %s=%s", q.Limit, paramInclude, IncludeHistory, MaxWithHistory, paramFormat, NDJSON)})
	}
}

func (p *parser) readSort() {
	s, ok := p.one(paramSort)
	if !ok {
		return
	}
	names := strings.Split(s, ",")
	if len(names) > MaxSortKeys {
		p.add(Problem{Parameter: paramSort, Code: LimitExceeded, Message: fmt.Sprintf("has %d fields; at most %d are sorted by", len(names), MaxSortKeys)})
		return
	}
	seen := map[string]bool{}
	for _, name := range names {
		key, ok := p.sortKey(strings.TrimSpace(name))
		switch {
		case !ok:
			continue
		case seen[key.Field.Name]:
			p.add(Problem{Parameter: paramSort, Code: InvalidValue, Message: fmt.Sprintf("has %s twice", key.Field.Name)})
		case !seen["id"]: // sort keys after the id have no effect
			p.query.Sort = append(p.query.Sort, key)
		}
		seen[key.Field.Name] = true
	}
	if n := len(p.query.Sort); n > 0 && p.query.Sort[n-1].String() == "id" {
		p.query.Sort = p.query.Sort[:n-1] // every sort ends with the id anyway
	}
}

func (p *parser) sortKey(name string) (SortKey, bool) {
	name, desc := strings.CutPrefix(name, "-")
	f := p.collection.Field(name)
	if f == nil || !f.Sortable() {
		sortable := p.collection.Sortable()
		message := fmt.Sprintf("%s is not a field", quote(name))
		if f != nil {
			message = fmt.Sprintf("%s can have several values in one record, so that nothing can be sorted by it", name)
		}
		p.add(Problem{Parameter: paramSort, Code: UnknownValue, Message: message + "; give field names with commas between, - before one for descending",
			Suggestion: nearest(name, sortable), Allowed: few(sortable)})
		return SortKey{}, false
	}
	return SortKey{f, desc}, true
}

// Sortable returns the names of the sortable fields.
func (c *Collection) Sortable() []string { return c.names((*Field).Sortable) }

func (c *Collection) names(of func(*Field) bool) []string {
	var names []string
	for _, f := range c.Fields {
		if of(f) {
			names = append(names, f.Name)
		}
	}
	return names
}

// Parameters returns the names of all parameters of a list without operators: first those
// that are not fields, then the fields.
func (c *Collection) Parameters() []string {
	return append(slices.Clone(c.own), c.names(func(*Field) bool { return true })...)
}

func (p *parser) unknown(name string, allowed []string) { p.add(Unknown(name, allowed)) }

func (p *parser) refuseAllBut(allowed []string) {
	for _, name := range slices.Sorted(maps.Keys(p.values)) {
		if !slices.Contains(allowed, name) && !p.full() {
			p.unknown(name, allowed)
		}
	}
}

func dateMessage(s string, err error) string {
	if len(s) > len("2006-01-02") {
		return fmt.Sprintf("%s is not a date: write it as YYYY-MM-DD", quote(s))
	}
	return err.Error()
}
