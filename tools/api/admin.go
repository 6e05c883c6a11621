package api

import (
	"log/slog"
	"net/http"
	"net/http/pprof"

	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// maxScrapes bounds how many answer at once: one is enough for a Prometheus, a few
// for a pair of them.
const maxScrapes = 4

// AdminHandler returns what is for the operator alone: it asks for no key, so that
// its address must be one that only the operator reaches.
//
//	/metrics            for Prometheus
//	/healthz, /readyz   as on the API's own address
//	/debug/pprof/       the Go profiler, when profiling is on: who reaches it can
//	                    read the program's memory and slow it down
func (s *Server) AdminHandler(profiling bool) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(s.metrics.registry, promhttp.HandlerOpts{
		ErrorLog:            slog.NewLogLogger(s.log.Handler(), slog.LevelError),
		MaxRequestsInFlight: maxScrapes,
	}))
	mux.Handle("GET /healthz", s.serve(s.healthy))
	mux.Handle("GET /readyz", s.serve(s.ready))
	if profiling {
		mux.HandleFunc("GET /debug/pprof/", pprof.Index)
		mux.HandleFunc("GET /debug/pprof/cmdline", pprof.Cmdline)
		mux.HandleFunc("GET /debug/pprof/profile", pprof.Profile)
		mux.HandleFunc("GET /debug/pprof/symbol", pprof.Symbol)
		mux.HandleFunc("GET /debug/pprof/trace", pprof.Trace)
	}
	return Chain(mux, s.withInfo, s.recovered, bounded)
}
