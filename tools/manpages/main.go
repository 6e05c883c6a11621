// The program manpages writes the manual pages of opencec and opencec-api, for packages of
// a release:
//
//	go run ./tools/manpages DIR
//
// It builds the programs, as go build does in this checkout, so that the pages have the
// version and the date of its commit, and has each write its pages by its command man.
package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

func main() {
	if len(os.Args) != 2 || os.Args[1] == "" || os.Args[1][0] == '-' {
		fmt.Fprintln(os.Stderr, "usage: go run ./tools/manpages DIR")
		os.Exit(2)
	}
	if err := write(os.Args[1]); err != nil {
		fmt.Fprintf(os.Stderr, "manpages: %v\n", err)
		os.Exit(1)
	}
}

func write(dir string) (err error) {
	bin, err := os.MkdirTemp("", "manpages-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(bin)) }()
	if err := run("go", "build", "-trimpath", "-o", bin+string(filepath.Separator), "./cmd/opencec", "./cmd/opencec-api"); err != nil {
		return err
	}
	for _, program := range []string{"opencec", "opencec-api"} {
		if err := run(filepath.Join(bin, program), "man", dir); err != nil {
			return err
		}
	}
	return nil
}

// run runs a command. The programs are built as tools/test builds them, which makes the
// most of the build cache.
func run(name string, args ...string) error {
	cmd := exec.Command(name, args...)
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("%s: %w", filepath.Base(name), err)
	}
	return nil
}
