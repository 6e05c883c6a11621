package query

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"strings"

	"opencec/tools/register"
)

// A Cursor is the position at which a page ended, given by the last record. The version
// that it is bound to still has that record, with the values that the list is sorted by.
type Cursor struct {
	Version Hash          // of the version's id
	Query   Hash          // of the query's meaning
	On      register.Date // the day on which the first page was requested
	Last    string        // id of the last record
}

// A Hash represents a text in a cursor.
type Hash [8]byte

// HashOf returns the hash of a text, such as a version's id.
func HashOf(s string) Hash {
	sum := sha256.Sum256([]byte(s))
	return Hash(sum[:])
}

// The encoding of a cursor before base64url: a format byte, the two hashes, the day as
// YYYYMMDD in four bytes, the id, and a checksum of all that. The checksum detects
// damage. It need not prevent forgery, which gains nothing but another position in a list
// that the client may read anyway.
const (
	cursorForm   = 1
	cursorFixed  = 1 + 8 + 8 + 4 + 4
	maxCursorID  = 2*register.MaxIDSegment + 1
	maxCursorLen = (cursorFixed+maxCursorID)*4/3 + 4
)

var (
	cursorEncoding = base64.RawURLEncoding.Strict()
	cursorTable    = crc32.MakeTable(crc32.Castagnoli)
)

// ErrCursor is the error for a text that is not a cursor.
var ErrCursor = errors.New("is not a cursor, or was cut or changed on its way: use links.next as it is, or start again without cursor")

// String encodes the cursor.
func (c Cursor) String() string {
	b := make([]byte, 0, cursorFixed+len(c.Last))
	b = append(b, cursorForm)
	b = append(b, c.Version[:]...)
	b = append(b, c.Query[:]...)
	y, m, d := c.On.Time().Date()
	b = binary.BigEndian.AppendUint32(b, uint32(y*10_000+int(m)*100+d))
	b = append(b, c.Last...)
	b = binary.BigEndian.AppendUint32(b, crc32.Checksum(b, cursorTable))
	return cursorEncoding.EncodeToString(b)
}

// ParseCursor decodes exactly what String writes.
func ParseCursor(s string) (Cursor, error) {
	if len(s) > maxCursorLen {
		return Cursor{}, ErrCursor
	}
	b, err := cursorEncoding.DecodeString(s)
	if err != nil || len(b) <= cursorFixed || b[0] != cursorForm {
		return Cursor{}, ErrCursor
	}
	body, sum := b[:len(b)-4], binary.BigEndian.Uint32(b[len(b)-4:])
	if crc32.Checksum(body, cursorTable) != sum {
		return Cursor{}, ErrCursor
	}
	c := Cursor{Version: Hash(body[1:9]), Query: Hash(body[9:17]), Last: string(body[21:])}
	n := binary.BigEndian.Uint32(body[17:21])
	c.On, err = register.ParseDate(fmt.Sprintf("%04d-%02d-%02d", n/10_000, n/100%100, n%100))
	if err != nil || c.String() != s { // the decoder skips newlines
		return Cursor{}, ErrCursor
	}
	return c, nil
}

// CursorAfter returns the cursor of the page after the record with that id.
func (q *Query) CursorAfter(id, version string) string {
	return Cursor{Version: HashOf(version), Query: HashOf(q.meaning), On: q.On, Last: id}.String()
}

// readCursor reads the cursor. The query then continues after it, on the day of its first
// page.
func (p *parser) readCursor(scope Scope) (cursor Cursor, given bool) {
	s, ok := p.one(paramCursor)
	if !ok {
		return Cursor{}, false
	}
	cursor, err := ParseCursor(s)
	switch {
	case err != nil:
		p.add(Problem{Parameter: paramCursor, Code: InvalidCursor, Message: err.Error()})
	case cursor.Version != HashOf(scope.Version):
		p.add(Problem{Parameter: paramCursor, Code: VersionGone, Message: "belongs to a version of the register that is no longer held: start again without cursor"})
	}
	p.query.After = cursor.Last
	if _, fixed := p.values[paramOn]; !fixed {
		p.query.On = cursor.On
	}
	return cursor, true
}

// settle writes the canonical form and checks that the cursor belongs to it. It runs last
// because a cursor is bound to all other parameters.
func (p *parser) settle(scope Scope) {
	cursor, given := p.readCursor(scope)
	if len(p.problems) > 0 {
		return
	}
	p.query.meaning = p.query.encodeMeaning()
	p.checkCanonical(p.query.String())
	if given && cursor.Query != HashOf(p.query.meaning) {
		p.add(Problem{Parameter: paramCursor, Code: InvalidCursor, Message: "belongs to another query: use links.next as it is, or start again without cursor"})
	}
}

// checkCanonical reports a canonical form that exceeds a limit. The canonical form is the
// address of the page and must be parsable again: it has one parameter for each value,
// and the next page adds a cursor.
func (p *parser) checkCanonical(canonical string) {
	if n := strings.Count(canonical, "=") + 1; n > MaxParameters {
		p.add(Problem{Code: LimitExceeded, Message: fmt.Sprintf("the query has %d values and other parameters, counting a cursor; at most %d are read", n, MaxParameters)})
	}
	if n := len(canonical); n > maxCanonical {
		p.add(Problem{Code: LimitExceeded, Message: fmt.Sprintf("the query has %d bytes when all that needs it is escaped; at most %d are read", n, maxCanonical)})
	}
}

// maxCanonical leaves room for the cursor of the next page.
const maxCanonical = MaxLength - maxCursorLen - len("&"+paramCursor+"=")
