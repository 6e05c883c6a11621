package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/urfave/cli/v2"

	"opencec/tools/buildinfo"
	"opencec/tools/datafolder"
	"opencec/tools/register"
	"opencec/tools/source"
)

func upgradeCommand(env *environment) *cli.Command {
	return &cli.Command{
		Name:  "upgrade",
		Usage: "bring the files of a register to the form of this version, and say what else is older or newer",
		Description: "Looks at the data folder and the schemas beside it, and at what else is named: a database,\n" +
			"a build, a keys file. Says of each whether it is up to date, older, with what to do, or\n" +
			"newer than this version. Of a server's state folder name the folder snapshot in it.\n\n" +
			"   opencec upgrade --check\n" +
			"   opencec upgrade --check --snapshot public --database-url postgres://opencec@db.example.org/register\n" +
			"   opencec upgrade\n\n" +
			"Without --check it first writes the files that it can: those with words in an older\n" +
			"spelling or form, as validate --fix does, and the schemas. See the difference with git diff.\n" +
			"It never writes to a database or a build; load and build do. Where the data folder is newer\n" +
			"than this version, nothing is written.\n\n" +
			"Exits with 0 if all is up to date, and with 1 if there is something to do.",
		Flags: []cli.Flag{
			&cli.BoolFlag{Name: "check", Usage: "only look, and write nothing"},
			dataFlag(),
			&cli.StringFlag{Name: databaseURL, EnvVars: []string{databaseVariable}, Usage: "also look at the database at `URL`"},
			&cli.StringFlag{Name: "snapshot", Usage: "also look at the build in `DIR`: its downloads folder, or the folder above it"},
			&cli.StringFlag{Name: keysFile, EnvVars: []string{"OPEN_CEC_API_KEYS_FILE"}, Usage: "also look at the keys `FILE`"},
			&cli.BoolFlag{Name: "json", Usage: "write what was found as JSON"},
		},
		Action: func(c *cli.Context) error { return env.upgrade(c) },
	}
}

func (env *environment) upgrade(c *cli.Context) error {
	if err := noArguments(c); err != nil {
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
		if components, err = env.upgradeFiles(c, components); err != nil {
			return err
		}
	}
	write := writeComponents
	if c.Bool("json") {
		write = writeComponentsJSON
	}
	if err := write(env.stdout, components); err != nil {
		return fmt.Errorf("write what was found: %w", err)
	}
	if !allUpToDate(components) {
		return errProblems
	}
	return nil
}

// upgradeFiles writes the files that can be brought to the form of this version, and
// looks again.
func (env *environment) upgradeFiles(c *cli.Context, components []component) ([]component, error) {
	written := 0
	for _, t := range components {
		if len(t.files) == 0 {
			continue
		}
		if err := datafolder.WriteFiles(c.Context, t.Where, t.files); err != nil {
			return nil, fmt.Errorf("upgrade the files in %s: %w", t.Where, err)
		}
		for _, f := range t.files {
			fmt.Fprintln(env.stderr, "written:", register.Printable(datafolder.Path(t.Where, f.Name)))
		}
		written += len(t.files)
	}
	if written == 0 {
		return components, nil
	}
	return env.components(c)
}

func allUpToDate(components []component) bool {
	for _, t := range components {
		if t.State != upToDate {
			return false
		}
	}
	return true
}

func writeComponents(w io.Writer, components []component) error {
	for _, t := range components {
		if _, err := fmt.Fprintln(w, register.Printable(fmt.Sprintf("%s %s: %s: %s", t.Name, t.Where, t.State.words(), t.Message))); err != nil {
			return err
		}
		if t.Do == "" {
			continue
		}
		if _, err := fmt.Fprintln(w, "   "+register.Printable(t.Do)); err != nil {
			return err
		}
	}
	return nil
}

func writeComponentsJSON(w io.Writer, components []component) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(struct {
		UpToDate   bool           `json:"up_to_date"`
		Tool       buildinfo.Info `json:"tool"`
		Components []component    `json:"components"`
	}{allUpToDate(components), buildinfo.Read(), components})
}

// components looks at the data folder, where there is one, and at all else that is named.
func (env *environment) components(c *cli.Context) (components []component, err error) {
	looks := []struct {
		flag string
		look func(c *cli.Context, where string) ([]component, error)
	}{
		{databaseURL, lookAtDatabase}, {"snapshot", lookAtSnapshot}, {keysFile, lookAtKeys},
	}
	named := false
	for _, l := range looks {
		named = named || c.String(l.flag) != "" // a variable that is empty names nothing
	}
	data := c.String("data")
	_, err = os.Lstat(filepath.Join(data, source.SettingsFile))
	switch isThere := err == nil; {
	case isThere || c.IsSet("data"):
		if components, err = env.lookAtData(c, data); err != nil {
			return nil, err
		}
	case !named:
		return nil, usagef("there is no register here: no folder data with %s in it; run this in the folder of your register, or name what to look at with --data, --%s, --snapshot or --%s", source.SettingsFile, databaseURL, keysFile)
	}
	for _, l := range looks {
		where := c.String(l.flag)
		if where == "" {
			continue
		}
		found, err := l.look(c, where)
		if err != nil {
			return nil, err
		}
		components = append(components, found...)
	}
	return components, nil
}
