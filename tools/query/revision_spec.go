package query

import (
	"net/url"
	"time"

	"opencec/tools/register"
)

// ParseRevisionSpec reads a parameter that is a point in transaction time, where dates are
// days in the location: of since, a date is the time before that day, and else the end
// of it. It returns nil where the parameter is not given or is wrong. Which revision the
// point stands for is for an engine to say.
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
