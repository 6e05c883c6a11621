package website

import (
	"fmt"
	"net/url"
	"path"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"opencec/tools/api"
	"opencec/tools/register"
)

// A target is a built site as what links lead to.
type target struct {
	t     *testing.T
	base  *url.URL // where it is served, with a slash at its end
	files map[string]string
	pages map[string]*html.Node // by their paths below base, "listings/"
	// others are the paths of what is written beside the site.
	others   map[string]bool
	reported map[string]bool // faults, each reported once
}

func (s *target) fault(format string, args ...any) {
	s.t.Helper()
	fault := fmt.Sprintf(format, args...)
	if !s.reported[fault] {
		s.t.Error(fault)
	}
	s.reported[fault] = true
}

func newTarget(t *testing.T, dir string, records register.Records) *target {
	t.Helper()
	base, err := url.Parse(records.Settings.BaseURL + "/")
	if err != nil {
		t.Fatal(err)
	}
	s := &target{t, base, files(t, dir), map[string]*html.Node{}, map[string]bool{}, map[string]bool{}}
	for address, root := range parsePages(t, dir) {
		s.pages[strings.TrimPrefix(address, "/")] = root
	}
	options := testOptions(newRegister(t, records), dir)
	s.others["downloads/SHA256SUMS"] = true
	for _, d := range options.Downloads {
		s.others["downloads/"+d.Name] = true
	}
	for _, schema := range options.Schemas {
		s.others["schemas/"+schema.Name] = true
	}
	for rec := range records.All() {
		s.others["api"+register.APIPath(rec.RecordKind(), rec.RecordMeta().ID)+".json"] = true
	}
	return s
}

// check reports a link of a file that leads nowhere. Those to other sites are not looked at.
func (s *target) check(name, link string) {
	s.t.Helper()
	from := s.base.ResolveReference(&url.URL{Path: strings.TrimSuffix(name, "index.html")})
	u, err := from.Parse(link)
	if err != nil {
		s.fault("%s: link %q: %v", name, link, err)
		return
	}
	if u.Host != s.base.Host || u.Path+"/" == s.base.Path { // servers lead from a folder to it with its slash
		return
	}
	place, within := strings.CutPrefix(u.Path, s.base.Path)
	if !within {
		s.fault("%s: link %q leaves the site", name, link)
		return
	}
	page, isPage := s.pages[place]
	if _, isFile := s.files[place]; !isPage && !isFile && !s.others[place] {
		s.fault("%s: link %q leads nowhere", name, link)
		return
	}
	if isPage && u.Fragment != "" && !hasID(page, u.Fragment) {
		s.fault("%s: link %q: the page has no such place", name, link)
	}
}

func hasID(root *html.Node, id string) bool {
	for n := range root.Descendants() {
		if n.Type == html.ElementNode && attribute(n, "id") == id {
			return true
		}
	}
	return false
}

// checkPage checks the addresses in the attributes of a page.
func (s *target) checkPage(name string, root *html.Node) {
	s.t.Helper()
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		for _, a := range n.Attr {
			switch _, refresh, found := strings.Cut(a.Val, "; url="); {
			case a.Key == "href" || a.Key == "src" || a.Key == "action" || a.Key == "data-index":
				s.check(name, a.Val)
			case a.Key == "content" && found:
				s.check(name, refresh)
			case a.Key == "content" && strings.HasPrefix(a.Val, s.base.String()):
				s.check(name, a.Val)
			}
			if id, isPaint := strings.CutPrefix(a.Val, "url(#"); isPaint && !hasID(root, strings.TrimSuffix(id, ")")) {
				s.fault("%s: %s=%q: the page has no such place", name, a.Key, a.Val)
			}
		}
	}
}

// Addresses in files that are no pages: imports of scripts, pictures of style sheets, and
// whole addresses in feeds, calendars, the sitemap and robots.txt.
var (
	scriptImport = regexp.MustCompile(`(?:from|import\(?) ?"(\.[^"\n]+)"`)
	styleAddress = regexp.MustCompile(`url\(["']?([^"')]+)`)
	wholeAddress = regexp.MustCompile(`https://[^\s"'<>\\&;)]+`)
)

func (s *target) checkFile(name, content string) {
	s.t.Helper()
	pattern := wholeAddress
	switch path.Ext(name) {
	case ".js":
		pattern = scriptImport
	case ".css":
		pattern = styleAddress
	case ".svg", ".png":
		return
	case ".ics":
		content = strings.ReplaceAll(content, "\r\n ", "") // where a long line goes on
	}
	for _, match := range pattern.FindAllStringSubmatch(content, -1) {
		s.check(name, match[len(match)-1])
	}
}

// Every address in the built site leads to a page, a place on it, or a file, whether the
// site is served at the root of a host or below a path.
func TestLinksResolve(t *testing.T) {
	t.Parallel()
	for name, base := range map[string]string{"root": "https://register.example.org", "path": "https://register.example.org/some/where"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			records, dir := testRecords(), ""
			if base == records.Settings.BaseURL {
				dir = testSite(t)
			} else {
				records.Settings.BaseURL = base
				options := testOptions(newRegister(t, records), "")
				document := api.Describe(options.Register) // it has examples with whole addresses
				options.API = &document
				dir, _ = build(t, options)
			}
			s := newTarget(t, dir, records)
			for name, content := range s.files {
				if strings.HasSuffix(name, ".html") {
					s.checkPage(name, s.pages[strings.TrimSuffix(name, "index.html")])
				} else {
					s.checkFile(name, content)
				}
			}
		})
	}
}
