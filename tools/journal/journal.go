package journal

import (
	"context"
	"errors"
	"io"

	"opencec/tools/register"
)

// A Journal answers from changes.ndjson and revisions.ndjson. It holds where each line
// is and what it is about, and reads the lines themselves when they are asked for. It
// may be used from many goroutines.
type Journal struct {
	// History has the revisions and the commits that changed nothing, and no editions:
	// what is needed to resolve points.
	History *register.History
}

// Open reads the two files, changes of size bytes, which must stay readable as long as
// the journal is used.
func Open(ctx context.Context, revisions io.Reader, changes io.ReaderAt, size int64) (*Journal, error) {
	return nil, errors.New("TODO")
}

// An Entry is what is known of a line without reading it.
type Entry struct {
	Seq        int    // of the revision
	Number     int    // which line of the revision it is, from 1
	Kind       string // the folder, or "settings"
	ID         string
	Former     []string // ids that the record had before: of a rename, and what it names itself
	MovedTo    string   // the id of the record that it became part of, or ""
	What       []string
	Listings   []string // ids of the listings that it concerns
	Gone       bool     // there is no record after it
	Unreadable bool     // … since its file cannot be read
}

// A Filter says which lines are wanted: see query.Changes, of which it is the part that
// looks at entries.
//
// Entries returns the places in the journal …
//
// Line returns the JSON of the line at a place, without its end.
//
// Records returns all records as of a revision, given the newest register, which shares
// with it what has not changed since.
