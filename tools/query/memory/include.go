package memory

import (
	"context"

	"opencec/tools/history/journal"
	"opencec/tools/register"
)

// A historyJSON is the lines of changes.ndjson that concern a record, separated by
// commas.
type historyJSON []byte

// readHistories reads the histories of the rows if the query includes them. Formatting
// the rows cannot fail afterwards.
func (r *rows) readHistories(ctx context.Context) error {
	if !r.query.IncludesHistory() {
		return nil
	}
	j, upTo, err := r.engine.known(ctx)
	if err != nil {
		return err
	}
	r.histories = make([]historyJSON, r.Len())
	for i := range r.histories {
		if r.histories[i], err = readHistory(ctx, j, upTo, r.query.Collection.Kind, r.ID(i)); err != nil {
			return err
		}
	}
	return nil
}

// readHistory reads the history of a record up to a revision.
func readHistory(ctx context.Context, j *journal.Journal, upTo int, k register.Kind, id string) (h historyJSON, err error) {
	for i, place := range j.Find(journal.Filter{UpTo: upTo, Record: &register.Ref{Kind: k, ID: id}}) {
		if i > 0 {
			h = append(h, ',')
		}
		if h, err = text(ctx, j, h, place); err != nil {
			return nil, err
		}
	}
	return h, nil
}
