package api

import (
	"maps"
	"net/http"
)

// Headers that a page from another origin may send and read.
const (
	corsAllowHeaders  = "x-api-key, authorization, content-type, if-none-match, x-request-id"
	corsExposeHeaders = "Content-Disposition, ETag, Link, " + staleHeader + ", RateLimit, RateLimit-Policy, Retry-After, X-Request-Id"
	corsMaxAge        = "86400"
)

// commonHeaders are the headers of every response, in canonical form. Responses share the
// values, so nothing may change them in place; setting and adding do not.
var commonHeaders = http.Header{
	"X-Content-Type-Options":        {"nosniff"},
	"Content-Security-Policy":       {"default-src 'none'; frame-ancestors 'none'"},
	"Referrer-Policy":               {"no-referrer"},
	"Cross-Origin-Resource-Policy":  {"cross-origin"},
	"Access-Control-Allow-Origin":   {"*"},
	"Access-Control-Expose-Headers": {corsExposeHeaders},
}

// withHeaders sets the headers of every response: it must not run scripts or be framed,
// and any origin may read it, because access takes a key and not a cookie.
func withHeaders(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		maps.Copy(h, commonHeaders)
		// A request with both Content-Length and chunks may be an attempt to smuggle a
		// second request, so its connection must be closed (RFC 9112, section 6.1).
		// net/http removes the Content-Length, so all requests with chunks are affected.
		// For HTTP/1.0 it removes the Transfer-Encoding and uses the Content-Length.
		if len(r.TransferEncoding) > 0 || !r.ProtoAtLeast(1, 1) {
			h.Set("Connection", "close")
		}
		next.ServeHTTP(w, r)
	})
}
