package api

import (
	"net/http"
	"slices"
	"strings"

	lru "github.com/hashicorp/golang-lru/v2"

	"opencec/tools/query"
	"opencec/tools/register"
)

// Bounds on the pages that are kept as they were sent: together at most 16 MiB.
// A page is kept to be sent again, since pick-lists and dashboards ask the same
// questions over and over; a larger one is rare.
const (
	maxResponses    = 128
	maxResponseBody = 128 << 10
	maxResponseKey  = 2 << 10
)

// responses keeps the pages that were sent last. What it answers is what would be
// worked out: everything that a page depends on is in its key.
type responseCache struct {
	pages *lru.Cache[responseKey, *cachedResponse]
}

// A responseKey is a request as it was written. Another spelling of the same
// question is kept apart, so that nothing needs to be read to find it.
type responseKey struct {
	engine query.Engine
	today  register.Date
	path   string
	query  string
	accept string
}

// A cachedResponse is a page with the headers that depend on the question.
type cachedResponse struct {
	tag, link  string
	varyAccept bool
	body       []byte
}

func newResponseCache() responseCache {
	pages, err := lru.New[responseKey, *cachedResponse](maxResponses)
	if err != nil { // a size below 1
		panic(err)
	}
	return responseCache{pages}
}

// responseKey returns the key of a request for the current version. There is none for
// requests with a cursor, which may be of an older version, and for oversized
// ones.
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

// serve sends a page that was sent before, and reports whether there was one.
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

// add keeps a page that is about to be sent, with the headers that it is sent
// with. The body is copied: it is in a buffer that will be used again.
func (c responseCache) add(key responseKey, tag string, header http.Header, body []byte) {
	if len(body) > maxResponseBody {
		return
	}
	c.pages.Add(key, &cachedResponse{
		tag: tag, link: header.Get("Link"), varyAccept: slices.Contains(header["Vary"], "Accept"), body: slices.Clone(body),
	})
}

// forget drops all pages, and with them the versions that they are of.
func (c responseCache) forget() { c.pages.Purge() }
