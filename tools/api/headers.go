package api

import "net/http"

// Headers that a page of another origin may send and read.
const (
	corsAllowHeaders  = "x-api-key, authorization, content-type, if-none-match, x-request-id"
	corsExposeHeaders = "Content-Disposition, ETag, Link, " + staleHeader + ", RateLimit, RateLimit-Policy, Retry-After, X-Request-Id"
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
		// A request with both a Content-Length and chunks may be an attempt to hide a second
		// request in its body, so that its connection must be closed (RFC 9112, section 6.1).
		// net/http takes the Content-Length away, so that of every request with chunks is. Of
		// HTTP/1.0 it takes the Transfer-Encoding away, and reads by the Content-Length.
		if len(r.TransferEncoding) > 0 || !r.ProtoAtLeast(1, 1) {
			h.Set("Connection", "close")
		}
		next.ServeHTTP(w, r)
	})
}
