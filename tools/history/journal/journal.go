package journal

import (
	"cmp"
	"encoding/json"
	"fmt"
	"hash/maphash"
	"io"
	"slices"
	"sort"

	"opencec/tools/history/change"
	"opencec/tools/register"
)

// A Journal answers queries from changes.ndjson and revisions.ndjson. It holds the
// position and the entry of each line, and reads the line itself on demand. It is safe
// for concurrent use.
//
// Lines are identified by their positions 0, 1, … from the oldest.
type Journal struct {
	// History has the revisions and the commits that changed nothing, but no record
	// versions: it serves to resolve revision specs.
	History *register.History

	revisions []Revision
	changes   io.ReaderAt
	lines     []line

	byRecord  map[register.Ref][]int32  // positions of the lines of a record, under each id in them
	byListing map[string][]int32        // positions of the lines that concern a listing
	links     map[register.Ref][]idLink // other ids of the same record
}

// A line is an entry with the position of its text in the file.
type line struct {
	Entry
	offset int64
	length int
	sum    uint64 // hash of the text
}

// seed is the seed of the hashes of lines, which are not stored.
var seed = maphash.MakeSeed()

// An idLink is another id of a record, known since a revision.
type idLink struct {
	id    string
	since int
}

// Newest returns the number of the newest revision, or 0 if there is none.
func (j *Journal) Newest() int { return len(j.revisions) }

// Revision returns a revision; seq is from 1 to Newest.
func (j *Journal) Revision(seq int) Revision { return j.revisions[seq-1] }

// Len returns the number of lines.
func (j *Journal) Len() int { return len(j.lines) }

// Entry returns the entry of a line. Its slices are shared.
func (j *Journal) Entry(place int) Entry { return j.lines[place].Entry }

// AppendText appends the JSON of a line as in changes.ndjson, without its newline. It
// returns an error if the line has changed since the journal was opened, which means that
// somebody has overwritten the file.
func (j *Journal) AppendText(dst []byte, place int) ([]byte, error) {
	l := j.lines[place]
	begin := len(dst)
	dst = slices.Grow(dst, l.length)[:begin+l.length]
	n, err := j.changes.ReadAt(dst[begin:], l.offset)
	if n < l.length {
		return dst[:begin], fmt.Errorf("read line %d of the changes: %w", place+1, cmp.Or(err, io.ErrUnexpectedEOF))
	}
	if maphash.Bytes(seed, dst[begin:]) != l.sum {
		return dst[:begin], fmt.Errorf("read line %d of the changes: the file was written over since it was opened", place+1)
	}
	return dst, nil
}

// Line returns the line at a position.
func (j *Journal) Line(place int) (change.Line, error) {
	var l change.Line
	text, err := j.AppendText(nil, place)
	if err != nil {
		return l, err
	}
	if err := json.Unmarshal(text, &l); err != nil {
		return l, fmt.Errorf("read line %d of the changes: %w", place+1, err)
	}
	return l, nil
}

// After returns the position of the first line after the given revision and number,
// whether or not such a line exists.
func (j *Journal) After(seq, number int) int {
	return sort.Search(len(j.lines), func(i int) bool {
		l := &j.lines[i]
		return cmp.Or(cmp.Compare(l.Seq, seq), cmp.Compare(l.Number, number)) > 0
	})
}

// end returns the position after the last line of a revision.
func (j *Journal) end(seq int) int {
	return sort.Search(len(j.lines), func(i int) bool { return j.lines[i].Seq > seq })
}

// UpTo returns the history up to a revision, for resolving revision specs.
func (j *Journal) UpTo(seq int) *register.History {
	h := j.History
	after := sort.Search(len(h.Unchanged), func(i int) bool { return h.Unchanged[i].Seq > seq })
	return &register.History{
		Revisions: slices.Clip(h.Revisions[:seq]), Unchanged: slices.Clip(h.Unchanged[:after]),
		Shallow: h.Shallow, Oldest: h.Oldest, Abandoned: h.Abandoned,
	}
}

// index builds the lookup tables.
func (j *Journal) index() {
	j.byRecord, j.byListing, j.links = map[register.Ref][]int32{}, map[string][]int32{}, map[register.Ref][]idLink{}
	for i := range j.lines {
		e := &j.lines[i].Entry
		at := e.Kind.Ref(e.ID)
		j.byRecord[at] = append(j.byRecord[at], int32(i))
		for _, id := range e.Former {
			former := e.Kind.Ref(id)
			j.byRecord[former] = append(j.byRecord[former], int32(i))
			j.link(at, former, e.Seq)
		}
		if e.MovedTo != "" {
			j.link(at, e.Kind.Ref(e.MovedTo), e.Seq)
		}
		for _, id := range e.Listings {
			j.byListing[id] = append(j.byListing[id], int32(i))
		}
	}
}

// link records that two ids belong to one record, from a revision on.
func (j *Journal) link(a, b register.Ref, since int) {
	if a == b || slices.ContainsFunc(j.links[a], func(l idLink) bool { return l.id == b.ID }) {
		return
	}
	j.links[a] = append(j.links[a], idLink{b.ID, since})
	j.links[b] = append(j.links[b], idLink{a.ID, since})
}

// IDs returns the sorted ids of a record as known at a revision: the given id, and all
// ids that links reach from it. Lines of the kind up to the revision link the id of the
// line with the record's previous ids (Entry.Former) and with the record into which it
// was merged (Entry.MovedTo). Links work in both directions: a merged record shares its
// history with the one that has its id.
func (j *Journal) IDs(of register.Ref, upTo int) []string {
	ids := []string{of.ID}
	seen := map[string]bool{of.ID: true}
	for next := 0; next < len(ids); next++ {
		for _, l := range j.links[of.Kind.Ref(ids[next])] {
			if l.since <= upTo && !seen[l.id] {
				seen[l.id] = true
				ids = append(ids, l.id)
			}
		}
	}
	slices.Sort(ids)
	return ids
}
