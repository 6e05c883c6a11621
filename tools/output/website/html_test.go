package website

import (
	"encoding/json"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// parsePages returns the pages of a site by their addresses.
func parsePages(t testing.TB, dir string) map[string]*html.Node {
	t.Helper()
	pages := map[string]*html.Node{}
	for name, content := range files(t, dir) {
		if !strings.HasSuffix(name, ".html") {
			continue
		}
		root, err := html.Parse(strings.NewReader(content))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		pages["/"+strings.TrimSuffix(name, "index.html")] = root
	}
	return pages
}

func attribute(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

// text returns the text of the elements of that name.
func text(root *html.Node, name string) string {
	var b strings.Builder
	for n := range root.Descendants() {
		if n.Type == html.TextNode && n.Parent != nil && within(n, name) {
			b.WriteString(n.Data)
		}
	}
	return b.String()
}

func within(n *html.Node, name string) bool {
	for p := n.Parent; p != nil; p = p.Parent {
		if p.Type == html.ElementNode && p.Data == name {
			return true
		}
	}
	return false
}

// No text of a record may become markup, a script or an address that
// runs one.
func TestPagesShowHostileTextsAsText(t *testing.T) {
	t.Parallel()
	dir := testSite(t)
	pages := parsePages(t, dir)
	for address, root := range pages {
		for n := range root.Descendants() {
			if n.Type == html.ElementNode {
				checkElement(t, address, n)
			}
		}
	}
	for address, want := range map[string][]string{
		"/listings/hostile/one/":       {hostileScript, hostileImage, hostileShortcode, hostileTraversal, hostileRTL},
		"/listings/hostile/two/":       {hostileRTL + " " + hostileLong, hostileTraversal},
		"/listings/hostile/three/":     {hostileShortcode},
		"/manufacturers/hostile/":      {hostileScript, hostileImage, hostileShortcode},
		"/manufacturers/":              {hostileScript},
		"/listings/":                   {hostileScript, hostileImage, hostileShortcode, hostileLong},
		"/certificates/lab/4/":         {hostileImage, hostileShortcode, hostileScript, "javascript:alert(1)"},
		"/certificates/lab/3/":         {hostileScript},
		"/certificates/":               {hostileImage},
		"/listings/dot-8/a/":           {"8 Star & Söhne", "Its next period begins on 1 May 2027."},
		"/listings/tesla/powerwall-2/": {"13,500.5\u202fkWh", "200–1,000\u202fV", "Lithium iron phosphate", "5\u202fkW", "5 March 2026", "no end date", "Firmware", "Sample data", "data/listings/tesla/powerwall-2.yaml", "Not recorded: Efficiency"},
		"/listings/zebra/ac-10/":       {"Clients that speak for it", "Powerwall 2", "AC10", "Okapi O10", "Approved as hardware until 31 December 2026."},
		"/listings/zebra/out/":         {"Delisted on 1 June 2024", "Breach"},
		"/listings/zebra/gone/":        {"Withdrawn by the applicant on 1 May 2024: Asked for."},
		"/listings/zebra/paused/":      {"Suspended since 1 November 2026"},
		"/listings/zebra/soon/":        {"Not yet listed: its first day is 1 January 2027."},
		"/listings/zebra/old/":         {"Expired: its last day was 1 January 2021.", "Expired on 31 December 2021"},
		"/test-profiles/der-g/":        {"Devices that generate", "the certifying body watches its tests", "Named by 1 certificate"},
		"/test-profiles/s.1/":          {"Replaced by A", "30 June 2025"},
		"/listings/tesla/powerwall-3/": {"Needs an inverter that is listed, unless it has one built in: this listing names none."},
		"/device-classes/bess/":        {"Needs an inverter that is listed. A product with one built in is listed as an inverter too, and needs no other.", "Nominal capacity", "0–100,000", "Lithium iron phosphate, NMC", "1 of 2"},
		"/downloads/":                  {"1.2\u202fMB", "SHA-256 " + strings.Repeat("ab", 32), "0123456789abcdef"},
		"/about/":                      {"Clean Energy Council", "Copyright (c) somebody", "Creative Commons", "Suspended", "Revoked", "trackers", "https://git.example.org/register", "listing.schema.json"},
	} {
		root, ok := pages[address]
		if !ok {
			t.Errorf("no page %s", address)
			continue
		}
		shown := text(root, "body")
		for _, s := range want {
			if !strings.Contains(shown, s) {
				t.Errorf("%s does not show %q", address, s)
			}
		}
	}
}

// A listing with an inverter of its own needs no other.
func TestListingWithInverterNeedsNone(t *testing.T) {
	t.Parallel()
	pages := parsePages(t, testSite(t))
	if shown := text(pages["/listings/tesla/powerwall-2/"], "body"); strings.Contains(shown, "Needs an inverter") {
		t.Error("a listing of the classes bess and inverter is said to need an inverter")
	}
}

func checkElement(t *testing.T, address string, n *html.Node) {
	t.Helper()
	switch n.Data {
	case "style", "iframe", "object", "embed", "base":
		t.Errorf("%s has an element %s", address, n.Data)
	case "script":
		kind, src := attribute(n, "type"), attribute(n, "src")
		isData := kind == "application/ld+json" && src == ""
		isModule := kind == "module" && strings.HasPrefix(src, "/assets/")
		if !isData && !isModule {
			t.Errorf("%s has a script of type %q from %q", address, kind, src)
		}
		if isData && !json.Valid([]byte(n.FirstChild.Data)) {
			t.Errorf("%s: JSON-LD is not JSON: %s", address, n.FirstChild.Data)
		}
	case "img":
		if !strings.HasPrefix(attribute(n, "src"), "/assets/") {
			t.Errorf("%s has an image from %q", address, attribute(n, "src"))
		}
	}
	for _, a := range n.Attr {
		if strings.HasPrefix(a.Key, "on") || a.Key == "style" || a.Key == "srcdoc" {
			t.Errorf("%s: element %s has %s=%q", address, n.Data, a.Key, a.Val)
		}
		if a.Key == "href" || a.Key == "src" || a.Key == "action" {
			if u, err := url.Parse(a.Val); err != nil || (u.Scheme != "" && u.Scheme != "https") {
				t.Errorf("%s: element %s has %s=%q", address, n.Data, a.Key, a.Val)
			}
		}
		if strings.Contains(a.Val, "ZgotmplZ") {
			t.Errorf("%s: element %s: %s was refused by the template's escaping", address, n.Data, a.Key)
		}
	}
}

func TestPagesAreWhole(t *testing.T) {
	t.Parallel()
	dir := testSite(t)
	titles := map[string]string{}
	for address, root := range parsePages(t, dir) {
		if attribute(find(root, "meta", "http-equiv", "refresh"), "content") != "" {
			continue // a redirect
		}
		policy := attribute(find(root, "meta", "http-equiv", "Content-Security-Policy"), "content")
		if !strings.HasPrefix(policy, "default-src 'none'") || strings.Contains(policy, "unsafe") {
			t.Errorf("%s: content security policy %q", address, policy)
		}
		if lang := attribute(find(root, "html", "", ""), "lang"); lang != "en-AU" {
			t.Errorf("%s: language %q", address, lang)
		}
		canonical := attribute(find(root, "link", "rel", "canonical"), "href")
		if want := "https://register.example.org" + address; canonical != want && address != "/404.html" {
			t.Errorf("%s: canonical address %q, want %q", address, canonical, want)
		}
		title := text(root, "title")
		if other, taken := titles[title]; taken || title == "" {
			t.Errorf("%s and %s have the title %q", address, other, title)
		}
		titles[title] = address
		if attribute(find(root, "meta", "name", "description"), "content") == "" {
			t.Errorf("%s has no description", address)
		}
		headings, ids := 0, map[string]bool{}
		for n := range root.Descendants() {
			if n.Type != html.ElementNode {
				continue
			}
			if n.Data == "h1" {
				headings++
			}
			if key := attribute(n, "id"); key != "" {
				if ids[key] {
					t.Errorf("%s has the id %q twice", address, key)
				}
				ids[key] = true
			}
		}
		if headings != 1 {
			t.Errorf("%s has %d headings of the first level", address, headings)
		}
	}
}

// find returns the first element of that name, and with that attribute where
// key is given; an empty node where there is none.
func find(root *html.Node, name, key, value string) *html.Node {
	for n := range root.Descendants() {
		if n.Type == html.ElementNode && n.Data == name && (key == "" || attribute(n, key) == value) {
			return n
		}
	}
	return &html.Node{}
}

// Pages that people have written have a way back too, and are marked in the menu.
func TestWrittenPagesHaveTrails(t *testing.T) {
	t.Parallel()
	pages := parsePages(t, testSite(t))
	for path, want := range map[string]struct{ trail, marked string }{
		"/downloads/":            {"Home", "Downloads"},
		"/api/":                  {"Home", "API"},
		"/api-reference/":        {"HomeAPI", "API"},
		"/guides/":               {"Home", "Guides"},
		"/guides/add-a-listing/": {"HomeGuides", "Guides"},
		"/guides/stability/":     {"HomeGuides", "Guides"},
	} {
		if got := text(find(pages[path], "nav", "class", "trail"), "nav"); got != want.trail {
			t.Errorf("%s has the trail %q, want %q", path, got, want.trail)
		}
		if got := text(find(pages[path], "a", "aria-current", "true"), "a"); got != want.marked {
			t.Errorf("%s marks %q in the menu, want %q", path, got, want.marked)
		}
	}
	if trail, err := testCatalogue(t, testRecords()).ContentTrail("elsewhere"); err == nil {
		t.Errorf("a page is under what the menu does not have: %v", trail)
	}
}

func TestFormerAddressesRedirect(t *testing.T) {
	t.Parallel()
	dir := testSite(t)
	for old, now := range map[string]string{
		"listings/tesla/powerwall-two": "/listings/tesla/powerwall-2/",
		"manufacturers/zebra-old":      "/manufacturers/zebra/",
		"test-profiles/der-gen":        "/test-profiles/der-g/",
		"certificates/lab/0001":        "/certificates/lab/1/",
		"listings/tesla":               "/manufacturers/tesla/",
	} {
		if page := readFile(t, dir, old+"/index.html"); !strings.Contains(page, `content="0; url=`+now+`"`) {
			t.Errorf("%s does not lead to %s:\n%s", old, now, page)
		}
	}
}
