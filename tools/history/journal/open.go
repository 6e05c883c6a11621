package journal

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"hash/maphash"
	"io"
	"runtime"
	"slices"
	"strconv"

	"golang.org/x/sync/errgroup"

	"opencec/tools/history/change"
	"opencec/tools/register"
)

// Open opens a journal from its two files; size is the size of changes, which must stay
// readable as long as the journal is used. Truncated files and files with lines out of
// sequence are errors that name the line. Open parses only what entries need; the rest of
// a line is checked when it is read.
func Open(ctx context.Context, revisions io.Reader, changes io.ReaderAt, size int64) (*Journal, error) {
	j := &Journal{changes: changes}
	if err := j.readRevisions(revisions); err != nil {
		return nil, fmt.Errorf("read the revisions: %w", err)
	}
	if err := j.readChanges(ctx, size); err != nil {
		return nil, fmt.Errorf("read the changes: %w", err)
	}
	j.index()
	return j, nil
}

// readRevisions reads revisions.ndjson.
func (j *Journal) readRevisions(r io.Reader) error {
	j.History = &register.History{}
	lines := newLineReader(r)
	for number := 1; ; number++ {
		text, err := lines.next()
		if err == io.EOF { //nolint:errorlint // a wrapped one means a truncated file
			return nil
		}
		var rev Revision
		if err == nil {
			rev, err = readRevision(text)
		}
		if err == nil {
			err = j.addRevision(rev)
		}
		if err != nil {
			return fmt.Errorf("line %d: %w", number, err)
		}
	}
}

func readRevision(text []byte) (rev Revision, err error) {
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&rev); err != nil {
		return rev, err
	}
	if _, err := dec.Token(); err != io.EOF {
		return rev, errors.New("there is more than one JSON value")
	}
	if rev.Changes < 0 || rev.Unchanged == nil {
		return rev, errors.New("changes is a number from 0 on, and unchanged a list of commits")
	}
	return rev, nil
}

// addRevision adds a revision if it is the next one.
func (j *Journal) addRevision(rev Revision) error {
	seq := len(j.revisions) + 1
	switch {
	case rev.Seq != seq:
		return fmt.Errorf("it is revision %d, and revision %d is missing before it, or it is there twice", rev.Seq, seq)
	case seq > 1 && rev.Time.Before(j.revisions[seq-2].Time):
		return errors.New("its time is before that of the revision before it")
	case seq > 1 && j.revisions[seq-2].Commit == "":
		return errors.New("the revision before it has no commit: only the newest may be without")
	}
	j.revisions = append(j.revisions, rev)
	j.History.Revisions = append(j.History.Revisions, rev.Revision)
	for _, hash := range rev.Unchanged {
		j.History.Unchanged = append(j.History.Unchanged, register.Commit{Hash: hash, Seq: seq})
	}
	return nil
}

// A batch is a run of lines that one goroutine decodes.
type batch struct {
	first   int // number of its first line, from 1
	texts   [][]byte
	lines   []line   // without their entries
	entries []Entry  // of each line, without their numbers
	commits []string // of each line
	err     error
}

// batchBytes is the size of a batch.
const batchBytes = 1 << 20

// readChanges reads changes.ndjson once and decodes its lines in parallel.
func (j *Journal) readChanges(ctx context.Context, size int64) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	ahead := make(chan chan *batch, runtime.GOMAXPROCS(0)) // in order, and bounded
	var group errgroup.Group
	group.Go(func() error {
		defer close(ahead)
		return readBatches(ctx, io.NewSectionReader(j.changes, 0, size), ahead)
	})
	c := collector{journal: j, strings: map[string]string{}, rests: map[string]*Entry{}}
	var failed error
	for done := range ahead {
		b := <-done
		if failed == nil {
			if failed = c.add(b); failed != nil {
				stop()
			}
		}
	}
	err := group.Wait()
	if failed != nil {
		return failed
	}
	if err != nil {
		return err
	}
	return c.end()
}

// readBatches reads lines and starts decoding each batch of them.
func readBatches(ctx context.Context, r io.Reader, ahead chan<- chan *batch) error {
	lines := newLineReader(r)
	for first := 1; ; {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		b := &batch{first: first}
		err := b.fill(lines)
		first += len(b.texts)
		if len(b.texts) > 0 {
			done := make(chan *batch, 1)
			select {
			case ahead <- done:
			case <-ctx.Done():
				return context.Cause(ctx)
			}
			go func() { done <- b.decode() }()
		}
		if err == io.EOF { //nolint:errorlint // a wrapped one means a truncated file
			return nil
		}
		if err != nil {
			return fmt.Errorf("line %d: %w", first, err)
		}
	}
}

// fill reads lines until the batch is large enough.
func (b *batch) fill(lines *lineReader) error {
	for taken := 0; taken < batchBytes; {
		offset := lines.offset
		text, err := lines.next()
		if err != nil {
			return err
		}
		taken += len(text)
		b.texts = append(b.texts, bytes.Clone(text))
		b.lines = append(b.lines, line{offset: offset, length: int32(len(text)), sum: maphash.Bytes(seed, text)})
	}
	return nil
}

// decode decodes the entries of the lines, without their numbers.
func (b *batch) decode() *batch {
	b.entries, b.commits = make([]Entry, len(b.lines)), make([]string, len(b.lines))
	for i, text := range b.texts {
		var f lineFacts
		err := json.Unmarshal(text, &f)
		if err == nil {
			err = f.check()
		}
		if err != nil {
			b.err = fmt.Errorf("line %d: %w", b.first+i, err)
			return b
		}
		b.entries[i] = f.entry(0)
		b.commits[i] = f.Commit
	}
	b.texts = nil
	return b
}

