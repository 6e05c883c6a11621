// Opencec is the tool of the open register of CSIP-AUS listings. It checks the register's files,
// publishes them as a website, downloads and static JSON, serves a preview while you edit, and
// imports lists.
//
//	opencec init DIR              begin a register of your own
//	opencec serve                 preview the register while you edit it
//	opencec validate              check every file
//	opencec new listing           make the file of a new record
//	opencec fmt                   bring files into their canonical form
//	opencec review main           report everything a reviewer needs about a branch
//	opencec build                 make the site and the downloads in public/
//	opencec load                  load the register into Postgres
//	opencec import cec …          import approved-product lists into a data folder
//	opencec import original …     import the original API's database into a data folder
//	opencec schema DIR            write the schemas, for editors
//	opencec diff main             describe how the files differ from a commit
//	opencec log [ID]              list what changed in the register, or in a record
//	opencec show ID               show a record on a day, and as of a time
//	opencec generate …            make a synthetic register of any size
//	opencec verify DIR --key K    check the signature and the files of a download
//	opencec keys new --name N     make a key for the API
//	opencec completion bash       print the script for completion in bash
//	opencec man DIR               write the manual pages
//
// Results go to stdout and everything else to stderr. The exit code is 0 if all is well, 1 if there
// are problems, and 2 if the command was used wrongly.
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
