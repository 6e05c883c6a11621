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

// contents is the source of the files of one snapshot.
type contents struct {
	ctx      context.Context
	register *register.Register
	on       register.Date
	views    map[register.Kind][][]byte // JSON of every record with LF, by kind, sorted by id
	history  *journal.Contents          // nil for none
}

// downloads returns the files in downloads/, in the order in which pages show them.
func (c *contents) downloads() []download {
	if c.history == nil {
		return downloads
	}
	return slices.Concat(downloads, historyDownloads)
}

// Write fills a build directory with downloads/ and api/v1/: the register on a day, and its history.
// A nil history is left out; otherwise reg must be the register at its newest revision. dir must
// exist and must not have any of the files yet; Write leaves other files alone. It writes the
// manifest last, so after an error dir has some of the files and no manifest: discard it.
func Write(ctx context.Context, dir string, reg *register.Register, on register.Date, history *journal.Contents) (manifest *Manifest, err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("write a snapshot into %s: %w", dir, err)
		}
	}()
	if on.IsZero() {
		return nil, errors.New("no day given for which statuses are to hold")
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	defer root.Close() // nothing was written through the directory itself

	c := &contents{ctx: ctx, register: reg, on: on, history: history}
	if c.views, err = encodeViews(ctx, reg, on); err != nil {
		return nil, err
	}
	manifest = &Manifest{
		SchemaVersion: SchemaVersion,
		Version:       reg.Version,
		On:            on,
		TimeZone:      reg.Settings.TimeZone,
		MaxCopyAge:    reg.Settings.MaxCopyAge,
		MadeBy:        madeBy(),
		Title:         reg.Settings.Title,
		Licence:       reg.Settings.Licence,
		Counts:        reg.Counts(),
		Lists:         editionsOf(reg.Lists),
		History:       historyOf(history),
		Files:         make([]File, len(c.downloads())),
	}
	if manifest.Serial, err = SerialOf(on, manifest.revisions()); err != nil {
		return nil, err
	}
	if err := writeFiles(root, c, manifest.Files); err != nil {
		return nil, err
	}
	encoded, err := manifest.encode()
	if err != nil {
		return nil, err
	}
	if err := writeBytes(root, DownloadsFolder+"/"+SumsName, manifest.sums(encoded)); err != nil {
		return nil, err
	}
	if err := writeBytes(root, DownloadsFolder+"/"+StatementName, []byte(manifest.statement(encoded))); err != nil {
		return nil, err
	}
	if err := writeBytes(root, DownloadsFolder+"/"+ManifestName, encoded); err != nil {
		return nil, err
	}
	return manifest, nil
}

// madeBy returns the version of the program. It is the same in every build of a release: from a
// checkout of its tag, by go install or for another system. The signed manifest does not have the
// commit and the version of Go, because builds may not know them or may differ in them.
func madeBy() string { return "opencec " + buildinfo.Read().Version }

func historyOf(history *journal.Contents) *History {
	if history == nil {
		return nil
	}
	return &History{Revisions: len(history.Revisions), Shallow: history.Shallow, Oldest: history.Oldest, Abandoned: history.Abandoned}
}

// encodeViews encodes every record once, for both the downloads and the static files.
func encodeViews(ctx context.Context, reg *register.Register, on register.Date) (map[register.Kind][][]byte, error) {
	records := make(map[register.Kind][]register.Record, len(register.Kinds()))
	for rec := range reg.All() {
		kind := rec.RecordKind()
		records[kind] = append(records[kind], rec)
	}
	views := make(map[register.Kind][][]byte, len(records))
	for _, kind := range register.Kinds() {
		of := records[kind]
		lines, err := encodeAll(ctx, len(of), func(i int) ([]byte, error) {
			b, err := register.EncodeJSON(reg.View(of[i], on))
			if err != nil {
				return nil, fmt.Errorf("%s %s: %w", kind.Name(), of[i].RecordMeta().ID, err)
			}
			return append(b, '\n'), nil
		})
		if err != nil {
			return nil, err
		}
		views[kind] = lines
	}
	return views, nil
}

// writeFiles writes everything but the manifest, several files at a time, and fills in the
// manifest's entries for the downloads.
func writeFiles(root *os.Root, c *contents, files []File) error {
	if err := root.MkdirAll(DownloadsFolder, dirMode); err != nil {
		return err
	}
	group, ctx := errgroup.WithContext(c.ctx)
	c.ctx = ctx
	group.Go(func() error { return writeStatic(root, c) })
	for i, d := range c.downloads() {
		group.Go(func() (err error) {
			files[i], err = writeDownload(root, c, d)
			return err
		})
	}
	return group.Wait()
}

// writeDownload writes a file of downloads/ and returns its entry for the manifest.
func writeDownload(root *os.Root, c *contents, d download) (File, error) {
	file := File{Name: d.name, MediaType: d.mediaType, Description: d.description}
	err := writeFile(root, DownloadsFolder+"/"+d.name, func(w io.Writer) (err error) {
		digest := &digestWriter{w: w, hash: sha256.New()}
		if file.Rows, err = d.write(digest, c); err != nil {
			return err
		}
		file.Size, file.SHA256 = digest.size, hex.EncodeToString(digest.hash.Sum(nil))
		return nil
	})
	return file, err
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
	return writeNDJSON(w, c.views[register.Listings])
}

func writeCertificatesNDJSON(w io.Writer, c *contents) (int, error) {
	return writeNDJSON(w, c.views[register.Certificates])
}

func writeChanges(w io.Writer, c *contents) (int, error) {
	return len(c.history.Lines), c.history.WriteChanges(c.ctx, w)
}

func writeRevisions(w io.Writer, c *contents) (int, error) {
	return len(c.history.Revisions), c.history.WriteRevisions(c.ctx, w)
}

func writeNDJSON(w io.Writer, lines [][]byte) (int, error) {
	for _, line := range lines {
		if _, err := w.Write(line); err != nil {
			return 0, err
		}
	}
	return len(lines), nil
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
	if errors.Is(err, os.ErrExist) {
		return nil, fmt.Errorf("%s is there already: the directory is not fresh, or two ids differ only in case: %w", name, err)
	}
	return f, err
}
