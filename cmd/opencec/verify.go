package main

import (
	"encoding/json"
	"fmt"
	"strconv"

	"github.com/urfave/cli/v2"

	"opencec/tools/history"
	"opencec/tools/register"
	"opencec/tools/signature"
	"opencec/tools/snapshot"
)

func verifyCommand(env *environment) *cli.Command {
	return &cli.Command{
		Name:      "verify",
		Usage:     "check a download, or a release of the programs: who has signed it, and that every file is as it was published",
		ArgsUsage: "DIR | FILE…",
		Description: "DIR is a build's downloads folder, or the folder above it. Prints a line for each\n" +
			"problem, and a summary as the last line. Nothing touches the network.\n\n" +
			"   opencec verify downloads --key register.example.org+a89f2203+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW\n" +
			"   opencec verify public --key keys.txt\n" +
			"   opencec verify public --key keys.txt --commit \"$(git rev-parse HEAD)\"\n\n" +
			"Get the key from where you trust it, not from where the files are from: whoever can\n" +
			"alter these can alter a key beside them. A file of keys has one a line, and the\n" +
			"signature of one is enough. SHA256SUMS and manifest.txt, where they are there, must be\n" +
			"those that the manifest makes. Files that are not in it are warned of; the site and\n" +
			"api/v1/ beside the downloads are not looked at.\n\n" +
			"A signature does not say that there is nothing newer: somebody on the way may give you\n" +
			"an older download, or always the same one. So tell --not-before the day or the serial of\n" +
			"the newest that you have had (the last line names both), and --max-age how many days old\n" +
			"it may be:\n\n" +
			"   opencec verify downloads --key keys.txt --not-before 202611230000012 --max-age 3\n\n" +
			"A FILE is one of a release of the programs, such as an archive or a package. Beside it\n" +
			"lies " + signature.ReleaseNote + " of the same release: the digests of its files, signed.\n\n" +
			"   opencec verify opencec_1.2.0_linux_amd64.tar.gz --key KEY",
		Flags: []cli.Flag{
			&cli.StringSliceFlag{Name: "key", Usage: "the public `KEY` that must have signed it, or a file of keys; again for another one"},
			&cli.BoolFlag{Name: "unsigned", Usage: "check no signature: only that the files agree with each other"},
			&cli.StringFlag{Name: "commit", Usage: "also want it to be of `COMMIT`, all 40 digits, as what is built of one commit is"},
			&cli.StringFlag{Name: "not-before", Usage: "refuse what was published for a day before `DATE`, or has a lower serial: a number as the manifest and the note have it"},
			&cli.IntFlag{Name: "max-age", Usage: "refuse what was published for a day more than `DAYS` ago, or more than one to come"},
			&cli.BoolFlag{Name: "ignore-missing", Usage: "take no notice of files that are not there, as you wanted only some"},
			&cli.BoolFlag{Name: "json", Usage: "write what was found as JSON"},
		},
		Action: func(c *cli.Context) error { return env.verify(c) },
	}
}

// wholeCommit returns the commit of --commit; "" without one. A shorter form could be one of
// several commits.
func wholeCommit(c *cli.Context) (string, error) {
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
	commit, err := wholeCommit(c)
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
	write := env.writeVerification
	if c.Bool("json") {
		write = env.writeVerificationJSON
	}
	if err := write(words[0], found); err != nil {
		return err
	}
	if found.Failed() {
		return errProblems
	}
	return nil
}

// Bounds of serials: a date without its hyphens is none, nor is a number that readers of
// JSON do not have exactly.
const (
	minSerial = 1000_01_01_0000000
	maxSerial = 1 << 53
)

// maxAgeDays is the most days of --max-age: a hundred years.
const maxAgeDays = 36_500

// readAgeLimits reads --not-before and --max-age. An empty one is an error: a script whose
// variable is empty must not take an older download for a new one.
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

// verifyKeys returns the keys of --key. A script that forgets them, or whose variable is
// empty, must not take files for signed: whoever wants none has to say so.
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

func (env *environment) writeVerification(dir string, v *snapshot.Verification) error {
	wrong := 0
	for _, p := range v.Problems {
		if p.Severity == register.Error {
			wrong++
		}
		if _, err := fmt.Fprintf(env.stdout, "%s: %s\n", p.Severity, register.Printable(p.Message)); err != nil {
			return err
		}
	}
	if v.Failed() {
		_, err := fmt.Fprintf(env.stdout, "%s: not as it was published: %d error(s), %d warning(s), and %d good file(s)%s\n",
			dir, wrong, len(v.Problems)-wrong, v.Files, signedBy(v.SignedBy))
		return err
	}
	_, err := fmt.Fprintf(env.stdout, "%s: %d file(s) with %d bytes are as published for %s, version %s%s%s\n",
		dir, v.Files, v.Bytes, v.Manifest.On, register.Printable(v.Manifest.ID), serialOf(v.Manifest), signedBy(v.SignedBy))
	if len(v.SignedBy) == 0 {
		fmt.Fprintln(env.stderr, "No signature was checked: whoever altered a file can have altered the manifest as well.")
	}
	return err
}

// serialOf names the serial of a manifest, if it has one.
func serialOf(m *snapshot.Manifest) string {
	if m.Serial == 0 {
		return ""
	}
	return fmt.Sprintf(", serial %d", m.Serial)
}

// verification is what was found of a snapshot or a release as other programs read it.
type verification struct {
	OK       bool               `json:"ok"`
	SignedBy []string           `json:"signed_by"` // public keys; none when no signature was checked, or none is good
	Version  string             `json:"version,omitempty"`
	Commit   string             `json:"commit,omitempty"`
	On       register.Date      `json:"on,omitzero"`
	Serial   int64              `json:"serial,omitempty"`
	Files    int                `json:"files"` // that are as they were published
	Bytes    int64              `json:"bytes"`
	Problems []snapshot.Problem `json:"problems"`
}

func (env *environment) writeVerificationJSON(_ string, v *snapshot.Verification) error {
	out := verification{OK: !v.Failed(), SignedBy: []string{}, Files: v.Files, Bytes: v.Bytes, Problems: append([]snapshot.Problem{}, v.Problems...)}
	for _, k := range v.SignedBy {
		out.SignedBy = append(out.SignedBy, k.String())
	}
	if m := v.Manifest; m != nil {
		out.Version, out.Commit, out.On, out.Serial = m.ID, m.Commit, m.On, m.Serial
	}
	enc := json.NewEncoder(env.stdout)
	enc.SetIndent("", "  ")
	return enc.Encode(out)
}
