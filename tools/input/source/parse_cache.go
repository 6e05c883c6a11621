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
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"opencec/schemas"
	"opencec/tools/base/parallel"
	"opencec/tools/base/safefile"
	"opencec/tools/register"
)

// What is kept is a file
//
//	cacheHeader, then entries: digest, length, JSON; then a digest of all that
//
// An entry is the digest of a file's content and of the name of its schema, and the
// content as JSON: it went through syntax and schema without a problem. A file of
// entries is named by all else that this depends on: the schemas with the register's
// device classes, the Go types, and the very build of the tool.

const cacheHeader = "opencec kept records 1\n"

const cacheExtension = ".records"

const (
	// maxCacheSize bounds what is kept. A hundred thousand listings with as many
	// certificates take some 100 MB.
	maxCacheSize = 1 << 30

	// maxCacheFiles is how many builds of the tool and sets of device classes have
	// something kept: those of some branches. The oldest go.
	maxCacheFiles = 8

	// What is kept is written anew once more than one of so many files had to be read
	// from their YAML: writing takes longer than reading a few.
	cacheRewriteShare = 100
)

type cacheKey [sha256.Size]byte

func (r *dataFile) cacheKey() cacheKey {
	h := sha256.New()
	fmt.Fprintf(h, "%s\x00", r.schema)
	h.Write(r.content)
	return cacheKey(h.Sum(nil))
}

// parseCache is what files were read as before. Without a name nothing is kept.
type parseCache struct {
	folder, name string
	entries      map[cacheKey][]byte
}

// openParseCache reads what is kept in a folder for these device classes. What cannot be
// used is as if it were not there.
func openParseCache(folder string, classes []*register.DeviceClass) (*parseCache, error) {
	k := &parseCache{folder: folder}
	if folder == "" {
		return k, nil
	}
	files, err := schemas.All(classes)
	if err != nil {
		return nil, fmt.Errorf("compose the schemas: %w", err)
	}
	form := sha256.New()
	fmt.Fprintf(form, "%s%s\n%s\n", cacheHeader, DocumentFingerprint(), toolBuild())
	for _, f := range files {
		fmt.Fprintf(form, "%s %d\n%s", f.Name, len(f.Data), f.Data)
	}
	k.name = hex.EncodeToString(form.Sum(nil)[:16]) + cacheExtension
	if file, err := readCacheFile(filepath.Join(folder, k.name)); err == nil {
		k.entries = parseCacheFile(file)
	}
	return k, nil
}

// toolBuild names the program that is running: another build may judge otherwise.
func toolBuild() string {
	name, err := os.Executable()
	if err != nil {
		return ""
	}
	info, err := os.Stat(name)
	if err != nil {
		return ""
	}
	return fmt.Sprint(name, info.Size(), info.ModTime().UnixNano())
}

func readCacheFile(name string) ([]byte, error) {
	f, err := safefile.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, maxCacheSize+1))
}

// parseCacheFile takes what was kept apart; nil if it is not whole.
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

// restore reads files as they were read before, and returns those that were not.
func (k *parseCache) restore(ctx context.Context, files []*dataFile) (missing []*dataFile, err error) {
	if len(k.entries) == 0 {
		return files, nil
	}
	err = parallel.Do(ctx, len(files), func(i int) error {
		text, ok := k.entries[files[i].cacheKey()]
		if ok && files[i].decodeJSON(text) != nil {
			*files[i] = *newDataFile(files[i].name, files[i].content) // without what it took
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

// save writes what files were read as, if enough of them were missing.
func (k *parseCache) save(files, missing []*dataFile) error {
	fresh := 0
	for _, r := range missing {
		if r.text != nil {
			fresh++
		}
	}
	if k.name == "" || fresh*cacheRewriteShare <= len(files) {
		return nil
	}
	entries := map[cacheKey][]byte{}
	for _, r := range files {
		if r.text != nil {
			entries[r.cacheKey()] = r.text
		}
	}
	// Those of other data folders stay, as long as they are not the most of it.
	if len(k.entries) <= len(entries) {
		maps.Copy(entries, k.entries)
	}
	file := bytes.NewBufferString(cacheHeader)
	for _, key := range slices.SortedFunc(maps.Keys(entries), func(a, b cacheKey) int { return bytes.Compare(a[:], b[:]) }) {
		file.Write(key[:])
		file.Write(binary.BigEndian.AppendUint32(nil, uint32(len(entries[key]))))
		file.Write(entries[key])
	}
	sum := sha256.Sum256(file.Bytes())
	file.Write(sum[:])
	if file.Len() > maxCacheSize {
		return fmt.Errorf("keep what files were read as: %d MiB are more than the most that is kept, %d", file.Len()>>20, maxCacheSize>>20)
	}
	if err := k.write(file.Bytes()); err != nil {
		return fmt.Errorf("keep what files were read as: %w", err)
	}
	return nil
}

func (k *parseCache) write(file []byte) error {
	if err := os.MkdirAll(k.folder, 0o700); err != nil {
		return err
	}
	root, err := os.OpenRoot(k.folder)
	if err != nil {
		return err
	}
	return errors.Join(WriteFile(root, k.name, file), dropOldest(root), root.Close())
}

// dropOldest removes the files of a folder that were written longest ago, down to
// maxCacheFiles.
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
