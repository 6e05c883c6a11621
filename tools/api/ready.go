package api

import (
	"cmp"
	"net/http"
	"sync/atomic"

	"opencec/tools/query"
)

// retryAfter is the number of seconds after which to retry a request that failed because
// the data was unavailable: longer than it takes to notice a restart of the database, and
// short for somebody who waits.
const retryAfter = "5"

// Why a server without an explicit reason is not ready.
const (
	noRegister = "The register is being loaded."
	noKeys     = "The keys cannot be read yet."
)

// An obstacle is the reason why a server is not ready, as a sentence; none at first.
type obstacle struct{ why atomic.Pointer[string] }

func (o *obstacle) set(why string) { o.why.Store(&why) }
func (o *obstacle) clear()         { o.why.Store(nil) }

func (o *obstacle) String() string {
	if why := o.why.Load(); why != nil {
		return *why
	}
	return ""
}

// Unready makes /readyz and / answer 503 with why, a sentence for the public, until Ready
// is called: there is no register yet, or engines cannot reach their data. Other requests
// are still tried and fail on their own: some need no data.
func (s *Server) Unready(why string) { s.obstacle.set(why) }

// Ready ends what Unready began.
func (s *Server) Ready() { s.obstacle.clear() }

// readyEngine returns the engine of the current version, or the reason why the server is
// not ready.
func (s *Server) readyEngine() (query.Engine, error) {
	if why := s.obstacle.String(); why != "" {
		return nil, notReady(why)
	}
	if s.keys.Unread() {
		return nil, notReady(noKeys)
	}
	return s.engine("")
}

// withoutRegister returns the error while there is no version.
func (s *Server) withoutRegister() *Error { return notReady(cmp.Or(s.obstacle.String(), noRegister)) }

// notReady returns the error while there is nothing to answer from.
func notReady(why string) *Error {
	return &Error{Status: http.StatusServiceUnavailable, Code: "not-ready", Detail: why + " Try again in a few seconds.",
		Header: map[string]string{"Retry-After": retryAfter}}
}

// unavailable returns the error for a request whose engine cannot reach its data.
func unavailable() *Error {
	return &Error{Status: http.StatusServiceUnavailable, Code: "unavailable", Detail: "The register's data cannot be reached now. Try again in a few seconds.",
		Header: map[string]string{"Retry-After": retryAfter}}
}
