package snapshot

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"regexp"
	"slices"
	"time"

	"opencec/tools/base/parallel"
	"opencec/tools/output/signature"
	"opencec/tools/register"
)

// VerifyOptions says what Verify checks besides the digests.
type VerifyOptions struct {
	// Keys are the trusted keys, one of which must have signed the manifest. Without keys no
	// signature is checked: files that agree may all come from somebody else.
	Keys []signature.Key
	// Commit is the commit that the manifest must name; "" allows any, or none.
	Commit string
	// NotBefore limits how old the snapshot may be: see Manifest.CheckNotBefore.
	NotBefore OldestAllowed
	// MaxAge is the most days from the snapshot's day to Now, in the register's time zone; nil is
	// no limit. With a limit, a day that is more than one day after Now is a problem too: until
	// then the snapshot would seem new.
	MaxAge *int
	Now    time.Time
	// IgnoreMissing accepts missing files: people may download only some.
	IgnoreMissing bool
}

// A Verification is the result of Verify.
type Verification struct {
	Manifest *Manifest       // nil if it cannot be read
	SignedBy []signature.Key // those of VerifyOptions.Keys that have signed it
	Files    int             // number of files that match the manifest
	Bytes    int64           // total size of those
	Problems []Problem       // by file
}

// A Problem is a difference from what was published.
type Problem struct {
	File     string            `json:"file"`
	Severity register.Severity `json:"severity"` // a snapshot with only warnings is intact
	Message  string            `json:"message"`  // includes the file
}

// Failed reports whether there is a problem that is not just a warning.
func (v *Verification) Failed() bool {
	return slices.ContainsFunc(v.Problems, func(p Problem) bool { return p.Severity == register.Error })
}

func (v *Verification) add(file string, err error) {
	v.Problems = append(v.Problems, Problem{file, register.Error, err.Error()})
}

// errNotVerified makes withFolder check whether the folder was replaced meanwhile.
var errNotVerified = errors.New("the snapshot is not as it was published")

// Verify checks the snapshot at path, which is a folder as for Open. It checks that one of the keys
// has signed the note and that the note is for this manifest, the size and digest of every file in
// the manifest, and that SHA256SUMS, manifest.txt and the note agree with the manifest; the
// first two may be missing. It reports all problems at once. The error is for a folder that cannot be
// read.
//
// The folder may come from anyone: Verify reads nothing outside it, accepts no links, and reads no
// more of a file than its size in the manifest. It holds only the manifest, the note and the list of
// digests in memory.
func Verify(ctx context.Context, path string, o VerifyOptions) (*Verification, error) {
	v, err := withFolder(path, func(folder *os.Root) (*Verification, error) {
		return verify(ctx, folder, o)
	})
	if err != nil && !errors.Is(err, errNotVerified) {
		return nil, fmt.Errorf("verify the snapshot %s: %w", path, err)
	}
	slices.SortStableFunc(v.Problems, func(a, b Problem) int { return cmp.Compare(a.File, b.File) })
	return v, nil
}

func verify(ctx context.Context, folder *os.Root, o VerifyOptions) (*Verification, error) {
	v := &Verification{}
	encoded, note := v.readManifest(folder, o)
	if v.Manifest != nil {
		v.checkCommit(o.Commit)
		if err := v.checkFiles(ctx, folder, o); err != nil {
			return v, err
		}
		if note != "" {
			if err := v.Manifest.checkStatement(NoteName, note, encoded); err != nil {
				v.add(NoteName, err)
			}
		}
		if err := v.Manifest.checkStatementFile(folder, encoded); err != nil {
			v.add(StatementName, err)
		}
		if err := checkSums(folder, v.Manifest.sums(encoded)); err != nil {
			v.add(SumsName, err)
		}
		if err := v.findUnlisted(folder); err != nil {
			return v, err
		}
	}
	if v.Failed() {
		return v, errNotVerified
	}
	return v, nil
}

// readManifest checks the signature and then decodes the manifest. It returns the bytes of the
// manifest, and the signed text about it.
func (v *Verification) readManifest(folder *os.Root, o VerifyOptions) (encoded []byte, note string) {
	encoded, err := readManifest(folder)
	if err != nil {
		v.add(ManifestName, err)
		return nil, ""
	}
	if len(o.Keys) > 0 {
		if note, v.SignedBy, err = checkNote(folder, encoded, o.Keys); err != nil {
			v.add(NoteName, err)
		}
	}
	manifest, err := decodeManifest(encoded)
	switch {
	case err != nil:
		v.add(ManifestName, fmt.Errorf("%s: %w", ManifestName, err))
	case len(manifest.Files) > maxFiles:
		v.add(ManifestName, fmt.Errorf("%s lists %d files, a manifest at most %d: somebody else has made it", ManifestName, len(manifest.Files), maxFiles))
	default:
		v.Manifest = manifest
		if err := manifest.checkSerial(); err != nil {
			v.add(ManifestName, err)
		}
		v.checkAge(o)
	}
	return encoded, note
}

