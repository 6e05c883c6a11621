package api

import "net/http"

// A Middleware wraps a handler.
type Middleware func(http.Handler) http.Handler

// Chain wraps a handler in middlewares, the first outermost.
func Chain(h http.Handler, middlewares ...Middleware) http.Handler {
	for i := len(middlewares) - 1; i >= 0; i-- {
		h = middlewares[i](h)
	}
	return h
}
