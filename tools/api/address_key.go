package api

import (
	"net/http"
	"net/url"
	"path"
	"slices"
	"strings"

	"opencec/tools/query/keys"
)

// Bounds on the search for a key in an address.
const (
	// maxCandidates are looked at, of the parts of the path and of the parameters: more
	// than any address that is answered has.
	maxCandidates = 100
	// minSecret is how long the key in a header is that is looked for: a shorter one is no
	// secret, and may be a part of any address.
	minSecret = 8
)

// hiddenPath stands for a path with a key in it.
const hiddenPath = "/…"

// maxInstance is as much of a path as a problem repeats.
const maxInstance = 100

// keyInAddress reports whether somebody has put a key into the path or the parameters,
// where it must not be repeated: one that is made here, one that is held, or the one that
// the request sends as it should.
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

// partsOf returns the name or the value of a parameter, and the parts of it that an error may
// name alone: the elements of a list, without the - of descending order, and a name without
// its operator and its class.
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

// withoutKeyRedirects answers with an error where the mux would redirect to the clean form of
// a path with a key in it, and so repeat the key.
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

// withoutAddress returns the error without what it may repeat of the address.
func (e *Error) withoutAddress() *Error {
	return &Error{Status: e.Status, Code: e.Code, Header: e.Header,
		Detail: "There is a key in the address, so that nothing of it is repeated here. Send a key in the header x-api-key alone. Revoke this one if others may have seen the address, as in a log."}
}

// instanceOf returns the path that a problem names, in bounded length.
func instanceOf(r *http.Request) string {
	if infoOf(r).hidden {
		return (&url.URL{Path: hiddenPath}).EscapedPath()
	}
	path := r.URL.EscapedPath()
	if len(path) <= maxInstance {
		return path
	}
	path = path[:maxInstance]
	if i := strings.LastIndexByte(path, '%'); i > maxInstance-3 { // not the half of an escape
		path = path[:i]
	}
	return path + "..."
}
