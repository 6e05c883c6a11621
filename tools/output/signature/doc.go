// Package signature signs texts and checks signatures, which show who wrote a text and that
// nobody has changed it since.
//
// A signed text is a note of golang.org/x/mod/sumdb/note: the text, an empty line, and a line
// for each signature. The Go checksum database and C2SP's signed-note have the same format, so
// other programs can check it too.
//
//	opencec snapshot v1
//	…
//
//	— register.example.org qJ8iA5c…
//
// The signatures are Ed25519: the same text and secret always give the same signature.
//
// # Keys
//
// A key has a name that readers see, such as the register's address. Its secret half, a
// Secret, signs; its public half, a Key, checks:
//
//	PRIVATE+KEY+register.example.org+a89f2203+AbcD…
//	register.example.org+a89f2203+ARpc…
//
// Files of keys have one on each line; empty lines and lines that begin with # are ignored. A
// Key is public. A Secret does not print itself, and no error of this package contains a
// secret or a mistyped one. NewSecret makes a key, Sign signs a text and Open checks it: see the
// package example.
//
// # Snapshots
//
// SignSnapshot signs the text about a snapshot's manifest, which package snapshot writes beside
// the manifest, and reads nothing else. So a program that signs, such as cmd/opencec-sign, needs
// only this package: no YAML, JSON or git is parsed where the secret is.
//
// # Releases of the programs
//
// SignRelease signs a release's version, its commit, and the SHA-256 digests of its files in the
// format of sha256sum:
//
//	opencec release v1
//	version: v1.2.0
//	commit: 89abcdef0123456789abcdef0123456789abcdef
//	6a09e667…  opencec_1.2.0_linux_amd64.tar.gz
//
// ReadRelease reads it, and Release.CheckFile checks a file against it.
//
// # Replacing a key
//
// A text can be signed with several keys; a reader needs to know only one of them. Sign with
// the old key and the new one until all readers have the new one.
package signature
