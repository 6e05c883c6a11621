package source

import (
	"io/fs"
	"path"
	"strings"

	"opencec/tools/register"
)

// SettingsFile is the file of the register's own settings.
const SettingsFile = "register.yaml"

const extension = ".yaml"

// PathOf returns the path of a record's file in the data folder, with forward slashes:
// listings/tesla/powerwall-2.yaml.
func PathOf(k register.Kind, id string) string { return k.Folder() + "/" + id + extension }

// RecordOf is the inverse of PathOf. It returns false for a path that is in no kind's folder
// or does not end in .yaml. It does not check the id.
func RecordOf(name string) (register.Kind, string, bool) {
	folder, rest, _ := strings.Cut(name, "/")
	id, isYAML := strings.CutSuffix(rest, extension)
	if !isYAML || id == "" {
		return "", "", false
	}
	k, ok := register.KindOf(folder)
	if !ok {
		return "", "", false
	}
	return k, id, true
}

// Load skips these files: README.md in every folder, and embed.go at the top of the data
// folder, where this project's own register has it (see package data).
const (
	readmeFile = "README.md"
	embedFile  = "embed.go"
)

// isIgnored reports whether a file is meant for people or programs and is not a record.
func isIgnored(name string, entry fs.DirEntry) bool {
	return entry.Type().IsRegular() && (path.Base(name) == readmeFile || name == embedFile)
}

// IsRecord reports whether a path in a data folder is that of a record or of the settings.
// A dot file is neither; Load refuses it.
func IsRecord(name string) bool {
	_, _, ok := RecordOf(name)
	return ok && !isHidden(name) || name == SettingsFile
}

// isHidden reports whether the name of a file, or of a folder on its path, begins with a dot.
func isHidden(name string) bool {
	return name != "." && (strings.HasPrefix(name, ".") || strings.Contains(name, "/."))
}
