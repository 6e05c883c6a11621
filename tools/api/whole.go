package api

import (
	"bufio"
	"fmt"
	"net/http"

	"opencec/tools/memory"
	"opencec/tools/query"
	"opencec/tools/table"
)

// whole answers with a whole list, in a format without pages. HEAD is answered
// without looking anything up.
func (s *Server) whole(w http.ResponseWriter, r *http.Request, engine *memory.Engine, q *query.Query) error {
	if r.Method == http.MethodHead {
		setFile(w, q)
		return nil
	}
	page, err := engine.List(r.Context(), q)
	if err != nil {
		return err
	}
	setFile(w, q)
	s.stream(w, r, func(out *bufio.Writer) error {
		if q.Format == query.CSV {
			return writeCSV(out, engine, q, page)
		}
		return writeNDJSON(out, page)
	})
	return nil
}

// setFile says what is sent, and as what file to keep it. Its name is made of
// nothing that a client sends but the day.
func setFile(w http.ResponseWriter, q *query.Query) {
	h := w.Header()
	h.Set("Content-Type", contentType(q.Format))
	h.Set("Content-Disposition", fmt.Sprintf(`attachment; filename="%s-%s.%s"`, q.Collection.Kind.Folder, q.On, q.Format))
}

func writeNDJSON(out *bufio.Writer, page memory.Page) error {
	for i := range page.Len() {
		line := page.AppendRecord(out.AvailableBuffer(), i)
		if _, err := out.Write(append(line, '\n')); err != nil {
			return err
		}
	}
	return nil
}

func writeCSV(out *bufio.Writer, engine *memory.Engine, q *query.Query, page memory.Page) error {
	t := table.NewWriter(out, engine.Register(), q.Collection.Kind, q.On, q.Fields)
	for rec := range page.Records() {
		if err := t.Write(rec); err != nil {
			return err
		}
	}
	_, err := t.End()
	return err
}
