package snapshot

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path"

	"opencec/tools/base/parallel"
	"opencec/tools/register"
)

// writeStatic writes api/v1/: an index, a list for each kind, and a file for
// each record.
func writeStatic(root *os.Root, c *contents) error {
	if err := root.MkdirAll(APIFolder, dirMode); err != nil {
		return err
	}
	if err := writeIndex(root, c); err != nil {
		return err
	}
	for _, kind := range register.Kinds() {
		if err := writeList(root, c, kind); err != nil {
			return err
		}
	}
	files, err := recordFiles(c)
	if err != nil {
		return err
	}
	if err := makeFolders(root, files); err != nil {
		return err
	}
	return parallel.Do(c.ctx, len(files), func(i int) error {
		return writeBytes(root, files[i].path, files[i].contents)
	})
}

func writeIndex(root *os.Root, c *contents) error {
	base := c.register.Settings.BaseURL + "/"
	about := c.register.AboutView(c.on, c.register.Counts(), base+APIFolder+"/"+IndexName, func(k register.Kind) string { return base + listFile(k) })
	about.Links["manifest"] = base + DownloadsFolder + "/" + ManifestName
	return writeJSON(root, APIFolder+"/"+IndexName, about)
}

// writeJSON writes v as a file of one line.
func writeJSON(root *os.Root, name string, v any) error {
	b, err := register.EncodeJSON(v)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return writeBytes(root, name, append(b, '\n'))
}

// writeList writes the static list of a kind: {"data": […], "meta": {…}}, with one element on each
// line. Listings and certificates have only the fields that a program needs to find an id or an
// update; other kinds are complete.
func writeList(root *os.Root, c *contents, kind register.Kind) error {
	elements, err := listElements(c, kind)
	if err != nil {
		return fmt.Errorf("%s: %w", listFile(kind), err)
	}
	meta, err := register.EncodeJSON(c.register.ListMeta(c.on, len(elements)))
	if err != nil {
		return fmt.Errorf("%s: %w", listFile(kind), err)
	}
	return writeFile(root, listFile(kind), func(w io.Writer) error {
		out := &lineWriter{w: w}
		out.print("{\"data\":[\n")
		out.list(elements)
		out.print("],\"meta\":" + string(meta) + "}\n")
		return out.err
	})
}

func listElements(c *contents, kind register.Kind) ([][]byte, error) {
	switch kind {
	case register.Listings:
		return shortElements(c, kind, c.register.Listings, "id", "manufacturer", "manufacturer_id", "model", "entity_type",
			"status", "certified", "listed_until", "sample", "updated_at")
	case register.Certificates:
		return shortElements(c, kind, c.register.Certificates, "id", "number", "certifying_body", "certifying_body_id",
			"status", "certification_date", "expiry", "sample", "updated_at")
	}
	elements := make([][]byte, len(c.views[kind]))
	for i, line := range c.views[kind] {
		elements[i] = bytes.TrimSuffix(line, []byte("\n"))
	}
	return elements, nil
}

// shortElements encodes records with some of the fields of their views.
func shortElements[R register.Record](c *contents, kind register.Kind, records []R, names ...string) ([][]byte, error) {
	fields := make([]*register.Field, len(names))
	for i, name := range names {
		fields[i] = kind.Field(name)
	}
	return encodeAll(c.ctx, len(records), func(i int) ([]byte, error) {
		return c.register.View(records[i], c.on).Append(nil, fields...)
	})
}

// A staticFile is the file of a record or of a former id.
type staticFile struct {
	path     string
	contents []byte
}

// A movedRecord is the content of the file of a former id.
type movedRecord struct {
	ID      string `json:"id"`
	MovedTo string `json:"moved_to"`
}

// recordFiles returns the files of all records, sorted by kind and id so that files of one folder
// are neighbours, and then those of former ids.
func recordFiles(c *contents) ([]staticFile, error) {
	var files, former []staticFile
	next := map[register.Kind]int{} // of c.views
	for rec := range c.register.All() {
		kind, id := rec.RecordKind(), rec.RecordMeta().ID
		view := c.views[kind][next[kind]]
		next[kind]++
		files = append(files, staticFile{recordFile(kind, id), view})
		for _, old := range rec.FormerIDList() {
			if err := register.CheckID(kind, old); err != nil {
				return nil, fmt.Errorf("%s %s: former_ids: %w", kind.Name(), id, err)
			}
			b, err := register.EncodeJSON(movedRecord{old, id})
			if err != nil {
				return nil, err
			}
			former = append(former, staticFile{recordFile(kind, old), append(b, '\n')})
		}
	}
	return append(files, former...), nil
}

// makeFolders makes the folders of the files.
func makeFolders(root *os.Root, files []staticFile) error {
	made := map[string]bool{}
	for _, f := range files {
		folder := path.Dir(f.path)
		if made[folder] {
			continue
		}
		if err := root.MkdirAll(folder, dirMode); err != nil {
			return err
		}
		made[folder] = true
	}
	return nil
}
