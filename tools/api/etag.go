package api

import (
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"strings"

	"opencec/tools/memory"
)

// gzipSuffix marks the ETag of a compressed response, which is another sequence
// of bytes.
const gzipSuffix = "-gzip"

// unchanged sets the ETag of the response to a request, in canonical form, and
// answers 304 when the client has it already.
func (s *Server) unchanged(w http.ResponseWriter, r *http.Request, engine *memory.Engine, canonical string) bool {
	tag := s.etag(engine, r.URL.Path, canonical)
	h := w.Header()
	h.Set("ETag", `"`+tag+`"`)
	// A cache may keep it for its one user, and must ask whether it is current.
	h.Set("Cache-Control", "private, no-cache")
	for _, have := range r.Header["If-None-Match"] {
		if matches(have, tag) {
			h.Add("Vary", "Accept-Encoding")
			w.WriteHeader(http.StatusNotModified)
			return true
		}
	}
	return false
}

// etag is a function of everything that the bytes of a response depend on.
func (s *Server) etag(engine *memory.Engine, path, canonical string) string {
	sum := sha256.Sum256([]byte(s.build + "\n" + engine.Register().Version.ID + "\n" + path + "\n" + canonical))
	return base64.RawURLEncoding.EncodeToString(sum[:15])
}

// matches reports whether a list of ETags has the tag.
func matches(list, tag string) bool {
	for _, have := range strings.Split(list, ",") {
		have = strings.TrimPrefix(strings.TrimSpace(have), "W/")
		if have == "*" || strings.TrimSuffix(strings.Trim(have, `"`), gzipSuffix) == tag {
			return true
		}
	}
	return false
}
