package api

import (
	"fmt"
	"net/http"
	"strings"

	"opencec/tools/query"
	"opencec/tools/register"
)

// groupKind is the kind of record that the first part of an id of two names, and
// groupParameter the name of that part in paths.
func groupKind(k register.Kind) register.Kind {
	if k == register.Certificates {
		return register.CertifyingBodies
	}
	return register.Manufacturers
}

func groupParameter(k register.Kind) string { return strings.ReplaceAll(groupKind(k).Name, " ", "_") }

// recordPath is the path of a record.
func recordPath(k register.Kind) string {
	if k.Depth == 2 {
		return "/v1/" + k.Folder + "/{" + groupParameter(k) + "}/{id}"
	}
	return "/v1/" + k.Folder + "/{id}"
}

// record answers with one record of a kind.
func (s *Server) record(k register.Kind) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		engine, err := s.engine("")
		if err != nil {
			return err
		}
		values, problems := query.Values(r.URL.RawQuery)
		if len(problems) > 0 {
			return invalidQuery(problems)
		}
		q, problems := engine.Model().Collection(k).ParseRecord(values, s.today(engine))
		if len(problems) > 0 {
			return invalidQuery(problems)
		}
		id := r.PathValue("id")
		if k.Depth == 2 {
			id = r.PathValue(groupParameter(k)) + "/" + id
		}
		reg := engine.Register()
		if !reg.Has(k, id) {
			return redirect(w, r, reg, k, id)
		}
		if s.unchanged(w, r, engine, q.String()) {
			return nil
		}
		return withBuffer(func(b []byte) ([]byte, error) {
			b, _ = engine.AppendRecord(b, id, q)
			respond(w, http.StatusOK, b)
			return b, nil
		})
	}
}

// redirect leads from a former id to the current one, or says that there is no
// such record.
func redirect(w http.ResponseWriter, r *http.Request, reg *register.Register, k register.Kind, id string) error {
	current, ok := reg.CurrentID(k, id)
	if !ok {
		return noRecord(reg, k, id)
	}
	location := register.APIPath(k, current)
	if r.URL.RawQuery != "" {
		location += "?" + r.URL.RawQuery
	}
	w.Header().Set("Location", location)
	w.Header().Set("Cache-Control", "private, no-cache")
	w.WriteHeader(http.StatusPermanentRedirect)
	return nil
}

func noRecord(reg *register.Register, k register.Kind, id string) *Error {
	e := &Error{Status: http.StatusNotFound, Code: "not-found", Detail: fmt.Sprintf("There is no %s %.120q.", k.Name, id)}
	if near := nearestID(reg, k, id); near != "" {
		e.Suggestion = register.APIPath(k, near)
		e.Detail += " Did you mean " + near + "?"
	}
	return e
}

// nearestID looks for a misspelt id among the records that have the same first
// part, so that it stays cheap.
func nearestID(reg *register.Register, k register.Kind, id string) string {
	if len(id) > 2*maxNearestPath {
		return ""
	}
	var candidates []string
	group, _, _ := strings.Cut(id, "/")
	switch k {
	case register.Listings:
		candidates = idsOf(reg.ListingsOf(group))
	case register.Certificates:
		candidates = idsOf(reg.IssuedBy(group))
	case register.Manufacturers:
		candidates = idsOf(reg.Manufacturers)
	case register.CertifyingBodies:
		candidates = idsOf(reg.CertifyingBodies)
	case register.EntityTypes:
		candidates = idsOf(reg.EntityTypes)
	case register.DeviceClasses:
		candidates = idsOf(reg.DeviceClasses)
	case register.TestProfiles:
		candidates = idsOf(reg.TestProfiles)
	}
	return register.Nearest(id, candidates)
}

func idsOf[R register.Record](records []R) []string {
	ids := make([]string, len(records))
	for i, rec := range records {
		ids[i] = rec.RecordMeta().ID
	}
	return ids
}

// notFound answers where there is nothing.
func (s *Server) notFound(w http.ResponseWriter, r *http.Request) error {
	var paths []string
	for _, route := range s.table {
		if !strings.Contains(route.path, "{") {
			paths = append(paths, route.path)
		}
	}
	e := &Error{Status: http.StatusNotFound, Code: "not-found", Detail: fmt.Sprintf("There is nothing at %.120q.", r.URL.Path)}
	if len(r.URL.Path) <= maxNearestPath {
		if e.Suggestion = register.Nearest(r.URL.Path, paths); e.Suggestion != "" {
			e.Detail += " Did you mean " + e.Suggestion + "?"
		}
	}
	return e
}

// maxNearestPath is the longest path that can be a misspelling of one of ours.
const maxNearestPath = 64
