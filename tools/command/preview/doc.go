// Package preview serves a register to the person who edits it: the site and the API at one
// address, rebuilt whenever a file is saved. If a build fails, it reports the error and keeps
// serving the last good one.
//
//	listener, err := api.Listen("localhost:8080")
//	watcher, err := watch.New("data")
//	err = preview.Serve(ctx, listener, watcher, preview.Options{Build: build})
//
// The public servers are opencec-api and those of deploy/.
package preview
