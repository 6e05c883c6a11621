package snapshot

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"opencec/tools/register"
	"opencec/tools/signature"
)

// NoteName is the name, in DownloadsFolder, of the signed note about the manifest.
const NoteName = "manifest.note"

// noteHead is the first line of every note: a key may sign other things too.
const noteHead = "opencec snapshot v1\n"

// Sign writes the signed note about the manifest that Write has made in a build
// directory, and returns what the manifest would say of it. As the manifest has the
// digest of each file, the signature is of all of them.
func Sign(dir string, secrets ...signature.Secret) (*File, error) {
	file, err := sign(dir, secrets)
	if err != nil {
		return nil, fmt.Errorf("sign the snapshot in %s: %w", dir, err)
	}
	return file, nil
}

func sign(dir string, secrets []signature.Secret) (*File, error) {
	folder, err := os.OpenRoot(filepath.Join(dir, DownloadsFolder))
	if err != nil {
		return nil, err
	}
	defer folder.Close() // nothing was written through the directory itself
	encoded, err := readManifest(folder)
	if err != nil {
		return nil, err
	}
	manifest, err := decodeManifest(encoded)
	if err != nil {
		return nil, err
	}
	signed, err := signature.Sign(manifest.statement(encoded), secrets...)
	if err != nil {
		return nil, err
	}
	var keys []string
	for _, s := range secrets {
		keys = append(keys, s.Key().String())
	}
	file := &File{
		Name: NoteName, MediaType: "text/plain; charset=utf-8", Size: int64(len(signed)), SHA256: digestOf(signed),
		Rows:        -1, // it has none
		Description: "The signature of " + ManifestName + ", and by it of all files, with the key " + strings.Join(keys, " and ") + ".",
	}
	return file, writeBytes(folder, NoteName, signed)
}

// statement returns what is signed: for people, what the snapshot is of, and as its
// last line which manifest it is.
func (m *Manifest) statement(encoded []byte) string {
	var b strings.Builder
	b.WriteString(noteHead)
	line := func(name, value string) {
		if value != "" {
			fmt.Fprintf(&b, "%s: %s\n", name, register.Printable(value))
		}
	}
	line("title", m.Title)
	line("version", m.ID)
	line("commit", m.Commit)
	line("on", m.On.String())
	if m.Serial > 0 {
		line("serial", strconv.FormatInt(m.Serial, 10))
	}
	b.WriteString(manifestLine(encoded))
	return b.String()
}

// manifestLine tells a manifest from every other.
func manifestLine(encoded []byte) string {
	return fmt.Sprintf("%s: %d bytes, SHA-256 %s\n", ManifestName, len(encoded), digestOf(encoded))
}

// readNote returns the note as it is in the folder.
func readNote(folder *os.Root) ([]byte, error) {
	info, err := folder.Stat(NoteName)
	if err != nil {
		return nil, err
	}
	if info.Size() > signature.MaxNoteSize {
		return nil, fmt.Errorf("%s has %d bytes, a note at most %d: this is another file", NoteName, info.Size(), signature.MaxNoteSize)
	}
	return readRegular(folder, NoteName, info)
}

// checkNote returns which of the keys have signed the manifest: one or more, or it is an
// error.
func checkNote(folder *os.Root, encoded []byte, keys []signature.Key) ([]signature.Key, error) {
	by, err := signersOf(folder, encoded, keys)
	if err != nil {
		return nil, untrusted(err)
	}
	return by, nil
}

func signersOf(folder *os.Root, encoded []byte, keys []signature.Key) ([]signature.Key, error) {
	signed, err := readNote(folder)
	if err != nil {
		return nil, fmt.Errorf("%w: the snapshot is not signed, or its note was not copied", err)
	}
	text, by, err := signature.Open(signed, keys...)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", NoteName, err)
	}
	if !strings.HasPrefix(text, noteHead) {
		return nil, fmt.Errorf("%s is a signed text about something else: it begins with %q", NoteName, firstLine(text))
	}
	if want := manifestLine(encoded); !strings.HasSuffix(text, "\n"+want) {
		return nil, fmt.Errorf("%s is the note of another manifest: it ends with %q, and this one with %q; copy all files of the folder again", NoteName, lastLine(text), strings.TrimSpace(want))
	}
	return by, nil
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return line
}

func lastLine(text string) string {
	text = strings.TrimSuffix(text, "\n")
	return text[strings.LastIndexByte(text, '\n')+1:]
}
