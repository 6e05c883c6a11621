// Package admin serves an API server's second address, which only its operator can reach:
// metrics for Prometheus and the Go profiler. It is separate from package api, so that
// programs without this address, such as opencec serve, do not link its dependencies.
package admin

import (
	"log/slog"
	"net/http"
	"net/http/pprof"

	"github.com/prometheus/client_golang/prometheus/promhttp"

	"opencec/tools/api"
)

// maxScrapes is the maximum number of concurrent scrapes: enough for a pair of Prometheus
// servers.
const maxScrapes = 4

// Handler returns the handler for the operator's address. It requires no key, so only the
// operator may be able to reach the address.
//
//	/metrics            for Prometheus
//	/healthz, /readyz   as on the API's own address
//	/debug/pprof/       the Go profiler, if profiling is on: with it, anybody who can
//	                    reach it can read the program's memory and slow it down
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
