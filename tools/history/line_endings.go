package history

import (
	"bytes"

	"github.com/go-git/go-git/v5/plumbing"
)

// IsContent reports whether a file has the content of a git blob. Line endings do not
// matter: git converts them for the platform (core.autocrlf, .gitattributes), and they
// mean the same in YAML.
func IsContent(blob plumbing.Hash, file []byte) bool {
	if blob.IsZero() {
		return false
	}
	if plumbing.ComputeHash(plumbing.BlobObject, file) == blob {
		return true
	}
	unix := UnixLines(file)
	if len(unix) != len(file) && plumbing.ComputeHash(plumbing.BlobObject, unix) == blob {
		return true
	}
	windows := bytes.ReplaceAll(unix, []byte("\n"), []byte("\r\n"))
	return len(windows) != len(file) && plumbing.ComputeHash(plumbing.BlobObject, windows) == blob
}

// UnixLines returns a text with CR LF replaced by LF.
func UnixLines(text []byte) []byte { return bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n")) }
