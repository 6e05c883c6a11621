package api

import (
	"net/http"
	"slices"
	"strings"

	lru "github.com/hashicorp/golang-lru/v2"

	"opencec/tools/query"
	"opencec/tools/register"
)

// Bounds of the response cache, at most 16 MiB in total. Pick-lists and dashboards send
// the same queries over and over; larger pages are rare.
const (
	maxResponses    = 128
	maxResponseBody = 128 << 10
	maxResponseKey  = 2 << 10
)

// A responseCache caches the most recent pages. Everything that a page depends on is in
// its key, so a cached page equals a computed one.
type responseCache struct {
	pages *lru.Cache[responseKey, *cachedResponse]
}

// A responseKey is a request as written. Other spellings of the same query have other
// keys, so that a lookup needs no parsing.
type responseKey struct {
	engine query.Engine
	today  register.Date
	path   string
	query  string
	accept string
}

// A cachedResponse is a page with the headers that depend on the query.
type cachedResponse struct {
	tag, link  string
	varyAccept bool
	body       []byte
}

func newResponseCache() responseCache {
	pages, err := lru.New[responseKey, *cachedResponse](maxResponses)
	if err != nil { // the size is below 1
		panic(err)
	}
	return responseCache{pages}
}

// responseKey returns the key of a request for the current version. Oversized requests
// and those with a cursor, which may belong to an older version, have none.
func (s *Server) responseKey(r *http.Request) (responseKey, bool) {
	engine := s.versions.current()
	accept := r.Header["Accept"]
	query := r.URL.RawQuery
	if engine == nil || len(accept) > 1 || len(query) > maxResponseKey || strings.Contains(query, "cursor") {
		return responseKey{}, false
	}
	key := responseKey{engine: engine, today: s.today(engine), path: r.URL.Path, query: query}
	if len(accept) == 1 {
		key.accept = accept[0]
	}
	return key, len(key.accept) <= maxResponseKey
}

// serve sends the cached page, and reports whether there was one.
func (c responseCache) serve(w http.ResponseWriter, r *http.Request, key responseKey) bool {
	page, ok := c.pages.Get(key)
	if !ok {
		return false
	}
	if page.varyAccept {
		w.Header().Add("Vary", "Accept")
	}
	if page.link != "" {
		w.Header().Set("Link", page.link)
	}
	if !confirmed(w, r, page.tag) {
		respond(w, http.StatusOK, page.body)
	}
	return true
}

// add caches a page that is about to be sent, with its headers. It copies the body, whose
// buffer will be reused.
func (c responseCache) add(key responseKey, tag string, header http.Header, body []byte) {
	if len(body) > maxResponseBody {
		return
	}
	c.pages.Add(key, &cachedResponse{
		tag: tag, link: header.Get("Link"), varyAccept: slices.Contains(header["Vary"], "Accept"), body: slices.Clone(body),
	})
}

// forget drops all pages, and with them their versions.
func (c responseCache) forget() { c.pages.Purge() }
