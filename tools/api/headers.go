package api

import "net/http"

// Headers that a page of another origin may send and read.
const (
	corsAllowHeaders  = "x-api-key, authorization, if-none-match, x-request-id"
	corsExposeHeaders = "ETag, Link, Retry-After, X-Request-Id"
	corsMaxAge        = "86400"
)

// withHeaders sets what holds for every response: nothing in it can run or be
// framed, and any origin may read it, as a key and not a cookie opens it.
func withHeaders(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Resource-Policy", "cross-origin")
		h.Set("Access-Control-Allow-Origin", "*")
		h.Set("Access-Control-Expose-Headers", corsExposeHeaders)
		next.ServeHTTP(w, r)
	})
}

// allowed are the methods of every path.
const allowed = "GET, HEAD, OPTIONS"

// readOnly lets only reading through, and tells browsers what they may send.
func readOnly(next handler) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		switch r.Method {
		case http.MethodGet, http.MethodHead:
			return next(w, r)
		case http.MethodOptions:
			h := w.Header()
			h.Set("Allow", allowed)
			h.Set("Access-Control-Allow-Methods", allowed)
			h.Set("Access-Control-Allow-Headers", corsAllowHeaders)
			h.Set("Access-Control-Max-Age", corsMaxAge)
			w.WriteHeader(http.StatusNoContent)
			return nil
		}
		return &Error{Status: http.StatusMethodNotAllowed, Code: "method-not-allowed",
			Detail: "Here things can be read only, with GET or HEAD.", Header: map[string]string{"Allow": allowed}}
	}
}
