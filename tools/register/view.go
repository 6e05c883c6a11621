package register

import (
	"maps"
	"slices"
	"strings"
	"time"
)

// Links lead from a record to its other forms.
type Links struct {
	Self    string `json:"self"`    // its path in the API
	HTML    string `json:"html"`    // its page, a whole address
	History string `json:"history"` // the path in the API of what changed it
}

// APIPath returns the path of a record in the API: /v1/listings/tesla/powerwall-2.
func APIPath(k Kind, id string) string { return "/v1/" + k.Folder() + "/" + id }

// HistoryPath returns the path of a record's history in the API.
func HistoryPath(k Kind, id string) string { return APIPath(k, id) + "/history" }

// PagePath returns the path of a record's page on the site, with a slash at both
// ends. Pages have lower-case addresses, also where ids are codes such as DER-G.
func PagePath(k Kind, id string) string { return "/" + k.Folder() + "/" + strings.ToLower(id) + "/" }

// Links returns the links of a record.
func (r *Register) Links(k Kind, id string) Links {
	return Links{Self: APIPath(k, id), HTML: r.Settings.BaseURL + PagePath(k, id), History: HistoryPath(k, id)}
}

// An Instant is a time in a view, null where it is not known.
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
