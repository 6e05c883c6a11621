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
	http.StatusBadRequest:            "The request has a problem, and nothing was looked up: each is named, with what would be right",
	http.StatusUnauthorized:          "There is no key in the request, or it is not good",
	http.StatusNotFound:              "There is no such record, and the nearest is suggested; or no history of the register",
	http.StatusMethodNotAllowed:      "The path has no such method",
	http.StatusNotAcceptable:         "Accept takes none of the forms in which this is given",
	http.StatusPreconditionFailed:    "The answer has none of the ETags that If-Match names",
	http.StatusRequestEntityTooLarge: "The body has more bytes than are read",
	http.StatusRequestURITooLong:     "The address has more bytes than are read",
	http.StatusUnprocessableEntity:   "The id is no number, and no id of the register",
	http.StatusUnsupportedMediaType:  "The body is not JSON",
	http.StatusGone:                  "The version that the cursor is of is no longer held: begin the list again",
	http.StatusTooManyRequests:       "The key has made more requests than it may, or has too many long answers under way",
	http.StatusInternalServerError:   "The server failed; the request's id finds the reason in its log",
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
