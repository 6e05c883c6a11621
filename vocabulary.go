// Package opencec holds what a new register begins with, as this repository has it:
// the vocabularies and settings of data/, so that the tool works where the repository
// is not, and the files by which git and editors treat them well.
package opencec

import (
	"embed"
	"io/fs"
)

//go:embed data/register.yaml data/entity-types data/device-classes data/test-profiles
var data embed.FS

// Repository has .gitattributes, .editorconfig, .vscode/settings.json and the hook
// deploy/hooks/pre-commit.
//
//go:embed .gitattributes .editorconfig .vscode/settings.json deploy/hooks/pre-commit
var Repository embed.FS

// Vocabulary is a data folder with the settings of this repository's register, and with
// its entity types, device classes and test profiles. It has no other record.
func Vocabulary() fs.FS {
	folder, err := fs.Sub(data, "data")
	if err != nil {
		panic(err) // the name is a good one
	}
	return folder
}
