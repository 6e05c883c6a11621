// Package upgrade finds the parts of a deployment that another version of the tool made: the files
// of a register, its schemas, a database, a build, and keys. It writes those files that it can
// bring to the form of this version.
//
//	components, err := upgrade.Data(ctx, reader, "data")
//	components = append(components, upgrade.Database(ctx, url), upgrade.Snapshot("public"))
//	err = upgrade.WriteText(os.Stdout, components)
package upgrade

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"opencec/schemas"
	"opencec/tools/base/safefile"
	"opencec/tools/command/datafolder"
	"opencec/tools/input/source"
	"opencec/tools/output/snapshot"
	"opencec/tools/query/keys"
	"opencec/tools/query/postgres"
	"opencec/tools/register"
)

// A Component is a part of a deployment that another version of the tool may have made.
type Component struct {
	Name    string `json:"component"` // data, schemas, database, snapshot, keys
	Where   string `json:"where"`
	State   State  `json:"state"`
	Message string `json:"message"`
	Do      string `json:"do,omitempty"`

	files []source.Rewrite // in the folder Where: what upgrade writes
}

// A State says whether a component has the form of this version.
type State string

const (
	UpToDate   State = "up_to_date"
	Older      State = "older"
	Newer      State = "newer"
	Unreadable State = "unreadable"
)

func (s State) words() string {
	switch s {
	case UpToDate:
		return "up to date"
	case Newer:
		return "newer than this tool"
	case Unreadable:
		return "cannot be examined"
	}
	return string(s)
}

func (t Component) inState(s State, do, format string, args ...any) Component {
	t.State, t.Do = s, do
	t.Message = strings.Join(strings.Fields(fmt.Sprintf(format, args...)), " ") // in one line
	return t
}

// Data examines a data folder and the schemas beside it.
func Data(ctx context.Context, reader datafolder.Reader, dir string) ([]Component, error) {
	data := Component{Name: "data", Where: dir}
	tree, err := reader.ReadTree(ctx, dir)
	if err != nil {
		return []Component{data.inState(Unreadable, "name the folder of the register's files with --data", "%v", err)}, nil
	}
	zone, _ := register.LoadZone(tree.Records.Settings.TimeZone) // the check says what is wrong with it
	problems := tree.Check(register.DateIn(reader.Now(), zone))
	files, _, err := tree.Fix(ctx, func(string) bool { return true })
	if err != nil {
		return nil, err
	}
	data = stateOfData(data, tree, problems, files)
	if data.State == Newer {
		return []Component{data}, nil // what was written for a newer version is left alone
	}
	data.files = files
	beside, err := lookAtSchemas(filepath.Join(dir, "..", "schemas"), tree)
	return append([]Component{data}, beside...), err
}

func stateOfData(data Component, tree *source.Tree, problems []source.Problem, files []source.Rewrite) Component {
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
		return data.inState(Newer, "use the version that the register is written for, or a later one; if the word is a slip, "+validate+" says what would be right",
			"it has %s that this version does not know: %s", register.CountOf(unknown.n, "word"), unknown.first)
	case len(files) > 0:
		return data.inState(Older, "opencec upgrade"+datafolder.DataFlag(data.Where)+" writes them; see git diff, and commit",
			"%s in an older form, such as %s", register.CountOf(len(files), "file"), datafolder.Path(data.Where, files[0].Name))
	case wrong.n > 0:
		return data.inState(Older, validate+" names each, with what to write instead", "%s by the rules of this version: %s", register.CountOf(wrong.n, "error"), wrong.first)
	case retired.n > 0:
		return data.inState(Older, "use what took their place: "+validate+" names each", "%s of a word that was replaced: %s", register.CountOf(retired.n, "use"), retired.first)
	}
	return data.inState(UpToDate, "", "%s, %s", register.CountOf(listings, "listing"), register.CountOf(certificates, "certificate"))
}

// A problemCount counts problems of one kind, and stores the first.
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

