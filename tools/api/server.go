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

// Options configure a Server.
type Options struct {
	Keys    *keys.Ring
	Now     func() time.Time
	Log     *slog.Logger
	Build   string         // identifies the program's build, so that ETags of different builds differ
	Program buildinfo.Info // shown in /v1

	Rate           int            // requests a minute of keys without their own rate; 0 for no limit
	Streams        int            // maximum number of running streams; 0 for no limit
	StreamsPerKey  int            // the same for one key
	StreamTimeout  time.Duration  // maximum duration of a stream; 0 for the constant StreamTimeout
	TrustedProxies []netip.Prefix // proxies whose X-Forwarded-For is trusted

	Metrics []prometheus.Collector // collectors of the engines' data source
}

// A Server serves the register's current version.
type Server struct {
	versions versions
	obstacle obstacle
	notices  notices
	keys     *keys.Ring
	now      func() time.Time
	log      *slog.Logger
	build    string
	program  buildinfo.Info

	table         []route
	documents     documents
	legacyCache   legacyCache
	rates         *rates
	streams       *streams
	proxies       []netip.Prefix
	warnForwarded sync.Once
	metrics       *metrics
}

// NewServer returns a server without a register. It is ready after the first Swap.
func NewServer(o Options) *Server {
	s := &Server{keys: o.Keys, now: o.Now, log: o.Log, build: o.Build, program: o.Program,
		rates: newRates(o.Rate), streams: newStreams(o.StreamsPerKey, o.Streams, o.StreamTimeout), proxies: o.TrustedProxies}
	s.metrics = newMetrics(s, o.Metrics)
	s.table = s.routes()
	return s
}

// Swap makes engine answer all new requests. Running requests keep the engine with which
// they began. Streams are cut off once their version has been replaced twice.
func (s *Server) Swap(engine query.Engine) { s.swap(engine, nil) }

// SwapCopy is Swap for a version whose day is known; it sets both at once, so that no
// response mixes them.
func (s *Server) SwapCopy(engine query.Engine, c Copy) { s.swap(engine, &c) }

func (s *Server) swap(engine query.Engine, c *Copy) {
	s.versions.swap(engine, c)
	s.streams.swapped()
	s.documents.forget()
	s.legacyCache.forget()
}

// A handler answers a request or returns an error.
type handler func(w http.ResponseWriter, r *http.Request) error

// maxBody is the maximum size of a request's body: a check of MaxCheckItems items with
// names of twice the usual length.
const maxBody = 256 << 10

// Handler returns the handler of the whole API.
func (s *Server) Handler() http.Handler {
	mux := s.mux(s.table, s.notFound)
	return Chain(withEscapedIDs(s.withoutKeyRedirects(mux)), s.withInfo, s.observed, withHeaders, s.withStaleness, compressed(), s.recovered, bounded)
}

// WithHealth adds /healthz and /readyz to a mux for another address than the API's, with
// the middlewares of all requests.
func (s *Server) WithHealth(mux *http.ServeMux) http.Handler {
	mux.Handle("GET /healthz", s.serve(s.healthy))
	mux.Handle("GET /readyz", s.serve(s.ready))
	return Chain(mux, s.withInfo, s.recovered, bounded)
}

// routes returns all routes of the API, for the mux and the OpenAPI document.
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

// compressible are the media types of texts.
var compressible = []string{mediaJSON, mediaNDJSON, mediaCSV, mediaProblem, mediaYAML, mediaHTML, "text/css", "text/javascript"}

// compressed compresses responses where it pays. It uses the fastest level, which
// achieves most of the possible reduction for JSON.
func compressed() Middleware {
	wrap, err := gzhttp.NewWrapper(gzhttp.MinSize(1<<10), gzhttp.CompressionLevel(1), gzhttp.EnableZstd(false),
		gzhttp.SuffixETag(gzipSuffix), gzhttp.ContentTypes(compressible))
	if err != nil { // only for wrong constants
		panic(err)
	}
	return func(next http.Handler) http.Handler { return wrap(next) }
}

func bounded(next http.Handler) http.Handler { return http.MaxBytesHandler(next, maxBody) }

// engine returns the engine for a request: that of its cursor's version, or the current
// one.
func (s *Server) engine(cursor string) (query.Engine, error) {
	if engine := s.versions.of(cursor); engine != nil {
		return engine, nil
	}
	return nil, s.withoutRegister()
}

// today returns the register's date now.
func (s *Server) today(engine query.Engine) register.Date { return engine.Register().Today(s.now()) }

// noParameters refuses parameters for a path that takes none.
func noParameters(r *http.Request) error {
	values, problems := query.Values(r.URL.RawQuery)
	if problems = append(problems, query.CheckOnly(values)...); len(problems) > 0 {
		return invalidQuery(problems)
	}
	return nil
}
