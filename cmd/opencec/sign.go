package main

import (
	"fmt"

	"github.com/urfave/cli/v2"

	"opencec/tools/output/signature"
)

func signCommand(env *environment) *cli.Command {
	return &cli.Command{
		Name:      "sign",
		Usage:     "sign a build that was made without the secret",
		ArgsUsage: "DIR",
		Description: "DIR is a build's downloads folder, or the folder above it. Signs manifest.txt, which build has\n" +
			"written, and writes it with the signature as manifest.note. No other file is read: the secret\n" +
			"can be on a machine, or in a job, that processes no input from others. Then opencec verify\n" +
			"checks that the text matches the files.\n\n" +
			"   opencec build --output public --verify-key keys.txt\n" +
			"   opencec sign public --signing-key signing.key\n" +
			"   opencec verify public --key keys.txt\n\n" +
			"The secret can also be in the variable " + signingVariable + ". The program opencec-sign does\n" +
			"the same and nothing else.",
		Flags: []cli.Flag{
			&cli.StringSliceFlag{Name: signingKey, Usage: "sign with the secret in `FILE`; may be repeated, to replace a key"},
			&cli.StringFlag{Name: "commit", Usage: "sign only a build of `COMMIT`, with all 40 digits"},
		},
		Action: func(c *cli.Context) error { return env.sign(c) },
	}
}

func (env *environment) sign(c *cli.Context) error {
	words, err := arguments(c)
	if err != nil {
		return err
	}
	if len(words) != 1 {
		return usagef("sign takes one folder, but was given %d arguments", len(words))
	}
	commit, err := fullCommit(c)
	if err != nil {
		return err
	}
	secrets, err := signingSecrets(c)
	if err != nil {
		return err
	}
	if len(secrets) == 0 {
		return usagef("there is no secret to sign with: give its file with --%s, or its text in the variable %s", signingKey, signingVariable)
	}
	if _, err := signature.SignSnapshot(words[0], commit, secrets...); err != nil {
		return err
	}
	_, err = fmt.Fprintf(env.stdout, "%s: %s is written%s\n", words[0], signature.SnapshotNote, signature.SignedBy(signature.KeysOf(secrets)))
	return err
}
