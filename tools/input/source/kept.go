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
//	keptHeader, then entries: digest, length, JSON; then a digest of all that
//
// An entry is the digest of a file's content and of the name of its schema, and the
// content as JSON: it went through syntax and schema without a problem. A file of
// entries is named by all else that this depends on: the schemas with the register's
// device classes, the Go types, and the very build of the tool.

const keptHeader = "opencec kept records 1\n"

const keptExtension = ".records"

const (
	// maxKept bounds what is kept. A hundred thousand listings with as many
	// certificates take some 100 MB.
	maxKept = 1 << 30

	// maxKeptFiles is how many builds of the tool and sets of device classes have
	// something kept: those of some branches. The oldest go.
	maxKeptFiles = 8

	// What is kept is written anew once more than one of so many files had to be read
	// from their YAML: writing takes longer than reading a few.
	keptShare = 100
)

type keptKey [sha256.Size]byte

func (r *reading) key() keptKey {
	h := sha256.New()
	fmt.Fprintf(h, "%s\x00", r.schema)
	h.Write(r.content)
	return keptKey(h.Sum(nil))
}

// kept is what files were read as before. Without a name nothing is kept.
type kept struct {
	folder, name string
	entries      map[keptKey][]byte
}

// openKept reads what is kept in a folder for these device classes. What cannot be
// used is as if it were not there.
func openKept(folder string, classes []*register.DeviceClass) (*kept, error) {
	k := &kept{folder: folder}
	if folder == "" {
		return k, nil
	}
	files, err := schemas.All(classes)
	if err != nil {
		return nil, fmt.Errorf("compose the schemas: %w", err)
	}
	form := sha256.New()
	fmt.Fprintf(form, "%s%s\n%s\n", keptHeader, DocumentForm(), toolBuild())
	for _, f := range files {
		fmt.Fprintf(form, "%s %d\n%s", f.Name, len(f.Data), f.Data)
	}
	k.name = hex.EncodeToString(form.Sum(nil)[:16]) + keptExtension
	if file, err := readKept(filepath.Join(folder, k.name)); err == nil {
		k.entries = parseKept(file)
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

func readKept(name string) ([]byte, error) {
	f, err := safefile.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, maxKept+1))
}

// parseKept takes what was kept apart; nil if it is not whole.
func parseKept(file []byte) map[keptKey][]byte {
	body := len(file) - sha256.Size
	if body < len(keptHeader) || len(file) > maxKept || sha256.Sum256(file[:body]) != [sha256.Size]byte(file[body:]) {
		return nil
	}
	rest, ok := bytes.CutPrefix(file[:body], []byte(keptHeader))
	if !ok {
		return nil
	}
	entries := map[keptKey][]byte{}
	for len(rest) > 0 {
		if len(rest) < sha256.Size+4 {
			return nil
		}
		key := keptKey(rest[:sha256.Size])
		length := int64(binary.BigEndian.Uint32(rest[sha256.Size:]))
		rest = rest[sha256.Size+4:]
		if length > int64(len(rest)) {
			return nil
		}
		entries[key], rest = rest[:length:length], rest[length:]
	}
	return entries
}

// decode reads files as they were read before, and returns those that were not.
func (k *kept) decode(ctx context.Context, files []*reading) (missing []*reading, err error) {
	if len(k.entries) == 0 {
		return files, nil
	}
	err = parallel.Do(ctx, len(files), func(i int) error {
		text, ok := k.entries[files[i].key()]
		if ok && files[i].take(text) != nil {
			*files[i] = *newReading(files[i].name, files[i].content) // without what it took
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

// keep writes what files were read as, if enough of them were missing.
func (k *kept) keep(files, missing []*reading) error {
	fresh := 0
	for _, r := range missing {
		if r.text != nil {
			fresh++
		}
	}
	if k.name == "" || fresh*keptShare <= len(files) {
		return nil
	}
	entries := map[keptKey][]byte{}
	for _, r := range files {
		if r.text != nil {
			entries[r.key()] = r.text
		}
	}
	// Those of other data folders stay, as long as they are not the most of it.
	if len(k.entries) <= len(entries) {
		maps.Copy(entries, k.entries)
	}
	file := bytes.NewBufferString(keptHeader)
	for _, key := range slices.SortedFunc(maps.Keys(entries), func(a, b keptKey) int { return bytes.Compare(a[:], b[:]) }) {
		file.Write(key[:])
		file.Write(binary.BigEndian.AppendUint32(nil, uint32(len(entries[key]))))
		file.Write(entries[key])
	}
	sum := sha256.Sum256(file.Bytes())
	file.Write(sum[:])
	if file.Len() > maxKept {
		return fmt.Errorf("keep what files were read as: %d MiB are more than the most that is kept, %d", file.Len()>>20, maxKept>>20)
	}
	if err := k.write(file.Bytes()); err != nil {
		return fmt.Errorf("keep what files were read as: %w", err)
	}
	return nil
}

func (k *kept) write(file []byte) error {
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
// maxKeptFiles.
func dropOldest(root *os.Root) error {
	entries, err := fs.ReadDir(root.FS(), ".")
	if err != nil {
		return err
	}
	var files []fs.FileInfo
	for _, entry := range entries {
		if info, err := entry.Info(); err == nil && filepath.Ext(entry.Name()) == keptExtension {
			files = append(files, info)
		}
	}
	slices.SortFunc(files, func(a, b fs.FileInfo) int {
		return cmp.Or(b.ModTime().Compare(a.ModTime()), cmp.Compare(a.Name(), b.Name()))
	})
	for _, info := range files[min(len(files), maxKeptFiles):] {
		if err := removeIfThere(root, info.Name()); err != nil {
			return err
		}
	}
	return nil
}
