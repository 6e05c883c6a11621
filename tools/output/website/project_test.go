package website

import (
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// folderOf writes files to a new folder.
func folderOf(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, content := range files {
		name = filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// An installation has other colours, a logo, pages, templates and files without a
// change to the built-in site.
func TestOwnSite(t *testing.T) {
	own := folderOf(t, map[string]string{
		"README.md":                           "# For those who edit this",
		".git/config":                         "[core]",
		"assets/css/9-own.css":                ":root { --own-colour: rebeccapurple; }",
		"assets/img/logo.svg":                 `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><title>Ours</title></svg>`,
		"assets/img/members/logo.png":         "for a page of our own",
		"content/about.md":                    "---\ntitle: About us\n---\nOur own words.\n",
		"content/contact.md":                  "---\ntitle: Contact\nmenus: [main, footer]\n---\nWrite to us.\n",
		"layouts/_partials/pages/status.html": `<p id="own-template">{{ .Title }}</p>`,
		"static/.well-known/security.txt":     "Contact: mailto:security@example.org\n",
		"static/CNAME":                        "register.example.org\n",
	})
	plain := testSite(t)
	o := testOptions(newRegister(t, testRecords()), "")
	o.Site = own
	output, _ := build(t, o)
	text := func(dir, name string) string {
		content, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
		if err != nil {
			t.Fatal(err)
		}
		return string(content)
	}
	for _, test := range []struct{ file, has string }{
		{"about/index.html", "Our own words."},
		{"contact/index.html", "Write to us."},
		{"index.html", ">Contact</a>"},
		{"statuses/active/index.html", `id="own-template"`},
		{".well-known/security.txt", "mailto:security@example.org"},
		{"CNAME", "register.example.org"},
		{"sitemap.xml", "/contact/"},
		{"listings/index.html", "data-results"}, // what is not replaced stays
	} {
		if !strings.Contains(text(output, test.file), test.has) {
			t.Errorf("%s does not have %s", test.file, test.has)
		}
	}
	if n := strings.Count(text(output, "index.html"), ">Contact</a>"); n != 2 {
		t.Errorf("the home page leads to the own page %d times, want in the menu and at the foot", n)
	}
	assets, err := filepath.Glob(filepath.Join(output, "assets", "*"))
	if err != nil || len(assets) != 1 {
		t.Fatal(assets, err)
	}
	version := "assets/" + filepath.Base(assets[0])
	for file, has := range map[string]string{"css/site.min.css": "--own-colour", "img/logo.svg": "Ours"} {
		if !strings.Contains(text(output, version+"/"+file), has) {
			t.Errorf("%s does not have %s", file, has)
		}
	}
	if _, err := os.Stat(filepath.Join(plain, version)); err == nil {
		t.Error("other assets are published under the same address, and browsers keep them for ever")
	}
}

func TestOwnSiteMistakes(t *testing.T) {
	tests := []struct {
		name  string
		files map[string]string
		want  []string
	}{
		{"misspelt folders", map[string]string{"layout/_partials/foot.html": "", "contents/about.md": ""},
			[]string{"layout: does not belong here", "did you mean layouts?", "contents: does not belong here", "did you mean content?"}},
		{"Hugo's settings", map[string]string{"hugo.toml": ""}, []string{"hugo.toml: does not belong here: a site's own files are in the folders assets, content, layouts, static"}},
		{"other pages of the register", map[string]string{"content/_content.gotmpl": ""}, []string{"would make other pages"}},
		{"a page where one is", map[string]string{"content/listings.md": "---\ntitle: Mine\n---\n"}, []string{"two pages have the address /listings/"}},
		{"a redirect where a page is", map[string]string{"content/contact.md": "---\ntitle: Mine\naliases: [/listings/tesla/powerwall-3/]\n---\n"}, []string{"two pages have the address /listings/tesla/powerwall-3/"}},
		{"a page where a redirect is", map[string]string{"content/listings/tesla/powerwall-two.md": "---\ntitle: Mine\n---\n"}, []string{"two pages have the address /listings/tesla/powerwall-two/"}},
		{"a file where one is", map[string]string{"static/index.html": "mine"}, []string{"static/index.html: the build makes a file of that name"}},
		{"folders by their older names", map[string]string{"layouts/partials/foot.html": "", "layouts/shortcodes/a.html": ""}, []string{"call it layouts/_partials", "call it layouts/_shortcodes"}},
		{"a logo elsewhere", map[string]string{"assets/logo.svg": "<svg/>", "assets/img/logo.png": ""}, []string{"logo.svg: is not shown: the logo is assets/img/logo.svg", "logo.png: is not shown"}},
		{"a page without a title", map[string]string{"content/contact.md": "Write to us.\n"}, []string{"content/contact.md: has no title: begin it with"}},
		{"a section that is not there", map[string]string{"content/contact.md": "---\ntitle: Contact\nunder: nowhere\n---\nWrite to us.\n"}, []string{"the page /contact/", "under: nowhere", "no section of the menu"}},
		{"a download", map[string]string{"static/downloads/mine.csv": "a"}, []string{"made by the build alone"}},
		{"pictures that are none", map[string]string{"assets/img/share.png": "<svg/>", "assets/img/icon.png": "\x89PNG"},
			[]string{"share.png: is not a picture in PNG", "icon.png: is not a picture in PNG", "save it as PNG"}},
		{"pages with HTML", map[string]string{"content/one.md": "---\ntitle: One\n---\n<div>a</div>\n", "content/two.md": "---\ntitle: Two\n---\na <b>b</b>\n"},
			[]string{"content/one.md: has HTML in it", "content/two.md: has HTML in it", "write it in Markdown, or put it in a file of layouts/_shortcodes"}},
		{"a broken template", map[string]string{"layouts/_partials/foot.html": "{{ if }}"}, []string{"foot.html"}},
		{"a template without its value", map[string]string{"layouts/_partials/foot.html": "{{ site.Params.catalogue.Nonsense }}"}, []string{"Nonsense"}},
		{"a shortcode that is not there", map[string]string{"content/about.md": "---\ntitle: A\n---\n{{< nonsense >}}\n"}, []string{"nonsense", "about.md"}},
	}
	reg := newRegister(t, testRecords())
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := Build(context.Background(), Options{Register: reg, On: day, Output: t.TempDir(), Site: folderOf(t, test.files)})
			if err == nil {
				t.Fatal("the site was built")
			}
			for _, want := range test.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("the error is\n%v\nwithout %q", err, want)
				}
			}
			if advice := regexp.MustCompile(`ignoreLogs|gohugo\.io|project configuration`).FindString(err.Error()); advice != "" {
				t.Errorf("the error is\n%v\nwith %q, of settings that an installation does not have", err, advice)
			}
		})
	}
}

// A link would publish what its owner did not put there.
func TestOwnSiteWithLinks(t *testing.T) {
	secret := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(secret, []byte("secret"), 0o600); err != nil {
		t.Fatal(err)
	}
	own := folderOf(t, map[string]string{"static/a.txt": "a"})
	if err := os.Symlink(secret, filepath.Join(own, "static", "b.txt")); err != nil {
		t.Fatal(err)
	}
	if _, err := readProject(own); err == nil || !strings.Contains(err.Error(), "b.txt: is a symbolic link") {
		t.Errorf("error %v", err)
	}
	if _, err := readProject(filepath.Join(own, "none")); err == nil || !strings.Contains(err.Error(), "open the site's own folder") {
		t.Errorf("error %v", err)
	}
}
