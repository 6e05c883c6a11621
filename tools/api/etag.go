package api

import (
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"slices"
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

// confirmed is answeredByTag for what depends on the register: a cache may keep it
// for its one user, and must ask whether it is current.
func confirmed(w http.ResponseWriter, r *http.Request, tag string) bool {
	w.Header().Set("Cache-Control", "private, no-cache")
	return answeredByTag(w, r, tag)
}

// answeredByTag sets the ETag of a response, and answers a request whose conditions need no
// more (RFC 9110, section 13.2.2): 412 when it is only for another response, and 304 when
// the client has this one already.
func answeredByTag(w http.ResponseWriter, r *http.Request, tag string) bool {
	w.Header().Set("ETag", `"`+tag+`"`)
	if lines := r.Header["If-Match"]; len(lines) > 0 && !parseTags(lines).matchStrongly(tag) {
		sendProblem(w, r, preconditionFailed())
		return true
	}
	have := parseTags(r.Header["If-None-Match"])
	held := have.find(tag)
	switch {
	case held != "":
		w.Header().Set("ETag", `"`+held+`"`) // of the bytes that the client has, compressed or not
	case !have.any:
		return false
	}
	w.WriteHeader(http.StatusNotModified)
	return true
}

// held reports whether the client has the response with this very tag.
func held(r *http.Request, tag string) bool {
	return parseTags(r.Header["If-None-Match"]).find(tag) != ""
}

func preconditionFailed() *Error {
	return &Error{Status: http.StatusPreconditionFailed, Code: "precondition-failed",
		Detail: "The answer does not have an ETag that If-Match names. Ask without If-Match for the answer as it is now."}
}

// etag is a function of everything that the bytes of a response depend on.
func (s *Server) etag(engine query.Engine, path, canonical string) string {
	sum := sha256.Sum256([]byte(s.build + "\n" + engine.CacheKey() + "\n" + path + "\n" + canonical))
	return base64.RawURLEncoding.EncodeToString(sum[:15])
}

// entityTags are what If-Match or If-None-Match names.
type entityTags struct {
	any  bool // any response: *
	tags []entityTag
}

// An entityTag is the ETag of a response.
type entityTag struct {
	opaque string // without its quotes
	weak   bool
}

// parseTags reads the lines of If-Match or If-None-Match (RFC 9110, sections 8.8.3 and
// 13.1): * alone, or tags in quotes with commas between them. A field that is written
// otherwise names nothing.
func parseTags(lines []string) entityTags {
	rest := trimSpace(strings.Join(lines, ","))
	if rest == "*" {
		return entityTags{any: true}
	}
	var tags []entityTag
	for rest != "" {
		if after, empty := strings.CutPrefix(rest, ","); empty { // an element of a list may be empty
			rest = trimSpace(after)
			continue
		}
		tag, after, ok := cutTag(rest)
		rest = trimSpace(after)
		if !ok || rest != "" && rest[0] != ',' {
			return entityTags{}
		}
		tags = append(tags, tag)
	}
	return entityTags{tags: tags}
}

// cutTag cuts the tag off that a text begins with.
func cutTag(text string) (tag entityTag, rest string, ok bool) {
	text, tag.weak = strings.CutPrefix(text, "W/")
	text, ok = strings.CutPrefix(text, `"`)
	if !ok {
		return tag, "", false
	}
	if tag.opaque, rest, ok = strings.Cut(text, `"`); !ok {
		return tag, "", false
	}
	outside := func(c rune) bool { return c <= ' ' || c == 0x7f }
	return tag, rest, !strings.ContainsFunc(tag.opaque, outside)
}

// trimSpace takes off what a field may have around its elements.
func trimSpace(s string) string { return strings.Trim(s, " \t") }

// find returns which of the tags is the tag, or the one of the same response compressed;
// "" for none. A weak tag is as good as a strong one.
func (t entityTags) find(tag string) string {
	for _, have := range t.tags {
		if have.opaque == tag || have.opaque == tag+gzipSuffix {
			return have.opaque
		}
	}
	return ""
}

// matchStrongly reports whether the tags stand for the response with the tag, byte by byte.
func (t entityTags) matchStrongly(tag string) bool {
	strong := slices.DeleteFunc(slices.Clone(t.tags), func(have entityTag) bool { return have.weak })
	return t.any || entityTags{tags: strong}.find(tag) != ""
}
