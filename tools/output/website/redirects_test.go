package website

import (
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// isRedirect reports whether a page only leads to another.
func isRedirect(root *html.Node) bool { return redirectTarget(root) != "" }

func redirectTarget(root *html.Node) string {
	return strings.TrimPrefix(attribute(find(root, "meta", "http-equiv", "refresh"), "content"), "0; url=")
}

// Each redirect page has its lines in the file and each line has its page, so that hosts that read the file
// and those that do not redirect alike.
func TestRedirectsFile(t *testing.T) {
	t.Parallel()
	dir := testSite(t)
	text := readFile(t, dir, redirectsName)
	for _, want := range []string{
		"/listings/tesla/powerwall-two/ /listings/tesla/powerwall-2/ 301!\n/listings/tesla/powerwall-two/ /listings/tesla/powerwall-2/ 301\n",
		"/listings/tesla/ /manufacturers/tesla/ 301!\n",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	lines := map[string]int{} // by "from to"
	for line := range strings.Lines(text) {
		if !strings.HasPrefix(line, "#") {
			fields := strings.Fields(line)
			lines[strings.Join(fields[:2], " ")]++
		}
	}
	for address, root := range parsePages(t, dir) {
		if !isRedirect(root) {
			continue
		}
		redirect := escapedPath(address) + " " + redirectTarget(root)
		if lines[redirect] != 2 {
			t.Errorf("%s has %d lines", redirect, lines[redirect])
		}
		delete(lines, redirect)
	}
	for redirect := range lines {
		t.Errorf("%s has no page", redirect)
	}
}

// Nothing in an address divides a line.
func TestRedirectsAreEscaped(t *testing.T) {
	t.Parallel()
	if got := escapedPath("/listings/a b\n/c#d?e/"); got != "/listings/a%20b%0A/c%23d%3Fe/" {
		t.Errorf("escaped as %q", got)
	}
}
