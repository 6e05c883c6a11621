// Opencec-api serves a built register over HTTP: the API with keys, and nothing
// else. It needs a build's downloads folder and a keys file:
//
//	opencec build
//	opencec keys new --name portal --keys-file keys.json
//	opencec-api --snapshot public --keys-file keys.json
//
// A new build put into the folder's place is taken up without losing a request,
// and a key that is revoked stops working within seconds. SIGTERM and SIGINT let
// the requests under way end. The exit code is 0 after that, 1 when something
// failed, 2 when the command was used wrongly. The log goes to stderr.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args, os.Stdout, os.Stderr, time.Now)
	stop()
	os.Exit(code)
}
