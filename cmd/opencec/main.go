// Opencec is the tool of the open register of CSIP-AUS listings: it checks the
// register's files, publishes them as a website, downloads and static JSON, serves
// all of it for a look while editing, and imports lists.
//
//	opencec init DIR              begin a register of your own
//	opencec serve                 look at the register while editing it
//	opencec validate              check every file
//	opencec new listing           make the file of a new record
//	opencec fmt                   bring files into their one form
//	opencec review main           tell all that a reviewer needs about a branch
//	opencec build                 make the site and the downloads in public/
//	opencec load                  put the register into Postgres
//	opencec import cec …          bring approved-product lists into a data folder
//	opencec import original …     bring the original API's database into a data folder
//	opencec schema DIR            write the schemas, for editors
//	opencec diff main             tell what the files say otherwise than a commit
//	opencec log [ID]              tell what the register, or a record, said anew
//	opencec show ID               show a record on a day, and as of a time
//	opencec generate …            make a synthetic register of any size
//	opencec verify DIR --key K    check the signature and the files of a download
//	opencec keys new --name N     make a key for the API
//	opencec completion bash       print the script by which bash completes all of this
//	opencec man DIR               write the manual pages
//
// Results go to stdout and everything else to stderr. The exit code is 0 when all
// is well, 1 when there are problems, 2 when the command was used wrongly.
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
