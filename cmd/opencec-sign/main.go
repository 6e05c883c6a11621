// The program opencec-sign signs a build of the register that was made elsewhere, as
// opencec sign does:
//
//	opencec-sign [-commit COMMIT] DIR
//
// It is a program of its own so that little code is near the secret: it has no parser of
// YAML or JSON, no git, no website and no network, and reads one small text of DIR, the
// downloads folder of a build or the folder above it. The secret is in the variable
// OPENCEC_SIGNING_KEY. Whether the text is that of the files beside it is for
// opencec verify, which runs afterwards and needs no secret.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"regexp"

	"opencec/tools/signature"
)

const variable = "OPENCEC_SIGNING_KEY"

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

// run returns 0 for signed, 1 for not signed, and 2 for wrong use.
func run(args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("opencec-sign", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.Usage = func() {
		fmt.Fprintf(stderr, "usage: opencec-sign [-commit COMMIT] DIR\n\nSigns the build in DIR with the secret in the variable %s.\n\n", variable)
		flags.PrintDefaults()
	}
	commit := flags.String("commit", "", "sign only what is of `COMMIT`, all 40 digits")
	if err := flags.Parse(args); err != nil {
		return 2
	}
	secrets, err := checkUse(flags, *commit)
	if err != nil {
		fmt.Fprintf(stderr, "opencec-sign: %v\n", err)
		return 2
	}
	if _, err := signature.SignSnapshot(flags.Arg(0), *commit, secrets...); err != nil {
		fmt.Fprintf(stderr, "opencec-sign: %v\n", err)
		return 1
	}
	for _, s := range secrets {
		fmt.Fprintf(stdout, "%s: %s is signed by %s\n", flags.Arg(0), signature.SnapshotNote, s.Key().ID())
	}
	return 0
}

var wholeCommit = regexp.MustCompile(`^[0-9a-f]{40}$`)

// checkUse checks the arguments, and returns the secrets of the environment.
func checkUse(flags *flag.FlagSet, commit string) ([]signature.Secret, error) {
	given := false
	flags.Visit(func(*flag.Flag) { given = true }) // there is one flag
	switch {
	case flags.NArg() != 1:
		return nil, fmt.Errorf("give one folder; %d arguments were given", flags.NArg())
	case given && !wholeCommit.MatchString(commit):
		return nil, fmt.Errorf("-commit: %.100q is not a commit: give all 40 hexadecimal digits", commit)
	}
	secrets, err := signature.ParseSecrets([]byte(os.Getenv(variable)))
	if err != nil {
		return nil, fmt.Errorf("the variable %s: %w", variable, err)
	}
	return secrets, nil
}
