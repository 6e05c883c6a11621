package api

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"
)

// legacyChallenge is the WWW-Authenticate header of the legacy API.
const legacyChallenge = "APIKey"

// changingGuide is the path of the guide on changing a listing, below the site's address.
const changingGuide = "/guides/suspend-delist-extend/"

// isLegacy reports whether a request gets a legacy response: it is for a legacy path, or
// for an unknown path outside /v1. GET / is legacy only with a key; without one it gets
// the register's own welcome.
func isLegacy(r *http.Request) bool {
	switch infoOf(r).route {
	case pattern("/"):
		return r.Method != http.MethodGet || sendsKey(r)
	case "/listings", redirectedListings:
		return true
	case elsewherePattern:
		return !strings.HasPrefix(r.URL.Path, "/v1/")
	}
	return false
}

// legacyAdmin matches the paths at which the legacy API let its operator change listings.
// None of them exists any more, but a request without a valid key still gets 401.
var legacyAdmin = regexp.MustCompile(`^/admin/(keys|entity-types|device-classes|listings|listing-device-classes|device-class-attributes|listing-device-class-attributes|certificates)(/[^/]+)?$`)

func sendsKey(r *http.Request) bool {
	return len(r.Header["X-Api-Key"]) > 0 || len(r.Header["Authorization"]) > 0
}

// legacySecret returns the key of a legacy request: the first x-api-key or, without one,
// the first Authorization: Bearer. Further headers are ignored.
func legacySecret(r *http.Request) (string, error) {
	if sent := r.Header["X-Api-Key"]; len(sent) > 0 && sent[0] != "" {
		return sent[0], nil
	}
	bearer := r.Header["Authorization"]
	return secretOf(&http.Request{Header: http.Header{"Authorization": bearer[:min(len(bearer), 1)]}})
}

// redirectedListings is the pattern of the path that redirects to /listings.
const redirectedListings = "/listings/{$}"

// redirectListings redirects /listings/ to /listings with the same query, unless the
// query contains a key: URLs end up in logs.
func (s *Server) redirectListings(w http.ResponseWriter, r *http.Request) error {
	if s.keyInAddress(r) {
		return &Error{Status: http.StatusBadRequest, Code: "key-in-address"}
	}
	to := "/listings"
	if r.URL.RawQuery != "" {
		to += "?" + asciiQuery(r.URL.RawQuery)
	}
	w.Header().Set("Location", to)
	w.WriteHeader(http.StatusTemporaryRedirect)
	return nil
}

// asciiQuery escapes the bytes of a query that a header must not contain.
func asciiQuery(raw string) string {
	var b strings.Builder
	for i := range len(raw) {
		if c := raw[i]; c <= ' ' || c >= 0x7f {
			fmt.Fprintf(&b, "%%%02X", c)
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}

// onlyGet passes on GET and answers preflight requests of browsers. It refuses all else,
// even HEAD, as the legacy API does.
func onlyGet(next handler) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		switch {
		case r.Method == http.MethodGet:
			return next(w, r)
		case isPreflight(r):
			allow(w, http.MethodGet)
			return nil
		}
		return getOnly()
	}
}

func getOnly() *Error {
	return &Error{Status: http.StatusMethodNotAllowed, Code: codeNotAllowed, Detail: "This is answered to GET.", Header: map[string]string{"Allow": http.MethodGet}}
}

// isPreflight reports whether a browser asks what a page from another origin may send.
func isPreflight(r *http.Request) bool {
	return r.Method == http.MethodOptions && r.Header.Get("Origin") != "" && r.Header.Get("Access-Control-Request-Method") != ""
}

// A legacyError is the body of a legacy error.
type legacyError struct {
	Detail legacyText `json:"detail"`
}

// A legacyInvalid is the body of the error for an id that is not a number.
type legacyInvalid struct {
	Detail []legacyProblem `json:"detail"`
}

type legacyProblem struct {
	Type  legacyText   `json:"type"`
	Loc   []legacyText `json:"loc"`
	Msg   legacyText   `json:"msg"`
	Input legacyText   `json:"input"`
}

// legacy returns the error's body in the legacy format.
func (e *Error) legacy() any {
	switch {
	case e.input != nil:
		return legacyInvalid{[]legacyProblem{{legacyText(e.Code), []legacyText{"query", "id"}, legacyText(e.Detail), legacyText(echoed(*e.input))}}}
	case e.Code == "key-missing":
		return legacyError{"Not authenticated"}
	case e.Status == http.StatusUnauthorized:
		return legacyError{"Invalid API key"}
	case e.Code == codeNotAllowed, e.Code == codeNotFound:
		return legacyError{legacyText(http.StatusText(e.Status))}
	}
	return legacyError{legacyText(e.Detail)}
}

