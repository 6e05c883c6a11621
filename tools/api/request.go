package api

import (
	"context"
	"crypto/rand"
	"net/http"
	"net/netip"
	"regexp"

	"opencec/tools/query/keys"
)

// info is what is known about a request, for its log line and its problems.
type info struct {
	id     string
	client netip.Prefix // the client's address or network
	key    string       // name of the key, once it is checked
	swaps  int64        // number of swaps of the register before the request
	hidden bool         // the URL contains a key
	route  string       // pattern chosen by the mux; "" without one
}

type infoKey struct{}

// infoOf returns the info that withInfo attached to the request.
func infoOf(r *http.Request) *info {
	if i, ok := r.Context().Value(infoKey{}).(*info); ok {
		return i
	}
	return &info{}
}

// requestIDs matches request ids that are accepted from a proxy: those that are safe in a
// log.
var requestIDs = regexp.MustCompile(`^[A-Za-z0-9._-]{1,64}$`)

// requestID returns the request's id: the caller's own id if it is acceptable and not a
// key, or else a new one.
func (s *Server) requestID(r *http.Request) string {
	id := r.Header.Get("X-Request-Id")
	if !requestIDs.MatchString(id) || keys.Redact(id) != id || s.keys.Holds(id) {
		return rand.Text()
	}
	return id
}

// withInfo attaches an info to the request, and sends the request's id in the response.
func (s *Server) withInfo(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		i := &info{id: s.requestID(r), client: s.clientOf(r), swaps: s.streams.swaps.Load()}
		w.Header().Set("X-Request-Id", i.id)
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), infoKey{}, i)))
	})
}
