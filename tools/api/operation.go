package api

import (
	"net/http"
	"reflect"
	"slices"

	"opencec/tools/base/openapi"
)

// An operation is what the OpenAPI document says of a route. What holds for all
// routes is not repeated here: see describer.operation.
type operation struct {
	id          string // a name for programs, such as listListings
	tag         string
	summary     string // in a few words
	description string // Markdown
	parameters  func(*describer) []openapi.Parameter
	body        func(*describer) *openapi.RequestBody // of a POST
	result      func(*describer) openapi.Content      // what 200 brings
	headers     []string                              // that 200 has besides those of all answers; keys of responseHeaders
	answers     []int                                 // other statuses that it answers besides those of all routes
	legacy      bool                                  // one of the predecessor's: errors have its form
}

// Media types of what is answered.
const (
	mediaJSON    = "application/json"
	mediaYAML    = "application/yaml"
	mediaHTML    = "text/html"
	mediaProblem = "application/problem+json"
)

// jsonOf is a result in JSON of the type T.
func jsonOf[T any](d *describer) openapi.Content {
	return openapi.Content{mediaJSON: {Schema: d.schemas.Of(reflect.TypeFor[T]())}}
}

// anyOf is a result in JSON of either type.
func anyOf(one, other func(*describer) openapi.Content) func(*describer) openapi.Content {
	return func(d *describer) openapi.Content {
		return openapi.Content{mediaJSON: {Schema: &openapi.Schema{AnyOf: []*openapi.Schema{one(d)[mediaJSON].Schema, other(d)[mediaJSON].Schema}}}}
	}
}

// documentOf is a result that is an OpenAPI document, and pageOf one that is a
// page.
func documentOf(mediaType string) func(*describer) openapi.Content {
	return always(openapi.Content{mediaType: {Schema: &openapi.Schema{Type: openapi.Types{"object"}}}})
}

func pageOf(mediaType string) func(*describer) openapi.Content {
	return always(openapi.Content{mediaType: {Schema: openapi.String[string]()}})
}

func always(c openapi.Content) func(*describer) openapi.Content {
	return func(*describer) openapi.Content { return c }
}

// cached are the headers of an answer that can be asked for again by its ETag.
var cached = []string{"ETag", "Cache-Control"}

// statuses returns all statuses that a route answers.
func (r route) statuses() []int {
	list := []int{http.StatusOK, http.StatusMethodNotAllowed, http.StatusInternalServerError}
	if r.access == keyed {
		list = append(list, http.StatusUnauthorized, http.StatusTooManyRequests, http.StatusServiceUnavailable)
	}
	if r.access == keyed && !r.legacy { // the predecessor ignores what it does not understand
		list = append(list, http.StatusBadRequest)
	}
	for _, header := range r.headers {
		if header == "ETag" {
			list = append(list, http.StatusNotModified, http.StatusPreconditionFailed)
		}
	}
	return append(list, r.answers...)
}

// sent returns the headers that the route's 200 has besides those of all answers.
func (r route) sent() []string {
	if r.access == open {
		return r.headers
	}
	return append(slices.Clone(r.headers), "RateLimit", "RateLimit-Policy")
}