// checkAge adds a problem if the snapshot is older than the caller allows.
func (v *Verification) checkAge(o VerifyOptions) {
	m := v.Manifest
	if o.NotBefore.Serial > 0 && m.Serial == 0 {
		v.add(ManifestName, errors.New("it has no serial, as an older release has made it: ask for a day instead"))
	}
	if err := m.CheckNotBefore(o.NotBefore); err != nil {
		v.add(ManifestName, err)
	}
	if o.MaxAge == nil {
		return
	}
	age, err := m.AgeDays(o.Now)
	switch {
	case err != nil:
		v.add(ManifestName, err)
	case age < -1: // a clock may be a day ahead
		v.add(ManifestName, fmt.Errorf("it was published for %s, which is %d days to come, so that its age says nothing: the clock here or where it was built is wrong", m.On, -age))
	case age > *o.MaxAge:
		v.add(ManifestName, fmt.Errorf("it was published for %s, which is %d days ago, and at most %d are allowed: get the newest one, or find out why there is none", m.On, age, *o.MaxAge))
	}
}

// maxFiles is the most files of a manifest that Verify checks, since each may be a problem to
// report. Real manifests have ten.
const maxFiles = 1000

// checkCommit adds a problem if the snapshot is of another commit than want.
func (v *Verification) checkCommit(want string) {
	switch got := v.Manifest.Commit; {
	case want == "" || got == want:
	case got == "":
		v.add(ManifestName, fmt.Errorf("%s names no commit, and %s was asked for: it was built from files that no commit has; build it with --at %.12s", ManifestName, want, want))
	default:
		v.add(ManifestName, fmt.Errorf("%s is of commit %.40q, and %s was asked for", ManifestName, got, want))
	}
}

// checkFiles checks each file in the manifest, several at a time.
func (v *Verification) checkFiles(ctx context.Context, folder *os.Root, o VerifyOptions) error {
	files := v.Manifest.Files
	wrong := make([]error, len(files))
	err := parallel.Do(ctx, len(files), func(i int) error {
		wrong[i] = checkFile(ctx, folder, &files[i])
		return context.Cause(ctx)
	})
	if err != nil {
		return err
	}
	seen := map[string]bool{}
	for i, f := range files {
		switch {
		case seen[f.Name]:
			v.add(f.Name, fmt.Errorf("%s lists %q twice", ManifestName, f.Name))
		case wrong[i] == nil:
			v.Files++
			v.Bytes += f.Size
		case o.IgnoreMissing && errors.Is(wrong[i], fs.ErrNotExist):
		default:
			v.add(f.Name, wrong[i])
		}
		seen[f.Name] = true
	}
	if v.Files == 0 && !v.Failed() {
		v.add(ManifestName, fmt.Errorf("no file that %s lists is here", ManifestName))
	}
	return nil
}

// fileNamePattern matches the names that a manifest may list: files in the folder itself, with
// names that mean the same on every system and are safe to print.
var fileNamePattern = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$`)

// unlistedNames are the files that no manifest lists, because they are made from it.
var unlistedNames = []string{ManifestName, StatementName, NoteName, SumsName}

// checkFile returns an error if a file does not match the manifest.
func checkFile(ctx context.Context, folder *os.Root, entry *File) error {
	if !fileNamePattern.MatchString(entry.Name) || slices.Contains(unlistedNames, entry.Name) {
		return fmt.Errorf("%s lists %.110q, which is no name of a file in this folder: somebody else has made it", ManifestName, entry.Name)
	}
	info, err := folder.Lstat(entry.Name)
	if err != nil {
		return missingFile(err)
	}
	f, err := entry.open(folder, info)
	if err != nil {
		return err
	}
	defer f.Close() // only read from
	hash := sha256.New()
	if _, err := io.Copy(hash, io.LimitReader(&contextReader{ctx, f}, entry.Size)); err != nil {
		return fmt.Errorf("read %s: %w", entry.Name, err)
	}
	return entry.checkDigest(hex.EncodeToString(hash.Sum(nil)))
}

// downloadsPage is the site's page about the downloads, which is written after the manifest.
const downloadsPage = "index.html"

// findUnlisted adds a warning for each file that is not in the manifest, and therefore was not
// published with it.
func (v *Verification) findUnlisted(folder *os.Root) error {
	entries, err := fs.ReadDir(folder.FS(), ".")
	if err != nil {
		return err
	}
	for _, entry := range entries {
		name := entry.Name()
		if name == downloadsPage || slices.Contains(unlistedNames, name) || v.Manifest.File(name) != nil {
			continue
		}
		v.Problems = append(v.Problems, Problem{name, register.Warning, fmt.Sprintf("%q is not in %s: it was not published with it", name, ManifestName)})
	}
	return nil
}
