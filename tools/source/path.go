package source

import (
	"path"
	"strings"

	"opencec/tools/register"
)

// SettingsFile is the file of the register's own settings.
const SettingsFile = "register.yaml"

const extension = ".yaml"

// PathOf returns the path of a record's file in the data folder, with forward
// slashes: listings/tesla/powerwall-2.yaml.
func PathOf(k register.Kind, id string) string { return k.Folder + "/" + id + extension }

// RecordOf is PathOf's inverse. It reports false for a path that is in no kind's
// folder or does not end in .yaml; the id is not checked.
func RecordOf(name string) (register.Kind, string, bool) {
	folder, rest, _ := strings.Cut(name, "/")
	id, isYAML := strings.CutSuffix(rest, extension)
	if !isYAML || id == "" {
		return register.Kind{}, "", false
	}
	for _, k := range register.Kinds() {
		if k.Folder == folder {
			return k, id, true
		}
	}
	return register.Kind{}, "", false
}

// ignored reports whether a file or folder of that name is no business of the
// register's: .gitattributes, an editor's lock file, a README.
func ignored(name string) bool {
	for part := range strings.SplitSeq(name, "/") {
		if part != "." && strings.HasPrefix(part, ".") {
			return true
		}
	}
	return path.Base(name) == "README.md"
}

// IsRecord reports whether the file of that path in a data folder is a record or
// the settings.
func IsRecord(name string) bool {
	_, _, ok := RecordOf(name)
	return ok && !ignored(name) || name == SettingsFile
}
