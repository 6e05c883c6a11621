package signature

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"opencec/tools/base/safefile"
)

const (
	// ReleaseNote is the name of the signed text that lies beside the files of a release of
	// the programs.
	ReleaseNote = checksumsFile + ".note"
	// ReleaseHead is the first line of that text: a key may sign other things too.
	ReleaseHead = "opencec release v1\n"

	checksumsFile = "checksums.txt"

	maxChecksums   = 32 << 10 // a release has some 30 files, with 100 bytes for each
	maxReleaseFile = 1 << 30
)

// A Release says which files a release of the programs has.
type Release struct {
	Version string            // the tag, such as v1.2.0
	Commit  string            // all 40 digits
	Digests map[string]string // SHA-256 in hexadecimal, by the name of the file
}

var (
	releaseVersion = regexp.MustCompile(`^v\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$`)
	releaseCommit  = regexp.MustCompile(`^[0-9a-f]{40}$`)
	// The format of sha256sum. The name has no folder, so that it cannot lead elsewhere.
	checksumLine = regexp.MustCompile(`^([0-9a-f]{64})  ([0-9A-Za-z][0-9A-Za-z._-]{0,127})$`)
)

// String returns the text that is signed: its head, the version, the commit, and a line for
// each file, as sha256sum reads it.
func (r Release) String() string {
	var text strings.Builder
	fmt.Fprintf(&text, "%sversion: %s\ncommit: %s\n", ReleaseHead, r.Version, r.Commit)
	for _, name := range slices.Sorted(maps.Keys(r.Digests)) {
		fmt.Fprintf(&text, "%s  %s\n", r.Digests[name], name)
	}
	return text.String()
}

// ParseRelease parses the text that String returns, and accepts no other form.
func ParseRelease(text string) (Release, error) {
	rest, ok := strings.CutPrefix(text, ReleaseHead)
	if !ok {
		return Release{}, fmt.Errorf("does not begin with the line %q: this is another file", strings.TrimSpace(ReleaseHead))
	}
	var r Release
	for _, line := range []struct {
		name  string
		value *string
	}{{"version", &r.Version}, {"commit", &r.Commit}} {
		var first string
		first, rest, _ = strings.Cut(rest, "\n")
		if *line.value, ok = strings.CutPrefix(first, line.name+": "); !ok {
			return Release{}, fmt.Errorf("has the line %.100q in the place of its %s", first, line.name)
		}
	}
	var err error
	if r.Digests, err = parseChecksums(rest); err != nil {
		return Release{}, err
	}
	if err := r.check(); err != nil {
		return Release{}, err
	}
	if r.String() != text {
		return Release{}, errors.New("has its files in another order than that of their names")
	}
	return r, nil
}

func (r Release) check() error {
	if !releaseVersion.MatchString(r.Version) {
		return fmt.Errorf("%.100q is not a version such as v1.2.0", r.Version)
	}
	if !releaseCommit.MatchString(r.Commit) {
		return fmt.Errorf("%.100q is not a commit: it has all 40 hexadecimal digits", r.Commit)
	}
	return nil
}

// parseChecksums reads the lines of sha256sum.
func parseChecksums(text string) (map[string]string, error) {
	if text == "" || !strings.HasSuffix(text, "\n") {
		return nil, errors.New("names no file, or its last line does not end: it was cut short")
	}
	digests := map[string]string{}
	for line := range strings.Lines(text) {
		match := checksumLine.FindStringSubmatch(strings.TrimSuffix(line, "\n"))
		if match == nil {
			return nil, fmt.Errorf("has the line %.100q, which is not a SHA-256 digest, two spaces and the name of a file", strings.TrimSuffix(line, "\n"))
		}
		if _, twice := digests[match[2]]; twice {
			return nil, fmt.Errorf("names %s twice", match[2])
		}
		digests[match[2]] = match[1]
	}
	return digests, nil
}

// SignRelease signs the digests of a release's files, which it reads from checksums.txt of the
// folder, and writes the signed text beside it. It reads no other file of the release, and
// refuses a release that is signed already.
func SignRelease(path, version, commit string, secrets ...Secret) error {
	if filepath.Base(path) != checksumsFile {
		return fmt.Errorf("%s is not named %s, as the list of a release's digests is", path, checksumsFile)
	}
	lines, err := safefile.Read(path, maxChecksums)
	if errors.Is(err, safefile.ErrTooLarge) {
		return fmt.Errorf("%s has more than %d bytes, the most that it may have: this is another file", path, maxChecksums)
	}
	if err != nil {
		return err
	}
	r := Release{Version: version, Commit: commit}
	if err := r.check(); err != nil {
		return err
	}
	if r.Digests, err = parseChecksums(string(lines)); err != nil {
		return fmt.Errorf("%s %w", path, err)
	}
	signed, err := Sign(r.String(), secrets...)
	if err != nil {
		return err
	}
	folder, err := os.OpenRoot(filepath.Dir(path))
	if err != nil {
		return err
	}
	defer folder.Close() // nothing was written through the directory itself
	return writeNote(folder, ReleaseNote, signed)
}

// ReadRelease reads the signed text beside the files of a release.
func ReadRelease(folder string, keys ...Key) (r Release, by []Key, err error) {
	path := filepath.Join(folder, ReleaseNote)
	signed, err := safefile.ReadWithin(context.Background(), path, MaxNoteSize)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return Release{}, nil, fmt.Errorf("%s is missing: get it from the release that the files are of, and put it beside them; of a register's downloads give the folder", path)
	case errors.Is(err, safefile.ErrTooLarge):
		return Release{}, nil, fmt.Errorf("%s has more than %d bytes, the most that it may have: this is another file", path, MaxNoteSize)
	case err != nil:
		return Release{}, nil, err
	}
	text, by, err := Open(signed, keys...)
	if err != nil {
		return Release{}, nil, fmt.Errorf("%s: %w", path, err)
	}
	if r, err = ParseRelease(text); err != nil {
		return Release{}, nil, fmt.Errorf("%s %w", path, err)
	}
	return r, by, nil
}

// CheckFile checks that the file at path is the release's file of that name, and returns its
// size.
func (r Release) CheckFile(path string) (size int64, err error) {
	name := filepath.Base(path)
	want, ok := r.Digests[name]
	if !ok {
		return 0, fmt.Errorf("the release %s has no file of that name, but %s", r.Version, strings.Join(slices.Sorted(maps.Keys(r.Digests)), ", "))
	}
	file, err := safefile.Open(path)
	if err != nil {
		return 0, err
	}
	defer file.Close() // it was only read
	hash := sha256.New()
	size, err = io.Copy(hash, io.LimitReader(file, maxReleaseFile+1))
	switch {
	case err != nil:
		return 0, err
	case size > maxReleaseFile:
		return 0, fmt.Errorf("it has more than %d bytes, the most that a file of a release may have", maxReleaseFile)
	}
	if got := hex.EncodeToString(hash.Sum(nil)); got != want {
		return 0, fmt.Errorf("its SHA-256 digest is %s, and that of the released file is %s: it was altered, or cut short", got, want)
	}
	return size, nil
}
