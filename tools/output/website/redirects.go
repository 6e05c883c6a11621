package website

import (
	"bytes"
	"cmp"
	"fmt"
	"net/url"
	"slices"
)

const redirectsName = "_redirects"

const redirectsHead = `# Former addresses, for Netlify and Cloudflare Pages. Each has a page as well, which leads
# on where a host does not read this file or not all of it: Cloudflare Pages takes 2,000.
# Each is here twice: Netlify shows a page that is there unless told otherwise by the
# mark, and Cloudflare Pages passes over lines with one.
`

// writeRedirects writes redirects from former addresses of pages, for hosts that read them. Other
// servers serve the redirect pages; their configuration would have to change with each build.
func writeRedirects(c *Catalogue, save saveFunc) error {
	type redirect struct{ from, to string }
	var redirects []redirect
	for _, p := range c.pages {
		for _, former := range p.Aliases {
			redirects = append(redirects, redirect{escapedPath(c.Href(former)), escapedPath(c.Href(p.Path))})
		}
	}
	slices.SortFunc(redirects, func(a, b redirect) int { return cmp.Compare(a.from, b.from) })
	var b bytes.Buffer
	b.WriteString(redirectsHead)
	for _, r := range redirects {
		fmt.Fprintf(&b, "%s %s 301!\n%s %s 301\n", r.from, r.to, r.from, r.to)
	}
	return save(redirectsName, b.Bytes())
}

// escapedPath escapes a path, so that it has no spaces or line breaks.
func escapedPath(path string) string { return (&url.URL{Path: path}).EscapedPath() }
