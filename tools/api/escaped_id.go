package api

import (
	"net/http"
	"net/url"
	"strings"

	"opencec/tools/register"
)

// withEscapedIDs accepts an id of two parts in one path segment, as in
// /v1/listings/tesla%2Fpowerwall-2, because generated clients treat an id as one
// parameter. It leaves all other escaped slashes alone; they match no route.
func withEscapedIDs(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		path, ok := splitEscapedID(r.URL.EscapedPath())
		if !ok {
			next.ServeHTTP(w, r)
			return
		}
		split := *r
		split.URL = new(url.URL)
		*split.URL = *r.URL
		split.URL.RawPath = path // Path is the same, since it is unescaped
		next.ServeHTTP(w, &split)
	})
}

// splitEscapedID returns the escaped path with a slash between the two parts of an id,
// and whether the path has an id in one segment.
func splitEscapedID(escaped string) (string, bool) {
	for _, k := range register.Kinds() {
		rest, ok := strings.CutPrefix(escaped, "/v1/"+k.Folder()+"/")
		if !ok || k.Depth() != 2 {
			continue
		}
		segment, _, _ := strings.Cut(rest, "/")
		group, id, found := strings.Cut(strings.ReplaceAll(segment, "%2f", "%2F"), "%2F")
		if !found || !isIDPart(group) || !isIDPart(id) {
			return "", false
		}
		return "/v1/" + k.Folder() + "/" + group + "/" + id + rest[len(segment):], true
	}
	return "", false
}

// isIDPart reports whether an escaped text can be part of an id: it is not empty, has no
// slash, and is not "." or "..". Other invalid ids simply do not exist.
func isIDPart(escaped string) bool {
	part, err := url.PathUnescape(escaped)
	return err == nil && part != "" && part != "." && part != ".." && !strings.Contains(part, "/")
}
