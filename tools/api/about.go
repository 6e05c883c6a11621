package api

import (
	"net/http"

	"opencec/tools/register"
)

// serviceStatus is what / answers.
type serviceStatus struct {
	Status  string            `json:"status"`
	Title   string            `json:"title"`
	Version string            `json:"version"`
	Links   map[string]string `json:"links"`
}

// status answers at /, as the register's predecessor did, whether the service is
// up: whether it is ready.
func (s *Server) status(w http.ResponseWriter, _ *http.Request) error {
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

// healthy answers as long as the process does.
func (s *Server) healthy(w http.ResponseWriter, _ *http.Request) error {
	w.Header().Set("Cache-Control", "no-store")
	return respondJSON(w, health{"ok"})
}

// ready answers as long as there is a register to answer from.
func (s *Server) ready(w http.ResponseWriter, _ *http.Request) error {
	if _, err := s.readyEngine(); err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	return respondJSON(w, health{"ready"})
}

func (s *Server) about(w http.ResponseWriter, r *http.Request) error {
	if err := noParameters(r); err != nil {
		return err
	}
	engine, err := s.engine("")
	if err != nil {
		return err
	}
	on := s.today(engine)
	if s.unchanged(w, r, engine, on.String()) {
		return nil
	}
	list := func(k register.Kind) string { return "/v1/" + k.Folder }
	view := engine.Register().AboutView(on, engine.Counts(), "/v1", list)
	view.Links["check"], view.Links["docs"], view.Links["openapi"] = "/v1/check", "/docs", "/openapi.json"
	return respondJSON(w, view)
}
