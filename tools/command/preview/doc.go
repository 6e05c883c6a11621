// Package preview serves a register to the person who edits it: the site and the API at
// one address, rebuilt whenever a file is saved. A build that fails is reported, and the
// newest good one stays up.
//
//	listener, err := api.Listen("localhost:8080")
//	watcher, err := watch.New("data")
//	err = preview.Serve(ctx, listener, watcher, preview.Options{Build: build})
//
// The servers for others are opencec-api and those of deploy/.
package preview
