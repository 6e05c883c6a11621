package register

import (
	"fmt"
	"strings"
)

// MaxIDSegment is the most characters that one segment of an id may have. File
// systems stop at 255 bytes with the ending; a person's patience stops earlier.
const MaxIDSegment = 100

// An idForm is what the parts of an id may be: runs of letters and digits, with a
// separator between two of them. Regular expressions would take a third of the time in
// which a register is made.
type idForm struct {
	first      func(c byte) bool // of all
	letter     func(c byte) bool
	separators string
	words      string // in words
}

func isLower(c byte) bool        { return 'a' <= c && c <= 'z' }
func isLowerOrDigit(c byte) bool { return isLower(c) || '0' <= c && c <= '9' }
func isAny(c byte) bool          { return isLowerOrDigit(c) || 'A' <= c && c <= 'Z' }

// allows reports whether a part of an id has the form.
func (f *idForm) allows(part string) bool {
	between := true // no separator may come now
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

// reservedSegments cannot be used in an id: the site has pages of these names
// beside the records' own.
var reservedSegments = map[string]bool{"page": true, "index": true}

// isDevice reports whether a name means a device on Windows, with any ending: a folder
// that has a file of such a name cannot be checked out there.
func isDevice(segment string) bool {
	name, _, _ := strings.Cut(strings.ToLower(segment), ".")
	if kind := strings.TrimRight(name, "0123456789"); len(name) == len(kind)+1 {
		return kind == "com" || kind == "lpt"
	}
	return name == "con" || name == "prn" || name == "aux" || name == "nul"
}

// CheckID reports what is wrong with id as the id of a record of kind k: the
// number of segments, a character that is not allowed, a reserved word. An id
// that passes is safe as a file name and in an address.
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

// firstSegment returns the owner's part of an id of two parts.
func firstSegment(id string) string {
	owner, _, _ := strings.Cut(id, "/")
	return owner
}

// ImportedFrom begins the former ids of listings that were imported from the
// database of the register's predecessor: it is followed by the key of the row, so
// that whoever knows a listing by that key still finds it.
const ImportedFrom = "original/"
