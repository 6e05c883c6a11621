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

// Files in the downloads folder of a snapshot: the text about its manifest, and the same text
// signed. Both begin with SnapshotHead, since a key may sign other things too.
const (
	SnapshotText = "manifest.txt"
	SnapshotNote = "manifest.note"
	SnapshotHead = "opencec snapshot v1\n"
)

// maxSnapshotText is the most bytes of a text about a manifest, which has a few lines.
const maxSnapshotText = 8 << 10

// SignSnapshot signs the text about the manifest in a build's folder, or in its downloads
// folder, and writes the signed text beside it. It reads only that file, line by line, so that a
// program without parsers can hold the secrets; package snapshot writes and verifies the content.
// If commit is not "", the text must name it. SignSnapshot refuses a folder that is signed already.
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

// openDownloads opens the folder with the text: dir itself or the downloads folder in it.
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

// CheckSnapshotText checks the form of a text about a manifest: the head, then lines that each
// have a name and a value. No name may appear twice, so that the text cannot name two commits or
// days. No line may be empty, because an empty line ends the text of a note.
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

// writeNote writes a new file, and removes it if writing fails.
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
