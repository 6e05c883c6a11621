package publish

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
)

// A Part is a part of what a register publishes. A build without a part has none of its files, and
// the others as in a whole build.
type Part string

// The parts. Every build has the manifest of the downloads, with its signature, and the index of
// the static JSON: they say of which commit and day the build is, and the next one continues from them.
const (
	Downloads Part = "downloads" // downloads/
	JSON      Part = "json"      // api/v1/
	Site      Part = "site"      // pages, feeds and schemas
)

// Parts returns all parts.
func Parts() []Part { return []Part{Downloads, JSON, Site} }

// parts returns the parts to publish.
func (o Options) parts() []Part {
	if len(o.Only) == 0 {
		return Parts()
	}
	return o.Only
}

// partFile has a file of each part that no other part has.
var partFile = map[Part]string{Downloads: "downloads/register.json", JSON: "api/v1/listings.json", Site: "index.html"}

// warnLeftOut warns of parts that the replaced build has and the new one leaves out.
func (o Options) warnLeftOut() {
	for _, p := range Parts() {
		_, err := os.Stat(filepath.Join(o.Output, filepath.FromSlash(partFile[p])))
		if err == nil && !slices.Contains(o.parts(), p) {
			o.Warn(fmt.Sprintf("the build that is replaced in %s had the part %s, and this one does not", o.Output, p))
		}
	}
}
