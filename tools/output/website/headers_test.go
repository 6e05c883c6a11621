package website

import (
	"net/http"
	"opencec/tools/base/safefile"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A folder served as the headers ask for.
type withHeaders string

func sayHeaders(w http.ResponseWriter) {
	for _, h := range Headers() {
		if !h.OverTLS {
			w.Header().Set(h.Name, h.Value)
		}
	}
}

func (dir withHeaders) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	sayHeaders(w)
	w.Header().Set("Cache-Control", CacheControl(r.URL.Path))
	name := filepath.Join(string(dir), filepath.FromSlash(path.Clean(r.URL.Path)))
	if _, err := os.Stat(name); err == nil {
		http.FileServer(http.Dir(dir)).ServeHTTP(w, r)
		return
	}
	page, err := os.ReadFile(filepath.Join(string(dir), "404.html"))
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(http.StatusNotFound)
	_, _ = w.Write(page)
}

// The file is as hosts read it: paths at the margin, with the address's own in front.
func TestHeadersFile(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := writeHeaders("/register/", safefile.NewTree(dir, "").Write); err != nil {
		t.Fatal(err)
	}
	want := `# For Netlify and Cloudflare Pages. deploy/ has the same for Caddy and nginx.
/register/*
  Access-Control-Allow-Origin: *
  Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; require-trusted-types-for 'script'; trusted-types 'none'; frame-ancestors 'none'
  Cross-Origin-Opener-Policy: same-origin
  Permissions-Policy: camera=(), geolocation=(), microphone=()
  Referrer-Policy: strict-origin-when-cross-origin
  Strict-Transport-Security: max-age=31536000
  X-Content-Type-Options: nosniff
  X-Frame-Options: DENY
/register/assets/*
  Cache-Control: public, max-age=31536000, immutable
`
	if diff := cmp.Diff(want, readFile(t, dir, headersName)); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	for line := range strings.Lines(want) {
		if len(line) > 2000 {
			t.Errorf("Cloudflare Pages passes over lines of more than 2,000 characters: %s", line)
		}
	}
}

func TestCacheControl(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]string{
		"/": "no-cache", "/assets/c0ffee/js/home.js": "public, max-age=31536000, immutable", "/assets": "no-cache",
		"/listings/assets/x/": "no-cache", "/downloads/listings.csv": "no-cache",
	} {
		if got := CacheControl(path); got != want {
			t.Errorf("%s: %q, want %q", path, got, want)
		}
	}
}

// A page has the policy of the header but for what only a header can say.
func TestPagesHaveThePolicy(t *testing.T) {
	t.Parallel()
	policy := ""
	for _, h := range Headers() {
		if h.Name == "Content-Security-Policy" {
			policy = h.Value
		}
	}
	want, only := strings.CutSuffix(policy, "; frame-ancestors 'none'")
	if !only || strings.Contains(policy, "unsafe") {
		t.Errorf("the header is %q", policy)
	}
	for address, root := range parsePages(t, testSite(t)) {
		if isRedirect(root) {
			continue
		}
		if got := attribute(find(root, "meta", "http-equiv", "Content-Security-Policy"), "content"); got != want {
			t.Errorf("%s has the policy %q, want %q", address, got, want)
		}
	}
}

// The page for missing addresses works at any depth, is not indexed by search engines, and has no
// canonical address.
func TestMissingPage(t *testing.T) {
	t.Parallel()
	root := parsePages(t, testSite(t))["/404.html"]
	if got := attribute(find(root, "meta", "name", "robots"), "content"); got != "noindex" {
		t.Errorf("robots: %q", got)
	}
	if canonical := attribute(find(root, "link", "rel", "canonical"), "href"); canonical != "" {
		t.Errorf("canonical address %q", canonical)
	}
	if address := attribute(find(root, "meta", "property", "og:url"), "content"); address != "" {
		t.Errorf("og:url %q", address)
	}
	links := 0
	for n := range root.Descendants() {
		for _, a := range n.Attr {
			if a.Key != "href" && a.Key != "src" && a.Key != "action" {
				continue
			}
			links++
			if !strings.HasPrefix(a.Val, "/") && !strings.HasPrefix(a.Val, "#") && !strings.HasPrefix(a.Val, "https://") {
				t.Errorf("%s=%q depends on where the page stands", a.Key, a.Val)
			}
		}
	}
	if links == 0 {
		t.Error("no links")
	}
}

// The other pages have one address, for search engines and for those who share it.
func TestPagesClaimTheirAddress(t *testing.T) {
	t.Parallel()
	for address, root := range parsePages(t, testSite(t)) {
		if address == "/404.html" || isRedirect(root) {
			continue
		}
		want := "https://register.example.org" + address
		if got := attribute(find(root, "link", "rel", "canonical"), "href"); got != want {
			t.Errorf("%s: canonical address %q", address, got)
		}
		if got := attribute(find(root, "meta", "property", "og:url"), "content"); got != want {
			t.Errorf("%s: og:url %q", address, got)
		}
		for _, property := range []string{"og:type", "og:title", "og:site_name", "og:description", "og:locale"} {
			if attribute(find(root, "meta", "property", property), "content") == "" {
				t.Errorf("%s has no %s", address, property)
			}
		}
	}
	if robots := readFile(t, testSite(t), "robots.txt"); !strings.Contains(robots, "\nSitemap: https://register.example.org/sitemap.xml\n") {
		t.Errorf("robots.txt does not name the sitemap:\n%s", robots)
	}
}
