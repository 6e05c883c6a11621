package snapshot

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
	"slices"

	"golang.org/x/sync/errgroup"

	"opencec/tools/base/buildinfo"
	"opencec/tools/history/journal"
	"opencec/tools/register"
)

// A Source is what the files of a snapshot are made of: a register on a day, with its history.
type Source struct {
	Register *register.Register
	On       register.Date     // the day for which statuses are to hold
	History  *journal.Contents // nil for none; otherwise Register must be at its newest revision

	// Previous is the build that this one replaces, or "". Files of records that have not changed are
	// hard links to its files, which takes less time.
	Previous string
}

// Parts says which files of a snapshot to write. Every snapshot has the manifest, its text for
// signing, and the index of api/v1/: they say what it is of, and the next build continues from them.
type Parts struct {
	Downloads bool // the files of downloads/ that the manifest lists, and SHA256SUMS
	JSON      bool // the lists and the records of api/v1/
}

// AllParts are all files of a snapshot.
var AllParts = Parts{Downloads: true, JSON: true}

// contents is a Source while its files are written.
type contents struct {
	ctx      context.Context
	register *register.Register
	on       register.Date
	history  *journal.Contents
	previous string
	views    map[register.Kind][][]byte // JSON of every record with LF, by kind, sorted by id; nil if nothing shares it
}

func (s *Source) contents(ctx context.Context) (*contents, error) {
	if s.On.IsZero() {
		return nil, errors.New("no day given for which statuses are to hold")
	}
	return &contents{ctx: ctx, register: s.Register, on: s.On, history: s.History, previous: s.Previous}, nil
}

// downloads returns the files in downloads/, in the order in which pages show them.
func (c *contents) downloads() []download {
	if c.history == nil {
		return downloads
	}
	return slices.Concat(downloads, historyDownloads)
}

// Write fills a build directory with downloads/ and api/v1/: the register on a day, and its history,
// which may be nil. See Source.Write.
func Write(ctx context.Context, dir string, reg *register.Register, on register.Date, history *journal.Contents) (*Manifest, error) {
	return (&Source{Register: reg, On: on, History: history}).Write(ctx, dir, AllParts)
}

// Write fills a build directory with parts of the snapshot. Each file has the same bytes as in a
// build of all parts; above all, the manifest lists all downloads. dir must exist and must not have
// any of the files yet; Write leaves other files alone. It writes the manifest last, so after an
// error dir has some of the files and no manifest: discard it.
func (s *Source) Write(ctx context.Context, dir string, parts Parts) (manifest *Manifest, err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("write a snapshot into %s: %w", dir, err)
		}
	}()
	c, err := s.contents(ctx)
	if err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	defer root.Close() // nothing was written through the directory itself

	if parts.JSON {
		if c.views, err = encodeViews(ctx, c.register, c.on); err != nil {
			return nil, err
		}
	}
	if manifest, err = c.newManifest(); err != nil {
		return nil, err
	}
	if err := writeFiles(root, c, parts, manifest.Files); err != nil {
		return nil, err
	}
	return manifest, writeManifest(root, manifest, parts)
}

// newManifest returns the manifest, with empty entries of the files.
func (c *contents) newManifest() (manifest *Manifest, err error) {
	reg := c.register
	manifest = &Manifest{
		SchemaVersion: SchemaVersion,
		Version:       reg.Version,
		On:            c.on,
		TimeZone:      reg.Settings.TimeZone,
		MaxCopyAge:    reg.Settings.MaxCopyAge,
		MadeBy:        MadeBy(),
		Title:         reg.Settings.Title,
		Licence:       reg.Settings.Licence,
		Counts:        reg.Counts(),
		Lists:         editionsOf(reg.Lists),
		History:       historyOf(c.history),
		Files:         make([]File, len(c.downloads())),
	}
	manifest.Serial, err = SerialOf(c.on, manifest.revisions())
	return manifest, err
}

// writeManifest writes the manifest and what follows from it. The manifest is the last.
func writeManifest(root *os.Root, manifest *Manifest, parts Parts) error {
	files, err := manifest.files()
	if err != nil {
		return err
	}
	for _, f := range files {
		if f.name == SumsName && !parts.Downloads { // it would name files that are not there
			continue
		}
		if err := writeBytes(root, DownloadsFolder+"/"+f.name, f.contents); err != nil {
			return err
		}
	}
	return nil
}

// A namedFile is a file of downloads/ in memory.
type namedFile struct {
	name     string
	contents []byte
}

// files returns the files that follow from the manifest, and the manifest itself as the last.
func (m *Manifest) files() ([]namedFile, error) {
	encoded, err := m.encode()
	if err != nil {
		return nil, err
	}
	return []namedFile{{SumsName, m.sums(encoded)}, {StatementName, []byte(m.statement(encoded))}, {ManifestName, encoded}}, nil
}

// MadeBy returns the version of the program. It is the same in every build of a release: from a
// checkout of its tag, by go install or for another system. The signed manifest does not have the
// commit and the version of Go, because builds may not know them or may differ in them.
func MadeBy() string { return "opencec " + buildinfo.Read().Version }

func historyOf(history *journal.Contents) *History {
	if history == nil {
		return nil
	}
	return &History{Revisions: len(history.Revisions), Shallow: history.Shallow, Oldest: history.Oldest, Abandoned: history.Abandoned}
}

// encodeViews encodes every record once, for both the downloads and the static files.
func encodeViews(ctx context.Context, reg *register.Register, on register.Date) (map[register.Kind][][]byte, error) {
	views := make(map[register.Kind][][]byte, len(register.Kinds()))
	for _, kind := range register.Kinds() {
		records := reg.OfKind(kind)
		lines, err := encodeAll(ctx, len(records), func(i int) ([]byte, error) { return encodeView(reg, records[i], on) })
		if err != nil {
			return nil, err
		}
		views[kind] = lines
	}
	return views, nil
}

