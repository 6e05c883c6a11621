// Package source is the register as files: a folder of YAML, one file a record.
// It reads a folder into register.Records with every problem found on the way,
// each at the line that a person must change, and writes records as YAML.
//
// # Layout
//
//	data/register.yaml                      the register's own settings
//	data/device-classes/bess.yaml           a kind's folder, the record's id, ".yaml"
//	data/listings/tesla/powerwall-2.yaml    ids of two parts have a folder for the first
//
// Load skips README.md in every folder, and embed.go at the top, which puts the vocabulary
// of this project's register into the tool. Anything else that is not a record
// is an error, so that a file with a slip in its name is not silently left out of the
// register.
//
// Dot files are errors too, and never records. Git takes attributes from a .gitattributes
// in any folder: it could make a checkout have other records than the commit, or hide
// changes from a reviewer. What editors and systems leave beside files, such as .DS_Store
// and .powerwall-2.yaml.swp, is passed over as long as git does not have it, and so are
// the dot files of a repository whose top is the data folder itself.
//
// # Reading
//
// YAML is used as a way to write JSON, and nothing of it beyond: no anchors and
// aliases, no merge keys, no tags, one document a file. A file passes through
//
//	bytes ──▶ syntax ──▶ schema, characters ──▶ record   (per file)
//	                                   └──▶ rules   (register.Records.Check)
//
// and stops at the first stage that finds problems; other files go on. A file that
// cannot be read still counts as present, so that what refers to it is not
// reported as well.
//
// Positions are not kept. A file's bytes are, and they are parsed again when a
// problem has to be shown at a line; that keeps memory near the size of the files.
//
// With WithCache, what a file without a problem was read as is kept under the digest of its
// content, so that of a large register only the files that changed go through syntax and
// schema again. The rules are checked each time.
//
// Characters that cannot be seen are errors in every text and comment, and in names and
// titles those that only look like others; see spelling.TextFlaw, NameFlaw and TitleFlaw.
// Addresses follow spelling.AddressFlaw. What a file of long ago said is read as it is.
//
// # Bounds
//
// A file may come from anybody, so that what it can cost is bounded. A record has at most
// MaxFileSize bytes, 100,000 values, 16 levels, 10,000 entries in one list or group, and
// 1,024 bytes in the name of a field; a file beyond one of these is an error. The schemas
// have limits for each field below them. Reading, checking, formatting and mending take
// time and memory in proportion to the file.
//
// Of one file at most 50 errors and 50 warnings are reported (register.MaxProblems), and a
// Report tells at most MaxReported problems, errors first. The others are counted: a Problem
// with Omitted stands for those of its file, the totals of a report are those of all
// problems, and every Format says how many more there are.
//
// # Reading one file
//
// Decode, and the Document that it is made of, read a file's content on its own: what
// it said at some commit, whose schema was another. It passes through the syntax
// alone; fields that are not known today are left out and told of.
//
// # Writing
//
// Encode gives the canonical form of a record. Update changes only the fields
// that differ and keeps comments. Canonical gives a file that a person wrote the
// form of Encode, with its comments; Fix mends what has one right answer on the way.
// Reformat and Tree.Fix do so for a folder. All are deterministic.
package source
