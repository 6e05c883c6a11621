// Package admin is the address of an API server that only its operator reaches: metrics for
// Prometheus and the Go profiler. It is not part of package api, so that a program without
// this address, such as opencec serve, is built without what it needs.
package admin

import (
	"log/slog"
	"net/http"
	"net/http/pprof"

	"github.com/prometheus/client_golang/prometheus/promhttp"

	"opencec/tools/api"
)

// maxScrapes bounds how many answer at once: one is enough for a Prometheus, a few
// for a pair of them.
const maxScrapes = 4

// Handler returns what is for the operator alone: it asks for no key, so that its
// address must be one that only the operator reaches.
//
//	/metrics            for Prometheus
//	/healthz, /readyz   as on the API's own address
//	/debug/pprof/       the Go profiler, when profiling is on: who reaches it can
//	                    read the program's memory and slow it down
func Handler(s *api.Server, log *slog.Logger, profiling bool) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(s.Metrics(), promhttp.HandlerOpts{
		ErrorLog:            slog.NewLogLogger(log.Handler(), slog.LevelError),
		MaxRequestsInFlight: maxScrapes,
	}))
	if profiling {
		mux.HandleFunc("GET /debug/pprof/", pprof.Index)
		mux.HandleFunc("GET /debug/pprof/cmdline", pprof.Cmdline)
		mux.HandleFunc("GET /debug/pprof/profile", pprof.Profile)
		mux.HandleFunc("GET /debug/pprof/symbol", pprof.Symbol)
		mux.HandleFunc("GET /debug/pprof/trace", pprof.Trace)
	}
	return s.WithHealth(mux)
}
