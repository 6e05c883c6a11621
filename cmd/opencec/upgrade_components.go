package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/urfave/cli/v2"

	"opencec/schemas"
	"opencec/tools/datafolder"
	"opencec/tools/intake"
	"opencec/tools/keys"
	"opencec/tools/postgres"
	"opencec/tools/register"
	"opencec/tools/safefile"
	"opencec/tools/snapshot"
	"opencec/tools/source"
)

// A component is a part of a deployment that another version of the tool may have made.
type component struct {
	Name    string         `json:"component"` // data, schemas, database, snapshot, keys
	Where   string         `json:"where"`
	State   componentState `json:"state"`
	Message string         `json:"message"`
	Do      string         `json:"do,omitempty"`

	files []source.Rewrite // in the folder Where: what upgrade writes
}

// A componentState says whether a component is of this version.
type componentState string

const (
	upToDate   componentState = "up_to_date"
	older      componentState = "older"
	newer      componentState = "newer"
	unreadable componentState = "unreadable"
)

func (s componentState) words() string {
	switch s {
	case upToDate:
		return "up to date"
	case newer:
		return "newer than this tool"
	case unreadable:
		return "cannot be looked at"
	}
	return string(s)
}

func (t component) is(s componentState, do, format string, args ...any) component {
	t.State, t.Do = s, do
	t.Message = strings.Join(strings.Fields(fmt.Sprintf(format, args...)), " ") // in one line
	return t
}

// lookAtData looks at a data folder, and at the schemas beside it.
func (env *environment) lookAtData(c *cli.Context, dir string) ([]component, error) {
	data := component{Name: "data", Where: dir}
	tree, err := env.reader(c).ReadTree(c.Context, dir)
	if err != nil {
		return []component{data.is(unreadable, "name the folder of the register's files with --data", "%v", err)}, nil
	}
	zone, _ := register.LoadZone(tree.Records.Settings.TimeZone) // the check says what is wrong with it
	problems := tree.Check(register.DateIn(env.now(), zone))
	files, _, err := tree.Fix(c.Context, func(string) bool { return true })
	if err != nil {
		return nil, err
	}
	data = stateOfData(data, tree, problems, files)
	if data.State == newer {
		return []component{data}, nil // what was written for a newer version is left alone
	}
	data.files = files
	beside, err := lookAtSchemas(filepath.Join(dir, "..", "schemas"), tree)
	return append([]component{data}, beside...), err
}

func stateOfData(data component, tree *source.Tree, problems []source.Problem, files []source.Rewrite) component {
	var unknown, wrong, retired problemCount
	for _, p := range problems {
		p.File = datafolder.Path(data.Where, p.File)
		switch {
		case p.Unknown:
			unknown.add(p)
		case p.Severity == register.Error:
			wrong.add(p)
		case p.Rule == register.RuleRetired:
			retired.add(p)
		}
	}
	validate := "opencec validate" + datafolder.DataFlag(data.Where)
	listings, certificates := tree.Counts()
	switch {
	case unknown.n > 0:
		return data.is(newer, "use the version that the register is written for, or a later one; if the word is a slip, "+validate+" tells what would be right",
			"it has %s that this version does not know: %s", intake.Count(unknown.n, "word"), unknown.first)
	case len(files) > 0:
		return data.is(older, "opencec upgrade"+datafolder.DataFlag(data.Where)+" writes them; see git diff, and commit",
			"%s in an older form, such as %s", intake.Count(len(files), "file"), datafolder.Path(data.Where, files[0].Name))
	case wrong.n > 0:
		return data.is(older, validate+" names each, with what to write instead", "%s by the rules of this version: %s", intake.Count(wrong.n, "error"), wrong.first)
	case retired.n > 0:
		return data.is(older, "use what took their place: "+validate+" names each", "%s of a word that was replaced: %s", intake.Count(retired.n, "use"), retired.first)
	}
	return data.is(upToDate, "", "%s, %s", intake.Count(listings, "listing"), intake.Count(certificates, "certificate"))
}

// A problemCount counts problems of one kind, and has the first.
type problemCount struct {
	n     int
	first source.Problem
}

func (c *problemCount) add(p source.Problem) {
	if c.n == 0 {
		c.first = p
	}
	c.n += max(1, p.Omitted)
}

