package postgres

import (
	"fmt"
	"io"
	"strings"
	"time"
)

// WriteText writes the difference for a person. A dry run lists the records; a refused
// load (!allowed) omits what only follows from loading.
func (d *Difference) WriteText(w io.Writer, dry, allowed bool) error {
	var b strings.Builder
	for _, k := range d.Kinds {
		writeKind(&b, k, dry)
	}
	switch {
	case !d.Changed:
		fmt.Fprintf(&b, "nothing differs: version %s is in the database as number %d\n", d.Version.ID, d.Previous.Seq)
	case !allowed: // the error says why nothing was written
	case dry && d.NoSchema:
		fmt.Fprintf(&b, "version %s would be the first one, and the tables would be made; nothing was written\n", d.Version.ID)
	case dry:
		fmt.Fprintf(&b, "version %s would be loaded; nothing was written\n", d.Version.ID)
	default:
		fmt.Fprintf(&b, "version %s is loaded as number %d: %d rows written or ended\n", d.Version.ID, d.Version.Seq, d.RowsWritten)
	}
	if d.Revisions > 1 && allowed {
		fmt.Fprintf(&b, "its history has %d revisions that the database did not know\n", d.Revisions)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// writeKind writes how many records of a kind change, and lists the ids of renamed and
// removed ones.
func writeKind(b *strings.Builder, k KindDifference, full bool) {
	if k.IsEmpty() {
		return
	}
	renamed := make([]string, len(k.Renamed))
	for i, r := range k.Renamed {
		renamed[i] = r.From + " to " + r.To
	}
	changes := []struct {
		word    string
		records []string
	}{{"added", k.Added}, {"changed", k.Changed}, {"renamed", renamed}, {"removed", k.Removed}}
	var counts []string
	for _, c := range changes {
		if len(c.records) > 0 || c.word != "renamed" {
			counts = append(counts, fmt.Sprintf("%d %s", len(c.records), c.word))
		}
	}
	fmt.Fprintf(b, "%s: %s\n", k.Kind, strings.Join(counts, ", "))
	if !full {
		return
	}
	for _, c := range changes {
		for _, record := range c.records[:min(len(c.records), maxShown)] {
			fmt.Fprintf(b, "  %s %s\n", c.word, record)
		}
		if more := len(c.records) - maxShown; more > 0 {
			fmt.Fprintf(b, "  %s %d more, which --json has\n", c.word, more)
		}
	}
}

// maxShown is the maximum number of records that a dry run lists for each kind and
// change: a screenful.
const maxShown = 20

// Note describes an unusual order of versions; "" if there is nothing unusual.
func (d *Difference) Note() string {
	was, is := d.Previous, d.Version
	switch {
	case was == nil || !d.Changed:
	case was.ID == is.ID:
		return fmt.Sprintf("number %d is version %s as well; this release makes other rows of it, or its settings differ", was.Seq, was.ID)
	case !is.Time.IsZero() && is.Time.Before(was.Time):
		return fmt.Sprintf("version %s of %s is older than number %d, version %s of %s, whose place it takes",
			is.ID, is.Time.UTC().Format(time.RFC3339), was.Seq, was.ID, was.Time.UTC().Format(time.RFC3339))
	}
	return ""
}
