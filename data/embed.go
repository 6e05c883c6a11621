// Package data holds what a new register begins with: the vocabulary of this repository's
// register. Go embeds files from its package's folder and below only, so that this file has
// to be here for there to be no second copy of them. It is no record; package source passes
// over a file of this name at the top of a data folder.
package data

import "embed"

// Vocabulary is a data folder with the settings of this repository's register, and with
// its entity types, device classes and test profiles. It has no other record.
//
//go:embed register.yaml entity-types device-classes test-profiles
var Vocabulary embed.FS
