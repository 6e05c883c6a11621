package journal

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"iter"
	"runtime"
	"time"

	"golang.org/x/sync/errgroup"

	"opencec/tools/history/change"
	"opencec/tools/register"
)

// A Revision is a line of revisions.ndjson: a revision with the number of its lines in
// changes.ndjson.
type Revision struct {
	register.Revision
	Changes     int      `json:"changes"`
	Publishable bool     `json:"whole"`     // see register.History.Publishable
	Unchanged   []string `json:"unchanged"` // commits after it that left the register as it was, oldest first; never nil
}

// Contents are the contents of a journal: the history as it is published.
type Contents struct {
	Revisions []Revision    // oldest first
	Lines     []change.Line // in the order of the revisions

	Shallow bool   // older commits were not available: see register.History
	Oldest  string // the oldest known commit, if Shallow

	Abandoned []string // published commits that are not part of the history: see register.History
}

// ContentsOf returns the journal of a history; see RevisionsOf.
func ContentsOf(h *register.History, zone *time.Location) *Contents {
	c := &Contents{Shallow: h.Shallow, Oldest: h.Oldest, Abandoned: h.Abandoned}
	for r, lines := range RevisionsOf(h, zone) {
		c.Revisions = append(c.Revisions, r)
		c.Lines = append(c.Lines, lines...)
	}
	return c
}

// RevisionsOf yields a history's revisions, oldest first, each with its lines. Statuses
// in the lines are those of the revision's day in zone. Commits older than the register
// are left out.
func RevisionsOf(h *register.History, zone *time.Location) iter.Seq2[Revision, []change.Line] {
	return func(yield func(Revision, []change.Line) bool) {
		unchanged := h.Unchanged
		whole := h.Publishable()
		for rev, changes := range change.Revisions(h, 0, zone) {
			r := Revision{rev, len(changes), whole[rev.Seq-1], []string{}}
			for len(unchanged) > 0 && unchanged[0].Seq <= rev.Seq {
				if unchanged[0].Seq == rev.Seq {
					r.Unchanged = append(r.Unchanged, unchanged[0].Hash)
				}
				unchanged = unchanged[1:]
			}
			lines := make([]change.Line, len(changes))
			for i, c := range changes {
				lines[i] = change.LineOf(rev, c)
			}
			if !yield(r, lines) {
				return
			}
		}
	}
}

// Text returns a line as in changes.ndjson, without its newline.
func Text(l change.Line) ([]byte, error) { return l.MarshalJSON() }

// WriteChanges writes changes.ndjson.
func (c *Contents) WriteChanges(ctx context.Context, w io.Writer) error {
	if err := writeAll(ctx, w, len(c.Lines), func(i int) ([]byte, error) { return Text(c.Lines[i]) }); err != nil {
		return fmt.Errorf("write the changes: %w", err)
	}
	return nil
}

// WriteRevisions writes revisions.ndjson.
func (c *Contents) WriteRevisions(ctx context.Context, w io.Writer) error {
	if err := writeAll(ctx, w, len(c.Revisions), func(i int) ([]byte, error) { return register.EncodeJSON(c.Revisions[i]) }); err != nil {
		return fmt.Errorf("write the revisions: %w", err)
	}
	return nil
}

// writeTogether is the number of lines that are encoded before they are written: enough
// to keep all processors busy, and few enough to need little memory.
const writeTogether = 4096

// writeAll encodes n lines in parallel and writes them in order.
func writeAll(ctx context.Context, w io.Writer, n int, encode func(i int) ([]byte, error)) error {
	for from := 0; from < n; from += writeTogether {
		parts, err := encodeParts(ctx, from, min(from+writeTogether, n), encode)
		if err != nil {
			return err
		}
		for i := range parts {
			if _, err := parts[i].WriteTo(w); err != nil {
				return err
			}
		}
	}
	return nil
}

// encodeParts encodes a run of lines, in one part per processor.
func encodeParts(ctx context.Context, from, to int, encode func(i int) ([]byte, error)) ([]bytes.Buffer, error) {
	parts := make([]bytes.Buffer, runtime.GOMAXPROCS(0))
	group, ctx := errgroup.WithContext(ctx)
	for p := range parts {
		group.Go(func() error {
			first, end := from+(to-from)*p/len(parts), from+(to-from)*(p+1)/len(parts)
			for i := first; i < end; i++ {
				if ctx.Err() != nil {
					return context.Cause(ctx)
				}
				text, err := encode(i)
				if err != nil {
					return err
				}
				parts[p].Write(text)
				parts[p].WriteByte('\n')
			}
			return nil
		})
	}
	return parts, group.Wait()
}
