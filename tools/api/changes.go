package api

import (
	"bufio"
	"context"
	"errors"
	"iter"
	"net/http"
	"net/url"
	"slices"

	"opencec/tools/query"
	"opencec/tools/register"
)

const changesPath = "/v1/changes"

// allChanges answers with the changes of the register.
func (s *Server) allChanges(w http.ResponseWriter, r *http.Request) error {
	return s.changes(w, r, nil)
}

// history answers with the changes of one record, which may have been removed.
func (s *Server) history(k register.Kind) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		return s.changes(w, r, &register.Ref{Kind: k, ID: recordID(r, k)})
	}
}

// moved redirects from a former id to the history under the current id, and reports
// whether it did. It looks up the current id as of the revision of the history, so that
// paging goes on under the old id when the record is renamed meanwhile.
func moved(ctx context.Context, w http.ResponseWriter, r *http.Request, engine query.Engine, record *register.Ref) (bool, error) {
	current, exists, err := engine.CurrentID(ctx, record.Kind, record.ID)
	switch {
	case err != nil:
		return false, err
	case !exists:
		return false, existed(ctx, engine, record)
	case current == record.ID:
		return false, nil
	}
	redirect(w, r, register.HistoryPath(record.Kind, current))
	return true, nil
}

// existed returns an error if no record ever had the id.
func existed(ctx context.Context, engine query.Engine, record *register.Ref) error {
	page, err := engine.Changes(ctx, &query.Changes{Record: record, Limit: 1, Format: query.JSON})
	if err != nil || page.Total > 0 {
		return err
	}
	err = noRecord(ctx, engine, record.Kind, record.ID)
	var missing *Error
	if errors.As(err, &missing) && missing.Suggestion != "" {
		missing.Suggestion += "/history"
	}
	return err
}

// changesEnd is what follows the data in a page of changes.
type changesEnd struct {
	Meta  changesMeta `json:"meta"`
	Links listLinks   `json:"links"`
}

// changesMeta is the metadata of changes.
type changesMeta struct {
	Version  string           `json:"version"`
	Commit   *string          `json:"commit"`
	AsOf     register.Instant `json:"as_of"`    // time of the commit
	Since    *revisionView    `json:"since"`    // the changes are later than this revision; null for the time before the first
	Revision *revisionView    `json:"revision"` // the last revision that is included; null if there is none
	Total    int              `json:"total"`
}

// A changeRange is a parsed request for changes.
type changeRange struct {
	engine    query.Engine
	since, to register.Revision // exclusive and inclusive
	query     *query.Changes
}

// changes answers with the changes of the register or of one record.
func (s *Server) changes(w http.ResponseWriter, r *http.Request, record *register.Ref) error {
	engine, err := s.engine("")
	if err != nil {
		return err
	}
	values, problems := query.Values(r.URL.RawQuery)
	if len(problems) > 0 {
		return invalidQuery(problems)
	}
	format, err := acceptedFormat(w, r, values, query.ChangeFormats())
	if err != nil {
		return err
	}
	asked, err := s.changeRange(r.Context(), engine, values, query.ChangesScope{Record: record, Format: format})
	if err != nil {
		return err
	}
	if record != nil {
		if elsewhere, err := moved(r.Context(), w, r, asked.engine, record); elsewhere || err != nil {
			return err
		}
	}
	canonical, cursor := asked.query.String(), ""
	if asked.query.After != (query.ChangeCursor{}) {
		cursor = asked.query.After.String()
	}
	if s.unchanged(w, r, asked.engine, canonical+"\n"+cursor) {
		return nil
	}
	if asked.query.Format.IsExport() {
		return s.exportChanges(w, r, asked)
	}
	return pageOfChanges(w, r, asked, canonical, cursor)
}

// pageOfChanges answers with a page of changes.
func pageOfChanges(w http.ResponseWriter, r *http.Request, asked changeRange, canonical, cursor string) error {
	page, err := asked.engine.Changes(r.Context(), asked.query)
	if err != nil {
		return err
	}
	links := listLinks{Self: address(r.URL.Path, canonical, cursor)}
	if page.Next != (query.ChangeCursor{}) {
		next := address(r.URL.Path, canonical, page.Next.String())
		links.Next = &next
		w.Header().Set("Link", "<"+next+`>; rel="next"`)
	}
	return withBuffer(func(b []byte) ([]byte, error) {
		b, err := appendChanges(b, page.Lines, changesEnd{asked.meta(page.Total), links})
		if err == nil {
			respond(w, http.StatusOK, b)
		}
		return b, err
	})
}

// appendChanges appends a page of lines, which are JSON already.
func appendChanges(b []byte, lines [][]byte, end changesEnd) ([]byte, error) {
	tail, err := register.EncodeJSON(end)
	if err != nil {
		return b, err
	}
	b = append(b, `{"data":[`...)
	for i, line := range lines {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, line...)
	}
	b = append(b, "],"...)
	return append(b, tail[1:]...), nil // without its opening brace
}

// changeRange parses a request for changes.
func (s *Server) changeRange(ctx context.Context, engine query.Engine, values url.Values, scope query.ChangesScope) (changeRange, error) {
	newest, err := newestRevision(ctx, engine)
	if err != nil {
		return changeRange{}, err
	}
	at, problems, err := s.engineAsOf(ctx, engine, values)
	if err != nil {
		return changeRange{}, err
	}
	since, sinceProblems, err := revisionOf(ctx, engine, values, "since")
	if err != nil {
		return changeRange{}, err
	}
	scope.AsOf = newest
	if at.revision != nil {
		scope.AsOf = *at.revision
	}
	if since != nil {
		scope.Since = *since
	}
	q, parseProblems := query.ParseChanges(values, scope)
	if problems = slices.Concat(problems, sinceProblems, parseProblems); len(problems) > 0 {
		return changeRange{}, invalidQuery(problems)
	}
	return changeRange{at.engine, scope.Since, scope.AsOf, q}, nil
}

func (p changeRange) meta(total int) changesMeta {
	version := p.engine.Register().Version
	return changesMeta{version.ID, orNull(version.Commit), register.Instant(version.Time), viewOf(&p.since), viewOf(&p.to), total}
}

// noHistory returns the error of a server without a history.
func noHistory() *Error {
	return &Error{Status: http.StatusNotFound, Code: "no-history",
		Detail: "The register is served here without its history: what changed is not known."}
}

// exportChanges answers with all changes, one per line. HEAD gets no lookup.
func (s *Server) exportChanges(w http.ResponseWriter, r *http.Request, asked changeRange) error {
	if r.Method == http.MethodHead {
		setFileName(w, asked.query.Format, "changes")
		return nil
	}
	lines, stop, err := begin(asked.engine.AllChanges(r.Context(), asked.query))
	if err != nil {
		return err
	}
	defer stop()
	setFileName(w, asked.query.Format, "changes")
	return s.stream(w, r, func(out *bufio.Writer) error { return writeLines(out, lines) })
}

func writeLines(out *bufio.Writer, lines iter.Seq2[[]byte, error]) error {
	for line, err := range lines {
		if err != nil {
			return err
		}
		if _, err := out.Write(line); err != nil {
			return err
		}
		if err := out.WriteByte('\n'); err != nil {
			return err
		}
	}
	return nil
}
