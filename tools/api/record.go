package api

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"opencec/tools/base/spelling"
	"opencec/tools/query"
	"opencec/tools/register"
)

// groupKind is the kind of record that the first part of an id of two parts names, and
// groupParameter the name of that part in paths.
func groupKind(k register.Kind) register.Kind {
	if k == register.Certificates {
		return register.CertifyingBodies
	}
	return register.Manufacturers
}

func groupParameter(k register.Kind) string { return strings.ReplaceAll(groupKind(k).Name(), " ", "_") }

// recordPath returns the path of a record.
func recordPath(k register.Kind) string {
	if k.Depth() == 2 {
		return "/v1/" + k.Folder() + "/{" + groupParameter(k) + "}/{id}"
	}
	return "/v1/" + k.Folder() + "/{id}"
}

// record answers with one record of a kind.
func (s *Server) record(k register.Kind) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		current, err := s.engine("")
		if err != nil {
			return err
		}
		values, problems := query.Values(r.URL.RawQuery)
		if len(problems) > 0 {
			return invalidQuery(problems)
		}
		at, problems, err := s.engineAsOf(r.Context(), current, values)
		if err != nil {
			return err
		}
		engine, id := at.engine, recordID(r, k)
		q, more := engine.Model().Collection(k).ParseRecord(values, s.scope(at, ""))
		if problems = append(problems, more...); len(problems) > 0 {
			return invalidQuery(problems)
		}
		tag := s.etag(engine, r.URL.Path, q.String())
		if held(r, tag) && confirmed(w, r, tag) {
			return nil // a client with the tag has received the record before
		}
		return withBuffer(func(b []byte) ([]byte, error) {
			b, ok, err := engine.AppendRecord(r.Context(), b, id, q)
			if err != nil {
				return b, err
			}
			if !ok {
				return b, elsewhere(w, r, engine, k, id)
			}
			if !confirmed(w, r, tag) {
				respond(w, http.StatusOK, b)
			}
			return b, nil
		})
	}
}

// recordID returns the id in a request's path.
func recordID(r *http.Request, k register.Kind) string {
	if k.Depth() == 2 {
		return r.PathValue(groupParameter(k)) + "/" + r.PathValue("id")
	}
	return r.PathValue("id")
}

// elsewhere redirects from a former id to the current one, or says that there is no such
// record.
func elsewhere(w http.ResponseWriter, r *http.Request, engine query.Engine, k register.Kind, id string) error {
	current, ok, err := engine.CurrentID(r.Context(), k, id)
	if err != nil {
		return err
	}
	if !ok {
		return noRecord(r.Context(), engine, k, id)
	}
	redirect(w, r, register.APIPath(k, current))
	return nil
}

// redirect redirects to another path with the same query.
func redirect(w http.ResponseWriter, r *http.Request, path string) {
	if r.URL.RawQuery != "" {
		path += "?" + r.URL.RawQuery
	}
	w.Header().Set("Location", path)
	w.Header().Set("Cache-Control", "private, no-cache")
	w.WriteHeader(http.StatusPermanentRedirect)
}

// noRecord returns the error for an id that no record has, or the error of looking it up.
func noRecord(ctx context.Context, engine query.Engine, k register.Kind, id string) error {
	near, err := nearestID(ctx, engine, k, id)
	if err != nil {
		return err
	}
	return missing(k, id, near)
}

func missing(k register.Kind, id, near string) *Error {
	e := &Error{Status: http.StatusNotFound, Code: codeNotFound, Detail: fmt.Sprintf("There is no %s %.100q.", k.Name(), id)}
	if near != "" {
		e.Suggestion = register.APIPath(k, near)
		e.Detail += " Did you mean " + near + "?"
	}
	return e
}

// nearestID returns the most similar id among the records with the same first part, so
// that it stays cheap.
func nearestID(ctx context.Context, engine query.Engine, k register.Kind, id string) (string, error) {
	if len(id) > 2*maxNearestPath {
		return "", nil
	}
	group, _, _ := strings.Cut(id, "/")
	candidates, err := engine.IDs(ctx, k, group)
	if err != nil {
		return "", err
	}
	return spelling.Nearest(id, candidates), nil
}

// notFound answers requests for unknown paths.
func (s *Server) notFound(w http.ResponseWriter, r *http.Request) error {
	if isLegacy(r) { // says no more than the legacy API, to anybody
		return &Error{Status: http.StatusNotFound, Code: codeNotFound, Header: s.changingLink(r)}
	}
	var paths []string
	for _, route := range s.table {
		if !strings.Contains(route.path, "{") {
			paths = append(paths, route.path)
		}
	}
	e := &Error{Status: http.StatusNotFound, Code: codeNotFound, Detail: fmt.Sprintf("There is nothing at %.100q.", r.URL.Path)}
	if len(r.URL.Path) <= maxNearestPath {
		if e.Suggestion = spelling.Nearest(r.URL.Path, paths); e.Suggestion != "" {
			e.Detail += " Did you mean " + e.Suggestion + "?"
		}
	}
	return e
}

// maxNearestPath is the maximum length of a path that can be a typo of a route.
const maxNearestPath = 64
