package api

import (
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"slices"
	"strings"

	"opencec/tools/query"
)

// gzipSuffix marks the ETag of a compressed response, whose bytes differ.
const gzipSuffix = "-gzip"

// unchanged sets the ETag of a response, given its canonical form, and answers 304 if the
// client already has it.
func (s *Server) unchanged(w http.ResponseWriter, r *http.Request, engine query.Engine, canonical string) bool {
	return confirmed(w, r, s.etag(engine, r.URL.Path, canonical))
}

// confirmed is answeredByTag for responses that depend on the register: only the client
// may cache them, and it must revalidate.
func confirmed(w http.ResponseWriter, r *http.Request, tag string) bool {
	w.Header().Set("Cache-Control", "private, no-cache")
	return answeredByTag(w, r, tag)
}

// answeredByTag sets the ETag of a response, and answers a request whose preconditions
// decide (RFC 9110, section 13.2.2): 412 if it requires another response, and 304 if the
// client already has this one.
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
		w.Header().Set("ETag", `"`+held+`"`) // the tag of the bytes that the client has, compressed or not
	case !have.any:
		return false
	}
	w.WriteHeader(http.StatusNotModified)
	return true
}

// held reports whether the client has the response with exactly this tag.
func held(r *http.Request, tag string) bool {
	return parseTags(r.Header["If-None-Match"]).find(tag) != ""
}

func preconditionFailed() *Error {
	return &Error{Status: http.StatusPreconditionFailed, Code: "precondition-failed",
		Detail: "The answer does not have an ETag that If-Match names. Ask without If-Match for the answer as it is now."}
}

// etag returns a hash of everything that the bytes of a response depend on.
func (s *Server) etag(engine query.Engine, path, canonical string) string {
	sum := sha256.Sum256([]byte(s.build + "\n" + engine.CacheKey() + "\n" + path + "\n" + canonical))
	return base64.RawURLEncoding.EncodeToString(sum[:15])
}

// entityTags are the tags in If-Match or If-None-Match.
type entityTags struct {
	any  bool // "*"
	tags []entityTag
}

// An entityTag is one ETag.
type entityTag struct {
	opaque string // without its quotes
	weak   bool
}

// parseTags parses the lines of If-Match or If-None-Match (RFC 9110, sections 8.8.3 and
// 13.1): "*", or comma-separated quoted tags. A malformed field contains no tags.
func parseTags(lines []string) entityTags {
	rest := trimSpace(strings.Join(lines, ","))
	if rest == "*" {
		return entityTags{any: true}
	}
	var tags []entityTag
	for rest != "" {
		if after, empty := strings.CutPrefix(rest, ","); empty { // list elements may be empty
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

// cutTag splits off the tag at the beginning of a text.
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

// trimSpace removes the whitespace that HTTP allows around list elements.
func trimSpace(s string) string { return strings.Trim(s, " \t") }

// find returns the tag that equals tag, or that of the same response compressed; "" if
// there is none. Weak and strong tags are equivalent here.
func (t entityTags) find(tag string) string {
	for _, have := range t.tags {
		if have.opaque == tag || have.opaque == tag+gzipSuffix {
			return have.opaque
		}
	}
	return ""
}

// matchStrongly reports whether the tags include the response byte for byte.
func (t entityTags) matchStrongly(tag string) bool {
	strong := slices.DeleteFunc(slices.Clone(t.tags), func(have entityTag) bool { return have.weak })
	return t.any || entityTags{tags: strong}.find(tag) != ""
}
