package website

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/klauspost/compress/zstd"
)

// A pageStore keeps rendered pages between builds, in files of a folder. Each build that renders
// pages adds a file, which is
//
//	storeHeader, then entries: pageDigest, SHA-256 of the packed bytes, their length, the packed bytes
//
// The packed bytes are the files of a page with marks in them (see filler), as a Zstandard frame. An
// entry whose bytes do not have the SHA-256 does not count: the page is rendered again. Files are written
// beside and renamed, and no file is changed later, so that builds can share a folder.
type pageStore struct {
	folder string
	files  []*storeFile
	index  map[pageDigest]storeEntry

	mu    sync.Mutex
	added *os.File // the file of this build; nil before the first page
	size  int64    // bytes in added
	err   error    // why nothing more is kept
	used  map[pageDigest]bool
}

const (
	storeHeader    = "opencec rendered pages 1\n"
	storeExtension = ".pages"

	// maxStoreFiles is how many files a store has before its used entries are copied into one.
	maxStoreFiles = 8
	// maxStoreSize bounds the store, in bytes. Pages of a hundred thousand listings take some 500 MB.
	maxStoreSize = 4 << 30
	// maxPackedPage bounds an entry, in bytes.
	maxPackedPage = 64 << 20

	// unfinishedPrefix begins the names of files that a build still writes. A build that was killed
	// leaves one, which a later build removes after unfinishedLife.
	unfinishedPrefix = "new-"
	unfinishedLife   = 24 * time.Hour

	storeEntryHead = sha256.Size + sha256.Size + 4
)

// A storeFile is an open file of the store.
type storeFile struct {
	name string
	file *os.File
	size int64
}

// A storeEntry says where the packed bytes of a page are.
type storeEntry struct {
	file   *storeFile
	offset int64
	length int
	sum    [sha256.Size]byte
}

// openPageStore opens the store in a folder. A folder that is missing counts as empty, as do damaged
// files. Without a folder, nothing is kept.
func openPageStore(folder string) (*pageStore, error) {
	s := &pageStore{folder: folder, index: map[pageDigest]storeEntry{}, used: map[pageDigest]bool{}}
	if folder == "" {
		return s, nil
	}
	entries, err := os.ReadDir(folder)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return s, err
	}
	for _, e := range entries {
		name := filepath.Join(folder, e.Name())
		switch {
		case !e.Type().IsRegular():
		case filepath.Ext(name) == storeExtension:
			s.openFile(name)
		case strings.HasPrefix(e.Name(), unfinishedPrefix):
			removeIfOld(e, name)
		}
	}
	return s, nil
}

// removeIfOld removes the unfinished file of a build that was killed.
func removeIfOld(e fs.DirEntry, name string) {
	if info, err := e.Info(); err == nil && time.Since(info.ModTime()) > unfinishedLife {
		_ = os.Remove(name) // a later build tries again
	}
}

// openFile adds the entries of a file, up to the first that is damaged.
func (s *pageStore) openFile(name string) {
	file, err := os.Open(name)
	if err != nil {
		return
	}
	f := &storeFile{name: name, file: file}
	if info, err := file.Stat(); err == nil {
		f.size = info.Size()
	}
	s.files = append(s.files, f)
	header := make([]byte, len(storeHeader))
	if _, err := file.ReadAt(header, 0); err != nil || string(header) != storeHeader {
		return
	}
	var head [storeEntryHead]byte
	for at := int64(len(storeHeader)); ; {
		if _, err := file.ReadAt(head[:], at); err != nil {
			return
		}
		key, e := pageDigest(head[:sha256.Size]), storeEntry{file: f, offset: at + storeEntryHead}
		e.sum = [sha256.Size]byte(head[sha256.Size:])
		length := binary.BigEndian.Uint32(head[2*sha256.Size:])
		if length > maxPackedPage || e.offset+int64(length) > f.size {
			return
		}
		e.length = int(length)
		s.index[key] = e
		at = e.offset + int64(length)
	}
}

// A renderedFile is a file of a page: the page itself, a redirect to it, or an asset that it needs.
type renderedFile struct {
	name    string // from the root of the site
	content []byte
}

var (
	packer = sync.OnceValue(func() *zstd.Encoder {
		return must(zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(1)))
	})
	unpacker = sync.OnceValue(func() *zstd.Decoder {
		return must(zstd.NewReader(nil, zstd.WithDecoderConcurrency(0), zstd.WithDecoderMaxMemory(8*maxPackedPage)))
	})
)

// must returns v. Constant options do not fail.
func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// get returns the files of a page, or nil if the store does not have them undamaged.
func (s *pageStore) get(key pageDigest) []renderedFile {
	e, found := s.index[key]
	if !found {
		return nil
	}
	packed, err := e.read()
	if err != nil {
		return nil
	}
	raw, err := unpacker().DecodeAll(packed, nil)
	if err != nil {
		return nil
	}
	files, err := parseFiles(raw)
	if err != nil {
		return nil
	}
	s.mu.Lock()
	s.used[key] = true
	s.mu.Unlock()
	return files
}

