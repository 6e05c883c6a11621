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

// legacyChallenge is how the predecessor asked for a key.
const legacyChallenge = "APIKey"

// changingGuide is the page on changing a listing, below the site's address.
const changingGuide = "/guides/suspend-delist-extend/"

// isLegacy reports whether a request is answered in the predecessor's form: one to its
// paths, and one to a path that is neither below /v1 nor another of the service's own. At /
// that is one with a key; one without it gets the register's own welcome.
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

// legacyAdmin matches the paths at which the predecessor let its operator change listings.
// None of them is left, but a request without a good key gets 401 there, as it did.
var legacyAdmin = regexp.MustCompile(`^/admin/(keys|entity-types|device-classes|listings|listing-device-classes|device-class-attributes|listing-device-class-attributes|certificates)(/[^/]+)?$`)

func sendsKey(r *http.Request) bool {
	return len(r.Header["X-Api-Key"]) > 0 || len(r.Header["Authorization"]) > 0
}

// legacySecret returns the key of a request in the predecessor's form, where only the
// first x-api-key counts, and whatever else is sent does no harm. The first Authorization:
// Bearer works where there is none.
func legacySecret(r *http.Request) (string, error) {
	if sent := r.Header["X-Api-Key"]; len(sent) > 0 && sent[0] != "" {
		return sent[0], nil
	}
	bearer := r.Header["Authorization"]
	return secretOf(&http.Request{Header: http.Header{"Authorization": bearer[:min(len(bearer), 1)]}})
}

// redirectedListings is the pattern of the path that leads to /listings.
const redirectedListings = "/listings/{$}"

// redirectListings leads from /listings/ to /listings, with the same query, unless there is
// a key in it: an address is kept in logs.
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

// asciiQuery escapes those bytes of a query part that a header may not have.
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

// onlyGet lets GET through, and answers a browser that asks whether it may send a key. All
// else is refused, as the predecessor does: HEAD too.
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

// isPreflight reports whether a browser asks what a page of another origin may send.
func isPreflight(r *http.Request) bool {
	return r.Method == http.MethodOptions && r.Header.Get("Origin") != "" && r.Header.Get("Access-Control-Request-Method") != ""
}

// An legacyError is the body of an error in the predecessor's form.
type legacyError struct {
	Detail legacyText `json:"detail"`
}

// An legacyInvalid is the body of the answer to an id that is no number.
type legacyInvalid struct {
	Detail []legacyProblem `json:"detail"`
}

type legacyProblem struct {
	Type  legacyText   `json:"type"`
	Loc   []legacyText `json:"loc"`
	Msg   legacyText   `json:"msg"`
	Input legacyText   `json:"input"`
}

// legacy returns the error's body in the predecessor's form.
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

// maxRepeated is as many characters as an error repeats: more than any number has.
const maxRepeated = 100

// echoed returns what an error repeats of a text.
func echoed(text string) string {
	if runes := []rune(text); len(runes) > maxRepeated {
		return string(runes[:maxRepeated-3]) + "..."
	}
	return text
}

// sendLegacy sends an error in the predecessor's form.
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

// respondLegacy sends what was asked for as the predecessor wrote it.
func respondLegacy(w http.ResponseWriter, v any) error {
	body, err := encodeLegacy(v)
	if err != nil {
		return err
	}
	respond(w, http.StatusOK, body)
	return nil
}

// encodeLegacy writes a value in JSON as the predecessor did: compact, with each character
// as itself.
func encodeLegacy(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// An legacyText is a text that is written in JSON with as few escapes as may be.
// Package encoding/json escapes a few characters more.
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

// maxIntegerDigits is how many digits a number may have that needs no cleaning.
const maxIntegerDigits = 4300

// Forms of an id that is a number: as JSON writes it, and all that are read as one. Those
// may have spaces around them, a sign, zeros before them, single underscores between their
// digits, and a fraction of zeros.
var (
	plainInteger = regexp.MustCompile(`^-?[1-9][0-9]*$`)
	anyInteger   = regexp.MustCompile(`^([+-]?)0*([0-9]+(?:_[0-9]+)*)(?:\.0+)?$`)
)

// parseLegacyID reads an id as the predecessor did. One that is beyond all numbers of
// listings is 0, which none has.
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
	if err != nil { // out of range, or the empty rest of zeros
		return 0, nil
	}
	return n, nil
}

func invalidLegacyID(code, message, id string) *Error {
	return &Error{Status: http.StatusUnprocessableEntity, Code: code, Detail: message, input: &id}
}

// changingLink is the header that leads who wants to change something with the predecessor's
// /admin to the way in which that is done here; nil elsewhere.
func (s *Server) changingLink(r *http.Request) map[string]string {
	engine := s.versions.current()
	if r.URL.Path != "/admin" && !strings.HasPrefix(r.URL.Path, "/admin/") || engine == nil || engine.Register().Settings.BaseURL == "" {
		return nil
	}
	return map[string]string{"Link": "<" + engine.Register().Settings.BaseURL + changingGuide + `>; rel="help"; title="How to change a listing"`}
}
