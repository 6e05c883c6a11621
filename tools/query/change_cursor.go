package query

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
)

// A ChangeCursor is the position of a line of changes.ndjson: its revision, and its
// number within that revision, from 1. Lines keep their positions in later versions.
type ChangeCursor struct{ Seq, Number int }

// changeCursorPattern allows as many digits as a revision's number has (see
// register.MaxRevisions), and as many again for the changes of one revision.
var changeCursorPattern = regexp.MustCompile(`^([1-9][0-9]{0,5})-([1-9][0-9]{0,5})$`)

var errChangeCursor = errors.New("is not a cursor, which is the number of a revision, a hyphen and the number of one of its changes: use links.next as it is, or start again without cursor")

// String returns the cursor as in an address: 7-12.
func (p ChangeCursor) String() string { return fmt.Sprintf("%d-%d", p.Seq, p.Number) }

// ParseChangeCursor parses exactly what String writes.
func ParseChangeCursor(s string) (ChangeCursor, error) {
	parts := changeCursorPattern.FindStringSubmatch(s)
	if parts == nil {
		return ChangeCursor{}, errChangeCursor
	}
	seq, err := strconv.Atoi(parts[1])
	if err != nil {
		return ChangeCursor{}, err
	}
	number, err := strconv.Atoi(parts[2])
	return ChangeCursor{seq, number}, err
}
