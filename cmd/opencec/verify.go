package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"

	"github.com/urfave/cli/v2"

	"opencec/tools/base/spelling"
	"opencec/tools/base/terminal"
	"opencec/tools/command/verify"
	"opencec/tools/history"
	"opencec/tools/output/signature"
	"opencec/tools/output/snapshot"
	"opencec/tools/register"
)

func verifyCommand(env *environment) *cli.Command {
	return &cli.Command{
		Name:      "verify",
		Usage:     "check a download, or a release of the programs: who signed it, and that every file is as published",
		ArgsUsage: "DIR | FILE…",
		Description: "DIR is a build's downloads folder, or the folder above it. Prints a line for each\n" +
			"problem, and a summary as the last line. Nothing touches the network.\n\n" +
			"   opencec verify downloads --key register.example.org+a89f2203+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW\n" +
			"   opencec verify public --key keys.txt\n" +
			"   opencec verify public --key keys.txt --commit \"$(git rev-parse HEAD)\"\n\n" +
			"Get the key from where you trust it, not from where the files are from: anybody who can change the\n" +
			"files can also change a key beside them. A file of keys has one per line, and the signature of one is\n" +
			"enough. SHA256SUMS and manifest.txt, if they exist, must match the manifest. Files that are not\n" +
			"in it cause a warning; the site and api/v1/ beside the downloads are not checked.\n\n" +
			"A signature does not say that there is nothing newer: somebody on the way may give you an older\n" +
			"download, or always the same one. So give --not-before the day or the serial of the newest one\n" +
			"that you have had (the last line names both), and --max-age the number of days it may be old:\n\n" +
			"   opencec verify downloads --key keys.txt --not-before 202611230000012 --max-age 3\n\n" +
			"A FILE belongs to a release of the programs, such as an archive or a package. Beside it must be\n" +
			signature.ReleaseNote + " of the same release, with the signed digests of its files.\n\n" +
			"   opencec verify opencec_1.2.0_linux_amd64.tar.gz --key KEY",
		Flags: []cli.Flag{
			&cli.StringSliceFlag{Name: "key", Usage: "the public `KEY` that must have signed it, or a file of keys; may be repeated"},
			&cli.BoolFlag{Name: "unsigned", Usage: "check no signature, only that the files agree with each other"},
			&cli.StringFlag{Name: "commit", Usage: "also require that it is of `COMMIT`, with all 40 digits"},
			&cli.StringFlag{Name: "not-before", Usage: "refuse what was published for a day before `DATE`, or has a lower serial: a number as in the manifest and the note"},
			&cli.IntFlag{Name: "max-age", Usage: "refuse what was published for a day more than `DAYS` ago, or more than one day ahead"},
			&cli.BoolFlag{Name: "ignore-missing", Usage: "ignore missing files, for a partial download"},
			&cli.BoolFlag{Name: "json", Usage: "write the result as JSON"},
		},
		Action: func(c *cli.Context) error { return env.verify(c) },
	}
}

// fullCommit returns the commit of --commit, or "". A shorter form could match several commits.
func fullCommit(c *cli.Context) (string, error) {
	commit := c.String("commit")
	if c.IsSet("commit") && !history.IsHash(commit) {
		return "", usagef("--commit: %.100q is not a commit: give all 40 hexadecimal digits", commit)
	}
	return commit, nil
}

func (env *environment) verify(c *cli.Context) error {
	words, err := arguments(c)
	if err != nil {
		return err
	}
	if areFiles(words) {
		return env.verifyRelease(c, words)
	}
	if len(words) != 1 {
		return usagef("verify takes one folder, but was given %d arguments; of a release it takes several files that are there", len(words))
	}
	keys, err := verifyKeys(c)
	if err != nil {
		return err
	}
	commit, err := fullCommit(c)
	if err != nil {
		return err
	}
	options := snapshot.VerifyOptions{Keys: keys, Commit: commit, IgnoreMissing: c.Bool("ignore-missing"), Now: env.now()}
	if err := readAgeLimits(c, &options); err != nil {
		return err
	}
	found, err := snapshot.Verify(c.Context, words[0], options)
	if err != nil {
		return err
	}
	if c.Bool("json") {
		err = verify.WriteJSON(env.stdout, found)
	} else {
		err = verify.WriteText(env.stdout, words[0], found)
	}
	switch {
	case err != nil:
		return err
	case found.Failed():
		return errProblems
	case len(found.SignedBy) == 0 && !c.Bool("json"):
		fmt.Fprintln(env.stderr, "No signature was checked: whoever altered a file can have altered the manifest as well.")
	}
	return nil
}

// Bounds of serials. A date without hyphens is not a serial, nor is a number that JSON readers cannot
// represent exactly.
const (
	minSerial = 1000_01_01_0000000
	maxSerial = 1 << 53
)

// maxAgeDays is the most days of --max-age: a hundred years.
const maxAgeDays = 36_500

// readAgeLimits reads --not-before and --max-age. An empty value is an error: a script with an empty
// variable must not accept an older download as a new one.
func readAgeLimits(c *cli.Context, o *snapshot.VerifyOptions) error {
	if c.IsSet("max-age") {
		days := c.Int("max-age")
		if days < 0 || days > maxAgeDays {
			return usagef("--max-age: %d is not between 0 and %d days", days, maxAgeDays)
		}
		o.MaxAge = &days
	}
	if !c.IsSet("not-before") {
		return nil
	}
	text := c.String("not-before")
	if serial, err := strconv.ParseInt(text, 10, 64); err == nil && serial >= minSerial && serial <= maxSerial {
		o.NotBefore.Serial = serial
		return nil
	}
	on, err := register.ParseDate(text)
	if err != nil {
		return usagef("--not-before: %.100q is neither a date such as 2026-11-23 nor a serial such as 202611230000012", text)
	}
	o.NotBefore.On = on
	return nil
}

// verifyKeys returns the keys of --key. Without keys, --unsigned is required: a script that forgets the
// keys, or has an empty variable, must not treat files as signed.
func verifyKeys(c *cli.Context) ([]signature.Key, error) {
	named := c.StringSlice("key")
	switch {
	case len(named) > 0 && c.Bool("unsigned"):
		return nil, usagef("--key and --unsigned are both given: either a signature is checked or not")
	case len(named) == 0 && !c.Bool("unsigned"):
		return nil, usagef("--key is missing: give the register's public key, or --unsigned if no signature is to be checked")
	}
	return readKeys("key", named)
}

// areFiles reports whether all words are paths of files, not of folders or missing files.
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
			return usagef("--%s is for a build's folder, and %.100s is a file: a file of a release is checked by its signature, which --key takes", flag, spelling.Printable(files[0]))
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
	commit, err := fullCommit(c)
	if err != nil {
		return err
	}
	found, err := verify.Release(files, commit, keys)
	if err != nil {
		return err
	}
	if c.Bool("json") {
		err = terminal.WriteJSON(env.stdout, found)
	} else {
		err = found.WriteText(env.stdout)
	}
	if err == nil && !found.OK {
		return errProblems
	}
	return err
}
