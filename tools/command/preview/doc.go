// Package preview serves a register to the person who edits it: the site and the API at one
// address. It follows each saved file, and so do the pages in a browser. Mistakes show on the pages,
// and the last good version stays.
//
//	listener, err := api.Listen("localhost:8080")
//	watcher, err := watch.New("data")
//	err = preview.Serve(ctx, listener, watcher, preview.Options{Load: load})
//
// # From an edit to the page
//
// A saved file cancels the version that is being loaded, and loads another one, so the newest edit
// wins. Once the files are read and checked, the API answers from them. The pages that browsers show
// are made next; if that works, the version is served, and the browsers load their pages again. The
// first request for any other file makes it. A page whose template fails is an error page then; opencec
// build makes all pages, and finds all such errors.
//
// # In the browser
//
// Pages get a script, /-/preview.js, which follows /-/events. Each event has the version that is
// served and the mistakes of the newest files. The script is of the page's own origin, so the content
// security policy of the published site allows it. Published pages do not have it: package publish
// does not know of it. A hidden tab has no stream, because a browser opens few connections to one server.
//
// The public servers are opencec-api and those of deploy/.
package preview