// lookAtSchemas examines the schemas for editors in a folder, if there are any.
func lookAtSchemas(dir string, tree *source.Tree) ([]Component, error) {
	if _, err := os.Lstat(filepath.Join(dir, register.Listings.Schema())); errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	t := Component{Name: "schemas", Where: dir}
	all, err := schemas.All(tree.Records.DeviceClasses)
	if err != nil {
		return nil, err
	}
	var differ []string
	for _, s := range all {
		has, err := safefile.Read(filepath.Join(dir, s.Name), maxSchema)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return []Component{t.inState(Unreadable, "fix that, or write the schemas again with opencec schema "+dir, "%v", err)}, nil
		}
		if !bytes.Equal(has, s.Data) {
			differ = append(differ, s.Name)
			t.files = append(t.files, source.Rewrite{Name: s.Name, Content: s.Data})
		}
	}
	if len(differ) > 0 {
		return []Component{t.inState(Older, "opencec upgrade writes them, as opencec schema "+dir+" does", "not those of this version and of the register's device classes: %s", strings.Join(differ, ", "))}, nil
	}
	return []Component{t.inState(UpToDate, "", "%s", register.CountOf(len(all), "file"))}, nil
}

// Database examines the database at a URL that databaseurl.Check accepts.
func Database(ctx context.Context, url string) Component {
	t := Component{Name: "database"}
	s, err := postgres.ReadSchema(ctx, url)
	t.Where = s.Database
	switch {
	case err != nil:
		return t.inState(Unreadable, "give the URL with which load or the server reaches it", "%v", err)
	case s.Has == 0:
		return t.inState(Older, "opencec load makes them, up to migration "+fmt.Sprint(s.Newest), "it has no tables of a register")
	case s.Has > s.Newest:
		return t.inState(Newer, "use the version that loaded it last, or a later one", "its tables are those of migration %d, and this version knows up to %d", s.Has, s.Newest)
	case s.Has < s.Newest:
		return t.inState(Older, "opencec load brings it up to date, while servers of the earlier version go on; then start the servers of this version",
			"its tables are those of migration %d, and this version needs %d: %s", s.Has, s.Newest, strings.Join(s.Missing, ", "))
	}
	return t.inState(UpToDate, "", "its tables are those of migration %d", s.Has)
}

// Snapshot examines the build in a folder.
func Snapshot(dir string) Component {
	t := Component{Name: "snapshot", Where: dir}
	form, err := snapshot.ReadFormat(dir)
	if err != nil {
		return t.inState(Unreadable, "name a folder that opencec build made, or build it again", "%v", err)
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
		return t.inState(Newer, do, "schema version %d%s, and this version reads up to %d", form.SchemaVersion, by, snapshot.SchemaVersion)
	case form.SchemaVersion < snapshot.SchemaVersion:
		return t.inState(Older, "this version reads it as it is; when all servers are of this version, build it again with opencec build",
			"schema version %d%s, and this version writes %d", form.SchemaVersion, by, snapshot.SchemaVersion)
	}
	return t.inState(UpToDate, "", "schema version %d%s", form.SchemaVersion, by)
}

// Keys examines a file of API keys.
func Keys(ctx context.Context, file string) Component {
	t := Component{Name: "keys", Where: file}
	all, err := keys.File(file).Keys(ctx)
	if err != nil {
		return t.inState(Unreadable, "name the file that the server reads; opencec keys of a later version may have written it", "%v", err)
	}
	return t.inState(UpToDate, "", "%s", register.CountOf(len(all), "key"))
}

// WriteFiles writes the files of components that it can bring to the form of this version, and
// returns their paths.
func WriteFiles(ctx context.Context, components []Component) (written []string, err error) {
	for _, t := range components {
		if len(t.files) == 0 {
			continue
		}
		if err := datafolder.WriteFiles(ctx, t.Where, t.files); err != nil {
			return written, fmt.Errorf("upgrade the files in %s: %w", t.Where, err)
		}
		for _, f := range t.files {
			written = append(written, datafolder.Path(t.Where, f.Name))
		}
	}
	return written, nil
}
