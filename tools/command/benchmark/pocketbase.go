package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
)

// pocketBaseModule is a general-purpose back end on SQLite that somebody could use instead.
const pocketBaseModule = "github.com/pocketbase/pocketbase/examples/base@v0.36.0"

// buildPocketBase builds PocketBase in the folder and returns the program. The module proxy has it.
func buildPocketBase(ctx context.Context, dir string) (string, error) {
	cmd := command(ctx, "go", "install", pocketBaseModule)
	cmd.Dir, cmd.Env = dir, append(os.Environ(), "GOBIN="+dir, "CGO_ENABLED=0", "GOTMPDIR="+dir)
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build PocketBase: %w\n%s", err, out)
	}
	return filepath.Join(dir, "base"), nil
}

// A pocketBase is a running PocketBase with a collection of all listings.
type pocketBase struct {
	*process
	token string
}

// startPocketBase starts PocketBase with its own settings, and fills the collection. Its status
// and certified are those of today: those of other days have no simple form there.
func startPocketBase(ctx context.Context, program, dir string, listings []*listing) (*pocketBase, error) {
	const email, password = "bench@example.org", "only-on-the-loopback"
	data := filepath.Join(dir, "pocketbase")
	if err := os.RemoveAll(data); err != nil {
		return nil, err
	}
	if out, err := command(ctx, program, "superuser", "upsert", email, password, "--dir", data).CombinedOutput(); err != nil {
		return nil, fmt.Errorf("PocketBase: %w\n%s", err, out)
	}
	address, err := freeAddress()
	if err != nil {
		return nil, err
	}
	p, err := start(ctx, dir, "pocketbase", address, "/api/health", nil, program, "serve", "--http", address, "--dir", data)
	if err != nil {
		return nil, err
	}
	base := &pocketBase{process: p}
	if err := base.fill(ctx, email, password, listings); err != nil {
		p.stop()
		return nil, fmt.Errorf("fill PocketBase: %w", err)
	}
	return base, nil
}

type object map[string]any

func (p *pocketBase) fill(ctx context.Context, email, password string, listings []*listing) error {
	answer, err := p.call(ctx, http.MethodPost, "/api/collections/_superusers/auth-with-password", object{"identity": email, "password": password})
	if err != nil {
		return err
	}
	var auth struct{ Token string }
	if err := json.Unmarshal(answer, &auth); err != nil {
		return err
	}
	p.token = auth.Token
	const batch = 500
	if _, err := p.call(ctx, http.MethodPatch, "/api/settings", object{"batch": object{"enabled": true, "maxRequests": batch, "timeout": 60, "maxBodySize": 64 << 20}}); err != nil {
		return err
	}
	if _, err := p.call(ctx, http.MethodPost, "/api/collections", object{
		"name": "listings", "type": "base", "listRule": "", // everybody may read
		"fields": []object{
			{"name": "key", "type": "text"}, {"name": "status", "type": "text"}, {"name": "entity_type", "type": "text"},
			{"name": "certified", "type": "bool"}, {"name": "capacity", "type": "number"}, {"name": "document", "type": "json", "maxSize": 2 << 20},
		},
		"indexes": []string{
			"create unique index listings_key on listings (key)",
			"create index listings_filter on listings (status, entity_type, capacity)",
		},
	}); err != nil {
		return err
	}
	for some := range slices.Chunk(listings, batch) {
		var requests []object
		for _, l := range some {
			requests = append(requests, object{"method": "POST", "url": "/api/collections/listings/records", "body": object{
				"key": l.ID, "status": l.Status, "entity_type": l.EntityType, "certified": l.Certified, "capacity": l.capacity(), "document": json.RawMessage(l.document),
			}})
		}
		if _, err := p.call(ctx, http.MethodPost, "/api/batch", object{"requests": requests}); err != nil {
			return err
		}
	}
	return nil
}

// call sends a request with a JSON body.
func (p *pocketBase) call(ctx context.Context, method, path string, body object) ([]byte, error) {
	text, err := json.Marshal(body)
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(ctx, method, "http://"+p.address+path, bytes.NewReader(text))
	if err != nil {
		return nil, err
	}
	headers := []string{"Content-Type: application/json"}
	if p.token != "" {
		headers = append(headers, "Authorization: "+p.token)
	}
	return send(req, headers)
}

// pocketBasePaths returns requests for the same pages, and the same totals, as those of the kind
// page.
func pocketBasePaths(w *pathWriter) []string {
	k := kind{path: func(w *pathWriter) string {
		filter := "status='active' && entity_type='client' && capacity>=" + w.capacity()
		return "/api/collections/listings/records?page=1&perPage=20&sort=key&filter=" + url.QueryEscape(filter)
	}}
	return k.paths(w)
}
