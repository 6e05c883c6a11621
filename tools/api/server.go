package api

import (
	"log/slog"
	"net/http"
	"net/netip"
	"sync"
	"time"

	"github.com/klauspost/compress/gzhttp"
	"github.com/prometheus/client_golang/prometheus"

	"opencec/tools/base/buildinfo"
	"opencec/tools/query"
	"opencec/tools/query/keys"
	"opencec/tools/register"
)

// Options are what a Server is made of.
type Options struct {
	Keys    *keys.Ring
	Now     func() time.Time
	Log     *slog.Logger
	Build   string         // names the program's build, so that its answers are not taken for another's
	Program buildinfo.Info // what /v1 says of the program

	Rate           int            // requests a minute of keys without a rate of their own; 0 for no limit
	Streams        int            // long answers that may be under way at once; 0 for no limit
	StreamsPerKey  int            // of them, those of one key; 0 for no limit
	StreamTimeout  time.Duration  // how long one may take; 0 for the constant of that name
	TrustedProxies []netip.Prefix // whose X-Forwarded-For is believed

	Metrics []prometheus.Collector // of what the engines answer from, besides the server's own
}

// A Server answers from the register's current version.
type Server struct {
	versions  versions
	obstacle  obstacle
	notices   notices
	responses responseCache
	keys      *keys.Ring
	now       func() time.Time
	log       *slog.Logger
	build     string
	program   buildinfo.Info

	table         []route
	documents     documents
	legacyCache       legacyCache
	rates         *rates
	streams       *streams
	proxies       []netip.Prefix
	warnForwarded sync.Once
	metrics       *metrics
}

// NewServer returns a server without a register: it is ready after the first
// Swap.
func NewServer(o Options) *Server {
	s := &Server{responses: newResponseCache(), keys: o.Keys, now: o.Now, log: o.Log, build: o.Build, program: o.Program,
		rates: newRates(o.Rate), streams: newStreams(o.StreamsPerKey, o.Streams, o.StreamTimeout), proxies: o.TrustedProxies}
	s.metrics = newMetrics(s, o.Metrics)
	s.table = s.routes()
	return s
}

// Swap makes engine the version that requests from now on are answered with.
// Requests under way end with the one that they began with. Long answers whose version
// has been replaced twice are cut off.
func (s *Server) Swap(engine query.Engine) { s.swap(engine, nil) }

// SwapCopy is Swap for a version whose day is known, so that no answer has the day of
// another version.
func (s *Server) SwapCopy(engine query.Engine, c Copy) { s.swap(engine, &c) }

func (s *Server) swap(engine query.Engine, c *Copy) {
	s.versions.swap(engine, c)
	s.streams.swapped()
	s.responses.forget()
	s.documents.forget()
	s.legacyCache.forget()
}

// A handler answers a request or returns why not.
type handler func(w http.ResponseWriter, r *http.Request) error

// maxBody is the most of a request's body that is read: a check has one, of
// MaxCheckItems with names of twice the usual length.
const maxBody = 256 << 10

// Handler returns the whole of the API.
func (s *Server) Handler() http.Handler {
	mux := s.mux(s.table, s.notFound)
	return Chain(withEscapedIDs(s.withoutKeyRedirects(mux)), s.withInfo, s.observed, withHeaders, s.withStaleness, compressed(), s.recovered, bounded)
}

// WithHealth adds /healthz and /readyz to a mux for another address than the API's, and what
// guards each request.
func (s *Server) WithHealth(mux *http.ServeMux) http.Handler {
	mux.Handle("GET /healthz", s.serve(s.healthy))
	mux.Handle("GET /readyz", s.serve(s.ready))
	return Chain(mux, s.withInfo, s.recovered, bounded)
}

// routes is all that the API answers: the mux and the OpenAPI document are made
// of it.
func (s *Server) routes() []route {
	const get = http.MethodGet
	check := s.checks()
	routes := []route{
		{get, "/", s.status, open, statusOperation},
		{get, "/healthz", s.healthy, open, healthOperation},
		{get, "/readyz", s.ready, open, readinessOperation},
		{get, "/docs", s.docs, open, docsOperation},
		{get, "/docs/{file}", s.docs, open, notDescribed},
		{get, "/openapi.json", s.openapiJSON, open, openapiJSONOperation},
		{get, "/openapi.yaml", s.openapiYAML, open, openapiYAMLOperation},
		{get, "/v1", s.about, keyed, aboutOperation},
		{get, "/v1/check", check.get, keyed, checkGetOperation},
		{http.MethodPost, "/v1/check", check.post, keyed, checkPostOperation},
		{get, "/v1/changes", s.allChanges, keyed, changesOperation},
		{get, "/listings", s.legacyListings, keyed, legacyOperation},
	}
	for _, k := range register.Kinds() {
		routes = append(routes,
			route{get, "/v1/" + k.Folder(), s.list(k), keyed, listOperation(k)},
			route{get, recordPath(k), s.record(k), keyed, recordOperation(k)},
			route{get, recordPath(k) + "/history", s.history(k), keyed, historyOperation(k)})
	}
	return routes
}

// compressible are the media types that are texts.
var compressible = []string{mediaJSON, mediaNDJSON, mediaCSV, mediaProblem, mediaYAML, mediaHTML, "text/css", "text/javascript"}

// compressed compresses what is worth it. The level is the fastest: most of what
// compression gains on JSON comes with it.
func compressed() Middleware {
	wrap, err := gzhttp.NewWrapper(gzhttp.MinSize(1<<10), gzhttp.CompressionLevel(1), gzhttp.EnableZstd(false),
		gzhttp.SuffixETag(gzipSuffix), gzhttp.ContentTypes(compressible))
	if err != nil { // constants
		panic(err)
	}
	return func(next http.Handler) http.Handler { return wrap(next) }
}

func bounded(next http.Handler) http.Handler { return http.MaxBytesHandler(next, maxBody) }

// engine returns the version that a request is answered with: its cursor's, or
// the current one.
func (s *Server) engine(cursor string) (query.Engine, error) {
	if engine := s.versions.of(cursor); engine != nil {
		return engine, nil
	}
	return nil, s.withoutRegister()
}

// today returns the register's date now.
func (s *Server) today(engine query.Engine) register.Date { return engine.Register().Today(s.now()) }

// noParameters refuses what a path without parameters would ignore.
func noParameters(r *http.Request) error {
	values, problems := query.Values(r.URL.RawQuery)
	if problems = append(problems, query.CheckOnly(values)...); len(problems) > 0 {
		return invalidQuery(problems)
	}
	return nil
}
