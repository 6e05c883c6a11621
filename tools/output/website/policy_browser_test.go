package website

import (
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// noteViolations has every page keep what its policy refuses.
const noteViolations = `window.violations = []; window.hits = [];
document.addEventListener("securitypolicyviolation", (e) => violations.push(e.effectiveDirective + " " + e.blockedURI))`

// noting records what the policy of a tab's pages refuses.
func (tb *tab) noting() *tab {
	tb.t.Helper()
	params := page.AddScriptToEvaluateOnNewDocumentParams{Source: noteViolations}
	if _, err := chromedp.Call(tb.ctx, page.AddScriptToEvaluateOnNewDocument, params); err != nil {
		tb.t.Fatal(err)
	}
	return tb
}

func (tb *tab) violations() []string {
	tb.t.Helper()
	return eval[[]string](tb, "violations")
}

// No kind of page violates its policy, neither on opening nor in use. The tab also fails the test if a
// page writes to the console.
func TestPagesKeepThePolicy(t *testing.T) {
	t.Parallel()
	dir := testSite(t)
	views := slices.Clone(opened)
	for _, path := range kindsOfPages(t, dir) {
		views = append(views, view{path: path})
	}
	tb := newTab(t, withHeaders(dir)).noting()
	tb.watch()
	tb.setDay("2026-11-23")
	for _, v := range views {
		tb.reach(v)
		if got := tb.violations(); len(got) > 0 {
			t.Errorf("%s: refused are %q", v.path, got)
		}
	}
}

// injected is what somebody might get into a page, and what its script would do there.
const (
	injected = `<script>hits.push("a script")</script><button id="injected" onclick="hits.push('a handler')">x</button>
		<p id="styled" style="color: rgb(255, 0, 0)">x</p><style>#styled { background: rgb(255, 0, 0) }</style>
		<img src="https://example.org/x.png" alt=""><iframe src="/" title="x"></iframe><object data="/"></object><base href="https://example.org/">`
	attack = `
		const late = (f) => setTimeout(() => { try { f() } catch {} });
		document.querySelector("#injected").click();
		late(() => eval("hits.push('a text as a script')"));
		late(() => { document.body.insertAdjacentHTML("beforeend", "<i>x</i>"); hits.push("markup") });
		late(() => trustedTypes.createPolicy("x", {}) && hits.push("a way around"));
		fetch("https://example.org/").then(() => hits.push("a request"), () => {});
		const { color, backgroundColor } = getComputedStyle(document.querySelector("#styled"));
		if (color === "rgb(255, 0, 0)" || backgroundColor === "rgb(255, 0, 0)") hits.push("a style");
		if (document.baseURI !== location.href) hits.push("a base");`
)

// refused is by which directives.
var refused = []string{
	"base-uri https://example.org/", "connect-src https://example.org/", "frame-src /", "img-src https://example.org/x.png",
	"object-src /", "require-trusted-types-for trusted-types-sink", "script-src-attr inline", "script-src-elem inline",
	"style-src-attr inline", "style-src-elem inline", "trusted-types trusted-types-policy",
}

// Browsers refuse violations by the policy in the page alone, on a host without headers, and by the
// header alone.
func TestPolicyRefuses(t *testing.T) {
	t.Parallel()
	home := strings.Replace(readFile(t, testSite(t), "index.html"), "</main>", injected+"</main>", 1)
	policy := regexp.MustCompile(`<meta http-equiv="Content-Security-Policy"[^>]*>`)
	for name, site := range map[string]http.HandlerFunc{
		"page": func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, home) },
		"header": func(w http.ResponseWriter, _ *http.Request) {
			sayHeaders(w)
			fmt.Fprint(w, policy.ReplaceAllString(home, ""))
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tb := newTab(t, site).noting() // and not watched: it writes to the console what is refused
			tb.open("/")
			tb.perform(attack)
			want := toJSON(t, refused)
			tb.waitFor(fmt.Sprintf("%s.every((v) => violations.includes(v.replace(/ \\/$/, ` ${location.origin}/`)))", want))
			if hits := eval[[]string](tb, "hits"); len(hits) > 0 {
				t.Errorf("not refused: %q", hits)
			}
		})
	}
}
