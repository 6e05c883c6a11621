package api

import (
	"net/http"

	"opencec/tools/register"
)

// status answers at /, as the register's predecessor did, whether the service is
// up.
func (s *Server) status(w http.ResponseWriter, _ *http.Request) error {
	engine, err := s.engine("")
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	return respondJSON(w, struct {
		Status  string            `json:"status"`
		Title   string            `json:"title"`
		Version string            `json:"version"`
		Links   map[string]string `json:"links"`
	}{"ok", engine.Register().Settings.Title, engine.Register().Version.ID, map[string]string{"api": "/v1"}})
}

type health struct {
	Status string `json:"status"`
}

// healthy answers as long as the process does.
func (s *Server) healthy(w http.ResponseWriter, _ *http.Request) error {
	w.Header().Set("Cache-Control", "no-store")
	return respondJSON(w, health{"ok"})
}

// ready answers once there is a register to answer from.
func (s *Server) ready(w http.ResponseWriter, _ *http.Request) error {
	if _, err := s.engine(""); err != nil {
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
	return respondJSON(w, engine.Register().AboutView(on, "/v1", list))
}
