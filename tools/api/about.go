package api

import (
	"net/http"
	"time"

	"opencec/tools/memory"
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

// An aboutView says what is served.
type aboutView struct {
	Title    string            `json:"title"`
	Version  string            `json:"version"`
	Commit   *string           `json:"commit"`
	AsOf     *time.Time        `json:"as_of"` // the commit's time
	On       register.Date     `json:"on"`    // today, in the register's time zone
	TimeZone string            `json:"time_zone"`
	Licence  register.Licence  `json:"licence"`
	Counts   map[string]int    `json:"counts"`
	Links    map[string]string `json:"links"`
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
	return respondJSON(w, aboutOf(engine, on))
}

func aboutOf(engine *memory.Engine, on register.Date) aboutView {
	reg := engine.Register()
	v := aboutView{
		Title: reg.Settings.Title, Version: reg.Version.ID, Commit: orNull(reg.Version.Commit), AsOf: instantOrNull(reg.Version.Time), On: on,
		TimeZone: reg.Settings.TimeZone, Licence: reg.Settings.Licence,
		Counts: map[string]int{}, Links: map[string]string{"self": "/v1", "html": reg.Settings.BaseURL + "/"},
	}
	for _, k := range register.Kinds() {
		v.Counts[k.Folder] = engine.Count(k)
		v.Links[k.Folder] = "/v1/" + k.Folder
	}
	return v
}

func orNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

func instantOrNull(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return &t
}
