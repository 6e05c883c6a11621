package api

import (
	"net/http"
	"strings"
)

// A route is an operation of the API: the mux serves it, and the OpenAPI document
// describes it.
type route struct {
	method  string // GET, which answers HEAD as well, or POST
	path    string // with names in braces for its parts
	handler handler
	access  access
	operation
}

// access says who is answered.
type access bool

const (
	keyed access = false // those with a good key
	open  access = true  // everybody
)

// pattern returns the mux's pattern for a path. There, a slash alone stands for
// all that nothing else takes.
func pattern(path string) string {
	if path == "/" {
		return "/{$}"
	}
	return path
}

// methods are the handlers of one path, by method.
type methods map[string]handler

// mux serves the routes, and answers with fallback where there is none.
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

// withoutRoute answers to paths that have no route. Below /v1 a key comes first. The
// predecessor looked for the path first, and answers alike to every method.
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

// elsewherePattern is the mux's pattern of all paths that no other takes.
const elsewherePattern = "/"

func (s *Server) serve(h handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		infoOf(r).route = r.Pattern
		if err := h(w, r); err != nil {
			s.respondError(w, r, err)
		}
	})
}

// answer lets the methods through that the path has, and tells browsers what
// they may send.
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

// allow names the methods that a path has, and for browsers the headers that they may send.
func allow(w http.ResponseWriter, methods string) {
	h := w.Header()
	h.Set("Allow", methods)
	h.Set("Access-Control-Allow-Methods", methods)
	h.Set("Access-Control-Allow-Headers", corsAllowHeaders)
	h.Set("Access-Control-Max-Age", corsMaxAge)
	w.WriteHeader(http.StatusNoContent)
}

// Codes of errors that both forms of answers know.
const (
	codeNotAllowed = "method-not-allowed"
	codeNotFound   = "not-found"
)

// refused is the answer to a method that the path does not have.
func (m methods) refused() *Error {
	return &Error{Status: http.StatusMethodNotAllowed, Code: codeNotAllowed,
		Detail: "Nothing can be changed here: this is answered to " + strings.Join(m.names(), " or ") + ".",
		Header: map[string]string{"Allow": m.allow()}}
}

// allow is the value of the header Allow.
func (m methods) allow() string { return strings.Join(append(m.names(), http.MethodOptions), ", ") }

// names returns the methods that bring what the path is for, in the usual order.
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
