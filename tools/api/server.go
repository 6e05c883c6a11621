package api

import (
	"log/slog"
	"net/http"
	"time"

	"github.com/klauspost/compress/gzhttp"

	"opencec/tools/keys"
	"opencec/tools/memory"
	"opencec/tools/query"
	"opencec/tools/register"
)

// Options are what a Server is made of.
type Options struct {
	Keys  *keys.Ring
	Now   func() time.Time
	Log   *slog.Logger
	Build string // names the program's build, so that its answers are not taken for another's
}

// A Server answers from the register's current version.
type Server struct {
	versions versions
	keys     *keys.Ring
	now      func() time.Time
	log      *slog.Logger
	build    string
}

// NewServer returns a server without a register: it is ready after the first
// Swap.
func NewServer(o Options) *Server {
	return &Server{keys: o.Keys, now: o.Now, log: o.Log, build: o.Build}
}

// Swap makes engine the version that requests from now on are answered with.
// Requests under way end with the one that they began with.
func (s *Server) Swap(engine *memory.Engine) { s.versions.swap(engine) }

// A handler answers a request or returns why not.
type handler func(w http.ResponseWriter, r *http.Request) error

// maxBody is the most of a request's body that is read: none is needed.
const maxBody = 64 << 10

// Handler returns the whole of the API.
func (s *Server) Handler() http.Handler {
	mux := http.NewServeMux()
	open := func(pattern string, h handler) { mux.Handle(pattern, s.serve(readOnly(h))) }
	keyed := func(pattern string, h handler) { mux.Handle(pattern, s.serve(readOnly(s.keyed(h)))) }

	open("/{$}", s.status)
	open("/healthz", s.healthy)
	open("/readyz", s.ready)
	keyed("/v1", s.about)
	keyed("/listings", s.originalListings)
	for _, k := range register.Kinds() {
		path := "/v1/" + k.Folder
		keyed(path, s.list(k))
		if k.Depth == 2 {
			keyed(path+"/{group}/{id}", s.record(k))
		} else {
			keyed(path+"/{id}", s.record(k))
		}
	}
	keyed("/", s.notFound)
	return Chain(mux, withInfo, s.logged, withHeaders, compressed(), s.recovered, bounded)
}

func (s *Server) serve(h handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := h(w, r); err != nil {
			s.respondError(w, r, err)
		}
	})
}

// compressed compresses what is worth it. The level is the fastest: most of what
// compression gains on JSON comes with it.
func compressed() Middleware {
	wrap, err := gzhttp.NewWrapper(gzhttp.MinSize(1<<10), gzhttp.CompressionLevel(1), gzhttp.EnableZstd(false),
		gzhttp.SuffixETag(gzipSuffix), gzhttp.ContentTypes([]string{"application/json", "application/problem+json"}))
	if err != nil { // constants
		panic(err)
	}
	return func(next http.Handler) http.Handler { return wrap(next) }
}

func bounded(next http.Handler) http.Handler { return http.MaxBytesHandler(next, maxBody) }

// engine returns the version that a request is answered with: its cursor's, or
// the current one.
func (s *Server) engine(cursor string) (*memory.Engine, error) {
	if engine := s.versions.of(cursor); engine != nil {
		return engine, nil
	}
	return nil, &Error{Status: http.StatusServiceUnavailable, Code: "not-ready",
		Detail: "The register is being loaded. Try again in a few seconds.", Header: map[string]string{"Retry-After": "5"}}
}

// today returns the register's date now.
func (s *Server) today(engine *memory.Engine) register.Date { return engine.Register().Today(s.now()) }

// noParameters refuses what a path without parameters would ignore.
func noParameters(r *http.Request) error {
	values, problems := query.Values(r.URL.RawQuery)
	if problems = append(problems, query.CheckNone(values)...); len(problems) > 0 {
		return invalidQuery(problems)
	}
	return nil
}
