package signature

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"opencec/tools/base/safefile"
)

// The names, in the downloads folder of a snapshot, of the text about its manifest and of
// the same text signed, and the first line of both: a key may sign other things too.
const (
	SnapshotText = "manifest.txt"
	SnapshotNote = "manifest.note"
	SnapshotHead = "opencec snapshot v1\n"
)

// maxSnapshotText is the most bytes of a text about a manifest, which has a few lines.
const maxSnapshotText = 8 << 10

// SignSnapshot signs the text about the manifest in a build's folder, or in its downloads
// folder, and writes the signed text beside it. It reads that one file, as lines, and
// nothing else of the folder, so that a program without a parser can hold the secrets:
// what the text says is for package snapshot to make and to verify. With a commit, the
// text must name it. A folder that is signed already is refused.
func SignSnapshot(dir, commit string, secrets ...Secret) (signed []byte, err error) {
	folder, err := openDownloads(dir)
	if err != nil {
		return nil, err
	}
	defer folder.Close() // nothing was written through the directory itself
	text, err := readSnapshotText(folder)
	if err != nil {
		return nil, err
	}
	if commit != "" && !strings.Contains(text, "\ncommit: "+commit+"\n") {
		return nil, fmt.Errorf("%s does not name the commit %.40q, which was asked for: it is the text of another build", SnapshotText, commit)
	}
	if signed, err = Sign(text, secrets...); err != nil {
		return nil, err
	}
	return signed, writeNote(folder, SnapshotNote, signed)
}

// openDownloads opens a folder that has the text, or the downloads folder in it.
func openDownloads(dir string) (*os.Root, error) {
	for _, name := range []string{dir, filepath.Join(dir, "downloads")} {
		folder, err := os.OpenRoot(name)
		if err != nil {
			continue
		}
		if _, err := folder.Lstat(SnapshotText); err == nil {
			return folder, nil
		}
		folder.Close() // nothing was done with it
	}
	return nil, fmt.Errorf("%s has no %s, nor has a folder downloads in it: give the folder that opencec build made", dir, SnapshotText)
}

// readSnapshotText reads the text and checks its form.
func readSnapshotText(folder *os.Root) (string, error) {
	info, err := folder.Lstat(SnapshotText)
	if err != nil {
		return "", err
	}
	if !info.Mode().IsRegular() {
		return "", fmt.Errorf("%s is not a regular file", SnapshotText)
	}
	content, err := safefile.ReadIn(folder, SnapshotText, maxSnapshotText)
	if errors.Is(err, safefile.ErrTooLarge) {
		return "", fmt.Errorf("%s has more than %d bytes, the most that it may have: this is another file", SnapshotText, maxSnapshotText)
	}
	if err != nil {
		return "", err
	}
	if err := CheckSnapshotText(string(content)); err != nil {
		return "", fmt.Errorf("%s %w", SnapshotText, err)
	}
	return string(content), nil
}

var snapshotLine = regexp.MustCompile(`^([a-z][a-z0-9_.-]*): .`)

// CheckSnapshotText checks the form of a text about a manifest: its head, and then lines
// that each say one thing, by a name and a value. No name is there twice, so that the text
// cannot name two commits or days. There is no empty line either, which in a signed text
// ends what is signed.
func CheckSnapshotText(text string) error {
	rest, ok := strings.CutPrefix(text, SnapshotHead)
	if !ok {
		return fmt.Errorf("does not begin with the line %q: this is another file", strings.TrimSpace(SnapshotHead))
	}
	if !strings.HasSuffix(text, "\n") || strings.Contains(text, "\n\n") {
		return errors.New("has an empty line, or its last line does not end: it was altered or cut short")
	}
	names := map[string]bool{}
	for line := range strings.Lines(rest) {
		match := snapshotLine.FindStringSubmatch(line)
		if match == nil {
			return fmt.Errorf("has the line %.100q, which is not a name and a value: it was altered", strings.TrimSuffix(line, "\n"))
		}
		if names[match[1]] {
			return fmt.Errorf("says twice what %q is: it was altered", match[1])
		}
		names[match[1]] = true
	}
	return nil
}

// writeNote writes a new file. A part of one does not stay.
func writeNote(folder *os.Root, name string, signed []byte) error {
	f, err := folder.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%w: the folder is signed already; remove %s to sign it with another key", err, name)
	}
	if err != nil {
		return err
	}
	_, err = f.Write(signed)
	if err := errors.Join(err, f.Close()); err != nil {
		return errors.Join(err, folder.Remove(name))
	}
	return nil
}
