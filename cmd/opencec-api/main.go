// Opencec-api serves a register over HTTP: the API with keys, and nothing else. It needs
// a build's downloads folder, which it loads into memory, and a keys file:
//
//	opencec build
//	opencec keys new --name portal --keys-file keys.json
//	opencec-api --snapshot public --keys-file keys.json
//
// or a Postgres database with the register and, optionally, the keys:
//
//	export OPEN_CEC_API_DATABASE_URL=postgres://localhost/register
//	opencec load --database-url "$OPEN_CEC_API_DATABASE_URL"
//	opencec keys new --name portal --database-url "$OPEN_CEC_API_DATABASE_URL"
//	opencec-api --keys-database
//
// opencec-api completion bash prints the script by which bash completes its flags, and
// opencec-api man DIR writes its manual page.
//
// A new build in the folder, or a new load into the database, is picked up without losing
// a request, and a revoked key stops working within seconds. The server waits for a
// database that is missing or goes away. A folder without a good snapshot at the start is
// a failure, unless the folder of --state has a copy of an earlier one. SIGTERM and
// SIGINT let running requests finish. The exit code is 0 after that, 1 for a failure, and
// 2 for wrong use. The log goes to stderr.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	"time"
	_ "time/tzdata" // the register's time zone, if the system lacks it
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args, os.Stdout, os.Stderr, time.Now)
	stop()
	os.Exit(code)
}
