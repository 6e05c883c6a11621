package snapshot

import (
	"fmt"
	"io"
	"os"

	"opencec/tools/base/parallel"
	"opencec/tools/base/safefile"
	"opencec/tools/register"
)

// writeStatic writes api/v1/: an index and, with records, a list for each kind and a file for each
// record.
func writeStatic(root *os.Root, c *contents, records bool) error {
	if err := root.MkdirAll(APIFolder, dirMode); err != nil {
		return err
	}
	err := writeFile(root, APIFolder+"/"+IndexName, func(w io.Writer) error { return writeIndex(w, c) })
	if err != nil || !records {
		return err
	}
	for _, kind := range register.Kinds() {
		if err := writeFile(root, listFile(kind), func(w io.Writer) error { return writeList(w, c, kind) }); err != nil {
			return err
		}
	}
	files, err := recordFiles(c)
	if err != nil {
		return err
	}
	tree := safefile.NewTree(root.Name(), c.previous)
	return parallel.Do(c.ctx, len(files), func(i int) error {
		return freshError(files[i].path, tree.Write(files[i].path, files[i].contents))
	})
}

func writeIndex(w io.Writer, c *contents) error {
	base := c.register.Settings.BaseURL + "/"
	about := c.register.AboutView(c.on, c.register.Counts(), base+APIFolder+"/"+IndexName, func(k register.Kind) string { return base + listFile(k) })
	about.Links["manifest"] = base + DownloadsFolder + "/" + ManifestName
	b, err := register.EncodeJSON(about)
	if err != nil {
		return fmt.Errorf("%s/%s: %w", APIFolder, IndexName, err)
	}
	_, err = w.Write(append(b, '\n'))
	return err
}

// writeList writes the static list of a kind: {"data": […], "meta": {…}}, with one element on each
// line. Listings and certificates have only the fields that a program needs to find an id or an
// update; other kinds are complete.
func writeList(w io.Writer, c *contents, kind register.Kind) error {
	records := c.register.OfKind(kind)
	meta, err := register.EncodeJSON(c.register.ListMeta(c.on, len(records)))
	if err != nil {
		return fmt.Errorf("%s: %w", listFile(kind), err)
	}
	out := &lineWriter{w: w}
	out.print("{\"data\":[\n")
	array := arrayWriter{out: out, n: len(records)}
	fields := listFields(kind)
	err = encodeEach(c.ctx, len(records), func(i int) ([]byte, error) {
		if fields == nil {
			return register.EncodeJSON(c.register.View(records[i], c.on))
		}
		return c.register.View(records[i], c.on).Append(nil, fields...)
	}, array.write)
	if err != nil {
		return fmt.Errorf("%s: %w", listFile(kind), err)
	}
	out.print("],\"meta\":" + string(meta) + "}\n")
	return out.err
}

// listFields returns the fields of a kind in its static list, or nil for all.
func listFields(kind register.Kind) []*register.Field {
	var names []string
	switch kind {
	case register.Listings:
		names = []string{"id", "manufacturer", "manufacturer_id", "model", "entity_type", "status", "certified", "listed_until", "sample", "updated_at"}
	case register.Certificates:
		names = []string{"id", "number", "certifying_body", "certifying_body_id", "status", "certification_date", "expiry", "sample", "updated_at"}
	}
	var fields []*register.Field
	for _, name := range names {
		fields = append(fields, kind.Field(name))
	}
	return fields
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

func encodeMoved(former, id string) ([]byte, error) {
	b, err := register.EncodeJSON(movedRecord{former, id})
	return append(b, '\n'), err
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
			b, err := encodeMoved(old, id)
			if err != nil {
				return nil, err
			}
			former = append(former, staticFile{recordFile(kind, old), b})
		}
	}
	return append(files, former...), nil
}
