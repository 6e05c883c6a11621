package history

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/filemode"
	"github.com/klauspost/compress/zstd"

	"opencec/tools/base/safefile"
	"opencec/tools/input/source"
)

// A cache file is
//
//	cacheHeader, then blocks: length, Zstandard frame with its checksum
//
// The first block is the log: what the cache is for, and the commits with their changes.
// The other blocks hold contents of some hundred files each, in the form of
// source.Document. A new commit is added with a new log; blocks of contents stay as they
// are.

const cacheHeader = "opencec history cache 3\n"

// Limits of a cache. What exceeds them is not cached.
const (
	maxCacheFile = 1 << 30
	maxBlock     = 256 << 20 // of one block, uncompressed
	minBlock     = 256 << 10 // smaller blocks of contents are merged
)

// A cacheFile is the cached history of one data folder.
type cacheFile struct {
	folder, name string
	identity     string // repository and data folder that it belongs to

	log    []commit // oldest first
	blocks []block  // contents
}

// A block is a run of contents, compressed or raw.
type block struct{ packed, raw []byte }

func (b block) isEmpty() bool { return len(b.packed) == 0 && len(b.raw) == 0 }

// openCache reads the cache of r's data folder. An unusable one counts as empty.
func openCache(folder string, r *repository) *cacheFile {
	place := r.top + "\x00" + r.folder
	sum := sha256.Sum256([]byte(place))
	c := &cacheFile{folder: folder, name: hex.EncodeToString(sum[:16]) + ".cache", identity: place + "\x00" + source.DocumentFingerprint()}
	file, err := safefile.Read(filepath.Join(folder, c.name), maxCacheFile)
	if err != nil {
		return c
	}
	log, blocks, err := parseCache(file, c.identity)
	if err == nil && log.fits(r) {
		c.log, c.blocks = log.commits, blocks
	}
	return c
}

// A cacheLog is the first block of a cache.
type cacheLog struct {
	shallow bool // the oldest commit is not the first
	commits []commit
}

// fits reports whether the repository ends where it ended when the log was written: a
// clone that was deepened since has older commits.
func (l *cacheLog) fits(r *repository) bool {
	for i, c := range l.commits {
		if r.shallow[c.hash] != (l.shallow && i == 0) {
			return false
		}
	}
	return true
}

// commits returns the cached commits; nil without a cache.
func (c *cacheFile) commits() []commit {
	if c == nil {
		return nil
	}
	return c.log
}

var errCache = errors.New("not a cache of this data folder")

// parseCache splits a cache file into its blocks.
func parseCache(file []byte, identity string) (*cacheLog, []block, error) {
	rest, ok := bytes.CutPrefix(file, []byte(cacheHeader))
	if !ok || len(file) > maxCacheFile {
		return nil, nil, errCache
	}
	var blocks []block
	d := decoder{in: string(rest)}
	for d.in != "" {
		b := block{packed: []byte(d.text())}
		if b.isEmpty() {
			return nil, nil, errCache
		}
		blocks = append(blocks, b)
	}
	if len(blocks) == 0 {
		return nil, nil, errCache
	}
	raw, err := decompress(blocks[0].packed)
	if err != nil {
		return nil, nil, err
	}
	log, err := parseLog(string(raw), identity)
	return log, blocks[1:], err
}

// parseLog parses a log, and refuses what git cannot produce.
func parseLog(raw, identity string) (*cacheLog, error) {
	d := decoder{in: raw}
	if d.text() != identity {
		return nil, errCache
	}
	l := &cacheLog{shallow: d.flag()}
	l.commits = make([]commit, d.count(leastCommit))
	for i := range l.commits {
		c := d.commit()
		if clockOf(c.clock) != c.clock || printableLine(c.author, maxAuthor) != c.author || printableLine(c.summary, maxSummary) != c.summary {
			return nil, errCache
		}
		l.commits[i] = c
	}
	if d.failed || d.in != "" {
		return nil, errCache
	}
	return l, nil
}

// The minimum size of a commit and a change: a hash, and a byte for each of the other
// fields.
const (
	leastCommit = len(plumbing.Hash{}) + 5
	leastChange = len(plumbing.Hash{}) + 2
)

func (d *decoder) commit() commit {
	c := commit{hash: d.hash(), clock: time.Unix(int64(d.number()), 0).UTC(), author: d.text(), summary: d.text(), folder: d.text()}
	if n := d.count(leastChange); n > 0 {
		c.changes = make([]change, n)
	}
	for i := range c.changes {
		c.changes[i] = d.change()
	}
	return c
}

func (d *decoder) change() change {
	c := change{path: d.text(), mode: filemode.FileMode(d.number()), blob: d.hash()}
	if !source.IsRecord(c.path) {
		d.fail()
	}
	return c
}

func (e *encoder) log(identity string, shallow bool, commits []commit) {
	e.text(identity)
	e.flag(shallow)
	e.number(uint64(len(commits)))
	for _, c := range commits {
		e.hash(c.hash)
		e.number(uint64(c.clock.Unix()))
		e.text(c.author)
		e.text(c.summary)
		e.text(c.folder)
		e.number(uint64(len(c.changes)))
		for _, file := range c.changes {
			e.text(file.path)
			e.number(uint64(file.mode))
			e.hash(file.blob)
		}
	}
}

// save writes the cache to a temporary file and renames it.
func (c *cacheFile) save(shallow bool, commits []commit, blocks []block) error {
	var log encoder
	log.log(c.identity, shallow, commits)
	if len(log.out) > maxBlock {
		return fmt.Errorf("keep the history: %d commits are more than a cache can hold", len(commits))
	}
	file := encoder{out: []byte(cacheHeader)}
	file.bytes(compress(log.out))
	var small []byte
	for _, b := range blocks {
		if b.packed != nil {
			file.bytes(b.packed)
			continue
		}
		if small = append(small, b.raw...); len(small) >= minBlock {
			file.bytes(compress(small))
			small = nil
		}
	}
	if len(small) > 0 {
		file.bytes(compress(small))
	}
	return c.write(file.out)
}

func (c *cacheFile) write(file []byte) error {
	if err := os.MkdirAll(c.folder, 0o700); err != nil {
		return fmt.Errorf("keep the history: %w", err)
	}
	if err := safefile.Write(filepath.Join(c.folder, c.name), file, 0o644); err != nil {
		return fmt.Errorf("keep the history: %w", err)
	}
	return nil
}

// Encoder and decoder of Zstandard frames, safe for concurrent use.
var (
	compressor = sync.OnceValue(func() *zstd.Encoder {
		w, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest))
		if err != nil {
			panic(err) // wrong option
		}
		return w
	})
	decompressor = sync.OnceValue(func() *zstd.Decoder {
		r, err := zstd.NewReader(nil, zstd.WithDecoderMaxMemory(maxBlock), zstd.WithDecoderConcurrency(0))
		if err != nil {
			panic(err)
		}
		return r
	})
)

func compress(raw []byte) []byte { return compressor().EncodeAll(raw, nil) }

func decompress(packed []byte) ([]byte, error) { return decompressor().DecodeAll(packed, nil) }
