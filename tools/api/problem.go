package api

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strconv"

	"opencec/tools/query"
	"opencec/tools/query/keys"
	"opencec/tools/register"
)

// An Error is an error response. Any other error of a handler is an internal error, which
// is logged and not shown.
type Error struct {
	Status     int
	Code       string // last part of the problem's type
	Detail     string
	Suggestion string
	Problems   []query.Problem
	Header     map[string]string // additional headers

	input *string // the id that is not a number, in the legacy API
}

func (e *Error) Error() string { return fmt.Sprintf("%d %s: %s", e.Status, e.Code, e.Detail) }

// problemTypes is the prefix of the type of all problems.
const problemTypes = "urn:opencec:problem:"

// A problemDocument is the body of an error (RFC 9457).
type problemDocument struct {
	Type       string          `json:"type"`
	Title      string          `json:"title"`
	Status     int             `json:"status"`
	Detail     string          `json:"detail"`
	Instance   string          `json:"instance"`
	RequestID  string          `json:"request_id"`
	Suggestion string          `json:"suggestion,omitempty"`
	Problems   []query.Problem `json:"problems,omitempty"`
}

// invalidQuery returns the error of a query with problems.
func invalidQuery(problems []query.Problem) *Error {
	e := &Error{Status: http.StatusBadRequest, Code: "invalid-query", Problems: problems,
		Detail: "The query has a problem; nothing was looked up."}
	if len(problems) > 1 {
		e.Detail = fmt.Sprintf("The query has %d problems; nothing was looked up.", len(problems))
	}
	for _, p := range problems {
		if p.Code == query.VersionGone {
			e.Status, e.Code = http.StatusGone, string(p.Code)
		}
	}
	return e
}

// asError converts any error to an error response.
func asError(err error) *Error {
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	switch {
	case errors.Is(err, query.ErrUnavailable):
		return unavailable()
	case errors.Is(err, register.ErrNoRevision): // unknown revisions in parameters are problems: see unknownRevision
		return noHistory()
	}
	return &Error{Status: http.StatusInternalServerError, Code: "internal",
		Detail: "The server failed to answer. It has been logged with the request's id."}
}

// document returns the body of the response to a request for a path.
func (e *Error) document(path, requestID string) problemDocument {
	return problemDocument{
		Type: problemTypes + e.Code, Title: http.StatusText(e.Status), Status: e.Status, Detail: e.Detail,
		Instance: path, RequestID: requestID, Suggestion: e.Suggestion, Problems: e.Problems,
	}
}

// abandoned marks in the log and the metrics that the client went away before the
// response, which is not a failure of the server. Nobody receives it. Proxies log the
// same status.
func abandoned() *Error { return &Error{Status: 499, Code: "abandoned"} }

func (s *Server) logFailure(r *http.Request, level slog.Level, message string, err error) {
	s.log.LogAttrs(r.Context(), level, message, slog.String("id", infoOf(r).id), slog.String("path", loggedPath(r)), slog.String("error", keys.Redact(err.Error())))
}

// respondError writes the response for the error of a handler.
func (s *Server) respondError(w http.ResponseWriter, r *http.Request, err error) {
	infoOf(r).hidden = s.keyInAddress(r)
	e := asError(err)
	switch {
	case e.Status < http.StatusInternalServerError:
	case r.Context().Err() != nil:
		e = abandoned()
	case e.Status == http.StatusInternalServerError:
		s.logFailure(r, slog.LevelError, "request failed", err)
	case errors.Is(err, query.ErrUnavailable):
		s.logFailure(r, slog.LevelWarn, "request not answered", err)
	}
	if infoOf(r).hidden {
		e = e.withoutAddress()
	}
	sendProblem(w, r, e)
}

// sendProblem sends the response for an error.
func sendProblem(w http.ResponseWriter, r *http.Request, e *Error) {
	if isLegacy(r) {
		sendLegacy(w, e)
		return
	}
	body, err := register.EncodeJSON(e.document(instanceOf(r), infoOf(r).id))
	if err != nil { // texts and numbers always encode
		panic(err)
	}
	sendError(w, e, mediaProblem, body)
}

// sendError sends the body of an error, without keys that it may repeat from the
// request's body.
func sendError(w http.ResponseWriter, e *Error, mediaType string, body []byte) {
	body = []byte(keys.Redact(string(body)))
	header := w.Header()
	for name, value := range e.Header {
		header.Set(name, value)
	}
	header.Set("Content-Type", mediaType)
	header.Set("Cache-Control", "no-store")
	header.Set("Content-Length", strconv.Itoa(len(body)))
	header.Del("ETag")
	header.Del("Content-Disposition")
	w.WriteHeader(e.Status)
	_, _ = w.Write(body) // the client may have gone away
}
