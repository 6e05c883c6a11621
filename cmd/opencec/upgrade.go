package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/urfave/cli/v2"

	"opencec/tools/base/databaseurl"
	"opencec/tools/base/spelling"
	"opencec/tools/command/upgrade"
	"opencec/tools/input/source"
)

func upgradeCommand(env *environment) *cli.Command {
	return &cli.Command{
		Name:  "upgrade",
		Usage: "bring the files of a register to the form of this version, and report what else is older or newer",
		Description: "Examines the data folder and the schemas beside it, and what else is named: a database, a\n" +
			"build, a keys file. For each it reports whether it is up to date, older (and what to do), or\n" +
			"newer than this version. For a server's state folder, name the folder snapshot in it.\n\n" +
			"   opencec upgrade --check\n" +
			"   opencec upgrade --check --snapshot public --database-url postgres://opencec@db.example.org/register\n" +
			"   opencec upgrade\n\n" +
			"Without --check it first writes the files that it can: those with words in an older spelling or\n" +
			"form, as validate --fix does, and the schemas. See the changes with git diff. It never writes to\n" +
			"a database or a build; load and build do. If the data folder is newer than this version, nothing\n" +
			"is written.\n\n" +
			"Exits with 0 if all is up to date, and with 1 if there is something to do.",
		Flags: []cli.Flag{
			&cli.BoolFlag{Name: "check", Usage: "only examine, and write nothing"},
			dataFlag(),
			&cli.StringFlag{Name: databaseURL, EnvVars: []string{databaseVariable}, Usage: "also examine the database at `URL`"},
			&cli.StringFlag{Name: "snapshot", Usage: "also examine the build in `DIR`: its downloads folder, or the folder above it"},
			&cli.StringFlag{Name: keysFile, EnvVars: []string{"OPEN_CEC_API_KEYS_FILE"}, Usage: "also examine the keys `FILE`"},
			&cli.BoolFlag{Name: "json", Usage: "write the result as JSON"},
		},
		Action: func(c *cli.Context) error { return env.upgrade(c) },
	}
}

func (env *environment) upgrade(c *cli.Context) error {
	if err := refuseArguments(c); err != nil {
		return err
	}
	for _, flag := range []string{"data", "snapshot"} {
		if c.IsSet(flag) && c.String(flag) == "" {
			return usagef("--%s is empty: name the folder to look at, or leave the flag out", flag)
		}
	}
	components, err := env.components(c)
	if err != nil {
		return err
	}
	if !c.Bool("check") {
		written, err := upgrade.WriteFiles(c.Context, components)
		for _, file := range written {
			fmt.Fprintln(env.stderr, "written:", spelling.Printable(file))
		}
		if err != nil {
			return err
		}
		if len(written) > 0 {
			if components, err = env.components(c); err != nil { // once more
				return err
			}
		}
	}
	write := upgrade.WriteText
	if c.Bool("json") {
		write = upgrade.WriteJSON
	}
	if err := write(env.stdout, components); err != nil {
		return fmt.Errorf("write what was found: %w", err)
	}
	if !upgrade.AllUpToDate(components) {
		return errProblems
	}
	return nil
}

// components examines the data folder, if there is one, and everything else that is named.
func (env *environment) components(c *cli.Context) (components []upgrade.Component, err error) {
	url, build, keys := c.String(databaseURL), c.String("snapshot"), c.String(keysFile)
	named := url != "" || build != "" || keys != "" // a variable that is empty names nothing
	data := c.String("data")
	_, err = os.Lstat(filepath.Join(data, source.SettingsFile))
	switch isThere := err == nil; {
	case isThere || c.IsSet("data"):
		if components, err = upgrade.Data(c.Context, env.reader(c), data); err != nil {
			return nil, err
		}
	case !named:
		return nil, usagef("there is no register here: no folder data with %s in it; run this in the folder of your register, or name what to look at with --data, --%s, --snapshot or --%s", source.SettingsFile, databaseURL, keysFile)
	}
	if url != "" {
		if err := databaseurl.Check(url); err != nil {
			return nil, usagef("--%s: %w", databaseURL, err)
		}
		components = append(components, upgrade.Database(c.Context, url))
	}
	if build != "" {
		components = append(components, upgrade.Snapshot(build))
	}
	if keys != "" {
		components = append(components, upgrade.Keys(c.Context, keys))
	}
	return components, nil
}
