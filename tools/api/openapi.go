package api

import (
	"context"
	"net/http"
	"strconv"
	"sync"

	"opencec/tools/openapi"
)

// A document is the OpenAPI document of one version of the register, written.
type document struct {
	engine     Engine
	json, yaml []byte
}

// documents keeps the document that was asked for last: the next is most likely
// of the same version.
type documents struct {
	mu   sync.Mutex
	last document
}

// of returns the document of the routes on a version of the register.
func (d *documents) of(ctx context.Context, engine Engine, routes []route) (document, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.last.engine == engine {
		return d.last, nil
	}
	described, err := describe(ctx, routes, engine)
	if err != nil {
		return document{}, err
	}
	text, err := described.JSON()
	if err != nil {
		return document{}, err
	}
	asYAML, err := openapi.YAML(text)
	if err != nil {
		return document{}, err
	}
	d.last = document{engine, text, asYAML}
	return d.last, nil
}

func (s *Server) openapiJSON(w http.ResponseWriter, r *http.Request) error {
	return s.respondDocument(w, r, mediaJSON, func(d document) []byte { return d.json })
}

func (s *Server) openapiYAML(w http.ResponseWriter, r *http.Request) error {
	return s.respondDocument(w, r, mediaYAML, func(d document) []byte { return d.yaml })
}

func (s *Server) respondDocument(w http.ResponseWriter, r *http.Request, mediaType string, text func(document) []byte) error {
	if err := noParameters(r); err != nil {
		return err
	}
	engine, err := s.engine("")
	if err != nil {
		return err
	}
	if s.unchanged(w, r, engine, Version) {
		return nil
	}
	d, err := s.documents.of(r.Context(), engine, s.table)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", mediaType)
	w.Header().Set("Content-Length", strconv.Itoa(len(text(d))))
	_, _ = w.Write(text(d)) // who has gone away needs no answer
	return nil
}
