package api

import (
	"bufio"
	"fmt"
	"iter"
	"net/http"

	"opencec/tools/output/csvfile"
	"opencec/tools/query"
)

// exportList answers with a whole list in a format without pages. HEAD gets no lookup.
func (s *Server) exportList(w http.ResponseWriter, r *http.Request, engine query.Engine, q *query.Query) error {
	if r.Method == http.MethodHead {
		setFile(w, q)
		return nil
	}
	if q.Format == query.CSV {
		parts, stop, err := begin(engine.AllRecords(r.Context(), q))
		if err != nil {
			return err
		}
		defer stop()
		setFile(w, q)
		return s.stream(w, r, func(out *bufio.Writer) error { return writeCSV(out, q, parts) })
	}
	parts, stop, err := begin(engine.AllRows(r.Context(), q))
	if err != nil {
		return err
	}
	defer stop()
	setFile(w, q)
	return s.stream(w, r, func(out *bufio.Writer) error { return writeNDJSON(out, parts) })
}

// begin waits for the first part, so that an earlier failure still gets an error
// response, and returns all parts. The caller must call stop.
func begin[Part any](parts iter.Seq2[Part, error]) (all iter.Seq2[Part, error], stop func(), err error) {
	next, stop := iter.Pull2(parts)
	part, err, more := next()
	if err != nil {
		stop()
		return nil, nil, err
	}
	return func(yield func(Part, error) bool) {
		for more && yield(part, err) {
			part, err, more = next()
		}
	}, stop, nil
}

// setFile sets the content type and the file name. The day is the only part of the name
// that comes from the client.
func setFile(w http.ResponseWriter, q *query.Query) {
	setFileName(w, q.Format, fmt.Sprintf("%s-%s", q.Collection.Kind.Folder(), q.On))
}

func setFileName(w http.ResponseWriter, format query.Format, name string) {
	h := w.Header()
	h.Set("Content-Type", contentType(format))
	h.Set("Content-Disposition", fmt.Sprintf(`attachment; filename="%s.%s"`, name, format))
}

func writeNDJSON(out *bufio.Writer, parts iter.Seq2[query.Rows, error]) error {
	for rows, err := range parts {
		if err != nil {
			return err
		}
		for i := range rows.Len() {
			line := rows.AppendJSON(out.AvailableBuffer(), i)
			if _, err := out.Write(append(line, '\n')); err != nil {
				return err
			}
		}
	}
	return nil
}

func writeCSV(out *bufio.Writer, q *query.Query, parts iter.Seq2[query.Part, error]) error {
	t := csvfile.NewWriter(out, q.Collection.Kind, q.On, q.Fields)
	for part, err := range parts {
		if err != nil {
			return err
		}
		for _, rec := range part.Records {
			if err := t.Write(part.Register, rec); err != nil {
				return err
			}
		}
	}
	_, err := t.End()
	return err
}
