package snapshot

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"

	"opencec/tools/base/safefile"
	"opencec/tools/output/signature"
	"opencec/tools/register"
)

// Limits of what Open reads into memory.
const (
	// MaxManifestSize is the most bytes of a manifest.json. Real ones have about 3,000.
	MaxManifestSize = 1 << 20
	// MaxRegisterSize is the most bytes of a register.json: a million listings, ten times what
	// the register is designed for. Decoded, they need several times as much memory.
	MaxRegisterSize = 1 << 30
)

// A Snapshot is a register that Open has read.
type Snapshot struct {
	Register *register.Register
	Manifest *Manifest
	Digest   string // as in the Fingerprint of the same files

	history *historyFiles // nil if it has none
}

// Open reads the snapshot at path, which is a build or its downloads folder. It checks the schema
// version, and register.json against the manifest. While a build is being replaced, Open returns
// the old one or the new one. If keys are given, one of them must have signed the manifest: see
// Sign.
//
// Open opens the files of the history but does not read them, so that a server starts quickly;
// Journal reads them. They remain the files of this build when another one replaces it. Close them
// when the snapshot and its journal are no longer used; the runtime closes those that are
// unreachable.
func Open(path string, keys ...signature.Key) (*Snapshot, error) {
	snapshot, err := withFolder(path, func(folder *os.Root) (*Snapshot, error) { return readSnapshot(folder, keys) })
	if err != nil {
		return nil, fmt.Errorf("open the snapshot %s: %w", path, err)
	}
	return snapshot, nil
}

// folderDigest returns the digest of a manifest and the note in its folder. It ignores a note that
// cannot be read; Open reports it.
func folderDigest(folder *os.Root, manifest []byte) string {
	note, _ := readNote(folder)
	return sha256Hex(slices.Concat(manifest, note))
}

func sha256Hex(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// swapRetries is how often reading starts again after the folder was replaced. A few times are
// enough, because building takes longer than reading.
const swapRetries = 10

// withFolder calls read with the downloads folder at path. It opens the folder once, so that all
// files are from one build. If read fails and the folder was replaced meanwhile, its files may have
// been removed already, so withFolder tries again with the new one.
func withFolder[T any](path string, read func(*os.Root) (T, error)) (result T, err error) {
	for range swapRetries {
		var replaced bool
		result, replaced, err = withFolderOnce(path, read)
		if err == nil || !replaced {
			break
		}
	}
	return result, err
}

func withFolderOnce[T any](path string, read func(*os.Root) (T, error)) (result T, replaced bool, err error) {
	root, err := safefile.OpenFolder(path)
	if err != nil {
		_, statErr := os.Stat(path)
		return result, errors.Is(err, fs.ErrNotExist) && statErr == nil, fmt.Errorf("%w: %s", err, whichFolderHint)
	}
	defer root.Close() // only read from
	if result, err = readIn(root, read); err == nil {
		return result, false, nil
	}
	// While the root is open, its inode number is not reused.
	opened, openedErr := root.Stat(".")
	now, nowErr := os.Stat(path)
	return result, openedErr == nil && nowErr == nil && !os.SameFile(opened, now), err
}

const whichFolderHint = "give the folder that `opencec build` made, or the " + DownloadsFolder + " folder in it"

// readIn calls read with the downloads folder: root itself or the folder in it.
func readIn[T any](root *os.Root, read func(*os.Root) (T, error)) (result T, err error) {
	if _, err := root.Lstat(ManifestName); err == nil {
		return read(root)
	}
	folder, err := root.OpenRoot(DownloadsFolder)
	if errors.Is(err, fs.ErrNotExist) {
		return result, incomplete(fmt.Errorf("neither %s nor %s is there: %s", ManifestName, DownloadsFolder+"/"+ManifestName, whichFolderHint))
	}
	if err != nil {
		return result, err
	}
	defer folder.Close() // only read from
	return read(folder)
}

// readSnapshot reads and checks the files in a downloads folder.
func readSnapshot(folder *os.Root, keys []signature.Key) (*Snapshot, error) {
	encoded, manifest, err := readTrusted(folder, keys)
	if err != nil {
		return nil, err
	}
	document, entry, err := readRegister(folder, manifest)
	if err != nil {
		return nil, err
	}
	digest := make(chan error, 1)
	go func() { digest <- entry.checkDigest(sha256Hex(document)) }()
	head, records, err := decodeRegister(context.Background(), document)
	if err := <-digest; err != nil { // then it does not matter what the document holds
		return nil, err
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w: build the snapshot again", RegisterName, err)
	}
	if err := checkAgreement(manifest, head, records); err != nil {
		return nil, fmt.Errorf("%s: %w: build the snapshot again", RegisterName, err)
	}
	reg, err := register.New(*records, head.Version)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", RegisterName, err)
	}
	history, err := openHistory(folder, manifest)
	if err != nil {
		return nil, err
	}
	return &Snapshot{Register: reg, Manifest: manifest, Digest: folderDigest(folder, encoded), history: history}, nil
}

