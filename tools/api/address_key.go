package api

import (
	"net/http"
	"net/url"
	"path"
	"slices"
	"strings"

	"opencec/tools/query/keys"
)

// Bounds of the search for keys in a URL.
const (
	// maxCandidates is how many parts of the path and the parameters are checked: more
	// than any URL has that gets an answer.
	maxCandidates = 100
	// minSecret is the minimum length of the header's key to be searched for: a shorter
	// one is no secret and may occur in any URL.
	minSecret = 8
)

// hiddenPath replaces a path that contains a key.
const hiddenPath = "/…"

// maxInstance is the maximum length of a path in a problem.
const maxInstance = 100

// keyInAddress reports whether the path or the parameters contain a key, which must not
// be repeated: one made by this program, one that the server holds, or the one in the
// request's header.
func (s *Server) keyInAddress(r *http.Request) bool {
	text := r.URL.Path + "?" + lenientUnescape(r.URL.RawQuery)
	if keys.Redact(text) != text {
		return true
	}
	for _, sent := range append(r.Header["X-Api-Key"], r.Header["Authorization"]...) {
		_, bearer, _ := strings.Cut(sent, " ")
		for _, secret := range []string{sent, strings.TrimSpace(bearer)} {
			if len(secret) >= minSecret && strings.Contains(text, secret) {
				return true
			}
		}
	}
	candidates := strings.Split(strings.Trim(r.URL.Path, "/"), "/")
	for name, value := range lenientParameters(r.URL.RawQuery) {
		candidates = append(candidates, partsOf(name)...)
		candidates = append(candidates, partsOf(value)...)
	}
	for _, candidate := range candidates[:min(len(candidates), maxCandidates)] {
		if s.keys.Holds(candidate) {
			return true
		}
	}
	return false
}

// partsOf returns the name or the value of a parameter, and the parts of it that an error
// may name separately: the elements of a list, without the "-" of descending order, and a
// name without its operator and its class.
func partsOf(text string) []string {
	parts := []string{text}
	for element := range strings.SplitSeq(text, ",") {
		element = strings.TrimPrefix(strings.TrimSpace(element), "-")
		name, _, _ := strings.Cut(element, "__")
		parts = append(parts, element, name)
		if _, field, found := strings.Cut(name, "."); found {
			parts = append(parts, field)
		}
	}
	slices.Sort(parts)
	return slices.Compact(parts)
}

// withoutKeyRedirects refuses a path with a key that the mux would redirect to its clean
// form, because the redirect would repeat the key.
func (s *Server) withoutKeyRedirects(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		clean := path.Clean(r.URL.Path)
		if strings.TrimSuffix(r.URL.Path, "/") != strings.TrimSuffix(clean, "/") && s.keyInAddress(r) {
			s.respondError(w, r, s.notFound(w, r))
			return
		}
		next.ServeHTTP(w, r)
	})
}

// withoutAddress returns the error without anything that may repeat the URL.
func (e *Error) withoutAddress() *Error {
	return &Error{Status: e.Status, Code: e.Code, Header: e.Header,
		Detail: "There is a key in the address, so that nothing of it is repeated here. Send a key in the header x-api-key alone. Revoke this one if others may have seen the address, as in a log."}
}

// instanceOf returns the path for a problem's instance, shortened if necessary.
func instanceOf(r *http.Request) string {
	if infoOf(r).hidden {
		return (&url.URL{Path: hiddenPath}).EscapedPath()
	}
	path := r.URL.EscapedPath()
	if len(path) <= maxInstance {
		return path
	}
	path = path[:maxInstance]
	if i := strings.LastIndexByte(path, '%'); i > maxInstance-3 { // do not cut through an escape
		path = path[:i]
	}
	return path + "..."
}
