package website

import (
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"slices"
	"strings"
)

// assetsVersion returns a digest of all assets. They are published in a folder of that name, so
// that browsers can cache them for ever, while JavaScript modules import each other by their plain
// names.
func (p *project) assetsVersion() string {
	hash := sha256.New()
	for _, name := range slices.Sorted(maps.Keys(p.files)) {
		if strings.HasPrefix(name, "assets/") {
			hash.Write([]byte(name + "\x00"))
			hash.Write(p.files[name])
		}
	}
	return hex.EncodeToString(hash.Sum(nil)[:6])
}
