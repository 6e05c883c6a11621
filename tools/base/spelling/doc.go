// Package spelling handles the spelling of names and texts: which spellings mean the same
// name, which characters a text may contain, and what a person most likely meant by a
// word.
//
// # Keys
//
// Names are compared by keys: Fold for names of manufacturers and words, ModelKey for
// models and certificate numbers. Characters that look the same or are invisible make no
// difference (Plain). Slug proposes an id for a name.
//
// # Flaws
//
// NameFlaw, TitleFlaw, TextFlaw and AddressFlaw return what is wrong with a name, a text
// of one line, a free text and a web address. Letters of other scripts that look Latin
// are a flaw of a name.
//
// # Words
//
// Nearest corrects a word by a list of allowed words. A Dictionary does so for many
// words.
//
// The package knows nothing about records and imports nothing of this project.
package spelling