// maxSchema is the most bytes of a schema; real ones have some ten thousand.
const maxSchema = 4 << 20

// lookAtSchemas looks at the schemas for editors in a folder; it may have none.
func lookAtSchemas(dir string, tree *source.Tree) ([]component, error) {
	if _, err := os.Lstat(filepath.Join(dir, register.Listings.Schema)); errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	t := component{Name: "schemas", Where: dir}
	all, err := schemas.All(tree.Records.DeviceClasses)
	if err != nil {
		return nil, err
	}
	var differ []string
	for _, s := range all {
		has, err := safefile.Read(filepath.Join(dir, s.Name), maxSchema)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return []component{t.is(unreadable, "mend that, or write the schemas again with opencec schema "+dir, "%v", err)}, nil
		}
		if !bytes.Equal(has, s.Data) {
			differ = append(differ, s.Name)
			t.files = append(t.files, source.Rewrite{Name: s.Name, Content: s.Data})
		}
	}
	if len(differ) > 0 {
		return []component{t.is(older, "opencec upgrade writes them, as opencec schema "+dir+" does", "not those of this version and of the register's device classes: %s", strings.Join(differ, ", "))}, nil
	}
	return []component{t.is(upToDate, "", "%s", intake.Count(len(all), "file"))}, nil
}

func lookAtDatabase(c *cli.Context, url string) ([]component, error) {
	if err := postgres.CheckURL(url); err != nil {
		return nil, usageError{fmt.Errorf("--%s: %w", databaseURL, err)}
	}
	t := component{Name: "database"}
	s, err := postgres.ReadSchema(c.Context, url)
	t.Where = s.Database
	switch {
	case err != nil:
		return []component{t.is(unreadable, "give the URL with which load or the server reaches it", "%v", err)}, nil
	case s.Has == 0:
		return []component{t.is(older, "opencec load makes them, up to migration "+fmt.Sprint(s.Newest), "it has no tables of a register")}, nil
	case s.Has > s.Newest:
		return []component{t.is(newer, "use the version that loaded it last, or a later one", "its tables are those of migration %d, and this version knows up to %d", s.Has, s.Newest)}, nil
	case s.Has < s.Newest:
		return []component{t.is(older, "opencec load brings it up to date, and servers of before go on meanwhile; then start the servers of this version",
			"its tables are those of migration %d, and this version needs %d: %s", s.Has, s.Newest, strings.Join(s.Missing, ", "))}, nil
	}
	return []component{t.is(upToDate, "", "its tables are those of migration %d", s.Has)}, nil
}

func lookAtSnapshot(_ *cli.Context, dir string) ([]component, error) {
	t := component{Name: "snapshot", Where: dir}
	form, err := snapshot.ReadForm(dir)
	if err != nil {
		return []component{t.is(unreadable, "name a folder that opencec build made, or build it again", "%v", err)}, nil
	}
	by := ""
	if form.MadeBy != "" {
		by = ", made by " + form.MadeBy
	}
	switch {
	case form.SchemaVersion > snapshot.SchemaVersion:
		do := "use the version that made it, or a later one"
		if form.MadeBy != "" {
			do = "use " + form.MadeBy + ", or a later version"
		}
		return []component{t.is(newer, do, "schema version %d%s, and this version reads up to %d", form.SchemaVersion, by, snapshot.SchemaVersion)}, nil
	case form.SchemaVersion < snapshot.SchemaVersion:
		return []component{t.is(older, "this version reads it as it is; when all servers are of this version, build it again with opencec build",
			"schema version %d%s, and this version writes %d", form.SchemaVersion, by, snapshot.SchemaVersion)}, nil
	}
	return []component{t.is(upToDate, "", "schema version %d%s", form.SchemaVersion, by)}, nil
}

func lookAtKeys(c *cli.Context, file string) ([]component, error) {
	t := component{Name: "keys", Where: file}
	all, err := keys.File(file).Keys(c.Context)
	if err != nil {
		return []component{t.is(unreadable, "name the file that the server reads; opencec keys of a later version may have written it", "%v", err)}, nil
	}
	return []component{t.is(upToDate, "", "%s", intake.Count(len(all), "key"))}, nil
}
