package website

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"opencec/tools/register"
)

// An appearance is what a page looks like to a test of names.
type appearance struct {
	Strangers int      // elements that no layout makes
	Wider     int      // by how many pixels it is wider than the screen
	Wide      []string // what makes it so
	Whole     []string // names of which some element has nothing but the name as its text
	Turned    []string // texts beside a name that run in its direction, from right to left
}

// appear is an expression for an appearance, given the names as JSON.
const appear = `((names) => {
	const all = [...document.querySelectorAll("body *")];
	const root = document.documentElement;
	const texts = new Set(all.map((e) => e.textContent.trim()));
	const left = (node, at) => {
		const range = document.createRange();
		range.setStart(node, at);
		range.setEnd(node, at + 1);
		return range.getBoundingClientRect();
	};
	const turned = []; // after a backslash are the names of signs, such as \u202e
	for (const e of all) {
		if (!e.textContent.includes("\u202e") || e.closest("script, title, desc, template") || !e.checkVisibility()) continue;
		for (const node of e.childNodes) {
			if (node.nodeType !== Node.TEXT_NODE) continue;
			for (const { index: at } of node.data.matchAll(/(?<![\\\w])[a-z]{2}/gi)) {
				const [one, two] = [left(node, at), left(node, at + 1)];
				if (one.top === two.top && one.left > two.left) turned.push(e.tagName + "." + e.className + ": " + node.data.trim());
			}
		}
	}
	return {
		Strangers: document.querySelectorAll('body script:not([type="application/ld+json"], [src^="/assets/"]), body object, iframe, body img:not(.brand img), svg image, foreignObject, [onerror], [onload], [onclick]').length,
		Wider: root.scrollWidth - root.clientWidth,
		Wide: all.filter((e) => e.getBoundingClientRect().right > root.clientWidth && !e.closest(".scroll, pre, svg")).slice(0, 5).map((e) => e.tagName + "." + e.className + " in " + e.parentElement.className + ": " + e.textContent.slice(0, 30)),
		Whole: names.filter((name) => texts.has(name)),
		Turned: [...new Set(turned)],
	};
})(%s)`

func (tb *tab) checkAppearance(path string) appearance {
	tb.t.Helper()
	got := eval[appearance](tb, fmt.Sprintf(appear, toJSON(tb.t, hostileNames)))
	if got.Strangers > 0 {
		tb.t.Errorf("%s has %d elements that no layout makes", path, got.Strangers)
	}
	if got.Wider > 0 {
		tb.t.Errorf("%s is %d pixels wider than the screen: %v", path, got.Wider, got.Wide)
	}
	if len(got.Turned) > 0 {
		tb.t.Errorf("%s has texts that run from right to left for a name beside them: %q", path, got.Turned)
	}
	return got
}

// Hostile names stay text on every page, and no page becomes wider than the narrowest
// phone for them. The tab fails the test when a script of theirs runs, is refused, or
// asks for something.
func TestHostileNamesStayText(t *testing.T) {
	t.Parallel()
	dir, records := hostileSite(t)
	shows := map[string][]string{} // the names that pages must show, by path
	for rec := range records.All() {
		id := rec.RecordMeta().ID
		shows[register.PagePath(rec.RecordKind(), id)] = []string{hostileNames[id[len(id)-1]-'0']}
		shows[overviewPath(rec.RecordKind())] = hostileNames
	}
	t.Run("pages", func(t *testing.T) {
		t.Parallel()
		tb := openTab(t, dir)
		for path, root := range parsePages(t, dir) {
			if attribute(find(root, "meta", "http-equiv", "refresh"), "content") != "" {
				continue // a redirect
			}
			tb.setWidth(320)
			tb.open(path)
			got := tb.checkAppearance(path)
			tb.setWidth(1280)
			tb.checkAppearance(path + " at a desk")
			for _, name := range shows[path] {
				if !slices.Contains(got.Whole, name) {
					t.Errorf("%s does not show %q as it is", path, name)
				}
			}
		}
	})
	t.Run("search", func(t *testing.T) {
		t.Parallel()
		checkHostileSearch(t, dir)
	})
	t.Run("pictures and feeds", func(t *testing.T) {
		t.Parallel()
		checkHostilePictures(t, dir)
	})
}

// Suggestions, found rows and facets have the names as text.
func checkHostileSearch(t *testing.T, dir string) {
	t.Helper()
	tb := openTab(t, dir)
	tb.setWidth(320)
	for _, name := range hostileNames {
		tb.open("/")
		tb.do(chromedp.SendKeys(homeField, name))
		tb.waitFor(fmt.Sprintf(`document.querySelector("[data-suggestions] .name")?.textContent === %s`, toJSON(t, name)))
		tb.checkAppearance("suggestions for " + name)
		path := "/listings/?q=" + url.QueryEscape(name)
		tb.open(path)
		tb.waitFor(`document.querySelector("[data-facets] input") !== null`)
		if found := tb.found(); !slices.Contains(found, name) {
			t.Errorf("%s: found %q", path, found)
		}
		if got := tb.checkAppearance(path); !slices.Contains(got.Whole, name) {
			t.Errorf("%s does not show %q as it is", path, name)
		}
		facets := eval[string](tb, `document.querySelector("[data-facets]").textContent`)
		if !strings.Contains(facets, name) {
			t.Errorf("%s: the facets do not show %q", path, name)
		}
	}
}

// The picture of a listing and the titles of a manufacturer's feeds have the names as text.
func checkHostilePictures(t *testing.T, dir string) {
	t.Helper()
	tb := openTab(t, dir)
	for i, name := range hostileNames {
		tb.open(fmt.Sprintf("/listings/m%d/l%d/", i, i))
		picture := eval[string](tb, `document.querySelector(".timeline svg").textContent`)
		if !strings.Contains(picture, name) {
			t.Errorf("the picture of %q says %q", name, picture)
		}
		tb.open(fmt.Sprintf("/manufacturers/m%d/", i))
		feeds := eval[[]string](tb, `[...document.querySelectorAll("head link[rel=alternate][title]")].map((e) => e.title)`)
		if len(feeds) == 0 {
			t.Errorf("no feeds of %q", name)
		}
		// Other programs show these, and may not keep the direction to the name.
		visible := strings.ReplaceAll(name, "\u202e", `\u202e`)
		for _, title := range feeds {
			if !strings.Contains(title, visible) {
				t.Errorf("a feed of %q is called %q", name, title)
			}
		}
	}
}
