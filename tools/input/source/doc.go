// Package source reads and writes the register as files: a folder of YAML with one file
// per record. It reads a folder into register.Records and reports every problem at the
// line that a person must change, and it writes records as YAML.
//
// # Layout
//
//	data/register.yaml                      the register's own settings
//	data/device-classes/bess.yaml           a kind's folder, the record's id, ".yaml"
//	data/listings/tesla/powerwall-2.yaml    ids of two parts have a folder for the first
//
// Load skips README.md in every folder, and embed.go at the top, which embeds the
// vocabulary of this project's register into the tool. Any other file that is not a record
// is an error, so that a file with a typo in its name is not silently left out.
//
// Dot files are errors too, and never records. Git reads attributes from a .gitattributes
// in any folder, which could make a checkout differ from its commit or hide changes from a
// reviewer. Load ignores what editors and systems leave beside files, such as .DS_Store
// and .powerwall-2.yaml.swp, unless git tracks it. It also ignores the dot files at the
// top of a repository that is itself the data folder.
//
// # Reading
//
// YAML is only a way to write JSON here: there are no anchors and aliases, no merge keys,
// no tags, and one document per file. A file passes through
//
//	bytes ──▶ syntax ──▶ schema, characters ──▶ record   (per file)
//	                                   └──▶ rules   (register.Records.Check)
//
// and stops at the first stage that finds problems. Other files go on. A file that cannot
// be read still counts as present, so that references to it are not reported as well.
//
// Positions are not stored. Load keeps the bytes of each file and parses them again to
// show a problem at its line, which keeps memory near the size of the files.
//
// With WithCache, Load stores the parsed content of files without problems under the
// digest of the file. Of a large register, only changed files are then parsed and checked
// against the schema again. The rules are checked each time. With WithMemory, the Loads of
// one process share the records of files whose content is the same.
//
// Most files consist of simple YAML and have no mistakes. parsePlain and quickSchema read and
// accept these many times faster than the YAML and schema libraries, which take all others.
//
// Invisible characters are errors in every text and comment, and look-alike characters are
// errors in names and titles; see spelling.TextFlaw, NameFlaw and TitleFlaw. Addresses
// follow spelling.AddressFlaw. Old revisions are read as they are.
//
// # Bounds
//
// Anybody may submit a file, so its cost is bounded. A record has at most MaxFileSize
// bytes, 100,000 values, 16 levels, 10,000 entries in one list or group, and 1,024 bytes in
// a field name; a file beyond one of these limits is an error. The schemas set lower limits
// for each field. Reading, checking, formatting and fixing take time and memory in
// proportion to the file.
//
// At most 50 errors and 50 warnings are reported per file (register.MaxProblems), and at
// most MaxReported problems per Report, errors first. The others are counted: a Problem
// with Omitted stands for those of its file, the totals of a report count all problems,
// and every Format says how many more there are.
//
// # Reading one file
//
// Decode, and the Document that it uses, read the content of one file on its own, such as
// that of an older commit with an older schema. They check only the syntax. Fields that are
// unknown today are left out and reported.
//
// # Writing
//
// Encode returns the canonical form of a record. Update changes only the fields that
// differ and keeps comments. Canonical brings a file that a person wrote into the form of
// Encode, with its comments; Fix also fixes mistakes that have only one right fix.
// Reformat and Tree.Fix do so for a folder. All are deterministic.
package source
