package history

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"opencec/tools/base/terminal"
	"opencec/tools/input/source"
)

// An indexEntry is the part of an entry of git's index (gitformat-index) that decides
// whether the file can be compared with the commit.
type indexEntry struct {
	name    string
	skipped bool // not checked out, or git was told to ignore it
	assumed bool // git was told to assume that it is unchanged
	folder  bool // a whole folder of a sparse index
	module  bool // a submodule
}

var errIndex = errors.New("git's index is damaged: fix it with: rm .git/index && git reset")

// errSplit is the error for an index that is split into two files.
var errSplit = errors.New("git's index is split into two files, which is not read here; fix it with: git config core.splitIndex false; git update-index --no-split-index")

// The layout of an index.
const (
	indexHead  = 12 // signature, version, number of entries
	indexFixed = 62 // an entry before its name
	indexHash  = 20 // at the end

	flagAssumed  = 0x8000
	flagExtended = 0x4000
	flagSkipped  = 0x4000 // in the extended flags

	modeFolder = 0o040000
	modeModule = 0o160000
)

// parseIndex calls visit for each entry of an index. go-git's own reader supports neither
// the assume-unchanged flag nor folders of a sparse index.
func parseIndex(index []byte, visit func(indexEntry)) error {
	if len(index) < indexHead+indexHash || string(index[:4]) != "DIRC" {
		return errIndex
	}
	version, count := binary.BigEndian.Uint32(index[4:]), binary.BigEndian.Uint32(index[8:])
	if version < 2 || version > 4 {
		return fmt.Errorf("git's index has the version %d, and 2 to 4 are read here; fix it with: git update-index --index-version 4", version)
	}
	rest, name := index[indexHead:len(index)-indexHash], ""
	for range count {
		e, size, err := parseIndexEntry(rest, version, name)
		if err != nil {
			return err
		}
		visit(e)
		rest, name = rest[size:], e.name
	}
	return checkIndexExtensions(rest)
}

// parseIndexEntry parses the first entry and returns its length. In version 4 a name
// shares a prefix with the previous one.
func parseIndexEntry(in []byte, version uint32, before string) (e indexEntry, size int, err error) {
	if len(in) < indexFixed+2 {
		return e, 0, errIndex
	}
	flags, at := binary.BigEndian.Uint16(in[indexFixed-2:]), indexFixed
	e.assumed = flags&flagAssumed != 0
	mode := binary.BigEndian.Uint32(in[24:])
	e.folder, e.module = mode == modeFolder, mode == modeModule
	if flags&flagExtended != 0 {
		e.skipped = binary.BigEndian.Uint16(in[at:])&flagSkipped != 0
		at += 2
	}
	if version == 4 {
		cut, n := offsetNumber(in[at:])
		if n == 0 || cut > uint64(len(before)) {
			return e, 0, errIndex
		}
		at, e.name = at+n, before[:len(before)-int(cut)]
	}
	end := bytes.IndexByte(in[at:], 0)
	if end < 0 {
		return e, 0, errIndex
	}
	e.name += string(in[at : at+end])
	if size = at + end + 1; version < 4 {
		size = (at + end + 8) / 8 * 8 // 1 to 8 zero bytes
	}
	if size > len(in) {
		return e, 0, errIndex
	}
	return e, size, nil
}

// offsetNumber parses a number in git's offset encoding: 7 bits a byte, the highest
// first, with 1 added for each continuation byte. It returns the number of bytes, or 0 on
// failure.
func offsetNumber(in []byte) (n uint64, size int) {
	for i, b := range in[:min(len(in), 8)] {
		if i > 0 {
			n++
		}
		n = n<<7 | uint64(b&0x7f)
		if b < 0x80 {
			return n, i + 1
		}
	}
	return 0, 0
}

// checkIndexExtensions refuses extensions of the index that change the meaning of its
// entries: those whose names begin with a lower-case letter.
func checkIndexExtensions(rest []byte) error {
	for len(rest) > 0 {
		if len(rest) < 8 {
			return errIndex
		}
		name, size := string(rest[:4]), uint64(binary.BigEndian.Uint32(rest[4:]))
		if size > uint64(len(rest)-8) {
			return errIndex
		}
		switch {
		case name == "link":
			return errSplit
		case name != "sdir" && name[0] >= 'a' && name[0] <= 'z':
			return fmt.Errorf("git's index has a part %q, which is not known here; fix it with: rm .git/index && git reset", name)
		}
		rest = rest[8+size:]
	}
	return nil
}

