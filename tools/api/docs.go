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
	"path"
	"strconv"
	"strings"
	"sync"

	"github.com/swaggest/swgui/v5/static"
)

// The documentation page is Swagger UI, with all files embedded: it makes no requests to
// other hosts and works without a network. Swagger UI's own start page contains an inline
// script, which docsPolicy forbids; this one does not.
//
//go:embed docs/index.html docs/page.css docs/page.js
var docsFiles embed.FS

// docsPolicy lets the page run its own scripts and styles and call its own server, and
// nothing else. Swagger UI's styles contain images as data URLs.
const docsPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
	"base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// A docsAsset is a file of the documentation page.
type docsAsset struct {
	contentType  string
	body, packed []byte // packed is the body compressed with gzip, as embedded; nil for small files
	tag          string
}

// docsAssets returns the files by their names below /docs/; the page's own name is "".
var docsAssets = sync.OnceValues(func() (map[string]docsAsset, error) {
	assets := map[string]docsAsset{}
	for _, file := range []struct {
		name, contentType string
		from              embed.FS
		path              string
	}{
		{"", "text/html; charset=utf-8", docsFiles, "docs/index.html"},
		{"page.css", "text/css; charset=utf-8", docsFiles, "docs/page.css"},
		{"page.js", "text/javascript; charset=utf-8", docsFiles, "docs/page.js"},
		{"favicon.png", "image/png", static.FS, "favicon-32x32.png"},
		{"swagger-ui.css", "text/css; charset=utf-8", static.FS, "swagger-ui.css.gz"},
		{"swagger-ui.js", "text/javascript; charset=utf-8", static.FS, "swagger-ui-bundle.js.gz"},
	} {
		asset := docsAsset{contentType: file.contentType}
		var err error
		if asset.body, err = file.from.ReadFile(file.path); err == nil && path.Ext(file.path) == ".gz" {
			asset.packed = asset.body
			asset.body, err = unpacked(asset.packed)
		}
		if err != nil {
			return nil, fmt.Errorf("reading the docs' file %q: %w", file.name, err)
		}
		sum := sha256.Sum256(asset.body)
		asset.tag = base64.RawURLEncoding.EncodeToString(sum[:15])
		assets[file.name] = asset
	}
	return assets, nil
})

func unpacked(packed []byte) ([]byte, error) {
	r, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(r)
}

// docs answers with the page and its files.
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
	body := asset.body
	if asset.packed != nil && acceptsGzip(r) {
		body = asset.packed // and is not compressed for each request
		w.Header().Set("Content-Encoding", "gzip")
		w.Header().Set("ETag", `"`+asset.tag+gzipSuffix+`"`)
	}
	w.Header().Set("Content-Type", asset.contentType)
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	_, _ = w.Write(body) // the client may have gone away
	return nil
}

// acceptsGzip reports whether a client names gzip. For a client that accepts it in
// another way, the body is compressed like any other.
func acceptsGzip(r *http.Request) bool {
	for _, line := range r.Header["Accept-Encoding"] {
		for coding := range strings.SplitSeq(line, ",") {
			name, parameters, _ := strings.Cut(coding, ";")
			if !strings.EqualFold(strings.TrimSpace(name), "gzip") {
				continue
			}
			quality, given := strings.CutPrefix(strings.ToLower(strings.TrimSpace(parameters)), "q=")
			q, err := strconv.ParseFloat(quality, 64)
			return !given || err == nil && q > 0
		}
	}
	return false
}
