package api

import (
	"context"
	"errors"
	"net/http"

	"opencec/tools/base/buildinfo"
	"opencec/tools/query"
	"opencec/tools/register"
)

// serviceStatus is the answer of /.
type serviceStatus struct {
	Status  string            `json:"status"`
	Title   string            `json:"title"`
	Version string            `json:"version"`
	Links   map[string]string `json:"links"`
}

// status answers / with whether the service is ready. A request with a key gets the
// legacy answer.
func (s *Server) status(w http.ResponseWriter, r *http.Request) error {
	if isLegacy(r) {
		return s.keyed(s.legacyState)(w, r)
	}
	engine, err := s.readyEngine()
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	return respondJSON(w, serviceStatus{"ok", engine.Register().Settings.Title, engine.Register().Version.ID, map[string]string{"api": "/v1", "docs": "/docs", "openapi": "/openapi.json"}})
}

type health struct {
	Status string `json:"status"`
}

// healthy answers as long as the process runs.
func (s *Server) healthy(w http.ResponseWriter, _ *http.Request) error {
	w.Header().Set("Cache-Control", "no-store")
	return respondJSON(w, health{"ok"})
}

func (s *Server) about(w http.ResponseWriter, r *http.Request) error {
	values, problems := query.Values(r.URL.RawQuery)
	if len(problems) > 0 {
		return invalidQuery(problems)
	}
	newest := s.versions.newest() // read once, so that the copy belongs to the version that answers
	if newest.engine == nil {
		return s.withoutRegister()
	}
	at, problems, err := s.engineAsOf(r.Context(), newest.engine, values)
	if err != nil {
		return err
	}
	if problems = append(problems, query.CheckOnly(values, asOf)...); len(problems) > 0 {
		return invalidQuery(problems)
	}
	on := s.today(at.engine)
	notices, copied := s.noticeViews(newest), s.copyView(newest)
	if s.unchanged(w, r, at.engine, on.String()+"\n"+at.revisionSpec()+canonicalNotices(notices)+copied.canonical()) {
		return nil
	}
	history, err := historyOf(r.Context(), at.engine)
	if err != nil {
		return err
	}
	return respondJSON(w, aboutDocument{aboutOf(at.engine, on), viewOf(at.revision), history, copied, s.program, notices})
}

// aboutOf returns the view of what an engine serves on a day.
func aboutOf(engine query.Engine, on register.Date) register.AboutView {
	list := func(k register.Kind) string { return "/v1/" + k.Folder() }
	view := engine.Register().AboutView(on, engine.Counts(), "/v1", list)
	view.Links["changes"], view.Links["check"], view.Links["docs"], view.Links["openapi"] = changesPath, "/v1/check", "/docs", "/openapi.json"
	return view
}

// An aboutDocument is the answer of /v1.
type aboutDocument struct {
	register.AboutView
	Revision *revisionView  `json:"revision"` // the revision that as_of selects; null without as_of
	History  *historyView   `json:"history"`  // null if the register is served without a history
	Copy     *copyView      `json:"copy"`     // null if its day is unknown
	Program  buildinfo.Info `json:"program"`  // the program that answers
	Notices  []noticeView   `json:"notices"`  // about the served version, regardless of as_of
}

// A historyView says which revisions as_of and since can select.
type historyView struct {
	Revisions int           `json:"revisions"`
	First     *revisionView `json:"first"`
	Newest    *revisionView `json:"newest"`
}

// historyOf returns the history of an engine; nil if it has none.
func historyOf(ctx context.Context, engine query.Engine) (*historyView, error) {
	newest, err := newestRevision(ctx, engine)
	if errors.Is(err, register.ErrNoRevision) || err == nil && newest.Seq == 0 {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	first, err := engine.Revision(ctx, register.RevisionSpec{Seq: 1})
	if err != nil {
		return nil, err
	}
	return &historyView{newest.Seq, viewOf(&first), viewOf(&newest)}, nil
}
