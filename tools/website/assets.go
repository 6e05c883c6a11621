package website

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"io/fs"

	"opencec/site"
)

// assetsVersion returns a name for the state of all assets. They are published
// in a folder of that name, so that browsers can keep them for ever, and modules
// of JavaScript can still import each other by their plain names.
func assetsVersion() (string, error) {
	hash := sha256.New()
	err := fs.WalkDir(site.Files, "assets", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := site.Files.ReadFile(path)
		if err != nil {
			return err
		}
		io.WriteString(hash, path+"\x00")
		hash.Write(content)
		return nil
	})
	return hex.EncodeToString(hash.Sum(nil)[:6]), err
}
