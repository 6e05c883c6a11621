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

	byRecord  places                    // of the lines of a record, under each id in them
	byListing places                    // of the lines that concern a listing
	links     map[register.Ref][]idLink // other ids of the same record
}

// A line is an entry with the position of its text in the file. A journal has as many lines as the
// register has records, or more, so the parts of entries that are equal are kept once.
type line struct {
	offset int64
	sum    uint64 // hash of the text
	length int32
	seq    int32
	number int32
	id     string
	rest   *Entry // without Seq, Number and ID and, for a listing, without Listings: that is itself
}

func (l *line) entry() Entry {
	e := *l.rest
	e.Seq, e.Number, e.ID = int(l.seq), int(l.number), l.id
	if e.Kind == register.Listings {
		e.Listings = []string{e.ID}
	}
	return e
}

// concerns reports whether the line concerns a listing.
func (l *line) concerns(listing string) bool {
	if l.rest.Kind == register.Listings {
		return l.id == listing
	}
	return slices.Contains(l.rest.Listings, listing)
}

// isOf reports whether the line has the id, as the record's own or a previous one.
func (l *line) isOf(of register.Ref) bool {
	return l.rest.Kind == of.Kind && (l.id == of.ID || slices.Contains(l.rest.Former, of.ID))
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
func (j *Journal) Entry(place int) Entry { return j.lines[place].entry() }

// AppendText appends the JSON of a line as in changes.ndjson, without its newline. It
// returns an error if the line has changed since the journal was opened, which means that
// somebody has overwritten the file.
func (j *Journal) AppendText(dst []byte, place int) ([]byte, error) {
	l := &j.lines[place]
	begin, length := len(dst), int(l.length)
	dst = slices.Grow(dst, length)[:begin+length]
	n, err := j.changes.ReadAt(dst[begin:], l.offset)
	if n < length {
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
		return cmp.Or(cmp.Compare(int(l.seq), seq), cmp.Compare(int(l.number), number)) > 0
	})
}

// end returns the position after the last line of a revision.
func (j *Journal) end(seq int) int {
	return sort.Search(len(j.lines), func(i int) bool { return int(j.lines[i].seq) > seq })
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
	j.links = map[register.Ref][]idLink{}
	for i := range j.lines {
		l := &j.lines[i]
		kind, seq := l.rest.Kind, int(l.seq)
		at := kind.Ref(l.id)
		j.byRecord.add(at.ID, i)
		for _, id := range l.rest.Former {
			j.byRecord.add(id, i)
			j.link(at, kind.Ref(id), seq)
		}
		if l.rest.MovedTo != "" {
			j.link(at, kind.Ref(l.rest.MovedTo), seq)
		}
		if kind == register.Listings {
			j.byListing.add(l.id, i)
		}
		for _, id := range l.rest.Listings {
			j.byListing.add(id, i)
		}
	}
	j.byRecord.sort()
	j.byListing.sort()
}

// ofRecord returns the positions of the lines with an id of a record, in order.
func (j *Journal) ofRecord(of register.Ref) []int32 {
	return j.byRecord.of(of.ID, func(place int32) bool { return j.lines[place].isOf(of) })
}

// ofListing returns the positions of the lines that concern a listing, in order.
func (j *Journal) ofListing(id string) []int32 {
	return j.byListing.of(id, func(place int32) bool { return j.lines[place].concerns(id) })
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