// maxRepeated is the maximum number of characters that an error repeats: more than any
// number has.
const maxRepeated = 100

// echoed returns the part of a text that an error repeats.
func echoed(text string) string {
	if runes := []rune(text); len(runes) > maxRepeated {
		return string(runes[:maxRepeated-3]) + "..."
	}
	return text
}

// sendLegacy sends an error in the legacy format.
func sendLegacy(w http.ResponseWriter, e *Error) {
	body, err := encodeLegacy(e.legacy())
	if err != nil { // texts always encode
		panic(err)
	}
	if e.Status == http.StatusUnauthorized {
		e = &Error{Status: e.Status, Header: map[string]string{"WWW-Authenticate": legacyChallenge}}
	}
	sendError(w, e, mediaJSON, body)
}

// respondLegacy sends a legacy response.
func respondLegacy(w http.ResponseWriter, v any) error {
	body, err := encodeLegacy(v)
	if err != nil {
		return err
	}
	respond(w, http.StatusOK, body)
	return nil
}

// encodeLegacy encodes a value as JSON like the legacy API: compact, without escaping
// characters unnecessarily.
func encodeLegacy(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// A legacyText is a text with as few JSON escapes as possible. Package encoding/json
// escapes a few more characters.
type legacyText string

var legacyEscapes = map[rune]string{'"': `\"`, '\\': `\\`, '\n': `\n`, '\r': `\r`, '\t': `\t`, '\f': `\f`, '\b': `\b`}

// MarshalJSON implements json.Marshaler.
func (t legacyText) MarshalJSON() ([]byte, error) { return t.appendJSON(nil), nil }

func (t legacyText) appendJSON(b []byte) []byte {
	b = append(b, '"')
	for _, r := range string(t) {
		switch escape, known := legacyEscapes[r]; {
		case known:
			b = append(b, escape...)
		case r < ' ':
			b = fmt.Appendf(b, `\u%04x`, r)
		default:
			b = utf8.AppendRune(b, r)
		}
	}
	return append(b, '"')
}

// maxIntegerDigits is the maximum number of digits of a number that needs no cleaning.
const maxIntegerDigits = 4300

// Formats of a numeric id: as in JSON, and everything that is parsed as one. The latter
// may have surrounding spaces, a sign, leading zeros, single underscores between digits,
// and a fraction of zeros.
var (
	plainInteger = regexp.MustCompile(`^-?[1-9][0-9]*$`)
	anyInteger   = regexp.MustCompile(`^([+-]?)0*([0-9]+(?:_[0-9]+)*)(?:\.0+)?$`)
)

// parseLegacyID parses an id like the legacy API. A number beyond all numbers of listings
// becomes 0, which no listing has.
func parseLegacyID(id string) (int64, *Error) {
	if plainInteger.MatchString(id) && len(strings.TrimPrefix(id, "-")) > maxIntegerDigits {
		return 0, invalidLegacyID("int_parsing_size", "Unable to parse input string as an integer, exceeded maximum size", id)
	}
	parts := anyInteger.FindStringSubmatch(strings.TrimSpace(id))
	if parts == nil {
		return 0, invalidLegacyID("int_parsing", "Input should be a valid integer, unable to parse string as an integer", id)
	}
	digits := strings.TrimLeft(strings.ReplaceAll(parts[2], "_", ""), "0")
	if len(digits) > maxIntegerDigits {
		return 0, invalidLegacyID("int_parsing", "Input should be a valid integer, unable to parse string as an integer", id)
	}
	n, err := strconv.ParseInt(strings.TrimPrefix(parts[1], "+")+digits, 10, 64)
	if err != nil { // out of range, or empty after removing zeros
		return 0, nil
	}
	return n, nil
}

func invalidLegacyID(code, message, id string) *Error {
	return &Error{Status: http.StatusUnprocessableEntity, Code: code, Detail: message, input: &id}
}

// changingLink returns the Link header that leads clients of the legacy /admin to the
// guide on changing a listing; nil for other requests.
func (s *Server) changingLink(r *http.Request) map[string]string {
	engine := s.versions.current()
	if r.URL.Path != "/admin" && !strings.HasPrefix(r.URL.Path, "/admin/") || engine == nil || engine.Register().Settings.BaseURL == "" {
		return nil
	}
	return map[string]string{"Link": "<" + engine.Register().Settings.BaseURL + changingGuide + `>; rel="help"; title="How to change a listing"`}
}
