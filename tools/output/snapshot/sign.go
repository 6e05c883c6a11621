package snapshot

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strconv"
	"strings"

	"opencec/tools/base/spelling"
	"opencec/tools/output/signature"
)

// Names in DownloadsFolder of the text about the manifest, and of the same text signed.
const (
	StatementName = signature.SnapshotText
	NoteName      = signature.SnapshotNote
)

// Sign signs the text about the manifest that Write has written to a build directory, and returns
// a description of the note. The text has the digest of the manifest, and the manifest has those of
// the files, so the signature covers all of them. Like signature.SignSnapshot, it reads only the text.
func Sign(dir string, secrets ...signature.Secret) (*File, error) {
	signed, err := signature.SignSnapshot(dir, "", secrets...)
	if err != nil {
		return nil, fmt.Errorf("sign the snapshot in %s: %w", dir, err)
	}
	var keys []signature.Key
	for _, s := range secrets {
		keys = append(keys, s.Key())
	}
	file := noteFile(keys, " and ")
	file.Size, file.SHA256 = int64(len(signed)), sha256Hex(signed)
	return file, nil
}

// NoteFile describes the note that one or more of the keys will sign. Its size and digest are not
// known yet: they are -1 and "".
func NoteFile(keys ...signature.Key) *File { return noteFile(keys, " or ") }

// noteFile describes the note, with word between the names of the keys.
func noteFile(keys []signature.Key, word string) *File {
	var texts []string
	for _, k := range keys {
		texts = append(texts, k.String())
	}
	return &File{
		Name: NoteName, MediaType: "text/plain; charset=utf-8", Size: -1,
		Rows:        -1, // it has none
		Description: "The signature of " + ManifestName + ", and by it of all files, with the key " + strings.Join(texts, word) + ".",
	}
}

// statement returns the text to sign, which Write writes beside the manifest. It describes the
// snapshot for people, and its last line identifies the manifest.
func (m *Manifest) statement(encoded []byte) string {
	var b strings.Builder
	b.WriteString(signature.SnapshotHead)
	line := func(name, value string) {
		if value != "" {
			fmt.Fprintf(&b, "%s: %s\n", name, spelling.Printable(value))
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

// manifestLine identifies a manifest.
func manifestLine(encoded []byte) string {
	return fmt.Sprintf("%s: %d bytes, SHA-256 %s\n", ManifestName, len(encoded), sha256Hex(encoded))
}

// readNote reads the note.
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

// checkStatement returns an error if a text about the manifest contradicts it; name is the text's
// file. The text may have more lines, because a later release may have written it.
func (m *Manifest) checkStatement(name, text string, encoded []byte) error {
	if err := signature.CheckSnapshotText(text); err != nil {
		return fmt.Errorf("%s %w; copy all files of the folder again", name, err)
	}
	for want := range strings.Lines(m.statement(encoded)) {
		if !strings.Contains("\n"+text, "\n"+want) {
			return fmt.Errorf("%s does not agree with %s: it has no line %q; copy all files of the folder again", name, ManifestName, strings.TrimSpace(want))
		}
	}
	return nil
}

// checkStatementFile checks the text beside the manifest. Older snapshots have none.
func (m *Manifest) checkStatementFile(folder *os.Root, encoded []byte) error {
	info, err := folder.Lstat(StatementName)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if info.Size() > signature.MaxNoteSize {
		return fmt.Errorf("%s has %d bytes, a text about a manifest at most %d: this is another file", StatementName, info.Size(), signature.MaxNoteSize)
	}
	text, err := readRegular(folder, StatementName, info)
	if err != nil {
		return err
	}
	return m.checkStatement(StatementName, string(text), encoded)
}

// checkNote returns the signed text about the manifest, and the keys that have signed it, at least
// one.
func checkNote(folder *os.Root, encoded []byte, keys []signature.Key) (text string, by []signature.Key, err error) {
	if text, by, err = signedText(folder, encoded, keys); err != nil {
		return "", nil, untrusted(err)
	}
	return text, by, nil
}

func signedText(folder *os.Root, encoded []byte, keys []signature.Key) (text string, by []signature.Key, err error) {
	signed, err := readNote(folder)
	if err != nil {
		return "", nil, fmt.Errorf("%w: the snapshot is not signed, or its note was not copied", err)
	}
	if text, by, err = signature.Open(signed, keys...); err != nil {
		return "", nil, fmt.Errorf("%s: %w", NoteName, err)
	}
	if !strings.HasPrefix(text, signature.SnapshotHead) {
		return "", nil, fmt.Errorf("%s is a signed text about something else: it begins with %q", NoteName, firstLine(text))
	}
	if want := manifestLine(encoded); !strings.HasSuffix(text, "\n"+want) {
		return "", nil, fmt.Errorf("%s is the note of another manifest: it ends with %q, and this one with %q; copy all files of the folder again", NoteName, lastLine(text), strings.TrimSpace(want))
	}
	return text, by, nil
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return line
}

func lastLine(text string) string {
	text = strings.TrimSuffix(text, "\n")
	return text[strings.LastIndexByte(text, '\n')+1:]
}
