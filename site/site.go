// Package site embeds the Hugo project of the register's website: its
// configuration, layouts, assets and the pages that people write.
//
// Everything that depends on the register's data comes from package website,
// which hands typed Go values to the layouts; see its documentation for what a
// layout can use.
package site

import "embed"

// Files is the Hugo project. The prefix all: keeps names that start with an
// underscore, which Hugo gives a meaning.
//
//go:embed hugo.toml all:assets all:content all:layouts
var Files embed.FS
