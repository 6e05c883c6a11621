package website

import (
	"path"
	"regexp"
	"testing"
)

var imported = regexp.MustCompile(`(?m) from "\./([a-z_]+\.js)";$`)

// A page preloads exactly the modules that its scripts import, so that a browser loads them in parallel.
func TestModulesArePreloaded(t *testing.T) {
	t.Parallel()
	dir := testSite(t)
	pages := parsePages(t, dir)
	for _, page := range []string{"/", "/listings/"} {
		var scripts []string
		named := map[string]bool{}
		for n := range pages[page].Descendants() {
			switch {
			case isElement(n, "script") && attribute(n, "type") == "module":
				scripts = append(scripts, attribute(n, "src"))
				named[attribute(n, "src")] = true
			case isElement(n, "link") && attribute(n, "rel") == "modulepreload":
				named[attribute(n, "href")] = true
			}
		}
		needed := withImports(t, dir, scripts)
		for script := range needed {
			if !named[script] {
				t.Errorf("%s does not name %s, which its scripts import", page, script)
			}
		}
		for script := range named {
			if !needed[script] {
				t.Errorf("%s names %s, which no script of it imports", page, script)
			}
		}
	}
}

// withImports returns scripts and all that they import.
func withImports(t *testing.T, dir string, scripts []string) map[string]bool {
	t.Helper()
	all := map[string]bool{}
	for len(scripts) > 0 {
		script := scripts[0]
		scripts = scripts[1:]
		if all[script] {
			continue
		}
		all[script] = true
		for _, match := range imported.FindAllStringSubmatch(readFile(t, dir, script), -1) {
			scripts = append(scripts, path.Join(path.Dir(script), match[1]))
		}
	}
	return all
}