// readTrusted reads the manifest. If there are keys, one of them must have signed it.
func readTrusted(folder *os.Root, keys []signature.Key) (encoded []byte, manifest *Manifest, err error) {
	if encoded, err = readManifest(folder); err != nil {
		return nil, nil, err
	}
	var note string
	if len(keys) > 0 {
		if note, _, err = checkNote(folder, encoded, keys); err != nil {
			return nil, nil, err
		}
	}
	if manifest, err = decodeManifest(encoded); err != nil {
		return nil, nil, fmt.Errorf("%s: %w", ManifestName, err)
	}
	if len(keys) > 0 {
		if err := manifest.checkStatement(NoteName, note, encoded); err != nil {
			return nil, nil, untrusted(err)
		}
	}
	return encoded, manifest, nil
}

func readManifest(folder *os.Root) ([]byte, error) {
	info, err := folder.Stat(ManifestName)
	if err != nil {
		return nil, incomplete(fmt.Errorf("%w: is this the folder that `opencec build` made?", err))
	}
	if info.Size() > MaxManifestSize {
		return nil, fmt.Errorf("%s has %d bytes, a manifest at most %d: this is another file", ManifestName, info.Size(), MaxManifestSize)
	}
	return readRegular(folder, ManifestName, info)
}

// readRegister reads register.json, and compares its size with that in its entry of the manifest.
func readRegister(folder *os.Root, manifest *Manifest) (document []byte, entry *File, err error) {
	entry = manifest.File(RegisterName)
	if entry == nil {
		return nil, nil, fmt.Errorf("%s does not list %s: build the snapshot again", ManifestName, RegisterName)
	}
	info, err := folder.Stat(RegisterName)
	if err != nil {
		return nil, nil, missingFile(err)
	}
	if info.Size() > MaxRegisterSize {
		return nil, nil, fmt.Errorf("%s has %d bytes, more than the %d that are read into memory", RegisterName, info.Size(), MaxRegisterSize)
	}
	if err := entry.checkSize(info.Size()); err != nil {
		return nil, nil, err
	}
	document, err = readRegular(folder, RegisterName, info)
	return document, entry, err
}

// open opens the file whose info is given. It must be a regular file of the size in the manifest.
func (f *File) open(folder *os.Root, info fs.FileInfo) (*os.File, error) {
	opened, err := openRegular(folder, f.Name, info)
	if err != nil {
		return nil, err
	}
	if err := f.checkSize(info.Size()); err != nil {
		return nil, errors.Join(err, opened.Close())
	}
	return opened, nil
}

// checkSize compares a size with that in the manifest.
func (f *File) checkSize(size int64) error {
	if size != f.Size {
		return incomplete(fmt.Errorf("%s has %d bytes, and %s says %d: it is not whole or not of this build; copy all files of the folder again",
			f.Name, size, ManifestName, f.Size))
	}
	return nil
}

// checkDigest compares a SHA-256, in hexadecimal, with that in the manifest.
func (f *File) checkDigest(digest string) error {
	if digest != f.SHA256 {
		return incomplete(fmt.Errorf("%s has the SHA-256 %s, and %s says %s: it was altered; copy all files of the folder again",
			f.Name, digest, ManifestName, f.SHA256))
	}
	return nil
}

// openRegular opens a regular file. Anything else is an error, even if it has replaced the file of
// info meanwhile: reading a pipe could block for ever.
func openRegular(folder *os.Root, name string, info fs.FileInfo) (*os.File, error) {
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is not a regular file", name)
	}
	return safefile.OpenIn(folder, name)
}

// readRegular reads a file of the size in info.
func readRegular(folder *os.Root, name string, info fs.FileInfo) ([]byte, error) {
	f, err := openRegular(folder, name, info)
	if err != nil {
		return nil, err
	}
	defer f.Close() // only read from
	b := make([]byte, info.Size())
	if _, err := io.ReadFull(f, b); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return b, nil
}

// checkAgreement returns an error if register.json and the manifest differ.
func checkAgreement(m *Manifest, head registerHead, records *register.Records) error {
	switch counts := records.Counts(); {
	case head.SchemaVersion != m.SchemaVersion:
		return fmt.Errorf("it has the schema version %d, and %s %d", head.SchemaVersion, ManifestName, m.SchemaVersion)
	case head.ID != m.ID || head.Commit != m.Commit || !head.Time.Equal(m.Time):
		return fmt.Errorf("it has the version %q, and %s %q", head.ID, ManifestName, m.ID)
	case head.On != m.On:
		return fmt.Errorf("it was made for %s, and %s for %s", head.On, ManifestName, m.On)
	case head.SchemaVersion >= serialVersion && (head.Settings.TimeZone != m.TimeZone || head.Settings.MaxCopyAge != m.MaxCopyAge):
		return fmt.Errorf("it has the time zone %q and max_copy_age %d, and %s %q and %d", head.Settings.TimeZone, head.Settings.MaxCopyAge, ManifestName, m.TimeZone, m.MaxCopyAge)
	case head.SchemaVersion >= listsVersion && !slices.Equal(editionsOf(records.Lists), m.Lists):
		return fmt.Errorf("the official lists that it has differ from those that %s names", ManifestName)
	case counts != m.Counts:
		return fmt.Errorf("it holds %+v, and %s says %+v", counts, ManifestName, m.Counts)
	}
	return m.checkSerial()
}
