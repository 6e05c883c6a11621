package snapshot

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
)

// SumsName is the name, in DownloadsFolder, of the list of digests that sha256sum and
// shasum read.
const SumsName = "SHA256SUMS"

// sums returns the list: the files of the manifest and the manifest itself. It follows from the
// manifest, so a signature of the manifest covers it too.
func (m *Manifest) sums(encoded []byte) []byte {
	var b bytes.Buffer
	line := func(digest, name string) { fmt.Fprintf(&b, "%s  %s\n", digest, name) }
	for _, f := range m.Files {
		line(f.SHA256, f.Name)
	}
	line(sha256Hex(encoded), ManifestName)
	return b.Bytes()
}

// checkSums returns an error if the folder's list is not want. A folder without a list is fine: the
// list is for people without opencec, and older snapshots have none.
func checkSums(folder *os.Root, want []byte) error {
	info, err := folder.Lstat(SumsName)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if info.Mode().IsRegular() && info.Size() != int64(len(want)) {
		return fmt.Errorf("%s has %d bytes, and with the digests of %s it would have %d: it was altered or is of another build; copy all files of the folder again",
			SumsName, info.Size(), ManifestName, len(want))
	}
	b, err := readRegular(folder, SumsName, info)
	if err != nil {
		return err
	}
	if !bytes.Equal(b, want) {
		return fmt.Errorf("%s does not have the digests of %s: %q is in it and should not be; it was altered or is of another build; copy all files of the folder again",
			SumsName, ManifestName, firstDifferentLine(string(b), string(want)))
	}
	return nil
}

// firstDifferentLine returns the first line of a text that differs from that of another.
func firstDifferentLine(text, other string) string {
	for {
		line, rest, more := strings.Cut(text, "\n")
		wanted, otherRest, _ := strings.Cut(other, "\n")
		if line != wanted || !more {
			return line
		}
		text, other = rest, otherRest
	}
}
