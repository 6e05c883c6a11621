package api

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

// ParseOriginalID reports whether an id is a number.
func ParseOriginalID(id string) (int64, bool) {
	n, wrong := parseOriginalID(id)
	return n, wrong == nil
}
