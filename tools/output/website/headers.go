package website

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// A Header is said with every answer of a server that has the site.
type Header struct {
	Name, Value string
	OverTLS     bool // said over TLS alone
}

// pagePolicy is what each page may load and do. It is in the page itself too, for hosts
// that say nothing.
//
// Nothing is from elsewhere and nothing is inline. Scripts make elements and texts,
// never markup: trusted types hold them to it. upgrade-insecure-requests would have
// nothing to upgrade, since all is of the page's own origin, and breaks the site where
// an installation serves it without TLS, in an intranet or on a desk.
const pagePolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
	"form-action 'self'; base-uri 'none'; require-trusted-types-for 'script'; trusted-types 'none'"

// PagePolicy is the policy that a page has in itself.
func (c *Catalogue) PagePolicy() string { return pagePolicy }

// Headers returns what is said with every page and file of the site, by name.
//
// All of it may be read by pages of others (Access-Control-Allow-Origin): it is public,
// and the same for everybody. Cross-Origin-Resource-Policy would protect nothing for
// that reason, and keep others from showing an installation's pictures.
func Headers() []Header {
	return []Header{
		{Name: "Access-Control-Allow-Origin", Value: "*"},
		{Name: "Content-Security-Policy", Value: pagePolicy + "; frame-ancestors 'none'"}, // who may frame it, only a header can say
		{Name: "Cross-Origin-Opener-Policy", Value: "same-origin"},
		{Name: "Permissions-Policy", Value: "camera=(), geolocation=(), microphone=()"},
		{Name: "Referrer-Policy", Value: "strict-origin-when-cross-origin"},
		{Name: "Strict-Transport-Security", Value: "max-age=31536000", OverTLS: true},
		{Name: "X-Content-Type-Options", Value: "nosniff"},
		{Name: "X-Frame-Options", Value: "DENY"}, // for browsers that do not know frame-ancestors
	}
}

// What may be kept of the site's files. Addresses below assets change with what is
// there; everything else is asked for each time, and answered in short while it is the
// same.
const (
	versionedFolder = "/assets/"
	cacheForever    = "public, max-age=31536000, immutable"
	revalidate      = "no-cache"
)

// CacheControl returns the value of Cache-Control for a file of the site, by its path
// from the site's root.
func CacheControl(path string) string {
	if strings.HasPrefix(path, versionedFolder) {
		return cacheForever
	}
	return revalidate
}

const headersName = "_headers"

// writeHeaders writes the headers in the form that Netlify and Cloudflare Pages read.
// Both join the values of a header that two rules give, so each is given by one: that
// everything else is asked for each time is what they do by themselves. Both serve over
// TLS alone.
func writeHeaders(output, base string) error {
	var b bytes.Buffer
	b.WriteString("# For Netlify and Cloudflare Pages. deploy/ has the same for Caddy and nginx.\n")
	fmt.Fprintf(&b, "%s*\n", base)
	for _, h := range Headers() {
		fmt.Fprintf(&b, "  %s: %s\n", h.Name, h.Value)
	}
	fmt.Fprintf(&b, "%s*\n  Cache-Control: %s\n", base+strings.TrimPrefix(versionedFolder, "/"), cacheForever)
	return os.WriteFile(filepath.Join(output, headersName), b.Bytes(), 0o644)
}
