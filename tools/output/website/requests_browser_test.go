package website

import (
	"net/http"
	"path"
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A first visit of a listing takes four requests: the page, its style sheet, its script and the logo,
// which is also the icon of the tab.
func TestFirstVisitOfListing(t *testing.T) {
	t.Parallel()
	files := http.FileServer(http.Dir(testSite(t)))
	var mu sync.Mutex
	var asked []string
	tb := newTab(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		asked = append(asked, path.Base(r.URL.Path))
		mu.Unlock()
		files.ServeHTTP(w, r)
	}))
	tb.watch()
	tb.open("/listings/tesla/powerwall-2/")
	tb.waitFor(`document.readyState === "complete" && !document.querySelector(".ask form").hidden`)
	mu.Lock()
	defer mu.Unlock()
	slices.Sort(asked)
	if diff := cmp.Diff([]string{"listing.js", "logo.svg", "powerwall-2", "site.min.css"}, slices.Compact(asked)); diff != "" {
		t.Errorf("requests (-want +got):\n%s", diff)
	}
}
