package source

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"opencec/tools/base/buildinfo"
	"opencec/tools/base/parallel"
	"opencec/tools/base/safefile"
)

// The cache is a file
//
//	cacheHeader, then entries: digest, length, JSON; then a digest of all that
//
// The digest of an entry is over the content of a file and the name of its schema. The JSON
// is the parsed content, which passed syntax and schema without a problem. The name of the
// cache file is a digest of everything else that this depends on: the schemas with the
// register's device classes, the Go types, and the build of the tool.

const cacheHeader = "opencec kept records 1\n"

const cacheExtension = ".records"

const (
	// maxCacheSize bounds the cache. A hundred thousand listings with as many certificates
	// take some 100 MB.
	maxCacheSize = 1 << 30

	// maxCacheFiles is the number of cache files that stay, for builds of the tool and sets
	// of device classes such as those of some branches. The oldest are removed.
	maxCacheFiles = 8

	// The cache is rewritten when more than one in cacheRewriteShare files were missing
	// from it: writing takes longer than parsing a few files.
	cacheRewriteShare = 100
)

type cacheKey [sha256.Size]byte

func (r *dataFile) cacheKey() cacheKey {
	h := sha256.New()
	fmt.Fprintf(h, "%s\x00", r.schema)
	h.Write(r.content)
	return cacheKey(h.Sum(nil))
}

// A parseCache holds the parsed content of files. Without a name nothing is stored.
type parseCache struct {
	folder, name string
	entries      map[cacheKey][]byte
}

// openParseCache reads the cache in a folder for these schemas. A cache that cannot
// be used counts as missing.
func openParseCache(folder string, schemas schemasDigest) *parseCache {
	c := &parseCache{folder: folder}
	if folder == "" {
		return c
	}
	form := sha256.New()
	fmt.Fprintf(form, "%s%s\n%s\n%x", cacheHeader, DocumentFingerprint(), buildinfo.Executable(), schemas)
	c.name = hex.EncodeToString(form.Sum(nil)[:16]) + cacheExtension
	if file, err := safefile.Read(filepath.Join(folder, c.name), maxCacheSize); err == nil {
		c.entries = parseCacheFile(file)
	}
	return c
}

// parseCacheFile splits the cache into its entries. It returns nil if the file is damaged.
func parseCacheFile(file []byte) map[cacheKey][]byte {
	body := len(file) - sha256.Size
	if body < len(cacheHeader) || len(file) > maxCacheSize || sha256.Sum256(file[:body]) != [sha256.Size]byte(file[body:]) {
		return nil
	}
	rest, ok := bytes.CutPrefix(file[:body], []byte(cacheHeader))
	if !ok {
		return nil
	}
	entries := map[cacheKey][]byte{}
	for len(rest) > 0 {
		if len(rest) < sha256.Size+4 {
			return nil
		}
		key := cacheKey(rest[:sha256.Size])
		length := int64(binary.BigEndian.Uint32(rest[sha256.Size:]))
		rest = rest[sha256.Size+4:]
		if length > int64(len(rest)) {
			return nil
		}
		entries[key], rest = rest[:length:length], rest[length:]
	}
	return entries
}

// restore decodes files from the cache, and returns those that it does not have.
func (c *parseCache) restore(ctx context.Context, files []*dataFile) (missing []*dataFile, err error) {
	if len(c.entries) == 0 {
		return files, nil
	}
	err = parallel.Do(ctx, len(files), func(i int) error {
		text, ok := c.entries[files[i].cacheKey()]
		if ok && files[i].decodeJSON(text) != nil {
			*files[i] = *newDataFile(files[i].name, files[i].content) // drop what was decoded
		}
		return nil
	})
	for _, r := range files {
		if r.text == nil {
			missing = append(missing, r)
		}
	}
	return missing, err
}

// save writes the parsed content of files to the cache, if enough of them were missing.
func (c *parseCache) save(files, missing []*dataFile) error {
	fresh := 0
	for _, r := range missing {
		if r.text != nil {
			fresh++
		}
	}
	if c.name == "" || fresh*cacheRewriteShare <= len(files) {
		return nil
	}
	entries := map[cacheKey][]byte{}
	for _, r := range files {
		if r.text != nil {
			entries[r.cacheKey()] = r.text
		}
	}
	// Entries of other data folders stay, as long as they are not the larger part.
	if len(c.entries) <= len(entries) {
		maps.Copy(entries, c.entries)
	}
	size := len(cacheHeader) + sha256.Size
	for _, text := range entries {
		size += sha256.Size + 4 + len(text)
	}
	file := bytes.NewBuffer(make([]byte, 0, size)) // at once, because it is large and grows by doubling
	file.WriteString(cacheHeader)
	for _, key := range slices.SortedFunc(maps.Keys(entries), func(a, b cacheKey) int { return bytes.Compare(a[:], b[:]) }) {
		file.Write(key[:])
		file.Write(binary.BigEndian.AppendUint32(nil, uint32(len(entries[key]))))
		file.Write(entries[key])
	}
	sum := sha256.Sum256(file.Bytes())
	file.Write(sum[:])
	if file.Len() > maxCacheSize {
		return fmt.Errorf("cache the parsed files: %d MiB, and the most is %d", file.Len()>>20, maxCacheSize>>20)
	}
	if err := c.write(file.Bytes()); err != nil {
		return fmt.Errorf("cache the parsed files: %w", err)
	}
	return nil
}

func (c *parseCache) write(file []byte) error {
	if err := os.MkdirAll(c.folder, 0o700); err != nil {
		return err
	}
	root, err := os.OpenRoot(c.folder)
	if err != nil {
		return err
	}
	return errors.Join(WriteFile(root, c.name, file), dropOldest(root), root.Close())
}

// dropOldest removes the oldest files of a folder, down to maxCacheFiles.
func dropOldest(root *os.Root) error {
	entries, err := fs.ReadDir(root.FS(), ".")
	if err != nil {
		return err
	}
	var files []fs.FileInfo
	for _, entry := range entries {
		if info, err := entry.Info(); err == nil && filepath.Ext(entry.Name()) == cacheExtension {
			files = append(files, info)
		}
	}
	slices.SortFunc(files, func(a, b fs.FileInfo) int {
		return cmp.Or(b.ModTime().Compare(a.ModTime()), cmp.Compare(a.Name(), b.Name()))
	})
	for _, info := range files[min(len(files), maxCacheFiles):] {
		if err := removeIfExists(root, info.Name()); err != nil {
			return err
		}
	}
	return nil
}
