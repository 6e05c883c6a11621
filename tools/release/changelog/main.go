// The program changelog prints the changelog of a release, for the release's page:
//
//	go run ./tools/release/changelog v1.2.0
//	go run ./tools/release/changelog Unreleased
//
// It fails if the changelog does not follow Keep a Changelog, if it does not contain the
// release, or if it still has unreleased changes, which somebody forgot to move below the
// new version.
package main

import (
	"fmt"
	"io"
	"os"
	"strings"
)

const path = ".github/CHANGELOG.md"

func main() { os.Exit(run(os.Args[1:], path, os.Stdout, os.Stderr)) }

// run returns 0 if it printed the section, 1 for an invalid changelog, and 2 for wrong
// use.
func run(args []string, path string, stdout, stderr io.Writer) int {
	if len(args) != 1 || strings.HasPrefix(args[0], "-") {
		fmt.Fprintln(stderr, "usage: changelog VERSION\n\nPrints what "+path+" says of the release: a tag such as v1.2.0, or Unreleased.")
		return 2
	}
	text, err := os.ReadFile(path)
	if err != nil {
		fmt.Fprintf(stderr, "changelog: %v\n", err)
		return 1
	}
	log, problems := parse(string(text))
	for _, p := range problems {
		fmt.Fprintf(stderr, "%s:%d: %s\n", path, p.line, p.text)
	}
	if len(problems) > 0 {
		return 1
	}
	notes, err := log.notes(args[0])
	if err != nil {
		fmt.Fprintf(stderr, "%s: %v\n", path, err)
		return 1
	}
	if _, err := io.WriteString(stdout, notes); err != nil {
		fmt.Fprintf(stderr, "changelog: %v\n", err)
		return 1
	}
	return 0
}
