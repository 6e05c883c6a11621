// Package signature makes and checks signatures of text: who says so, and that nobody
// has changed a letter since.
//
// A signed text is a note of golang.org/x/mod/sumdb/note, which is the form of the Go
// checksum database and of C2SP's signed-note, so that other programs can check it
// too: the text, an empty line, and a line for each signature.
//
//	opencec snapshot v1
//	…
//
//	— register.example.org qJ8iA5c…
//
// The signatures are Ed25519: the same text and secret always give the same bytes.
//
// # Keys
//
// A key has a name, which readers see: the register's address does well. Its secret
// half signs, and its public half, a Key, checks:
//
//	PRIVATE+KEY+register.example.org+a89f2203+AbcD…
//	register.example.org+a89f2203+ARpc…
//
// Files of either have one a line; empty lines and those that begin with # are passed
// over. A Key can be shown to anybody. A Secret does not show itself, and no error of
// this package holds what was to be one. NewSecret makes a key, Sign signs a text and Open
// checks it: see the package example.
//
// # Snapshots
//
// SignSnapshot signs the text about a snapshot's manifest, which package snapshot has
// written beside it, and reads nothing else. A program that signs needs this package alone:
// no YAML, JSON, git or website is parsed where the secret is. cmd/opencec-sign is one.
//
// # Releases of the programs
//
// SignRelease signs the SHA-256 digests of a release's files, as sha256sum writes them, with
// the release's version and commit before them:
//
//	opencec release v1
//	version: v1.2.0
//	commit: 89abcdef0123456789abcdef0123456789abcdef
//	6a09e667…  opencec_1.2.0_linux_amd64.tar.gz
//
// ReadRelease opens it, and Release.CheckFile holds a file against it.
//
// # Replacing a key
//
// A text can be signed by several keys, and is good for whoever knows one of them.
// Sign with the old and the new until everybody who checks has the new.
package signature
