package query

import (
	"net/url"
	"time"

	"opencec/tools/register"
)

// ParseRevisionSpec parses the parameter as_of or since. Dates are days in the location:
// in since, a date stands for the time before that day, and in as_of for its end. The
// result is nil if the parameter is absent or invalid. An engine resolves the spec to a
// revision.
func ParseRevisionSpec(values url.Values, name string, location *time.Location) (*register.RevisionSpec, []Problem) {
	p := parser{values: values}
	s, given := p.one(name)
	if !given {
		return nil, p.problems
	}
	parse := register.ParseRevisionSpec
	if name == paramSince {
		parse = register.ParseSince
	}
	point, err := parse(s, location)
	if err != nil {
		return nil, []Problem{{Parameter: name, Code: InvalidValue, Message: err.Error()}}
	}
	return &point, nil
}