// A collector adds decoded lines to the journal, in their order.
type collector struct {
	journal *Journal
	seq     int // the current revision
	number  int // number of its last line so far
	// Equal parts of entries are stored once.
	strings map[string]string
	rests   map[string]*Entry
	key     []byte // of rests, to be used again
}

func (c *collector) add(b *batch) error {
	if b.err != nil {
		return b.err
	}
	for i := range b.lines {
		e := &b.entries[i]
		if err := c.place(e, b.commits[i]); err != nil {
			return fmt.Errorf("line %d: %w", b.first+i, err)
		}
		l := b.lines[i]
		l.seq, l.number, l.id, l.rest = int32(e.Seq), int32(e.Number), c.text(e.ID), c.restOf(e)
		c.journal.lines = append(c.journal.lines, l)
	}
	return nil
}

// place assigns an entry to its revision and numbers it.
func (c *collector) place(e *Entry, commit string) error {
	j := c.journal
	if e.Seq < max(c.seq, 1) || e.Seq > len(j.revisions) {
		return fmt.Errorf("it is of revision %d, after one of revision %d; there are %d revisions", e.Seq, c.seq, len(j.revisions))
	}
	for c.seq < e.Seq {
		if err := c.endRevision(); err != nil {
			return err
		}
		c.seq, c.number = c.seq+1, 0
	}
	if rev := j.revisions[c.seq-1]; rev.Commit != commit {
		return fmt.Errorf("it is of the commit %q, and revision %d of %q", commit, c.seq, rev.Commit)
	}
	c.number++
	e.Number = c.number
	return nil
}

// endRevision checks that the revision has all its lines.
func (c *collector) endRevision() error {
	if c.seq == 0 {
		return nil
	}
	if want := c.journal.revisions[c.seq-1].Changes; c.number != want {
		return fmt.Errorf("revision %d has %d lines up to here, and %d according to the revisions", c.seq, c.number, want)
	}
	return nil
}

// end checks that all remaining revisions have all their lines.
func (c *collector) end() error {
	for ; c.seq <= len(c.journal.revisions); c.seq, c.number = c.seq+1, 0 {
		if err := c.endRevision(); err != nil {
			return fmt.Errorf("at the end: %w", err)
		}
	}
	c.journal.lines = slices.Clip(c.journal.lines)
	return nil
}

// restOf returns what a line keeps as its rest. Lines with an equal one share it.
func (c *collector) restOf(e *Entry) *Entry {
	rest := *e
	rest.Seq, rest.Number, rest.ID = 0, 0, ""
	if rest.Kind == register.Listings {
		rest.Listings = nil
	}
	key := c.key[:0]
	for _, list := range [][]string{{rest.Kind.Folder(), rest.FormerID, rest.MovedTo}, rest.Former, rest.Events, rest.Listings, rest.Manufacturers} {
		key = binary.AppendUvarint(key, uint64(len(list)))
		for _, s := range list {
			key = append(binary.AppendUvarint(key, uint64(len(s))), s...)
		}
	}
	key = strconv.AppendBool(strconv.AppendBool(key, rest.Gone), rest.Unreadable)
	c.key = key
	if shared, ok := c.rests[string(key)]; ok {
		return shared
	}
	rest.Kind = register.Kind(c.text(rest.Kind.Folder()))
	rest.FormerID, rest.MovedTo = c.text(rest.FormerID), c.text(rest.MovedTo)
	for _, list := range []*[]string{&rest.Former, &rest.Events, &rest.Listings, &rest.Manufacturers} {
		*list = c.list(*list)
	}
	c.rests[string(key)] = &rest
	return &rest
}

func (c *collector) text(s string) string {
	if shared, ok := c.strings[s]; ok {
		return shared
	}
	c.strings[s] = s
	return s
}

// list returns the list as it is stored, without room for more.
func (c *collector) list(list []string) []string {
	if len(list) == 0 {
		return nil
	}
	stored := make([]string, len(list))
	for i, s := range list {
		stored[i] = c.text(s)
	}
	return stored
}

// A lineReader reads lines that end with LF and tracks their offsets.
type lineReader struct {
	scanner *bufio.Scanner
	offset  int64 // of the next line
}

var errNoEnd = errors.New("the last line has no end: the file is not whole")

func newLineReader(r io.Reader) *lineReader {
	scanner := bufio.NewScanner(r)
	scanner.Buffer(nil, change.MaxLine)
	scanner.Split(func(data []byte, atEnd bool) (int, []byte, error) {
		if end := bytes.IndexByte(data, '\n'); end >= 0 {
			return end + 1, data[:end], nil
		}
		if atEnd && len(data) > 0 {
			return 0, nil, errNoEnd
		}
		return 0, nil, nil
	})
	return &lineReader{scanner: scanner}
}

// next returns the next line without its LF, valid until the next call. After the last
// line it returns io.EOF.
func (r *lineReader) next() ([]byte, error) {
	if r.scanner.Scan() {
		r.offset += int64(len(r.scanner.Bytes())) + 1
		return r.scanner.Bytes(), nil
	}
	switch err := r.scanner.Err(); {
	case err == nil:
		return nil, io.EOF
	case errors.Is(err, bufio.ErrTooLong):
		return nil, fmt.Errorf("longer than %d bytes", change.MaxLine)
	default:
		return nil, err
	}
}
