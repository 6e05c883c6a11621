package api

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"sync"

	"github.com/swaggest/swgui/v5/static"
)

// The page that shows the document is Swagger UI, from files that are in the
// program: it asks no other host for anything, and works without a network. Its
// own start page has a script in it, which the policy below forbids; ours has not.
//
//go:embed docs/index.html docs/page.css docs/page.js
var docsFiles embed.FS

// docsPolicy lets the page run its own scripts and styles and ask its own server,
// and nothing else. Swagger UI's styles have pictures as data.
const docsPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
	"base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// A docsAsset is a file that the page is made of.
type docsAsset struct {
	contentType string
	body        []byte
	tag         string
}

// docsAssets returns the files by their names below /docs/; the page itself has
// none.
var docsAssets = sync.OnceValues(func() (map[string]docsAsset, error) {
	assets := map[string]docsAsset{}
	for _, file := range []struct {
		name, contentType string
		read              func() ([]byte, error)
	}{
		{"", "text/html; charset=utf-8", own("docs/index.html")},
		{"page.css", "text/css; charset=utf-8", own("docs/page.css")},
		{"page.js", "text/javascript; charset=utf-8", own("docs/page.js")},
		{"favicon.png", "image/png", theirs("favicon-32x32.png")},
		{"swagger-ui.css", "text/css; charset=utf-8", theirsPacked("swagger-ui.css.gz")},
		{"swagger-ui.js", "text/javascript; charset=utf-8", theirsPacked("swagger-ui-bundle.js.gz")},
	} {
		body, err := file.read()
		if err != nil {
			return nil, fmt.Errorf("reading the docs' file %q: %w", file.name, err)
		}
		sum := sha256.Sum256(body)
		assets[file.name] = docsAsset{file.contentType, body, base64.RawURLEncoding.EncodeToString(sum[:15])}
	}
	return assets, nil
})

func own(name string) func() ([]byte, error) {
	return func() ([]byte, error) { return docsFiles.ReadFile(name) }
}

func theirs(name string) func() ([]byte, error) {
	return func() ([]byte, error) { return static.FS.ReadFile(name) }
}

// theirsPacked reads a file that is compressed in the program.
func theirsPacked(name string) func() ([]byte, error) {
	return func() ([]byte, error) {
		packed, err := static.FS.ReadFile(name)
		if err != nil {
			return nil, err
		}
		r, err := gzip.NewReader(bytes.NewReader(packed))
		if err != nil {
			return nil, err
		}
		return io.ReadAll(r)
	}
}

// docs answers with the page and with the files that it is made of.
func (s *Server) docs(w http.ResponseWriter, r *http.Request) error {
	if err := noParameters(r); err != nil {
		return err
	}
	assets, err := docsAssets()
	if err != nil {
		return err
	}
	asset, ok := assets[r.PathValue("file")]
	if !ok {
		return s.notFound(w, r)
	}
	w.Header().Set("Content-Security-Policy", docsPolicy)
	w.Header().Set("Cache-Control", "public, no-cache")
	if answeredByTag(w, r, asset.tag) {
		return nil
	}
	w.Header().Set("Content-Type", asset.contentType)
	w.Header().Set("Content-Length", strconv.Itoa(len(asset.body)))
	_, _ = w.Write(asset.body) // who has gone away needs no answer
	return nil
}
