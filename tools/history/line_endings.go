package history

import (
	"bytes"

	"github.com/go-git/go-git/v5/plumbing"
)

// IsContent reports whether a file at hand has the content that git has as blob. How
// lines end does not count: git writes them as the platform does and takes it back
// (core.autocrlf, .gitattributes), and in YAML they mean the same.
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

// UnixLines returns a text with lines that end in LF, where they end in CR LF.
func UnixLines(text []byte) []byte { return bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n")) }
