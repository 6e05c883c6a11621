package api

import (
	"cmp"
	"net/http"
	"sync/atomic"

	"opencec/tools/query"
)

// retryAfter is after how many seconds a request is worth trying again that could
// not be answered for want of the register's data: longer than a restart of what
// holds it takes to be noticed, and short enough for somebody who waits.
const retryAfter = "5"

// Why a server is not ready that has not been told why.
const (
	noRegister = "The register is being loaded."
	noKeys     = "The keys cannot be read yet."
)

// obstacle is what keeps a server from being ready, a sentence; none at first.
type obstacle struct{ why atomic.Pointer[string] }

func (o *obstacle) set(why string) { o.why.Store(&why) }
func (o *obstacle) clear()         { o.why.Store(nil) }

func (o *obstacle) String() string {
	if why := o.why.Load(); why != nil {
		return *why
	}
	return ""
}

// Unready makes /readyz and / answer 503 with why, a sentence for anybody to read,
// until Ready is called: there is no register yet, or what engines answer from cannot
// be reached. Other requests are still tried, and fail by themselves where they must:
// what is known without an engine's data goes on to be answered.
func (s *Server) Unready(why string) { s.obstacle.set(why) }

// Ready ends what Unready began.
func (s *Server) Ready() { s.obstacle.clear() }

// readyEngine returns the engine of the current version, or why the server is not
// ready.
func (s *Server) readyEngine() (query.Engine, error) {
	if why := s.obstacle.String(); why != "" {
		return nil, notReady(why)
	}
	if s.keys.Unread() {
		return nil, notReady(noKeys)
	}
	return s.engine("")
}

// withoutRegister is the answer as long as there is no version.
func (s *Server) withoutRegister() *Error { return notReady(cmp.Or(s.obstacle.String(), noRegister)) }

// notReady is the answer as long as there is nothing to answer from.
func notReady(why string) *Error {
	return &Error{Status: http.StatusServiceUnavailable, Code: "not-ready", Detail: why + " Try again in a few seconds.",
		Header: map[string]string{"Retry-After": retryAfter}}
}

// unavailable is the answer to a request whose engine cannot reach its data.
func unavailable() *Error {
	return &Error{Status: http.StatusServiceUnavailable, Code: "unavailable", Detail: "The register's data cannot be reached now. Try again in a few seconds.",
		Header: map[string]string{"Retry-After": retryAfter}}
}
