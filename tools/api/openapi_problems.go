package api

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"opencec/tools/query"
	"opencec/tools/query/keys"
	"opencec/tools/register"
)

// problemTexts describe each error status.
var problemTexts = map[int]string{
	http.StatusBadRequest:            "The request has problems, and nothing was looked up: each is named, with what would be right",
	http.StatusUnauthorized:          "The request has no key, or an invalid one",
	http.StatusNotFound:              "There is no such record, and the nearest is suggested; or the register has no history",
	http.StatusMethodNotAllowed:      "The path has no such method",
	http.StatusNotAcceptable:         "Accept allows none of the formats of the answer",
	http.StatusPreconditionFailed:    "The answer has none of the ETags that If-Match names",
	http.StatusRequestEntityTooLarge: "The body is too long",
	http.StatusRequestURITooLong:     "The address is too long",
	http.StatusUnprocessableEntity:   "The id is neither a number nor an id of the register",
	http.StatusUnsupportedMediaType:  "The body is not JSON",
	http.StatusGone:                  "The cursor's version of the register is no longer available: begin the list again",
	http.StatusTooManyRequests:       "The key has made more requests than it may, or is receiving too many long answers",
	http.StatusInternalServerError:   "The server failed; its log has the reason under the request's id",
	http.StatusServiceUnavailable:    "There is no register to answer from yet, or it cannot be reached now",
}

// exampleProblems are real errors, made by the code that reports them.
func (d *describer) exampleProblems() map[int][]*Error {
	_, none := secretOf(&http.Request{Header: http.Header{}})
	_, twice := secretOf(&http.Request{Header: http.Header{"X-Api-Key": {"one", "two"}}})
	ask := func(parameters url.Values) []query.Problem {
		_, problems := d.model.Collection(register.Listings).Parse(parameters, query.Scope{Today: d.on, Version: d.reg.Version.ID})
		return problems
	}
	wrong := ask(url.Values{"status": {"activ"}, "limit": {"1000"}})
	gone := ask(url.Values{"cursor": {query.Cursor{Version: query.HashOf("a version before"), On: d.on, Last: d.exampleID(register.Listings)}.String()}})
	readOnly := methods{http.MethodGet: nil}
	return byStatus(
		invalidQuery(wrong), asError(twice),
		asError(none), refused(keys.ErrUnknown), refused(keys.ErrMistyped), refused(keys.ErrExpired), refused(keys.ErrRevoked),
		missing(register.Listings, d.misspelt(), d.exampleID(register.Listings)),
		noHistory(), readOnly.refused(), invalidQuery(gone), asError(errors.New("a fault")), notReady(noRegister), unavailable(),
		notAcceptable([]string{mediaJSON, mediaNDJSON, mediaCSV}), bodyTooLarge(maxBody), asError(checkContentType(http.Header{})),
		rateLimited(2*time.Second), tooManyStreamsOfKey(8), preconditionFailed(),
	)
}

// legacyProblems are the errors of the legacy API's paths.
func legacyProblems() map[int][]*Error {
	_, none := secretOf(&http.Request{Header: http.Header{}})
	_, wrong := parseLegacyID("abc")
	return byStatus(asError(none), refused(keys.ErrUnknown), noLegacyListing(), getOnly(), preconditionFailed(), legacyTooLong(), wrong,
		rateLimited(2*time.Second), tooManyStreamsOfKey(8), asError(errors.New("a fault")), notReady(noRegister), unavailable())
}

func byStatus(list ...*Error) map[int][]*Error {
	sorted := map[int][]*Error{}
	for _, e := range list {
		sorted[e.Status] = append(sorted[e.Status], e)
	}
	return sorted
}

// misspelt returns the id of a listing without its last letter.
func (d *describer) misspelt() string {
	id := d.exampleID(register.Listings)
	return strings.TrimSuffix(id[:len(id)-1], "-")
}
