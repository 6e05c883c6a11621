package preview

import (
	"embed"
	"encoding/json"
	"fmt"
	"html"
	"net/http"
	"strings"
	"time"
)

// ownFolder is the folder of what the preview adds to the site. No record has such an address.
const ownFolder = "/-/"

//go:embed preview.js preview.css
var ownFiles embed.FS

// ownHandler serves the script and the style of pages in the preview, and the stream of events by
// which the script learns of a newer version and of mistakes.
func (s *server) ownHandler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle(ownFolder, http.StripPrefix(ownFolder, revalidated(http.FileServerFS(ownFiles))))
	mux.HandleFunc("GET "+ownFolder+"events", s.events)
	return mux
}

// revalidated keeps browsers from using a script of an older program.
func revalidated(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-store")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		h.ServeHTTP(w, r)
	})
}

// An event is what the script learns.
type event struct {
	Version  string   `json:"version"`  // of the pages that are served
	Mistakes Mistakes `json:"mistakes"` // in the newest files; null for none
}

// events streams an event for each state of the pages, beginning with the present one, until the
// browser or the server goes. The page that the browser shows is in the parameter page.
func (s *server) events(w http.ResponseWriter, r *http.Request) {
	name, _ := fileOf(r.FormValue("page"))
	defer s.pages.view(name)()
	stream := http.NewResponseController(w)
	_ = stream.SetReadDeadline(time.Time{})  // a stream has no end;
	_ = stream.SetWriteDeadline(time.Time{}) // where this is not supported, the browser connects again
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	for {
		current, changed := s.pages.get()
		text, err := json.Marshal(event{s.pages.version(current), current.mistakes})
		if err != nil { // of texts
			panic(err)
		}
		if _, err := fmt.Fprintf(w, "retry: 500\ndata: %s\n\n", text); err != nil || stream.Flush() != nil {
			return
		}
		select {
		case <-changed:
		case <-r.Context().Done():
			return
		case <-s.ctx.Done():
			return
		}
	}
}

// Introductions to mistakes on a page of their own.
const (
	notYet      = "The register cannot be shown before these mistakes are mended. Save a file, and this page follows."
	notThisPage = "This page cannot be made. Save a file, and it follows."
)

// serveMistakes answers with a page that lists mistakes. Before the first good version the script
// keeps the list up to date.
func (p *pages) serveMistakes(w http.ResponseWriter, s state, code int, introduction string, mistakes Mistakes) {
	var list strings.Builder
	for _, m := range mistakes {
		fmt.Fprintf(&list, "<li>%s</li>\n", html.EscapeString(m))
	}
	id := ""
	if s.files == nil {
		id = ` id="opencec-mistakes"`
	}
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(code)
	fmt.Fprintf(w, `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Mistakes in the register</title>
<link rel="stylesheet" href="%spreview.css">
%s</head>
<body class="opencec-mistakes-page">
<main%s class="opencec-mistakes"><h1>Not built</h1>
<p>%s</p>
<ul>
%s</ul></main>
</body>
</html>
`, ownFolder, scriptTag(p.version(s)), id, introduction, list.String())
}