// CheckFiles returns an error that wraps ErrUnreadable if git was told to leave out or
// ignore files of the data folder dir, or if a submodule contains them. It returns nil if
// there is no readable repository.
func CheckFiles(dir string) error {
	r, err := openRepository(dir)
	if err != nil {
		return nil // reading the history will report it
	}
	return r.checkCheckout()
}

// checkCheckout refuses a checkout in which git leaves out or ignores files of the data
// folder: missing files would look removed from the register, and git would not notice
// changed ones. It also refuses submodules, whose records are not in the commits.
func (r *repository) checkCheckout() error {
	index, err := readGitFile(filepath.Join(r.place.own, "index"), maxList)
	if errors.Is(err, fs.ErrNotExist) {
		return nil // nothing was checked out
	}
	if err != nil {
		return err
	}
	var skipped, assumed, modules []string
	err = parseIndex(index, func(e indexEntry) {
		switch name, ok := r.inFolder(e); {
		case !ok:
		case e.module:
			modules = append(modules, name)
		case e.skipped:
			skipped = append(skipped, name)
		case e.assumed:
			assumed = append(assumed, name)
		}
	})
	if err != nil {
		return fmt.Errorf("%w: %w", ErrUnreadable, err)
	}
	return errors.Join(
		leftOutError(skipped, "git leaves out %s, of the register, as a sparse checkout does; fix it with: git sparse-checkout disable; or where git was told so for single files, with: git update-index --no-skip-worktree %s"),
		leftOutError(assumed, "git was told not to look at %s, of the register; fix it with: git update-index --no-assume-unchanged %s"),
		leftOutError(modules, "git has %s, of the register, as a submodule, so that its records seem to be removed; fix it with: git rm --cached %s; then remove the .git in it, and git add it"))
}

// inFolder returns the path of an entry for messages, and whether it is, or may contain,
// a file of the register.
func (r *repository) inFolder(e indexEntry) (string, bool) {
	if !e.skipped && !e.assumed && !e.module {
		return "", false
	}
	name := e.name
	if r.folder != "" {
		var ok bool
		if name, ok = strings.CutPrefix(e.name, r.folder+"/"); !ok {
			above := e.folder && strings.HasPrefix(r.folder+"/", e.name)
			return e.name, above
		}
	}
	if e.folder || e.module {
		return e.name, name == "" || holdsRecords(path.Clean(name))
	}
	return e.name, source.IsRecord(name)
}

// Tracked returns a function that reports whether git's index has a dot file of the data
// folder dir, or files of a dot folder, given its path in dir. It reads the index on
// first use. Outside git, or if the index cannot be read, the function returns false;
// CheckFiles reports the latter.
func Tracked(dir string) func(name string) bool {
	names := sync.OnceValue(func() []string { return trackedDotFiles(dir) })
	return func(name string) bool {
		return slices.ContainsFunc(names(), func(n string) bool { return n == name || strings.HasPrefix(n, name+"/") })
	}
}

func trackedDotFiles(dir string) []string {
	place, err := findGitFolder(dir)
	if err != nil {
		return nil
	}
	_, folder, err := place.folderOf(dir)
	if err != nil {
		return nil
	}
	index, err := readGitFile(filepath.Join(place.own, "index"), maxList)
	if err != nil {
		return nil
	}
	var names []string
	err = parseIndex(index, func(e indexEntry) {
		name, inside := strings.CutPrefix(e.name, folder+"/")
		if folder == "" {
			name, inside = e.name, true
		}
		if inside && strings.Contains("/"+name, "/.") {
			names = append(names, name)
		}
	})
	if err != nil {
		return nil
	}
	return names
}

// leftOutError returns the error for files that git ignores. The format takes some of
// their names and the arguments of the command that ends it.
func leftOutError(names []string, format string) error {
	const few = 3
	if len(names) == 0 {
		return nil
	}
	words := make([]string, len(names))
	for i, name := range names {
		words[i] = terminal.ShellWord(printableLine(name, maxSummary))
	}
	shown, arguments := strings.Join(words[:min(few, len(words))], ", "), strings.Join(words, " ")
	if more := len(words) - few; more > 0 {
		shown, arguments = fmt.Sprintf("%s and %d more files", shown, more), "FILE…"
	}
	return fmt.Errorf("%w: "+format, ErrUnreadable, shown, arguments)
}
