package query

import (
	"net/url"
	"time"

	"opencec/tools/register"
)

// ParsePoint reads a parameter that is a point in transaction time, where dates are
// days in the location. It returns nil where the parameter is not given or is wrong.
// Which revision the point stands for is for an engine to say.
func ParsePoint(values url.Values, name string, location *time.Location) (*register.Point, []Problem) {
	p := parser{values: values}
	s, given := p.one(name)
	if !given {
		return nil, p.problems
	}
	point, err := register.ParsePoint(s, location)
	if err != nil {
		return nil, []Problem{{Parameter: name, Code: InvalidValue, Message: err.Error()}}
	}
	return &point, nil
}
