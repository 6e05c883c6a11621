package api

import "time"

// FieldTexts are the descriptions of schemas and their properties, for tests.
var FieldTexts = fieldTexts

// Routes returns the method and path of every route, for tests.
func (s *Server) Routes() []string {
	var list []string
	for _, r := range s.table {
		list = append(list, r.method+" "+r.path)
	}
	return list
}

// LenientParameters reads the query part of a request in the predecessor's form.
var LenientParameters = lenientParameters

// MatchesLike reports whether a name is as ILIKE '%part%' asks.
func MatchesLike(part, name string) bool { return likePattern(part).matches(foldCase(name)) }

// ParseLegacyID reports whether an id is a number.
func ParseLegacyID(id string) (int64, bool) {
	n, wrong := parseLegacyID(id)
	return n, wrong == nil
}

// EncodedLegacy returns a listing in the predecessor's form, as it is sent and as
// encoding/json writes it.
func EncodedLegacy(name string, id int64, at time.Time) (sent, encoded string) {
	l := legacyListing{id, legacyText(name), legacyText(name), "active", id, legacyTime(at), legacyTime(at)}
	text, err := encodeLegacy(l)
	if err != nil {
		panic(err)
	}
	return string(l.appendJSON(nil)), string(text)
}
