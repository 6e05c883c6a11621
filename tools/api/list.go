package api

import (
	"errors"
	"net/http"

	"opencec/tools/memory"
	"opencec/tools/query"
	"opencec/tools/register"
)

// listEnd is what stands in a list after its data.
type listEnd struct {
	Meta  listMeta  `json:"meta"`
	Links listLinks `json:"links"`
}

// listMeta has the facets, by field, where the query asks for some.
type listMeta struct {
	register.ListMeta
	Facets map[string][]query.Count `json:"facets,omitempty"`
}

type listLinks struct {
	Self string  `json:"self"`
	Next *string `json:"next"`
}

// list answers with the records of a kind that a query asks for.
func (s *Server) list(k register.Kind) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		values, problems := query.Values(r.URL.RawQuery)
		if len(problems) > 0 {
			return invalidQuery(problems)
		}
		cursor := values.Get("cursor")
		engine, err := s.engine(cursor)
		if err != nil {
			return err
		}
		format, err := acceptedFormat(w, r, values)
		if err != nil {
			return err
		}
		scope := query.Scope{Today: s.today(engine), Version: engine.Register().Version.ID, Format: format}
		q, problems := engine.Model().Collection(k).Parse(values, scope)
		if len(problems) > 0 {
			return invalidQuery(problems)
		}
		canonical := q.String()
		if s.unchanged(w, r, engine, canonical+"\n"+q.After) {
			return nil
		}
		if q.Format.Whole() {
			return s.whole(w, r, engine, q)
		}
		page, err := engine.List(r.Context(), q)
		if errors.Is(err, query.ErrCursor) {
			return invalidQuery([]query.Problem{{Parameter: "cursor", Code: query.InvalidCursor, Message: query.ErrCursor.Error()}})
		}
		if err != nil {
			return err
		}
		return respondList(w, engine, r.URL.Path, canonical, cursor, q.On, page)
	}
}

func respondList(w http.ResponseWriter, engine *memory.Engine, path, canonical, cursor string, on register.Date, page memory.Page) error {
	end := listEnd{
		Meta:  listMeta{engine.Register().ListMeta(on, page.Total), facetsByField(page.Facets)},
		Links: listLinks{Self: address(path, canonical, cursor)},
	}
	if page.Next != "" {
		next := address(path, canonical, page.Next)
		end.Links.Next = &next
		w.Header().Set("Link", "<"+next+`>; rel="next"`)
	}
	tail, err := register.EncodeJSON(end)
	if err != nil {
		return err
	}
	return withBuffer(func(b []byte) ([]byte, error) {
		b = append(b, `{"data":`...)
		b = page.AppendJSON(b)
		b = append(b, ',')
		b = append(b, tail[1:]...) // without its opening brace
		respond(w, http.StatusOK, b)
		return b, nil
	})
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