func (e storeEntry) read() ([]byte, error) {
	packed := make([]byte, e.length)
	if _, err := e.file.file.ReadAt(packed, e.offset); err != nil {
		return nil, err
	}
	if sha256.Sum256(packed) != e.sum {
		return nil, errors.New("damaged")
	}
	return packed, nil
}

// put keeps the files of a page. After the first error it keeps nothing more: close returns the error.
func (s *pageStore) put(key pageDigest, files []renderedFile) {
	if s.folder == "" {
		return
	}
	var raw []byte
	for _, f := range files {
		raw = binary.AppendUvarint(raw, uint64(len(f.name)))
		raw = append(raw, f.name...)
		raw = binary.AppendUvarint(raw, uint64(len(f.content)))
		raw = append(raw, f.content...)
	}
	packed := packer().EncodeAll(raw, nil)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.err == nil && len(packed) <= maxPackedPage && s.size+int64(len(packed)) < maxStoreSize {
		s.err = s.append(key, sha256.Sum256(packed), packed)
	}
}

// append adds an entry to the file of this build. The caller holds mu.
func (s *pageStore) append(key pageDigest, sum [sha256.Size]byte, packed []byte) (err error) {
	if s.added == nil {
		if err := os.MkdirAll(s.folder, 0o700); err != nil {
			return err
		}
		if s.added, err = os.CreateTemp(s.folder, unfinishedPrefix+"*"); err != nil {
			return err
		}
		n, err := s.added.WriteString(storeHeader)
		if s.size = int64(n); err != nil {
			return err
		}
	}
	entry := make([]byte, 0, storeEntryHead+len(packed))
	entry = append(append(entry, key[:]...), sum[:]...)
	entry = binary.BigEndian.AppendUint32(entry, uint32(len(packed)))
	n, err := s.added.Write(append(entry, packed...))
	s.size += int64(n)
	s.used[key] = true
	return err
}

// parseFiles reads the files of a page from the unpacked bytes of an entry.
func parseFiles(raw []byte) ([]renderedFile, error) {
	r := bytes.NewReader(raw)
	next := func() ([]byte, error) {
		n, err := binary.ReadUvarint(r)
		if err != nil || n > uint64(r.Len()) {
			return nil, errors.Join(err, errors.New("damaged"))
		}
		at := len(raw) - r.Len()
		_, err = r.Seek(int64(n), io.SeekCurrent)
		return raw[at : at+int(n)], err
	}
	var files []renderedFile
	for r.Len() > 0 {
		name, err := next()
		if err != nil {
			return nil, err
		}
		content, err := next()
		if err != nil {
			return nil, err
		}
		files = append(files, renderedFile{string(name), content})
	}
	return files, nil
}

// close makes what put has kept visible for later builds, and removes what no build needs. After an
// error the pages of this build are not kept; those of earlier builds stay.
func (s *pageStore) close() error {
	if s.folder == "" {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	compact := s.err == nil && s.isWasteful()
	if compact {
		s.err = s.copyUsed()
	}
	err := s.finish()
	for _, f := range s.files {
		err = errors.Join(err, f.file.Close())
		if compact && s.err == nil {
			err = errors.Join(err, removeIfThere(f.name))
		}
	}
	return err
}

// isWasteful reports whether the store has too many files, or more unused bytes than used ones.
func (s *pageStore) isWasteful() bool {
	total, used := s.size, s.size
	for _, f := range s.files {
		total += f.size
	}
	for key := range s.used {
		if e := s.index[key]; e.file != nil {
			used += int64(e.length) + storeEntryHead
		}
	}
	return len(s.files) >= maxStoreFiles || total > 2*used+1<<20 || total > maxStoreSize
}

// copyUsed copies the entries that this build has used into its own file.
func (s *pageStore) copyUsed() error {
	var old []pageDigest
	for key := range s.used {
		if s.index[key].file != nil {
			old = append(old, key)
		}
	}
	slices.SortFunc(old, func(a, b pageDigest) int {
		x, y := s.index[a], s.index[b]
		return cmp.Or(strings.Compare(x.file.name, y.file.name), cmp.Compare(x.offset, y.offset))
	})
	for _, key := range old {
		packed, err := s.index[key].read()
		if err != nil {
			continue // a later build renders it
		}
		if err := s.append(key, s.index[key].sum, packed); err != nil {
			return err
		}
	}
	return nil
}

// finish renames the file of this build, so that later builds find it. If that fails, or anything has
// failed before, it removes the file.
func (s *pageStore) finish() error {
	if s.added == nil {
		return s.err
	}
	name := s.added.Name()
	err := errors.Join(s.err, s.added.Sync(), s.added.Close())
	if err == nil {
		err = os.Rename(name, filepath.Join(s.folder, strings.TrimPrefix(filepath.Base(name), unfinishedPrefix)+storeExtension))
	}
	if err != nil {
		s.err = fmt.Errorf("keep the rendered pages in %s: %w", s.folder, err)
		return errors.Join(s.err, removeIfThere(name))
	}
	return nil
}

func removeIfThere(name string) error {
	if err := os.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}
