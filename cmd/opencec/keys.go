package main

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"text/tabwriter"
	"time"

	"github.com/urfave/cli/v2"

	"opencec/tools/base/databaseurl"
	"opencec/tools/query/keys"
	"opencec/tools/query/postgres"
	"opencec/tools/register"
)

// The flag for the file of keys, and its default.
const (
	keysFile        = "keys-file"
	defaultKeysFile = "keys.json"
)

func keysCommand(env *environment) *cli.Command {
	flags := func(others ...cli.Flag) []cli.Flag {
		return append([]cli.Flag{
			&cli.StringFlag{Name: keysFile, EnvVars: []string{"OPEN_CEC_API_KEYS_FILE"}, Usage: "the `FILE` that the server reads, by default " + defaultKeysFile + "; it is created if needed"},
			&cli.StringFlag{Name: databaseURL, EnvVars: []string{databaseVariable}, Usage: "keep the keys in the Postgres at `URL` instead of a file; a URL with a password is safer in the environment, because others can see the command line"},
		}, others...)
	}
	return &cli.Command{
		Name:  "keys",
		Usage: "make, list and revoke keys of the API, and make the key that signs builds",
		Subcommands: []*cli.Command{
			{
				Name:  "new",
				Usage: "make a key, print it once, and store its hash",
				Description: "The key is printed on stdout and not stored; the file or the database gets its SHA-256.\n\n" +
					"   opencec keys new --name portal --expires 2027-06-30\n" +
					"   opencec keys new --name portal --database-url postgres://register@db.example.org/register",
				Flags: flags(
					&cli.StringFlag{Name: "name", Usage: "the `NAME` of the key, for logs and for revoking it"},
					&cli.StringFlag{Name: "expires", Usage: "the last `DATE` on which the key is good"},
					&cli.IntFlag{Name: "rate", Usage: "how many `REQUESTS` per minute it may make; 0 for the server's own limit"},
				),
				Action: func(c *cli.Context) error { return env.newKey(c) },
			},
			{
				Name:   "list",
				Usage:  "list the keys",
				Flags:  flags(&cli.BoolFlag{Name: "json", Usage: "write them as JSON"}),
				Action: func(c *cli.Context) error { return env.listKeys(c) },
			},
			{
				Name:        "revoke",
				Usage:       "revoke a key by its name; a running server notices within seconds",
				ArgsUsage:   "NAME",
				Description: "   opencec keys revoke portal",
				Flags:       flags(),
				Action:      func(c *cli.Context) error { return env.revokeKey(c) },
			},
			signingKeyCommand(env),
		},
		Action: func(c *cli.Context) error {
			if c.Args().Present() {
				return usagef("there is no command keys %q; the commands are %s", c.Args().First(), commandNames(c.Command.Subcommands))
			}
			return cli.ShowSubcommandHelp(c)
		},
	}
}

// withKeyStore calls do with the store of the keys.
func withKeyStore(c *cli.Context, do func(keys.Store) error) error {
	file, database := c.String(keysFile), c.String(databaseURL)
	switch {
	case file != "" && database != "":
		return usagef("the keys are in a file or in a database, but both --%s and --%s are given; a variable of the environment does not count where its flag is given empty: --%s=''", keysFile, databaseURL, databaseURL)
	case database == "":
		return do(keys.File(cmp.Or(file, defaultKeysFile)))
	}
	if err := databaseurl.Check(database); err != nil {
		return usageError{err}
	}
	table, err := postgres.ConnectKeys(c.Context, database)
	if err != nil {
		return err
	}
	defer table.Close(c.Context) // what was to be written is
	return do(table)
}

func (env *environment) newKey(c *cli.Context) error {
	if err := errors.Join(refuseArguments(c), requireFlags(c, "name")); err != nil {
		return err
	}
	key, secret, err := keys.New(c.String("name"), env.now())
	if err != nil {
		return usageError{err}
	}
	if key.Rate = c.Int("rate"); key.Rate < 0 || key.Rate > keys.MaxRate {
		return usagef("--rate: %d is not between 0 and %d requests a minute", key.Rate, keys.MaxRate)
	}
	if text := c.String("expires"); text != "" {
		if key.Expires, err = register.ParseDate(text); err != nil {
			return usagef("--expires: %v", err)
		}
		if key.Expires.Before(register.DateIn(env.now(), time.Local)) {
			return usagef("--expires: %s has passed already", key.Expires)
		}
	}
	if err := withKeyStore(c, func(s keys.Store) error { return keys.Add(c.Context, s, key) }); err != nil {
		return err
	}
	if _, err := fmt.Fprintln(env.stdout, secret); err != nil {
		return fmt.Errorf("the key %s is stored but could not be shown: revoke it and make another: %w", key.Name, err)
	}
	fmt.Fprintln(env.stderr, "This is the only time that the key is shown: only its hash is stored.")
	return nil
}

func (env *environment) listKeys(c *cli.Context) error {
	if err := refuseArguments(c); err != nil {
		return err
	}
	var list []keys.Key
	err := withKeyStore(c, func(s keys.Store) (err error) {
		list, err = s.Keys(c.Context)
		return err
	})
	if err != nil {
		return err
	}
	if c.Bool("json") {
		for i := range list {
			list[i].Hash = ""
		}
		enc := json.NewEncoder(env.stdout)
		enc.SetIndent("", "  ")
		return enc.Encode(list)
	}
	w := tabwriter.NewWriter(env.stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "NAME\tCREATED\tEXPIRES\tRATE/MIN\tREVOKED")
	for _, k := range list {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", k.Name, formatTime(k.Created), orDash(k.Expires.String()), formatRate(k.Rate), formatTime(k.Revoked))
	}
	return w.Flush()
}

func formatTime(t time.Time) string {
	if t.IsZero() {
		return "-"
	}
	return t.UTC().Format(time.RFC3339)
}

func orDash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}

func formatRate(n int) string {
	if n == 0 {
		return "-"
	}
	return fmt.Sprint(n)
}

func (env *environment) revokeKey(c *cli.Context) error {
	if c.NArg() != 1 {
		return usagef("keys revoke takes the name of one key")
	}
	name := c.Args().First()
	if err := withKeyStore(c, func(s keys.Store) error { return keys.Revoke(c.Context, s, name, env.now()) }); err != nil {
		return err
	}
	fmt.Fprintf(env.stderr, "revoked %s\n", name)
	return nil
}
