package snapshot

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"

	"opencec/tools/register"
)

// DownloadNames returns the names of the files that WriteDownload writes, in the order in which
// pages show them. Those of the history are among them.
func DownloadNames() []string {
	var names []string
	for _, d := range slices.Concat(downloads, historyDownloads) {
		names = append(names, d.name)
	}
	return names
}

// IsOfHistory reports whether a download is made of the history.
func IsOfHistory(name string) bool {
	return slices.ContainsFunc(historyDownloads, func(d download) bool { return d.name == name })
}

// WriteDownload writes one file of downloads/ to w, with the same bytes as Write, and returns its
// entry in the manifest. It needs little memory, however large the file is. The error wraps
// fs.ErrNotExist if the snapshot has no such file.
func (s *Source) WriteDownload(ctx context.Context, w io.Writer, name string) (File, error) {
	c, err := s.contents(ctx)
	if err != nil {
		return File{}, err
	}
	for _, d := range c.downloads() {
		if d.name == name {
			return c.writeDownload(w, d)
		}
	}
	return File{}, notExist(DownloadsFolder + "/" + name)
}

func notExist(name string) error { return &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist} }

// Manifest returns the manifest that Write writes. It makes all downloads, to find their digests.
func (s *Source) Manifest(ctx context.Context) (*Manifest, error) {
	c, err := s.contents(ctx)
	if err != nil {
		return nil, err
	}
	manifest, err := c.newManifest()
	if err != nil {
		return nil, err
	}
	for i, d := range c.downloads() {
		if manifest.Files[i], err = c.writeDownload(io.Discard, d); err != nil {
			return nil, err
		}
	}
	return manifest, nil
}

// DerivedFile returns a file of downloads/ that follows from the manifest: the manifest itself, its
// text for signing, and SHA256SUMS. The error wraps fs.ErrNotExist for another name.
func (m *Manifest) DerivedFile(name string) ([]byte, error) {
	files, err := m.files()
	if err != nil {
		return nil, err
	}
	for _, f := range files {
		if f.name == name {
			return f.contents, nil
		}
	}
	return nil, notExist(DownloadsFolder + "/" + name)
}

// StaticFile returns one file below api/v1/, such as "api/v1/listings/tesla/powerwall-2.json", with
// the same bytes as Write. The error wraps fs.ErrNotExist if there is no such file.
func (s *Source) StaticFile(ctx context.Context, name string) ([]byte, error) {
	c, err := s.contents(ctx)
	if err != nil {
		return nil, err
	}
	inside, isBelow := strings.CutPrefix(name, APIFolder+"/")
	inside, isJSON := strings.CutSuffix(inside, ".json")
	if !isBelow || !isJSON {
		return nil, notExist(name)
	}
	var b bytes.Buffer
	if name == APIFolder+"/"+IndexName {
		err := writeIndex(&b, c)
		return b.Bytes(), err
	}
	folder, id, isRecord := strings.Cut(inside, "/")
	kind, ok := register.KindOf(folder)
	switch {
	case !ok:
		return nil, notExist(name)
	case isRecord:
		return c.recordFile(kind, id)
	}
	err = writeList(&b, c, kind)
	return b.Bytes(), err
}

// recordFile returns the file of a record or of a former id.
func (c *contents) recordFile(kind register.Kind, id string) ([]byte, error) {
	if rec, ok := c.register.Record(kind, id); ok {
		return encodeView(c.register, rec, c.on)
	}
	if current, ok := c.register.CurrentID(kind, id); ok {
		return encodeMoved(id, current)
	}
	return nil, notExist(recordFile(kind, id))
}

// FindDownload returns the name of the download that a short form names: the name itself
// ("listings.csv"), the name without its extension if only one download has it ("attributes"), or
// the extension ("csv") with a kind of record, or alone if only one download has it ("json"). With
// a kind, the download must be of records of that kind.
func FindDownload(short string, kind register.Kind) (string, error) {
	matches := func(name string) bool {
		extension := path.Ext(name)
		return name == short || strings.TrimSuffix(name, extension) == short || extension == "."+short
	}
	ofKind := func(name string) bool { return kind == "" || strings.TrimSuffix(name, path.Ext(name)) == kind.Folder() }
	var found []string
	for _, name := range DownloadNames() {
		if matches(name) && ofKind(name) {
			found = append(found, name)
		}
	}
	switch {
	case len(found) == 1:
		return found[0], nil
	case len(found) > 1:
		return "", fmt.Errorf("%q may be %s: write the whole name", short, joinOr(found))
	case kind != "" && slices.ContainsFunc(DownloadNames(), matches):
		return "", fmt.Errorf("there is no %q of %s", short, kind.Plural())
	}
	return "", fmt.Errorf("there is no %q; the formats are %s", short, strings.Join(DownloadNames(), ", "))
}

// joinOr returns "a, b or c".
func joinOr(words []string) string {
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " or " + words[last]
}

// PlannedFiles returns the entries of the files that WriteDownload writes, before they are made:
// without size and rows, which are -1, and without digest.
func (s *Source) PlannedFiles() []File {
	var files []File
	for _, d := range (&contents{history: s.History}).downloads() {
		files = append(files, File{Name: d.name, MediaType: d.mediaType, Description: d.description, Size: -1, Rows: -1})
	}
	return files
}
