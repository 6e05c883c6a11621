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
