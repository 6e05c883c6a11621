package preview

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/klauspost/compress/gzhttp"

	"opencec/tools/output/feed"
	"opencec/tools/output/website"
)

// pages serves the files of the newest good version. Browsers that show its pages learn of newer ones
// and of mistakes by get.
type pages struct {
	started int64           // distinguishes the versions of this run from those of earlier ones
	broken  func(err error) // called with the error of each page that cannot be made

	mu    sync.Mutex
	state state
	next  chan struct{}  // closed when the state changes
	views map[string]int // how many browsers show a page, by its file
}

// A state is what pages serves.
type state struct {
	number   int      // of the version; 0 before the first
	files    Files    // nil before the first good version
	mistakes Mistakes // in the newest files; nil if they are served
}

func newPages(now time.Time, broken func(error)) *pages {
	return &pages{started: now.UnixNano(), broken: broken, next: make(chan struct{}), views: map[string]int{}}
}

// set changes the state, and wakes everyone who waits for a change.
func (p *pages) set(change func(*state)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	change(&p.state)
	close(p.next)
	p.next = make(chan struct{})
}

// get returns the state, and a channel that is closed when it changes.
func (p *pages) get() (state, <-chan struct{}) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.state, p.next
}

// swap serves another version.
func (p *pages) swap(files Files) {
	p.set(func(s *state) { *s = state{number: s.number + 1, files: files} })
}

// fail says what is wrong with the newest files. It reports whether an earlier version is served.
func (p *pages) fail(mistakes Mistakes) (isServing bool) {
	p.set(func(s *state) {
		s.mistakes = mistakes
		isServing = s.files != nil
	})
	return isServing
}

// version names the version of a state for browsers.
func (p *pages) version(s state) string {
	return strconv.FormatInt(p.started, 36) + "." + strconv.Itoa(s.number)
}

// maxWatched is the most pages that are made before a version is served: more browsers than a person
// looks at.
const maxWatched = 4

// watched returns the files of the pages that browsers show. If there are none, it is the home page,
// which shows whether the layouts work; the first version does not wait for that.
func (p *pages) watched() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	var names []string
	for name := range p.views {
		names = append(names, name)
	}
	if len(names) == 0 && p.state.files != nil {
		return []string{"index.html"}
	}
	slices.SortFunc(names, func(a, b string) int {
		return cmp.Or(cmp.Compare(p.views[b], p.views[a]), cmp.Compare(a, b))
	})
	return names[:min(len(names), maxWatched)]
}

// view counts a browser that shows a page, until done is called.
func (p *pages) view(name string) (done func()) {
	count := func(n int) {
		p.mu.Lock()
		defer p.mu.Unlock()
		if p.views[name] += n; p.views[name] == 0 {
			delete(p.views, name)
		}
	}
	count(1)
	return func() { count(-1) }
}

func (p *pages) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	current, changed := p.get()
	for current.files == nil && current.mistakes == nil { // the first version is under way
		select {
		case <-changed:
			current, changed = p.get()
		case <-r.Context().Done():
			return
		}
	}
	for _, h := range website.Headers() {
		if !h.OverTLS {
			w.Header().Set(h.Name, h.Value)
		}
	}
	if current.files == nil {
		p.serveMistakes(w, current, http.StatusServiceUnavailable, notYet, current.mistakes)
		return
	}
	name, isPage := fileOf(r.URL.Path)
	if target, ok := canonical(r.URL.Path); ok {
		http.Redirect(w, r, target, http.StatusMovedPermanently)
		return
	}
	content, err := current.files.File(r.Context(), name)
	switch {
	case err == nil:
		p.serve(w, r, current, name, content)
	case r.Context().Err() != nil: // nobody waits for an answer
	case !errors.Is(err, fs.ErrNotExist):
		p.broken(err)
		p.serveMistakes(w, current, http.StatusInternalServerError, notThisPage, mistakesOf(err))
	case !isPage && p.exists(r, current, name+"/index.html"):
		http.Redirect(w, r, path.Base(name)+"/", http.StatusMovedPermanently)
	default:
		p.notFound(w, r, current)
	}
}

