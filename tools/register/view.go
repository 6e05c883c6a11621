package register

import (
	"maps"
	"reflect"
	"slices"
	"strings"
	"time"
)

// A View is a record as readers see it on a day: the same in the API, in the static files and in
// the downloads. It has the fields of Kind.Fields. Every field is always present: an unknown
// text is null, a list without entries is [].
type View struct {
	register *Register
	record   Record
	on       Date
}

// View returns the view of a record of r on a day. Only the views of listings and
// certificates depend on the day.
func (r *Register) View(rec Record, on Date) View { return View{r, rec, on} }

// On returns the day of the view.
func (v View) On() Date { return v.on }

// contents returns the record's struct.
func (v View) contents() reflect.Value { return reflect.ValueOf(v.record).Elem() }

// Append appends the JSON of the view with the given fields of Kind.Fields, in their order.
func (v View) Append(dst []byte, fields ...*Field) (_ []byte, err error) {
	contents := v.contents()
	dst = append(slices.Grow(dst, 1024), '{') // most views fit
	for _, f := range fields {
		if dst, err = f.append(dst, f.in(v, contents)); err != nil {
			return nil, err
		}
	}
	return append(dst, '}'), nil
}

// MarshalJSON writes all fields. EncodeJSON calls it directly, which saves encoding/json's check of
// the result.
func (v View) MarshalJSON() ([]byte, error) {
	return v.Append(nil, v.record.RecordKind().Fields()...)
}

// Links lead from a record to its other forms.
type Links struct {
	Self    string `json:"self"`    // its path in the API
	HTML    string `json:"html"`    // its page, a whole address
	History string `json:"history"` // the path in the API of its changes
}

// APIPath returns the path of a record in the API: /v1/listings/tesla/powerwall-2.
func APIPath(k Kind, id string) string { return "/v1/" + k.Folder() + "/" + id }

// HistoryPath returns the path of a record's history in the API.
func HistoryPath(k Kind, id string) string { return APIPath(k, id) + "/history" }

// PagePath returns the path of a record's page on the site, with a slash at both
// ends. Pages have lower-case addresses, even if ids are codes such as DER-G.
func PagePath(k Kind, id string) string { return "/" + k.Folder() + "/" + strings.ToLower(id) + "/" }

// Links returns the links of a record.
func (r *Register) Links(k Kind, id string) Links {
	return Links{Self: APIPath(k, id), HTML: r.Settings.BaseURL + PagePath(k, id), History: HistoryPath(k, id)}
}

// An Instant is a time in a view; the zero Instant is null.
type Instant time.Time

// MarshalJSON writes RFC 3339 in UTC, or null.
func (t Instant) MarshalJSON() ([]byte, error) {
	return appendTime(nil, time.Time(t)), nil
}

// TestProfilesOf returns the ids of the test profiles that the certificates of a
// listing name, sorted. The list is never nil.
func (r *Register) TestProfilesOf(listing string) []string {
	set := map[string]bool{}
	for _, c := range r.certificatesOf[listing] {
		for _, p := range c.TestProfiles {
			set[p] = true
		}
	}
	ids := slices.AppendSeq([]string{}, maps.Keys(set))
	slices.Sort(ids)
	return ids
}

func idsOf[R Record](records []R) []string {
	ids := make([]string, len(records))
	for i, rec := range records {
		ids[i] = rec.RecordMeta().ID
	}
	return ids
}
