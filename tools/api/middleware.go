package api

import "net/http"

// A Middleware puts something around a handler.
type Middleware func(http.Handler) http.Handler

// Chain puts the middlewares around a handler, the first outermost.
func Chain(h http.Handler, middlewares ...Middleware) http.Handler {
	for i := len(middlewares) - 1; i >= 0; i-- {
		h = middlewares[i](h)
	}
	return h
}
