// Package spelling is about how names and texts are written: which spellings mean the same
// name, which characters a text may have, and what a person most likely meant by a word.
//
// # Keys
//
// Names are compared by keys: Fold for names of manufacturers and words, ModelKey for models
// and certificate numbers. Characters that look the same, or cannot be seen, make no
// difference (Plain). Slug proposes an id for a name.
//
// # Flaws
//
// NameFlaw, TitleFlaw, TextFlaw and AddressFlaw return what is wrong with a name, a text of
// one line, a free text and a web address. Letters of other scripts that look like Latin ones
// are a flaw of a name.
//
// # Words
//
// Nearest corrects a word by a list of words that are allowed. A Dictionary does so for many
// words.
//
// The package knows nothing of records and imports nothing of the project.
package spelling
