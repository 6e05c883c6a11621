package main

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/urfave/cli/v2"

	"opencec/tools/output/signature"
)

// The secrets that sign a build come from files that this flag names, or from this variable, which
// has the text of such a file. They are never on a command line, which others on the machine can see.
const (
	signingKey      = "signing-key"
	signingVariable = "OPENCEC_SIGNING_KEY"
)

// verifyKey is the flag of build for the keys that will sign later. The server's flag of that name is
// for the keys that must have signed.
const verifyKey = "verify-key"

const defaultSigningFile = "signing.key"

func signingKeyCommand(env *environment) *cli.Command {
	return &cli.Command{
		Name:  "signing",
		Usage: "make the key that signs builds",
		Description: "The secret goes into a new file that only you can read, for opencec build. The public key is\n" +
			"printed on stdout, for opencec verify; publish it.\n\n" +
			"   opencec keys signing --name register.example.org --file signing.key\n" +
			"   opencec build --signing-key signing.key\n\n" +
			"Anybody with the file can sign in the name of the register. If it may be lost or seen, make\n" +
			"another key, and sign with both until everybody who verifies has the new one.",
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "name", Usage: "the `NAME` of the key, which readers see; the register's address is a good choice"},
			&cli.StringFlag{Name: "file", Value: defaultSigningFile, Usage: "the new `FILE` for the secret"},
		},
		Action: func(c *cli.Context) error { return env.newSigningKey(c) },
	}
}

func (env *environment) newSigningKey(c *cli.Context) error {
	if err := errors.Join(refuseArguments(c), requireFlags(c, "name")); err != nil {
		return err
	}
	secret, err := signature.NewSecret(c.String("name"))
	if err != nil {
		return usagef("--name: %w", err)
	}
	file := c.String("file")
	if err := secret.WriteFile(file); err != nil {
		return fmt.Errorf("keep the secret: %w", err)
	}
	if _, err := fmt.Fprintln(env.stdout, secret.Key()); err != nil {
		return fmt.Errorf("the public key could not be shown, and is in a line of %s: %w", file, err)
	}
	fmt.Fprintf(env.stderr, "The secret is in %s: keep it out of git. Above is the public key.\n", file)
	return nil
}

// signingSecrets returns the secrets for signing a build, or none.
func signingSecrets(c *cli.Context) ([]signature.Secret, error) {
	var secrets []signature.Secret
	for _, file := range c.StringSlice(signingKey) {
		read, err := signature.ReadSecrets(file)
		if err != nil {
			return nil, usagef("--%s: %w", signingKey, err)
		}
		secrets = append(secrets, read...)
	}
	text := os.Getenv(signingVariable)
	if len(secrets) > 0 || strings.TrimSpace(text) == "" {
		return secrets, nil
	}
	secrets, err := signature.ParseSecrets([]byte(text))
	if err != nil {
		return nil, usagef("the variable %s: %w", signingVariable, err)
	}
	return secrets, nil
}

// plannedSigners returns the keys that will sign a build after it is made, or none. A build is signed
// either at once or later.
func plannedSigners(c *cli.Context, secrets []signature.Secret) ([]signature.Key, error) {
	names := c.StringSlice(verifyKey)
	if len(names) > 0 && len(secrets) > 0 {
		return nil, usagef("--%s names keys that will sign later, and there is a secret that signs at once (--%s or the variable %s): give one of them", verifyKey, signingKey, signingVariable)
	}
	return readKeys(verifyKey, names)
}

// readKeys reads the public keys, or files of keys, of a flag.
func readKeys(flag string, names []string) ([]signature.Key, error) {
	var keys []signature.Key
	for _, name := range names {
		read, err := signature.ReadKeys(name)
		if err != nil {
			return nil, usagef("--%s: %w", flag, err)
		}
		keys = append(keys, read...)
	}
	return keys, nil
}
