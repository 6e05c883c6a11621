package api

import (
	"bufio"
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"opencec/tools/query"
	"opencec/tools/register"
)

// The legacy API, GET /listings and GET /, as the register's predecessor answered it, so
// that its clients only need another host name. It refuses hardly anything; what it does
// not understand filters nothing. New programs use /v1, where every mistake is an error.

// A legacyListing is a listing in the legacy API, with its fields in their original
// order.
type legacyListing struct {
	EntityTypeID int64      `json:"entity_type_id"`
	Manufacturer legacyText `json:"manufacturer"`
	Model        legacyText `json:"model"`
	Status       legacyText `json:"status"`
	ID           int64      `json:"id"`
	CreatedAt    legacyTime `json:"created_at"`
	UpdatedAt    legacyTime `json:"updated_at"`
}

// appendJSON appends what encodeLegacy writes. encoding/json would take several times as
// long for all listings.
func (l *legacyListing) appendJSON(b []byte) []byte {
	b = strconv.AppendInt(append(b, `{"entity_type_id":`...), l.EntityTypeID, 10)
	b = l.Manufacturer.appendJSON(append(b, `,"manufacturer":`...))
	b = l.Model.appendJSON(append(b, `,"model":`...))
	b = l.Status.appendJSON(append(b, `,"status":`...))
	b = strconv.AppendInt(append(b, `,"id":`...), l.ID, 10)
	b = l.CreatedAt.appendJSON(append(b, `,"created_at":`...))
	b = l.UpdatedAt.appendJSON(append(b, `,"updated_at":`...))
	return append(b, '}')
}

// legacyStatuses are the statuses of the legacy API, with the register's status that each
// stands for.
var legacyStatuses = []struct {
	name   string
	stands []register.Status
}{
	{"active", []register.Status{register.StatusActive}},
	{"suspended", []register.Status{register.StatusSuspended, register.StatusUpcoming}},
	{"expired", []register.Status{register.StatusExpired, register.StatusWithdrawn, register.StatusDelisted}},
}

// legacyStatus returns the legacy name of a status.
func legacyStatus(status register.Status) string {
	for _, o := range legacyStatuses {
		if slices.Contains(o.stands, status) {
			return o.name
		}
	}
	panic("api: the legacy API has no name for the status " + string(status))
}

// legacyStatusWords describes which statuses of the register each legacy status covers.
func legacyStatusWords() string {
	var words []string
	for _, o := range legacyStatuses {
		var stands []string
		for _, status := range o.stands {
			stands = append(stands, string(status))
		}
		words = append(words, "`"+o.name+"` where a listing is "+strings.Join(stands, " or "))
	}
	return strings.Join(words, "; ")
}

// Parameters of GET /listings. All others are ignored.
var legacyParameters = []string{"entity_type", "id", "manufacturer", "model", "status"}

// maxLegacyQuery is the maximum length of the query part in bytes: the legacy server's
// limit for a whole request.
const maxLegacyQuery = 64 << 10

// legacyListings answers GET /listings: with one object if there is an id, otherwise with
// an array.
func (s *Server) legacyListings(w http.ResponseWriter, r *http.Request) error {
	if len(r.URL.RawQuery) > maxLegacyQuery {
		return legacyTooLong()
	}
	engine, err := s.engine("")
	if err != nil {
		return err
	}
	on, given := s.today(engine), lastOfEach(r.URL.RawQuery, legacyParameters)
	canonical := on.String() + "\n" + given.Encode()
	if given.Has("id") {
		row, err := s.legacyRow(r.Context(), engine, on, given.Get("id"))
		if err != nil || s.unchanged(w, r, engine, canonical) {
			return err
		}
		respond(w, http.StatusOK, row)
		return nil
	}
	if s.unchanged(w, r, engine, canonical) {
		return nil
	}
	rows, err := s.legacyRows(r.Context(), engine, on)
	if err != nil {
		return err
	}
	passes := legacyFilter(engine.Register(), rows, given)
	w.Header().Set("Content-Type", mediaJSON)
	return s.stream(w, r, func(out *bufio.Writer) error { return writeLegacy(out, rows, passes) })
}

func legacyTooLong() *Error {
	return &Error{Status: http.StatusRequestURITooLong, Code: "uri-too-long", Detail: "The query has more than " + strconv.Itoa(maxLegacyQuery) + " bytes."}
}

// lastOfEach returns the last value of each parameter.
func lastOfEach(rawQuery string, names []string) url.Values {
	last := url.Values{}
	for name, value := range lenientParameters(rawQuery) {
		if slices.Contains(names, name) {
			last.Set(name, value)
		}
	}
	return last
}

// legacyRow returns the JSON of the listing with an id, which may be a number or one of
// the register's own ids. Anything else is an error.
func (s *Server) legacyRow(ctx context.Context, engine query.Engine, on register.Date, id string) ([]byte, error) {
	number, wrong := parseLegacyID(id)
	current := ""
	if wrong != nil {
		if !strings.Contains(id, "/") || query.TextProblem(id) != "" {
			return nil, wrong
		}
		found, ok, err := engine.CurrentID(ctx, register.Listings, id)
		if err != nil {
			return nil, err
		}
		if !ok {
			return nil, wrong
		}
		current = found
	}
	rows, err := s.legacyRows(ctx, engine, on)
	if err != nil {
		return nil, err
	}
	row := rows.numbered(number)
	if current != "" {
		row = rows.of(current)
	}
	if row == nil {
		return nil, noLegacyListing()
	}
	return rows.json(row), nil
}

func noLegacyListing() *Error {
	return &Error{Status: http.StatusNotFound, Code: "no-listing", Detail: "Listing not found"}
}

// writeLegacy writes the array of the listings that pass the filter.
func writeLegacy(out *bufio.Writer, rows *legacyRows, passes func(*legacyRow) bool) error {
	separator := byte('[')
	for i := range rows.byNumber {
		row := &rows.byNumber[i]
		if !passes(row) {
			continue
		}
		out.WriteByte(separator) // the writer keeps its first error
		separator = ','
		if _, err := out.Write(rows.json(row)); err != nil {
			return err
		}
	}
	if separator == '[' {
		out.WriteByte(separator)
	}
	return out.WriteByte(']')
}

// A legacyTime is an instant as in the legacy API: in UTC without saying so, with
// microseconds unless they are zero. An unknown time, as in a register without a history,
// is the first second of 1970, because null would break legacy clients.
type legacyTime time.Time

func (t legacyTime) MarshalJSON() ([]byte, error) { return t.appendJSON(nil), nil }

func (t legacyTime) appendJSON(b []byte) []byte {
	at := time.Time(t).UTC()
	if at.IsZero() {
		at = time.Unix(0, 0).UTC()
	}
	layout := `"2006-01-02T15:04:05"`
	if at.Nanosecond()/1000 != 0 {
		layout = `"2006-01-02T15:04:05.000000"`
	}
	return at.AppendFormat(b, layout)
}

// A legacyState is the answer to GET / with a key.
type legacyState struct {
	API      string `json:"API Status"`
	Database string `json:"Database Status"`
}

// legacyState answers GET / for legacy clients.
func (s *Server) legacyState(w http.ResponseWriter, _ *http.Request) error {
	if _, err := s.readyEngine(); err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	return respondLegacy(w, legacyState{"UP", "UP"})
}
