package register

import (
	"fmt"
	"strings"
)

// MaxIDSegment is the maximum number of characters in one segment of an id. File systems
// stop at 255 bytes including the extension; people stop reading much earlier.
const MaxIDSegment = 100

// An idForm says which characters one part of an id may have: runs of letters and digits
// with a single separator between two runs. It is code rather than a regular expression
// because regular expressions would take a third of the time needed to build a register.
type idForm struct {
	first      func(c byte) bool // of all
	letter     func(c byte) bool
	separators string
	words      string // between words
}

func isLower(c byte) bool        { return 'a' <= c && c <= 'z' }
func isLowerOrDigit(c byte) bool { return isLower(c) || '0' <= c && c <= '9' }
func isAny(c byte) bool          { return isLowerOrDigit(c) || 'A' <= c && c <= 'Z' }

// allows reports whether part matches the form.
func (f *idForm) allows(part string) bool {
	between := true // a separator is not allowed here
	for i := range len(part) {
		isSeparator := strings.IndexByte(f.separators, part[i]) >= 0
		if isSeparator && between || !isSeparator && !f.letter(part[i]) {
			return false
		}
		between = isSeparator
	}
	return !between && f.first(part[0])
}

var (
	slugForm = &idForm{isLowerOrDigit, isLowerOrDigit, "-", "lower-case letters, digits and single hyphens"}
	wordForm = &idForm{isLower, isLowerOrDigit, "_", "lower-case letters, digits and single underscores, and begin with a letter"}
	codeForm = &idForm{isAny, isAny, "-.", "letters, digits, and single hyphens or dots"}
)

// reservedSegments are names that no id may use, because the site has pages with these
// names next to the records' pages.
var reservedSegments = map[string]bool{"page": true, "index": true}

// isDevice reports whether Windows treats name as a device, whatever its extension. A
// folder with such a file cannot be checked out there.
func isDevice(segment string) bool {
	name, _, _ := strings.Cut(strings.ToLower(segment), ".")
	if kind := strings.TrimRight(name, "0123456789"); len(name) == len(kind)+1 {
		return kind == "com" || kind == "lpt"
	}
	return name == "con" || name == "prn" || name == "aux" || name == "nul"
}

// CheckID reports what is wrong with id as the id of a record of kind k: the number of
// segments, a forbidden character or a reserved word. A valid id is safe as a file name
// and in a URL.
func CheckID(k Kind, id string) error {
	form, segments := factsOf[k].idForm, strings.Split(id, "/")
	if len(segments) != k.Depth() {
		return fmt.Errorf("the id %q of a %s needs %d part(s) separated by /, not %d", id, k.Name(), k.Depth(), len(segments))
	}
	for _, s := range segments {
		switch {
		case len(s) > MaxIDSegment:
			return fmt.Errorf("a part of the id %.30q… is longer than %d characters", id, MaxIDSegment)
		case !form.allows(s):
			return fmt.Errorf("the id %q of a %s may have only %s", id, k.Name(), form.words)
		case reservedSegments[strings.ToLower(s)]:
			return fmt.Errorf("the id %q has the part %q, which is reserved for pages of the site: add a word to it", id, s)
		case isDevice(s):
			return fmt.Errorf("the id %q has the part %q, which means a device on Windows, where no file can have that name: add a word to it", id, s)
		}
	}
	return nil
}

// firstSegment returns the first part of an id of two parts, which names the owner.
func firstSegment(id string) string {
	owner, _, _ := strings.Cut(id, "/")
	return owner
}

// ImportedFrom is the prefix of the former ids of listings imported from the legacy
// database. The key of the row follows it, so that anybody who knows a listing by that
// key still finds it.
const ImportedFrom = "original/"
