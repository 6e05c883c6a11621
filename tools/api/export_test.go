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

// LenientParameters reads the query part of a request in the predecessor's form.
var LenientParameters = lenientParameters

// MatchesLike reports whether a name is as ILIKE '%part%' asks.
func MatchesLike(part, name string) bool { return likePattern(part).matches(foldCase(name)) }

// ParseOriginalID reports whether an id is a number.
func ParseOriginalID(id string) (int64, bool) {
	n, wrong := parseOriginalID(id)
	return n, wrong == nil
}

// EncodedOriginal returns a listing in the predecessor's form, as it is sent and as
// encoding/json writes it.
func EncodedOriginal(name string, id int64, at time.Time) (sent, encoded string) {
	l := originalListing{id, originalText(name), originalText(name), "active", id, originalTime(at), originalTime(at)}
	text, err := encodeOriginal(l)
	if err != nil {
		panic(err)
	}
	return string(l.appendJSON(nil)), string(text)
}
