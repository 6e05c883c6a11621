package memory

import (
	"context"
	"slices"

	"opencec/tools/journal"
	"opencec/tools/query"
	"opencec/tools/register"
)

// A history is the lines of changes.ndjson that concern a record, with commas between.
type history []byte

// readTogether is how many records are given at once with their histories in a list
// that is given whole, so that few of them are in memory.
const readTogether = 100

func includesHistory(q *query.Query) bool { return slices.Contains(q.Include, query.IncludeHistory) }

// readPast reads the histories of the records, if the query includes them: what is
// made of the records afterwards cannot fail any more.
func (r *rows) readPast(ctx context.Context) error {
	if !includesHistory(r.query) {
		return nil
	}
	j, upTo, err := r.engine.known(ctx)
	if err != nil {
		return err
	}
	r.past = make([]history, r.Len())
	for i := range r.past {
		if r.past[i], err = readHistory(ctx, j, upTo, r.query.Collection.Kind, r.ID(i)); err != nil {
			return err
		}
	}
	return nil
}

// readHistory reads the history of a record up to a revision.
func readHistory(ctx context.Context, j *journal.Journal, upTo int, k register.Kind, id string) (h history, err error) {
	for i, place := range j.Find(journal.Filter{UpTo: upTo, RecordKind: k.Folder, RecordID: id}) {
		if i > 0 {
			h = append(h, ',')
		}
		if h, err = text(ctx, j, h, place); err != nil {
			return nil, err
		}
	}
	return h, nil
}
