// Package textarena keeps many small texts in a few large pieces of memory: each text alone takes
// more memory than it needs, and the garbage collector looks at each.
package textarena

import "strings"

// blockSize is the size of a piece in bytes.
const blockSize = 64 << 10

// An Arena keeps texts. Its zero value is empty. A piece of memory is freed when none of its texts
// is used any more, so texts of one arena should be used about equally long.
type Arena struct {
	block strings.Builder
}

// Keep returns a copy of a text that is kept in the arena.
func (a *Arena) Keep(text string) string {
	if text == "" {
		return ""
	}
	if a.block.Cap()-a.block.Len() < len(text) {
		a.block = strings.Builder{}
		a.block.Grow(max(blockSize, len(text)))
	}
	begin := a.block.Len()
	a.block.WriteString(text) // which does not move what is there, as there is room
	return a.block.String()[begin:]
}
