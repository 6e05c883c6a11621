package api

import (
	"errors"
	"net/http"
	"strings"

	"opencec/tools/query"
	"opencec/tools/register"
)

// listEnd is what follows the data in a list.
type listEnd struct {
	Meta  listMeta  `json:"meta"`
	Links listLinks `json:"links"`
}

// listMeta has the facets by field, if the query asks for some.
type listMeta struct {
	answerMeta
	Facets map[string][]query.Count `json:"facets,omitempty"`
}

type listLinks struct {
	Self string  `json:"self"`
	Next *string `json:"next"`
}

// A listRequest is a parsed request for a list.
type listRequest struct {
	at     asOfEngine
	query  *query.Query
	cursor string
}

// listRequest parses a request for the records of a kind.
func (s *Server) listRequest(w http.ResponseWriter, r *http.Request, k register.Kind) (*listRequest, error) {
	values, problems := query.Values(r.URL.RawQuery)
	if len(problems) > 0 {
		return nil, invalidQuery(problems)
	}
	asked := &listRequest{cursor: strings.TrimSpace(values.Get("cursor"))}
	begun, err := s.engine(asked.cursor)
	if err != nil {
		return nil, err
	}
	format, err := acceptedFormat(w, r, values, query.Formats())
	if err != nil {
		return nil, err
	}
	if asked.at, problems, err = s.engineAsOf(r.Context(), begun, values); err != nil {
		return nil, err
	}
	q, more := asked.at.engine.Model().Collection(k).Parse(values, s.scope(asked.at, format))
	if problems = append(problems, more...); len(problems) > 0 {
		return nil, invalidQuery(problems)
	}
	asked.query = q
	return asked, nil
}

// list answers with the records of a kind that match a query.
func (s *Server) list(k register.Kind) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		asked, err := s.listRequest(w, r, k)
		if err != nil {
			return err
		}
		engine, q := asked.at.engine, asked.query
		canonical := q.String()
		tag := s.etag(engine, r.URL.Path, canonical+"\n"+q.After)
		if confirmed(w, r, tag) {
			return nil
		}
		if q.Format.IsExport() {
			return s.exportList(w, r, engine, q)
		}
		page, err := engine.List(r.Context(), q)
		if errors.Is(err, query.ErrCursor) {
			return invalidQuery([]query.Problem{{Parameter: "cursor", Code: query.InvalidCursor, Message: query.ErrCursor.Error()}})
		}
		if err != nil {
			return err
		}
		return withBuffer(func(b []byte) ([]byte, error) {
			b, err := appendList(b, w.Header(), asked.at, q, address(r.URL.Path, canonical, asked.cursor), address(r.URL.Path, canonical, page.Next), page)
			if err != nil {
				return b, err
			}
			respond(w, http.StatusOK, b)
			return b, nil
		})
	}
}

// appendList appends a page, and sets the Link header to the next one.
func appendList(b []byte, h http.Header, at asOfEngine, q *query.Query, self, next string, page query.Page) ([]byte, error) {
	end := listEnd{
		Meta:  listMeta{at.meta(q.On, page.Total), facetsByField(page.Facets)},
		Links: listLinks{Self: self},
	}
	if page.Next != "" {
		end.Links.Next = &next
		h.Set("Link", "<"+next+`>; rel="next"`)
	}
	tail, err := register.EncodeJSON(end)
	if err != nil {
		return b, err
	}
	b = append(b, `{"data":`...)
	b = page.AppendJSON(b)
	b = append(b, ',')
	return append(b, tail[1:]...), nil // without its opening brace
}

func facetsByField(facets []query.Facet) map[string][]query.Count {
	if len(facets) == 0 {
		return nil
	}
	counts := make(map[string][]query.Count, len(facets))
	for _, f := range facets {
		counts[f.Field.Name] = f.Counts
	}
	return counts
}

func address(path, canonical, cursor string) string {
	if cursor == "" {
		return path + "?" + canonical
	}
	return path + "?" + canonical + "&cursor=" + cursor // base64url needs no escaping
}
