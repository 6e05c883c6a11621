package history

import (
	"context"
	"errors"
	"reflect"
	"runtime"
	"slices"
	"sync/atomic"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/filemode"
	"golang.org/x/sync/errgroup"

	"opencec/tools/input/source"
	"opencec/tools/register"
)

// A contentKey identifies content that is read once, however many commits have it: a
// blob, and the kind of record as which it is read.
type contentKey struct {
	kind register.Kind // "" for the settings
	blob plumbing.Hash
}

// A content is the result of reading one file.
type content struct {
	record     register.Record // without a Meta
	settings   *register.Settings
	unknown    []string
	unreadable string // why there is neither a record nor settings

	taken bool
}

// take returns the record for a version, which then sets its Meta. Versions with the same
// content get shallow copies.
func (c *content) take() register.Record {
	if !c.taken {
		c.taken = true
		return c.record
	}
	again := reflect.New(reflect.TypeOf(c.record).Elem())
	again.Elem().Set(reflect.ValueOf(c.record).Elem())
	return again.Interface().(register.Record)
}

// maxReason limits the length of unreadable, in characters.
const maxReason = 300

// keyOf returns the key of the content that a change gives to a file; false if the file
// was removed or belongs to no record.
func keyOf(c change) (contentKey, bool) {
	if c.isRemoval() || c.mode != filemode.Regular || !isRecordFile(c.path) {
		return contentKey{}, false
	}
	kind, _, _ := source.RecordOf(c.path)
	return contentKey{kind, c.blob}, true
}

// isRecordFile reports whether the path belongs to the settings or to a record with a
// valid id.
func isRecordFile(name string) bool {
	if name == source.SettingsFile {
		return true
	}
	k, id, ok := source.RecordOf(name)
	return ok && register.CheckID(k, id) == nil
}

// contents are the contents of all record versions, by their keys.
type contents struct {
	places map[contentKey]int
	keys   []contentKey // in the order of the history
	read   []*content
}

// wanted lists the contents of a history.
func wanted(commits []commit) *contents {
	c := &contents{places: map[contentKey]int{}}
	for _, commit := range commits {
		for _, file := range commit.changes {
			key, ok := keyOf(file)
			if _, known := c.places[key]; !ok || known {
				continue
			}
			c.places[key] = len(c.keys)
			c.keys = append(c.keys, key)
		}
	}
	c.read = make([]*content, len(c.keys))
	return c
}

// missing returns the indexes of contents that are not read yet.
func (c *contents) missing() []int {
	var places []int
	for i, read := range c.read {
		if read == nil {
			places = append(places, i)
		}
	}
	return places
}

// chunk is the number of contents that are read at a time and form a block of the cache.
const chunk = 512

// readBlocks reads contents from the blocks of a cache. It returns the blocks, reduced to
// the wanted contents.
func (c *contents) readBlocks(ctx context.Context, blocks []block) ([]block, error) {
	kept := make([]block, len(blocks))
	found := make([]map[int]*content, len(blocks))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(runtime.GOMAXPROCS(0))
	for i := range blocks {
		group.Go(func() error {
			kept[i], found[i] = c.readBlock(blocks[i])
			return ctx.Err()
		})
	}
	err := group.Wait()
	for _, part := range found {
		for place, read := range part {
			c.read[place] = read
		}
	}
	return kept, err
}

// readBlock reads a block as far as possible; git has the rest.
func (c *contents) readBlock(b block) (block, map[int]*content) {
	raw, err := decompress(b.packed)
	if err != nil {
		return block{}, nil
	}
	found := map[int]*content{}
	var kept encoder
	for d := (decoder{in: string(raw)}); d.in != ""; {
		key, stored := d.content()
		place, isWanted := c.places[key]
		if d.failed || !isWanted {
			continue
		}
		if read := stored.read(key.kind); read != nil {
			found[place] = read
			kept.content(key, stored)
		}
	}
	if len(kept.out) == len(raw) && len(raw) >= minBlock {
		return b, found
	}
	return block{raw: kept.out}, found
}

// A storedContent is the cached form of a content.
type storedContent struct {
	document   source.Document
	unreadable string
}

func (e *encoder) content(key contentKey, s storedContent) {
	e.text(key.kind.Folder())
	e.hash(key.blob)
	e.bytes(s.document.JSON)
	e.number(uint64(len(s.document.Unknown)))
	for _, path := range s.document.Unknown {
		e.text(path)
	}
	e.text(s.unreadable)
}

func (d *decoder) content() (contentKey, storedContent) {
	key := contentKey{register.Kind(d.text()), d.hash()}
	s := storedContent{document: source.Document{JSON: []byte(d.text())}}
	for range d.count(1) {
		s.document.Unknown = append(s.document.Unknown, d.text())
	}
	s.unreadable = d.text()
	return key, s
}

// read decodes a stored content; nil if that fails.
func (s storedContent) read(kind register.Kind) *content {
	if s.unreadable != "" {
		return &content{unreadable: s.unreadable}
	}
	read, err := newContent(kind, s.document)
	if err != nil {
		return nil
	}
	return read
}

func newContent(kind register.Kind, d source.Document) (*content, error) {
	read := &content{unknown: d.Unknown}
	var err error
	if kind == "" {
		read.settings, err = d.Settings()
	} else {
		read.record, err = d.Record(kind, "")
	}
	return read, err
}

// readGit reads the contents at the given indexes from git. It returns them as blocks.
func (c *contents) readGit(ctx context.Context, r *repository, places []int) ([]block, error) {
	chunks := slices.Collect(slices.Chunk(places, chunk))
	blocks := make([]block, len(chunks))
	group, ctx := errgroup.WithContext(ctx)
	var taken atomic.Int64
	for range min(len(chunks), runtime.GOMAXPROCS(0), maxWalkers) {
		group.Go(func() (err error) {
			s := r.objects.open()
			defer func() { err = errors.Join(err, s.Close()) }()
			for i := int(taken.Add(1)) - 1; i < len(chunks); i = int(taken.Add(1)) - 1 {
				if err := ctx.Err(); err != nil {
					return err
				}
				if blocks[i], err = c.readChunk(s, chunks[i]); err != nil {
					return err
				}
			}
			return nil
		})
	}
	return blocks, group.Wait()
}

// readChunk reads contents from git. Failing to read from git is an error, not a fact
// about the register.
func (c *contents) readChunk(s *store, places []int) (block, error) {
	var raw encoder
	for _, place := range places {
		key := c.keys[place]
		text, err := s.read(plumbing.BlobObject, key.blob, source.MaxFileSize)
		var stored storedContent
		switch {
		case errors.Is(err, errLarge):
			c.read[place], stored = unreadable(source.ErrTooLarge)
		case err != nil:
			return block{}, err
		default:
			c.read[place], stored = decode(key.kind, text)
		}
		raw.content(key, stored)
	}
	if len(raw.out) < minBlock {
		return block{raw: raw.out}, nil
	}
	return block{packed: compress(raw.out)}, nil
}

// decode decodes the content of a record's file, or of the settings.
func decode(kind register.Kind, text []byte) (*content, storedContent) {
	var d source.Document
	var err error
	if kind == "" {
		d, err = source.ReadSettings(text)
	} else {
		d, err = source.ReadRecord(kind, text)
	}
	if err == nil {
		var read *content
		if read, err = newContent(kind, d); err == nil {
			return read, storedContent{document: d}
		}
	}
	return unreadable(err)
}

func unreadable(why error) (*content, storedContent) {
	reason := printableLine(why.Error(), maxReason)
	return &content{unreadable: reason}, storedContent{unreadable: reason}
}
