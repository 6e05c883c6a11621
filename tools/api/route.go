package api

import (
	"net/http"
	"strings"
)

// A route is an operation of the API: the mux serves it, and the OpenAPI document
// describes it.
type route struct {
	method  string // GET, which includes HEAD, or POST
	path    string // with parameters in braces
	handler handler
	access  access
	operation
}

// access says who may use a route.
type access bool

const (
	keyed access = false // clients with a valid key
	open  access = true  // everybody
)

// pattern returns the mux's pattern of a path. In the mux, "/" alone matches every other
// path.
func pattern(path string) string {
	if path == "/" {
		return "/{$}"
	}
	return path
}

// methods are the handlers of one path, by method.
type methods map[string]handler

// mux serves the routes, and passes other requests to fallback.
func (s *Server) mux(routes []route, fallback handler) *http.ServeMux {
	mux := http.NewServeMux()
	paths := map[string]methods{}
	for _, r := range routes {
		h := r.handler
		if r.access == keyed {
			h = s.keyed(h)
		}
		if r.legacy {
			mux.Handle(pattern(r.path), s.serve(onlyGet(h)))
			continue
		}
		if paths[r.path] == nil {
			paths[r.path] = methods{}
			mux.Handle(pattern(r.path), s.serve(paths[r.path].answer))
		}
		paths[r.path][r.method] = h
	}
	mux.Handle(redirectedListings, s.serve(s.redirectListings))
	mux.Handle(elsewherePattern, s.serve(withoutRoute(fallback, s.keyed(fallback))))
	return mux
}

// withoutRoute answers requests for unknown paths. Below /v1 they need a key. The legacy
// API looked for the path first, and answered all methods alike.
func withoutRoute(fallback, keyedFallback handler) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		switch {
		case !isLegacy(r) || isPreflight(r):
			return methods{http.MethodGet: keyedFallback}.answer(w, r)
		case legacyAdmin.MatchString(r.URL.Path):
			return keyedFallback(w, r)
		}
		return fallback(w, r)
	}
}

// elsewherePattern is the mux's pattern of all other paths.
const elsewherePattern = "/"

func (s *Server) serve(h handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		infoOf(r).route = r.Pattern
		if err := h(w, r); err != nil {
			s.respondError(w, r, err)
		}
	})
}

// answer passes on requests with a method of the path, and answers OPTIONS with what
// browsers may send.
func (m methods) answer(w http.ResponseWriter, r *http.Request) error {
	method := r.Method
	if method == http.MethodHead {
		method = http.MethodGet
	}
	if h, ok := m[method]; ok {
		return h(w, r)
	}
	if method == http.MethodOptions {
		allow(w, m.allow())
		return nil
	}
	return m.refused()
}

// allow lists the methods of a path and, for browsers, the headers that they may send.
func allow(w http.ResponseWriter, methods string) {
	h := w.Header()
	h.Set("Allow", methods)
	h.Set("Access-Control-Allow-Methods", methods)
	h.Set("Access-Control-Allow-Headers", corsAllowHeaders)
	h.Set("Access-Control-Max-Age", corsMaxAge)
	w.WriteHeader(http.StatusNoContent)
}

// Error codes that the legacy API uses too.
const (
	codeNotAllowed = "method-not-allowed"
	codeNotFound   = "not-found"
)

// refused returns the error for a method that the path does not have.
func (m methods) refused() *Error {
	return &Error{Status: http.StatusMethodNotAllowed, Code: codeNotAllowed,
		Detail: "Nothing can be changed here: this is answered to " + strings.Join(m.names(), " or ") + ".",
		Header: map[string]string{"Allow": m.allow()}}
}

// allow returns the value of the header Allow.
func (m methods) allow() string { return strings.Join(append(m.names(), http.MethodOptions), ", ") }

// names returns the path's methods in the usual order.
func (m methods) names() []string {
	var names []string
	if _, ok := m[http.MethodGet]; ok {
		names = append(names, http.MethodGet, http.MethodHead)
	}
	if _, ok := m[http.MethodPost]; ok {
		names = append(names, http.MethodPost)
	}
	return names
}
