package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/urfave/cli/v2"

	"opencec/tools/register"
	"opencec/tools/signature"
	"opencec/tools/snapshot"
	"opencec/tools/terminal"
)

// areFiles reports whether all words are paths of files, and not of folders or of nothing.
func areFiles(words []string) bool {
	for _, word := range words {
		if info, err := os.Stat(word); err != nil || info.IsDir() {
			return false
		}
	}
	return len(words) > 0
}

// verifyRelease checks files of one release of the programs by the signed text beside them.
func (env *environment) verifyRelease(c *cli.Context, files []string) error {
	for _, flag := range []string{"unsigned", "ignore-missing", "not-before", "max-age"} {
		if c.IsSet(flag) {
			return usagef("--%s is for a build's folder, and %.100s is a file: a file of a release is checked by its signature, which --key takes", flag, register.Printable(files[0]))
		}
	}
	folder := filepath.Dir(files[0])
	for _, file := range files {
		if filepath.Dir(file) != folder {
			return usagef("the files are in several folders: give those of one, which have their %s beside them", signature.ReleaseNote)
		}
	}
	keys, err := verifyKeys(c)
	if err != nil {
		return err
	}
	commit, err := wholeCommit(c)
	if err != nil {
		return err
	}
	release, by, err := signature.ReadRelease(folder, keys...)
	if err != nil {
		return err
	}
	found := checkRelease(release, commit, files)
	for _, key := range by {
		found.SignedBy = append(found.SignedBy, key.String())
	}
	if c.Bool("json") {
		err = terminal.WriteJSON(env.stdout, found)
	} else {
		err = env.writeRelease(found, by)
	}
	if err == nil && !found.OK {
		return errProblems
	}
	return err
}

// checkRelease holds the files against the release.
func checkRelease(release signature.Release, commit string, files []string) verification {
	found := verification{SignedBy: []string{}, Version: release.Version, Commit: release.Commit, Problems: []snapshot.Problem{}}
	problem := func(err error) {
		found.Problems = append(found.Problems, snapshot.Problem{Severity: register.Error, Message: err.Error()})
	}
	if commit != "" && commit != release.Commit {
		problem(fmt.Errorf("the release %s is of the commit %s, and not of %s, which was asked for", release.Version, release.Commit, commit))
	}
	for _, file := range files {
		size, err := release.CheckFile(file)
		if err != nil {
			problem(fmt.Errorf("%s: %w", file, err))
			continue
		}
		found.Files++
		found.Bytes += size
	}
	found.OK = len(found.Problems) == 0
	return found
}

func (env *environment) writeRelease(v verification, by []signature.Key) error {
	var errs []error
	line := func(format string, args ...any) {
		_, err := fmt.Fprintf(env.stdout, format+"\n", args...)
		errs = append(errs, err)
	}
	for _, p := range v.Problems {
		line("%s: %s", p.Severity, register.Printable(p.Message))
	}
	state := "are as released"
	if !v.OK {
		state = fmt.Sprintf("are as released, and there are %d error(s)", len(v.Problems))
	}
	line("%d file(s) with %d bytes %s: version %s, commit %s%s", v.Files, v.Bytes, state, v.Version, v.Commit, signedBy(by))
	return errors.Join(errs...)
}
