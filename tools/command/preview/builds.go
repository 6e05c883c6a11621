package preview

import (
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/klauspost/compress/gzhttp"

	"opencec/tools/output/feed"
	"opencec/tools/output/website"
)

// builds serves the newest of several builds. A request ends with the build with which it began;
// a build is removed after its last request.
type builds struct {
	mu      sync.Mutex
	current *build
}

// A build is one build in a folder of its own.
type build struct {
	dir   string
	root  *os.Root
	using sync.WaitGroup
}

// swap serves the build in dir from now on.
func (s *builds) swap(dir string) error {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return fmt.Errorf("open the build: %w", err)
	}
	s.mu.Lock()
	old := s.current
	s.current = &build{dir: dir, root: root}
	s.mu.Unlock()
	if old != nil {
		go old.remove()
	}
	return nil
}

// close removes the build that is served.
func (s *builds) close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.current != nil {
		s.current.remove()
		s.current = nil
	}
}

// remove waits for the build's requests and removes it. What cannot be removed is left to the end
// of Serve, which removes the folder of all builds.
func (b *build) remove() {
	b.using.Wait()
	_ = b.root.Close()
	_ = os.RemoveAll(b.dir)
}

func (s *builds) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	site := s.current
	if site != nil {
		site.using.Add(1)
	}
	s.mu.Unlock()
	if site == nil {
		http.Error(w, "stopping", http.StatusServiceUnavailable)
		return
	}
	defer site.using.Done()
	for _, h := range website.Headers() {
		if !h.OverTLS {
			w.Header().Set(h.Name, h.Value)
		}
	}
	files := site.root.FS()
	if !isFile(files, r.URL.Path) {
		notFound(w, files)
		return
	}
	w.Header().Set("Cache-Control", website.CacheControl(path.Clean(r.URL.Path)))
	if media, ok := mediaTypes[path.Ext(r.URL.Path)]; ok {
		w.Header().Set("Content-Type", media)
	}
	http.FileServerFS(files).ServeHTTP(w, r)
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

// isFile reports whether there is a file for the path of a request, or an index page for its
// folder. Folders are not listed.
func isFile(files fs.FS, requested string) bool {
	name := strings.TrimPrefix(path.Clean("/"+requested), "/")
	if name == "" {
		name = "."
	}
	info, err := fs.Stat(files, name)
	if err != nil {
		return false
	}
	if !info.IsDir() {
		return true
	}
	_, err = fs.Stat(files, path.Join(name, "index.html"))
	return err == nil
}

// notFound answers with the site's own page.
func notFound(w http.ResponseWriter, files fs.FS) {
	page, err := fs.ReadFile(files, "404.html")
	if err != nil {
		http.Error(w, "not found", http.StatusNotFound)
		return
	}
	w.Header().Set("Cache-Control", website.CacheControl("/404.html"))
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(http.StatusNotFound)
	_, _ = w.Write(page) // the client has gone when this fails
}
