package api

import (
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"

	"opencec/tools/query/keys"
)

// recovered answers a panic with a problem. If part of the response is already sent, it
// breaks the connection, so that nobody takes the response for complete.
func (s *Server) recovered(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		rec := &recorder{ResponseWriter: w}
		defer func() {
			failure := recover()
			if failure == nil {
				return
			}
			if failure == http.ErrAbortHandler { //nolint:errorlint // net/http uses this very value, and none that wraps it
				panic(failure)
			}
			s.log.LogAttrs(r.Context(), slog.LevelError, "panic", slog.String("id", infoOf(r).id),
				slog.String("value", keys.Redact(fmt.Sprint(failure))), slog.String("stack", string(debug.Stack())))
			if rec.status != 0 {
				panic(http.ErrAbortHandler)
			}
			s.respondError(w, r, fmt.Errorf("panic: %v", failure))
		}()
		next.ServeHTTP(rec, r)
	})
}