// encodeView returns the JSON of a record with LF.
func encodeView(reg *register.Register, rec register.Record, on register.Date) ([]byte, error) {
	b, err := register.EncodeJSON(reg.View(rec, on))
	if err != nil {
		return nil, fmt.Errorf("%s %s: %w", rec.RecordKind().Name(), rec.RecordMeta().ID, err)
	}
	return append(b, '\n'), nil
}

// writeFiles writes everything but the manifest, several files at a time, and fills in the
// manifest's entries for the downloads. It computes the entries of downloads that it leaves out.
func writeFiles(root *os.Root, c *contents, parts Parts, files []File) error {
	if err := root.MkdirAll(DownloadsFolder, dirMode); err != nil {
		return err
	}
	group, ctx := errgroup.WithContext(c.ctx)
	c.ctx = ctx
	group.Go(func() error { return writeStatic(root, c, parts.JSON) })
	for i, d := range c.downloads() {
		group.Go(func() (err error) {
			if !parts.Downloads {
				files[i], err = c.writeDownload(io.Discard, d)
				return err
			}
			return writeFile(root, DownloadsFolder+"/"+d.name, func(w io.Writer) error {
				files[i], err = c.writeDownload(w, d)
				return err
			})
		})
	}
	return group.Wait()
}

// writeDownload writes a file of downloads/ to w and returns its entry for the manifest.
func (c *contents) writeDownload(w io.Writer, d download) (File, error) {
	digest := &digestWriter{w: w, hash: sha256.New()}
	rows, err := d.write(digest, c)
	if err != nil {
		return File{}, err
	}
	return File{
		Name: d.name, MediaType: d.mediaType, Description: d.description,
		Size: digest.size, Rows: rows, SHA256: hex.EncodeToString(digest.hash.Sum(nil)),
	}, nil
}

// A digestWriter computes the size and the digest of what it writes.
type digestWriter struct {
	w    io.Writer
	hash hash.Hash
	size int64
}

func (d *digestWriter) Write(p []byte) (int, error) {
	n, err := d.w.Write(p)
	d.hash.Write(p[:n]) // never fails
	d.size += int64(n)
	return n, err
}

func writeListingsNDJSON(w io.Writer, c *contents) (int, error) {
	return writeNDJSON(w, c, register.Listings)
}

func writeCertificatesNDJSON(w io.Writer, c *contents) (int, error) {
	return writeNDJSON(w, c, register.Certificates)
}

func writeChanges(w io.Writer, c *contents) (int, error) {
	return len(c.history.Lines), c.history.WriteChanges(c.ctx, w)
}

func writeRevisions(w io.Writer, c *contents) (int, error) {
	return len(c.history.Revisions), c.history.WriteRevisions(c.ctx, w)
}

// writeNDJSON writes the views of a kind, one on each line.
func writeNDJSON(w io.Writer, c *contents, kind register.Kind) (int, error) {
	records := c.register.OfKind(kind)
	view := func(i int) ([]byte, error) { return encodeView(c.register, records[i], c.on) }
	if c.views != nil {
		view = func(i int) ([]byte, error) { return c.views[kind][i], nil }
	}
	return len(records), encodeEach(c.ctx, len(records), view, func(line []byte) error {
		_, err := w.Write(line)
		return err
	})
}

// encodeTogether is the number of records that are encoded before they are written: enough to keep
// all processors busy, and few enough to need little memory.
const encodeTogether = 1024

// encodeEach encodes n records on all processors, some at a time, and writes them in order.
func encodeEach(ctx context.Context, n int, encode func(i int) ([]byte, error), write func([]byte) error) error {
	for from := 0; from < n; from += encodeTogether {
		lines, err := encodeAll(ctx, min(encodeTogether, n-from), func(i int) ([]byte, error) { return encode(from + i) })
		if err != nil {
			return err
		}
		for _, line := range lines {
			if err := write(line); err != nil {
				return err
			}
		}
	}
	return nil
}

// Modes of files and directories, so that a web server of any user can read them. The process's
// umask may reduce them.
const (
	dirMode  = 0o755
	fileMode = 0o644
)

// fileBuffer is the buffer of a large file, in bytes.
const fileBuffer = 64 << 10

// writeFile creates a file in root and fills it.
func writeFile(root *os.Root, name string, fill func(io.Writer) error) error {
	f, err := createFile(root, name)
	if err != nil {
		return err
	}
	w := bufio.NewWriterSize(f, fileBuffer)
	err = fill(w)
	if err == nil {
		err = w.Flush()
	}
	return errors.Join(err, f.Close()) // a full disk may only be noticed now
}

// writeBytes creates a file in root with the contents.
func writeBytes(root *os.Root, name string, contents []byte) error {
	f, err := createFile(root, name)
	if err != nil {
		return err
	}
	_, err = f.Write(contents)
	return errors.Join(err, f.Close())
}

// createFile fails if the file exists, so that two records whose names are the same to the file
// system cause an error instead of a loss.
func createFile(root *os.Root, name string) (*os.File, error) {
	f, err := root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, fileMode)
	return f, freshError(name, err)
}

// freshError explains the error for a file that exists.
func freshError(name string, err error) error {
	if errors.Is(err, os.ErrExist) {
		return fmt.Errorf("%s is there already: the directory is not fresh, or two ids differ only in case: %w", name, err)
	}
	return err
}
