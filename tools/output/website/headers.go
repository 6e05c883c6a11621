package website

import (
	"bytes"
	"fmt"
	"strings"
)

// A Header is sent with every response of a server for the site.
type Header struct {
	Name, Value string
	OverTLS     bool // sent only over TLS
}

// pagePolicy is the content security policy of each page. Each page also has it in a meta element,
// for hosts that send no headers.
//
// Nothing comes from other origins, and nothing is inline. Scripts create elements and texts, never
// markup; trusted types enforce that. There is no upgrade-insecure-requests: everything is of the
// page's own origin, and the directive breaks a site that is served without TLS, in an intranet or
// on a desktop.
const pagePolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
	"form-action 'self'; base-uri 'none'; require-trusted-types-for 'script'; trusted-types 'none'"

// PagePolicy returns the policy for the page's meta element.
func (c *Catalogue) PagePolicy() string { return pagePolicy }

// Headers returns the headers of every page and file of the site, sorted by name.
//
// Pages of other sites may read everything (Access-Control-Allow-Origin), because it is public and
// the same for everybody. So Cross-Origin-Resource-Policy would protect nothing, and would keep others
// from showing an installation's images.
func Headers() []Header {
	return []Header{
		{Name: "Access-Control-Allow-Origin", Value: "*"},
		{Name: "Content-Security-Policy", Value: pagePolicy + "; frame-ancestors 'none'"}, // frame-ancestors has no effect in a meta element
		{Name: "Cross-Origin-Opener-Policy", Value: "same-origin"},
		{Name: "Permissions-Policy", Value: "camera=(), geolocation=(), microphone=()"},
		{Name: "Referrer-Policy", Value: "strict-origin-when-cross-origin"},
		{Name: "Strict-Transport-Security", Value: "max-age=31536000", OverTLS: true},
		{Name: "X-Content-Type-Options", Value: "nosniff"},
		{Name: "X-Frame-Options", Value: "DENY"}, // for browsers that do not know frame-ancestors
	}
}

// How long browsers may cache files. Addresses below /assets/ change with their content. Browsers
// revalidate everything else each time.
const (
	versionedFolder = "/assets/"
	cacheForever    = "public, max-age=31536000, immutable"
	revalidate      = "no-cache"
)

// CacheControl returns the value of Cache-Control for a path from the site's root.
func CacheControl(path string) string {
	if strings.HasPrefix(path, versionedFolder) {
		return cacheForever
	}
	return revalidate
}

const headersName = "_headers"

// writeHeaders writes the headers in the format of Netlify and Cloudflare Pages. Both join the values
// if two rules set the same header, so only one rule sets each; revalidation is their default. Both
// serve only over TLS.
func writeHeaders(base string, save saveFunc) error {
	var b bytes.Buffer
	b.WriteString("# For Netlify and Cloudflare Pages. deploy/ has the same for Caddy and nginx.\n")
	fmt.Fprintf(&b, "%s*\n", base)
	for _, h := range Headers() {
		fmt.Fprintf(&b, "  %s: %s\n", h.Name, h.Value)
	}
	fmt.Fprintf(&b, "%s*\n  Cache-Control: %s\n", base+strings.TrimPrefix(versionedFolder, "/"), cacheForever)
	return save(headersName, b.Bytes())
}
