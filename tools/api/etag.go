package api

import (
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"strings"

	"opencec/tools/query"
)

// gzipSuffix marks the ETag of a compressed response, which is another sequence
// of bytes.
const gzipSuffix = "-gzip"

// unchanged sets the ETag of the response to a request, in canonical form, and
// answers 304 when the client has it already.
func (s *Server) unchanged(w http.ResponseWriter, r *http.Request, engine query.Engine, canonical string) bool {
	return confirmed(w, r, s.etag(engine, r.URL.Path, canonical))
}

// confirmed is notModified for what depends on the register: a cache may keep it
// for its one user, and must ask whether it is current.
func confirmed(w http.ResponseWriter, r *http.Request, tag string) bool {
	w.Header().Set("Cache-Control", "private, no-cache")
	return notModified(w, r, tag)
}

// notModified sets the ETag of a response, and answers 304 when the client has it
// already.
func notModified(w http.ResponseWriter, r *http.Request, tag string) bool {
	w.Header().Set("ETag", `"`+tag+`"`)
	for _, have := range r.Header["If-None-Match"] {
		if held, ok := matching(have, tag); ok {
			w.Header().Set("ETag", `"`+held+`"`) // of the bytes that the client has, compressed or not
			w.WriteHeader(http.StatusNotModified)
			return true
		}
	}
	return false
}

// held reports whether the client has the response with this very tag.
func held(r *http.Request, tag string) bool {
	for _, have := range r.Header["If-None-Match"] {
		if found, ok := matching(have, tag); ok && strings.Contains(have, found) { // not by "*"
			return true
		}
	}
	return false
}

// etag is a function of everything that the bytes of a response depend on.
func (s *Server) etag(engine query.Engine, path, canonical string) string {
	sum := sha256.Sum256([]byte(s.build + "\n" + engine.Edition() + "\n" + path + "\n" + canonical))
	return base64.RawURLEncoding.EncodeToString(sum[:15])
}

// matching returns the tag of a list of ETags that is the tag, or the one of the
// same response compressed.
func matching(list, tag string) (held string, ok bool) {
	for _, have := range strings.Split(list, ",") {
		have = strings.Trim(strings.TrimPrefix(strings.TrimSpace(have), "W/"), `"`)
		switch have {
		case tag, tag + gzipSuffix:
			return have, true
		case "*":
			return tag, true
		}
	}
	return "", false
}
