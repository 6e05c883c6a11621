// Opencec-api serves a register over HTTP: the API with keys, and nothing else. It
// needs a build's downloads folder, which it holds in memory, and a keys file:
//
//	opencec build
//	opencec keys new --name portal --keys-file keys.json
//	opencec-api --snapshot public --keys-file keys.json
//
// or a Postgres with the register and, if wanted, the keys:
//
//	export OPEN_CEC_API_DATABASE_URL=postgres://localhost/register
//	opencec load --database-url "$OPEN_CEC_API_DATABASE_URL"
//	opencec keys new --name portal --database-url "$OPEN_CEC_API_DATABASE_URL"
//	opencec-api --keys-database
//
// opencec-api completion bash prints the script by which bash completes its flags, and
// opencec-api man DIR writes its manual page.
//
// A new build put into the folder's place, or loaded into the database, is taken up
// without losing a request, and a key that is revoked stops working within seconds.
// A database that is not there yet, or goes away, is waited for; a folder without a good
// snapshot at the start is a failure, unless the folder of --state has a copy of an
// earlier one. SIGTERM and SIGINT let the requests under way end.
// The exit code is 0 after that, 1 when something failed, 2 when the command was used
// wrongly. The log goes to stderr.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	"time"
	_ "time/tzdata" // the register's time zone, where the system has none
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args, os.Stdout, os.Stderr, time.Now)
	stop()
	os.Exit(code)
}
