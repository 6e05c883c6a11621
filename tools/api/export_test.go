package api

import "time"

// FieldTexts are the descriptions of schemas and their properties, for tests.
var FieldTexts = fieldTexts

// CommonTexts are those of properties of any schema.
var CommonTexts = commonTexts

// NeverNull begins the texts of properties that always have a value.
const NeverNull = neverNull

// StoredFields returns the fields of views that are stored, as Component.field.
func StoredFields() []string {
	var names []string
	for t, part := range recordParts() {
		for _, f := range part.fields {
			if f.Name != "" && f.Stored != "" && part.schema.Properties.Named(f.Stored) != nil {
				names = append(names, componentName(t)+"."+f.Name)
			}
		}
	}
	return names
}

// Routes returns the method and path of every route, for tests.
func (s *Server) Routes() []string {
	var list []string
	for _, r := range s.table {
		list = append(list, r.method+" "+r.path)
	}
	return list
}

// LenientParameters parses the query part of a legacy request.
var LenientParameters = lenientParameters

// MatchesLike reports whether a name matches ILIKE '%part%'.
func MatchesLike(part, name string) bool { return likePattern(part).matches(foldCase(name)) }

// ParseLegacyID reports whether an id is a number.
func ParseLegacyID(id string) (int64, bool) {
	n, wrong := parseLegacyID(id)
	return n, wrong == nil
}

// EncodedLegacy returns a listing in the legacy format, as the server sends it and as
// encoding/json encodes it.
func EncodedLegacy(name string, id int64, at time.Time) (sent, encoded string) {
	l := legacyListing{id, legacyText(name), legacyText(name), "active", id, legacyTime(at), legacyTime(at)}
	text, err := encodeLegacy(l)
	if err != nil {
		panic(err)
	}
	return string(l.appendJSON(nil)), string(text)
}
