package api

import (
	"context"
	"crypto/rand"
	"net/http"
	"regexp"
)

// info is what is known of a request while it is answered, for its log line and
// its problems.
type info struct {
	id  string
	key string // the name of the key, once it has been checked
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

// withInfo gives the request an id, its caller's own where it has one, and tells
// it in the response.
func withInfo(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id := r.Header.Get("X-Request-Id")
		if !requestIDs.MatchString(id) {
			id = rand.Text()
		}
		w.Header().Set("X-Request-Id", id)
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), infoKey{}, &info{id: id})))
	})
}
