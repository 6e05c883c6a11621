package preview

import (
	"net/http"
	"strings"
)

// handler routes requests for the API to it, those for the preview's own files to them, and all others
// to the site.
func (s *server) handler() http.Handler {
	answers, own, files := s.api.Handler(), s.ownHandler(), compressed(s.pages)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case isForAPI(r):
			answers.ServeHTTP(w, r)
		case strings.HasPrefix(r.URL.Path, ownFolder):
			own.ServeHTTP(w, r)
		default:
			files.ServeHTTP(w, r)
		}
	})
}

// isForAPI reports whether a request is for the API. Site and API share three paths. At /, only a
// request with a key is for the API. At /listings and /listings/, all requests except a browser's
// are, because clients of the original API expect its answers there, even without a key.
func isForAPI(r *http.Request) bool {
	path := r.URL.Path
	switch path {
	case "/healthz", "/readyz", "/openapi.json", "/openapi.yaml":
		return true
	case "/":
		return sendsKey(r)
	case "/listings", "/listings/":
		return sendsKey(r) || !strings.Contains(strings.Join(r.Header["Accept"], ","), "text/html")
	}
	folder, _, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	return folder == "v1" || folder == "docs" || folder == "admin"
}

func sendsKey(r *http.Request) bool {
	return r.Header.Get("x-api-key") != "" || r.Header.Get("Authorization") != ""
}
