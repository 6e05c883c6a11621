// The program opencec-sign signs a build of the register that was made elsewhere, as
// opencec sign does, or a release of the programs:
//
//	opencec-sign [-commit COMMIT] DIR
//	opencec-sign -release VERSION -commit COMMIT checksums.txt
//
// It is a separate program so that little code is near the secret: it contains no YAML or
// JSON parser, no git, no website and no network, and reads one small text: from DIR, the
// downloads folder of a build or its parent, or the digests of a release's files as
// written by sha256sum. The secret is in the variable OPENCEC_SIGNING_KEY. opencec
// verify, which runs afterwards without the secret, checks that the text matches the
// files.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"regexp"

	"opencec/tools/output/signature"
)

const variable = "OPENCEC_SIGNING_KEY"

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

// A use is the parsed command line.
type use struct {
	path, commit, release string
	secrets               []signature.Secret
}

// run returns 0 if it signed, 1 if it did not, and 2 for wrong use.
func run(args []string, stdout, stderr io.Writer) int {
	u, err := parseUse(args, stderr)
	if errors.Is(err, errFlags) {
		return 2
	}
	if err != nil {
		fmt.Fprintf(stderr, "opencec-sign: %v\n", err)
		return 2
	}
	note, err := u.sign()
	if err != nil {
		fmt.Fprintf(stderr, "opencec-sign: %v\n", err)
		return 1
	}
	for _, s := range u.secrets {
		fmt.Fprintf(stdout, "%s: %s is signed by %s\n", u.path, note, s.Key().ID())
	}
	return 0
}

// sign signs, and returns the name of the file with the signature.
func (u use) sign() (note string, err error) {
	if u.release != "" {
		return signature.ReleaseNote, signature.SignRelease(u.path, u.release, u.commit, u.secrets...)
	}
	_, err = signature.SignSnapshot(u.path, u.commit, u.secrets...)
	return signature.SnapshotNote, err
}

// errFlags is an error in the flags that package flag has already printed.
var errFlags = errors.New("wrong flags")

var wholeCommit = regexp.MustCompile(`^[0-9a-f]{40}$`)

// parseUse parses and checks the arguments, and reads the secrets from the environment.
func parseUse(args []string, stderr io.Writer) (use, error) {
	flags := flag.NewFlagSet("opencec-sign", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.Usage = func() {
		fmt.Fprintf(stderr, "usage: opencec-sign [-commit COMMIT] DIR\n"+
			"       opencec-sign -release VERSION -commit COMMIT checksums.txt\n\n"+
			"Signs the build in DIR, or the release whose files have these digests, with the secret\nin the variable %s.\n\n", variable)
		flags.PrintDefaults()
	}
	var u use
	flags.StringVar(&u.commit, "commit", "", "sign only what is of `COMMIT`, all 40 digits; a release is said to be of it")
	flags.StringVar(&u.release, "release", "", "sign the release of the programs that has the tag `VERSION`, such as v1.2.0")
	if flags.Parse(args) != nil {
		return use{}, errFlags
	}
	given := map[string]bool{}
	flags.Visit(func(f *flag.Flag) { given[f.Name] = true })
	switch {
	case flags.NArg() != 1:
		return use{}, fmt.Errorf("give one folder, or the checksums.txt of a release; %d arguments were given", flags.NArg())
	case given["commit"] && !wholeCommit.MatchString(u.commit):
		return use{}, fmt.Errorf("-commit: %.100q is not a commit: give all 40 hexadecimal digits", u.commit)
	case given["release"] && u.release == "":
		return use{}, errors.New("-release is empty: give the tag of the release")
	case given["release"] && !given["commit"]:
		return use{}, errors.New("-commit is missing: give the commit that the release was built of")
	}
	u.path = flags.Arg(0)
	var err error
	if u.secrets, err = signature.ParseSecrets([]byte(os.Getenv(variable))); err != nil {
		return use{}, fmt.Errorf("the variable %s: %w", variable, err)
	}
	return u, nil
}
