// Package data holds what a new register begins with: the vocabulary of this repository's
// register. The file is in this folder because Go embeds only files from a package's own
// folder and below, and a second copy of them could differ. It is no record: package source
// skips a file of this name at the top of a data folder.
package data

import "embed"

// Vocabulary is a data folder with the settings of this repository's register, and with
// its entity types, device classes and test profiles. It has no other record.
//
//go:embed register.yaml entity-types device-classes test-profiles
var Vocabulary embed.FS
