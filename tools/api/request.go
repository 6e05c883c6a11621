package api

import (
	"context"
	"crypto/rand"
	"net/http"
	"net/netip"
	"regexp"

	"opencec/tools/query/keys"
)

// info is what is known of a request while it is answered, for its log line and
// its problems.
type info struct {
	id     string
	client netip.Prefix // where it is from, as far as clients are told apart
	key    string       // the name of the key, once it has been checked
	swaps  int64        // how often the register had been replaced when it came
	hidden bool         // its address has a key in it
	route  string       // the pattern that the mux has chosen; "" when there was none
}

type infoKey struct{}

// infoOf returns the request's info, which withInfo has put there.
func infoOf(r *http.Request) *info {
	if i, ok := r.Context().Value(infoKey{}).(*info); ok {
		return i
	}
	return &info{}
}

// requestIDs are the ids that are taken over from a proxy: what is safe in a log.
var requestIDs = regexp.MustCompile(`^[A-Za-z0-9._-]{1,64}$`)

// requestID returns the request's id: its caller's own where it has one that is no
// key, put there by mistake.
func (s *Server) requestID(r *http.Request) string {
	id := r.Header.Get("X-Request-Id")
	if !requestIDs.MatchString(id) || keys.Redact(id) != id || s.keys.Holds(id) {
		return rand.Text()
	}
	return id
}

// withInfo begins what is known of the request, and tells its id in the response.
func (s *Server) withInfo(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		i := &info{id: s.requestID(r), client: s.clientOf(r), swaps: s.streams.swaps.Load()}
		w.Header().Set("X-Request-Id", i.id)
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), infoKey{}, i)))
	})
}