// fileOf returns the file of a path, and whether that is the path of a folder, whose page it is.
func fileOf(requested string) (name string, isPage bool) {
	name = strings.TrimPrefix(path.Clean("/"+requested), "/")
	if name == "" || strings.HasSuffix(requested, "/") {
		return path.Join(name, "index.html"), true
	}
	return name, false
}

// canonical returns the address, relative to the request, of the page whose file was asked for.
func canonical(requested string) (target string, ok bool) {
	if path.Base(requested) != "index.html" || strings.HasSuffix(requested, "/") {
		return "", false
	}
	return "./", true
}

func (p *pages) exists(r *http.Request, s state, name string) bool {
	_, err := s.files.File(r.Context(), name)
	return err == nil
}

// serve sends a file, with a script in pages.
func (p *pages) serve(w http.ResponseWriter, r *http.Request, s state, name string, content []byte) {
	w.Header().Set("Cache-Control", website.CacheControl("/"+name))
	if media, ok := mediaTypes[path.Ext(name)]; ok {
		w.Header().Set("Content-Type", media)
	}
	if path.Ext(name) == ".html" {
		content = withScript(content, p.version(s))
	}
	sum := sha256.Sum256(content)
	w.Header().Set("ETag", `"`+hex.EncodeToString(sum[:8])+`"`)
	http.ServeContent(w, r, name, time.Time{}, bytes.NewReader(content))
}

// notFound answers with the site's own page.
func (p *pages) notFound(w http.ResponseWriter, r *http.Request, s state) {
	page, err := s.files.File(r.Context(), "404.html")
	if err != nil {
		http.Error(w, "not found", http.StatusNotFound)
		return
	}
	w.Header().Set("Cache-Control", website.CacheControl("/404.html"))
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(http.StatusNotFound)
	_, _ = w.Write(withScript(page, p.version(s))) // the client has gone when this fails
}

// scriptTag is the script of pages: see events.go.
func scriptTag(version string) string {
	return fmt.Sprintf(`<script src="%spreview.js" data-version="%s" defer></script>`, ownFolder, version)
}

// withScript adds the script to a page. The published page does not have it.
func withScript(page []byte, version string) []byte {
	const end = "</head>"
	head, rest, ok := bytes.Cut(page, []byte(end))
	if !ok { // a page without a head of its own, such as one of the installation's folder static
		return append(bytes.Clone(page), scriptTag(version)...)
	}
	return slices.Concat(head, []byte(scriptTag(version)+end), rest)
}

// texts are prefixes of the media types that compress well.
var texts = []string{"text/", "application/json", "application/x-ndjson", "application/ld+json", feed.AtomType, "image/svg+xml"}

// compressed sends text files as gzip to clients that accept it, as the public servers do
// (deploy/Caddyfile): a phone would wait seconds for the search index. The fastest level saves
// almost as much as the others. The API compresses its own answers.
func compressed(files http.Handler) http.Handler {
	wrap, err := gzhttp.NewWrapper(gzhttp.MinSize(1<<10), gzhttp.CompressionLevel(1), gzhttp.EnableZstd(false), gzhttp.ContentTypeFilter(isText))
	if err != nil { // constants
		panic(err)
	}
	return wrap(files)
}

func isText(mediaType string) bool {
	return slices.ContainsFunc(texts, func(begins string) bool { return strings.HasPrefix(mediaType, begins) })
}

// mediaTypes are, by extension, the media types that not every system knows. deploy/Caddyfile and
// deploy/nginx.conf have the same.
var mediaTypes = map[string]string{
	".atom":   feed.AtomType,
	".ics":    feed.CalendarType + "; charset=utf-8",
	".ndjson": "application/x-ndjson",
}
