package api

import (
	"log/slog"
	"net/http"
	"time"

	"opencec/tools/query/keys"
)

// A recorder records the status and size of a response.
type recorder struct {
	http.ResponseWriter
	status int
	bytes  int64
}

func (w *recorder) WriteHeader(status int) {
	if w.status == 0 {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *recorder) Write(b []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	n, err := w.ResponseWriter.Write(b)
	w.bytes += int64(n)
	return n, err
}

// Unwrap lets http.ResponseController reach the connection.
func (w *recorder) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// Flush sends what has been written so far. The compression middleware needs it.
func (w *recorder) Flush() { _ = http.NewResponseController(w.ResponseWriter).Flush() }

// code returns the status of the response, which is 200 if the handler set none.
func (w *recorder) code() int {
	if w.status == 0 {
		return http.StatusOK
	}
	return w.status
}

// maxLoggedPath is the maximum length of a logged path: more than any route has.
const maxLoggedPath = 256

// loggedPath returns the request's path for the log, without the query and without keys,
// because people put keys into both by mistake.
func loggedPath(r *http.Request) string {
	if infoOf(r).hidden {
		return hiddenPath
	}
	path := r.URL.Path
	if len(path) > maxLoggedPath {
		path = path[:maxLoggedPath] + "…"
	}
	return keys.Redact(path)
}

// observed counts and logs every request.
func (s *Server) observed(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		begin := s.now()
		s.metrics.inFlight.Inc()
		rec := &recorder{ResponseWriter: w}
		defer func() {
			info, took := infoOf(r), s.now().Sub(begin)
			if r.Method == http.MethodOptions || info.route == "" { // errors have looked for a key already
				info.hidden = info.hidden || s.keyInAddress(r)
			}
			s.metrics.inFlight.Dec()
			s.metrics.answered(info.route, r.Method, rec.code(), took)
			s.log.LogAttrs(r.Context(), slog.LevelInfo, "request",
				slog.String("id", info.id), slog.String("key", info.key), slog.String("remote", addressText(info.client)),
				slog.String("method", methodLabel(r.Method)), slog.String("route", info.route), slog.String("path", loggedPath(r)),
				slog.Int("status", rec.code()), slog.Int64("bytes", rec.bytes), slog.Duration("took", took.Round(time.Microsecond)))
		}()
		next.ServeHTTP(rec, r)
	})
}
