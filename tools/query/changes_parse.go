package query

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"opencec/tools/history/change"
	"opencec/tools/register"
)

// A ChangesScope is the context in which a query for changes is parsed. The caller has
// already resolved the revision specs of the parameters; see ParseRevisionSpec.
type ChangesScope struct {
	Since  register.Revision // zero for the time before the first revision, and without since
	AsOf   register.Revision // the last revision whose changes are included; the engine's newest without as_of
	Record *register.Ref     // the record whose history is requested; nil for the whole register
	Format Format            // default format; "" for JSON
}

// Names of the parameters that only changes have.
const (
	paramSince        = "since"
	paramKind         = "kind"
	paramWhat         = "what"
	paramListing      = "listing"
	paramManufacturer = "manufacturer"
)

// ChangesParameters returns the parameters of a query for changes, of the whole register
// or of one record, in documentation order. Repeatable ones have a second form with
// commas; see WithCommas.
func ChangesParameters(ofRecord bool) []string {
	list := []string{paramSince, paramAsOf}
	for _, name := range repeatable(ofRecord) {
		list = append(list, name, WithCommas(name))
	}
	return append(list, paramLimit, paramCursor, paramFormat)
}

// WithCommas returns the name of the parameter that takes the same values separated by
// commas.
func WithCommas(name string) string { return name + opSeparator + string(In) }

// repeatable returns the repeatable parameters. The history of one record has no filters
// on other records.
func repeatable(ofRecord bool) []string {
	if ofRecord {
		return []string{paramKind, paramWhat}
	}
	return []string{paramKind, paramWhat, paramListing, paramManufacturer}
}

// ChangeFormats returns the formats of changes, the default first. CSV cannot represent
// changes.
func ChangeFormats() []Format { return []Format{JSON, NDJSON} }

// ChangedKinds returns the values of the parameter kind: the folders of all kinds, and
// the settings.
func ChangedKinds() []string {
	var words []string
	for _, k := range register.Kinds() {
		words = append(words, k.Folder())
	}
	return append(words, change.Settings.Folder())
}

// ParseChanges parses a query for changes from the parameters of a request. It returns
// either a query or every problem.
func ParseChanges(values url.Values, scope ChangesScope) (*Changes, []Problem) {
	p := parser{values: values, query: &Query{Limit: DefaultLimit, Format: JSON}}
	p.readLimit()
	p.readFormat(scope.Format, ChangeFormats())
	q := &Changes{
		Record: scope.Record, Since: scope.Since.Seq, asOf: register.RevisionSpecOf(scope.AsOf).String(),
		Limit: p.query.Limit, Format: p.query.Format, After: p.readChangeCursor(scope.AsOf.Seq),
		Kinds:  p.readAny(paramKind, listed(paramKind, ChangedKinds())),
		Events: p.readAny(paramWhat, listed(paramWhat, plain(change.EventTypes()))),
	}
	if q.Since > 0 {
		q.since = register.RevisionSpecOf(scope.Since).String()
	}
	if q.Since > scope.AsOf.Seq {
		p.add(Problem{Parameter: paramSince, Code: ConflictingParameter,
			Message: fmt.Sprintf("is revision %d, which came after revision %d that %s stands for: nothing has changed in between", q.Since, scope.AsOf.Seq, paramAsOf)})
	}
	if scope.Record == nil {
		q.Listings = p.readAny(paramListing, wellFormed(register.Listings))
		q.Manufacturers = p.readAny(paramManufacturer, wellFormed(register.Manufacturers))
	}
	p.refuseAllBut(ChangesParameters(scope.Record != nil))
	p.checkCanonical(q.String())
	if len(p.problems) > 0 {
		return nil, p.found()
	}
	return q, nil
}

// readChangeCursor reads the cursor, which must not be beyond the revision of as_of.
func (p *parser) readChangeCursor(newest int) ChangeCursor {
	s, ok := p.one(paramCursor)
	if !ok {
		return ChangeCursor{}
	}
	place, err := ParseChangeCursor(s)
	switch {
	case err != nil:
		p.add(Problem{Parameter: paramCursor, Code: InvalidCursor, Message: err.Error()})
	case place.Seq > newest:
		p.add(Problem{Parameter: paramCursor, Code: InvalidCursor, Message: fmt.Sprintf("is in revision %d, and the changes that are asked for end with revision %d: use links.next as it is, or start again without cursor", place.Seq, newest)})
	}
	return place
}

// readAny reads a repeatable parameter in both of its forms. check returns what is wrong
// with a value.
func (p *parser) readAny(name string, check func(value string) *Problem) []string {
	var values []string
	for _, parameter := range []string{name, WithCommas(name)} {
		given := p.values[parameter]
		if parameter != name && len(given) > 0 {
			given = strings.Split(strings.Join(given, ","), ",")
		}
		if len(given) > MaxValues {
			p.add(Problem{Parameter: parameter, Code: LimitExceeded, Message: fmt.Sprintf("has %d values; at most %d are read", len(given), MaxValues)})
			continue
		}
		for _, value := range given {
			if p.full() {
				return nil
			}
			value = strings.TrimSpace(value)
			if problem := check(value); problem != nil {
				problem.Parameter = parameter
				p.add(*problem)
				continue
			}
			values = append(values, value)
		}
	}
	slices.Sort(values)
	return slices.Compact(values)
}

// listed checks that a value is one of the allowed words.
func listed(name string, words []string) func(string) *Problem {
	return func(value string) *Problem {
		if slices.Contains(words, value) {
			return nil
		}
		problem := Unlisted(name, value, words)
		return &problem
	}
}

// wellFormed checks that a value could be the id of a record of kind k. The record need
// not exist: then nothing changed.
func wellFormed(k register.Kind) func(string) *Problem {
	return func(value string) *Problem {
		if err := register.CheckID(k, value); err != nil {
			return &Problem{Code: InvalidValue, Message: fmt.Sprintf("%s cannot be the id of a %s: it has %s", quote(value), k.Name(), idWords(k))}
		}
		return nil
	}
}

// idWords describes the form of an id of kind k.
func idWords(k register.Kind) string {
	if k.Depth() == 2 {
		return "two parts with a slash between, such as tesla/powerwall-2"
	}
	return "lower-case letters, digits and hyphens, such as tesla"
}
