package api

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"sync/atomic"

	"golang.org/x/sync/singleflight"

	"opencec/tools/base/openapi"
	"opencec/tools/query"
)

// A document is the encoded OpenAPI document of one version of the register.
type document struct {
	engine     query.Engine
	json, yaml []byte
}

// documents caches the document of the current version, from the first request for it.
type documents struct {
	last    atomic.Pointer[document]
	writing singleflight.Group
}

// forget drops the document, and so the reference to its version of the register.
func (d *documents) forget() { d.last.Store(nil) }

// document returns the OpenAPI document of a version of the register. Concurrent requests
// wait for the same document, because writing it takes 30 MB and requests need no key.
func (s *Server) document(ctx context.Context, engine query.Engine) (*document, error) {
	if last := s.documents.last.Load(); last != nil && last.engine == engine {
		return last, nil
	}
	key := fmt.Sprintf("%p", engine) // nobody waits for an older engine
	written := s.documents.writing.DoChan(key, func() (any, error) {
		return s.writeDocument(context.WithoutCancel(ctx), engine)
	})
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case result := <-written:
		if result.Err != nil {
			return nil, result.Err
		}
		return result.Val.(*document), nil
	}
}

func (s *Server) writeDocument(ctx context.Context, engine query.Engine) (*document, error) {
	samples, err := engine.Samples(ctx, maxSamples)
	if err != nil {
		return nil, err
	}
	text, err := describe(s.table, samples).JSON()
	if err != nil {
		return nil, err
	}
	asYAML, err := openapi.YAML(text)
	if err != nil {
		return nil, err
	}
	d := &document{engine, text, asYAML}
	if s.versions.current() == engine {
		s.documents.last.Store(d)
	}
	return d, nil
}

func (s *Server) openapiJSON(w http.ResponseWriter, r *http.Request) error {
	return s.respondDocument(w, r, mediaJSON, func(d *document) []byte { return d.json })
}

func (s *Server) openapiYAML(w http.ResponseWriter, r *http.Request) error {
	return s.respondDocument(w, r, mediaYAML, func(d *document) []byte { return d.yaml })
}

func (s *Server) respondDocument(w http.ResponseWriter, r *http.Request, mediaType string, text func(*document) []byte) error {
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
	d, err := s.document(r.Context(), engine)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", mediaType)
	w.Header().Set("Content-Length", strconv.Itoa(len(text(d))))
	_, _ = w.Write(text(d)) // a client that has gone away needs no answer
	return nil
}
