package website

import (
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A first visit loads the page, one style sheet, one script and the logo. A page says which script.
func TestPagesLoadOneScript(t *testing.T) {
	t.Parallel()
	dir := testSite(t)
	pages := parsePages(t, dir)
	for page, want := range map[string][]string{
		"/": {"home.js"}, "/listings/": {"listings.js"}, "/listings/tesla/powerwall-2/": {"listing.js"}, "/compare/": {"compare.js"},
		"/about/": {"every_page.js"}, "/manufacturers/": {"every_page.js"}, "/api/": {"every_page.js", "languages.js"},
	} {
		var scripts, preloaded []string
		for n := range pages[page].Descendants() {
			switch {
			case isElement(n, "script") && attribute(n, "src") != "":
				scripts = append(scripts, path.Base(attribute(n, "src")))
				if content := readFile(t, dir, attribute(n, "src")); strings.Contains(content, "import ") || strings.Contains(content, "import{") {
					t.Errorf("%s: the script %s imports another", page, attribute(n, "src"))
				}
			case isElement(n, "link") && attribute(n, "rel") == "modulepreload":
				preloaded = append(preloaded, attribute(n, "href"))
			}
		}
		if diff := cmp.Diff(want, slices.Compact(scripts)); diff != "" || preloaded != nil {
			t.Errorf("%s loads other scripts (-want +got), and %q before:\n%s", page, preloaded, diff)
		}
	}
}

// Scripts of an installation take the place of built-in modules in each script that imports them.
func TestBundleScripts(t *testing.T) {
	t.Parallel()
	const a, b = "assets/js/a.js", "assets/js/b.js"
	for _, test := range []struct {
		name, a, b, want, wantErr string
	}{
		{"imports", `import { x } from "./b.js"; console.log(x + 1);`, `export const x = 41;`, "console.log(42);\n", ""},
		{"letters", `console.log("–");`, "", "console.log(\"–\");\n", ""},
		{"missing", `import { x } from "./c.js"; console.log(x);`, "", "", "assets/js/a.js:1: there is no file assets/js/c.js"},
		{"outside", `import { x } from "/etc/passwd"; console.log(x);`, "", "", "assets/js/a.js:1: there is no file assets/js/etc/passwd"},
		{"no such name", `import { y } from "./b.js"; console.log(y);`, `export const x = 41;`, "", `assets/js/a.js:1: No matching export in "assets/js/b.js" for import "y"`},
		{"syntax", "\nlet = = 1;", "", "", "assets/js/a.js:2: Unexpected \"=\""},
	} {
		t.Run(test.name, func(t *testing.T) {
			p := &project{files: map[string][]byte{a: []byte(test.a), b: []byte(test.b)}}
			message := ""
			if err := p.bundleScripts(); err != nil {
				message = err.Error()
			}
			if message != test.wantErr {
				t.Errorf("the error is %q, want %q", message, test.wantErr)
			}
			if got := string(p.files[a]); test.wantErr == "" && got != test.want {
				t.Errorf("a.js is %q, want %q", got, test.want)
			}
		})
	}
}
