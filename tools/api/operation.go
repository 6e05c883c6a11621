package api

import (
	"net/http"
	"reflect"
	"slices"

	"opencec/tools/base/openapi"
)

// An operation is the description of a route in the OpenAPI document. What applies to all
// routes is added by describer.operation.
type operation struct {
	id          string // a name for programs, such as listListings
	tag         string
	summary     string // a few words
	description string // Markdown
	parameters  func(*describer) []openapi.Parameter
	body        func(*describer) *openapi.RequestBody // of a POST
	result      func(*describer) openapi.Content      // content of a 200 response
	headers     []string                              // headers of a 200 response besides the common ones; keys of responseHeaders
	answers     []int                                 // statuses besides the common ones
	legacy      bool                                  // part of the legacy API: errors have its format
}

// Media types of responses.
const (
	mediaJSON    = "application/json"
	mediaYAML    = "application/yaml"
	mediaHTML    = "text/html"
	mediaProblem = "application/problem+json"
)

// jsonOf describes a response with the JSON of type T.
func jsonOf[T any](d *describer) openapi.Content {
	return openapi.Content{mediaJSON: {Schema: d.schemas.Of(reflect.TypeFor[T]())}}
}

// anyOf describes a response with the JSON of either type.
func anyOf(one, other func(*describer) openapi.Content) func(*describer) openapi.Content {
	return func(d *describer) openapi.Content {
		return openapi.Content{mediaJSON: {Schema: &openapi.Schema{AnyOf: []*openapi.Schema{one(d)[mediaJSON].Schema, other(d)[mediaJSON].Schema}}}}
	}
}

// documentOf describes a response with an OpenAPI document, and pageOf one with a page.
func documentOf(mediaType string) func(*describer) openapi.Content {
	return always(openapi.Content{mediaType: {Schema: &openapi.Schema{Type: openapi.Types{"object"}}}})
}

func pageOf(mediaType string) func(*describer) openapi.Content {
	return always(openapi.Content{mediaType: {Schema: openapi.String[string]()}})
}

func always(c openapi.Content) func(*describer) openapi.Content {
	return func(*describer) openapi.Content { return c }
}

// cached are the headers of a response that can be revalidated by its ETag.
var cached = []string{"ETag", "Cache-Control"}

// statuses returns all statuses of a route.
func (r route) statuses() []int {
	list := []int{http.StatusOK, http.StatusMethodNotAllowed, http.StatusInternalServerError}
	if r.access == keyed {
		list = append(list, http.StatusUnauthorized, http.StatusTooManyRequests, http.StatusServiceUnavailable)
	}
	if r.access == keyed && !r.legacy { // the legacy API ignores what it does not understand
		list = append(list, http.StatusBadRequest)
	}
	for _, header := range r.headers {
		if header == "ETag" {
			list = append(list, http.StatusNotModified, http.StatusPreconditionFailed)
		}
	}
	return append(list, r.answers...)
}

// sent returns the headers of a route's 200 response besides the common ones.
func (r route) sent() []string {
	if r.access == open {
		return r.headers
	}
	return append(slices.Clone(r.headers), "RateLimit", "RateLimit-Policy")
}
