package journal

import (
	"context"
	"fmt"
	"runtime"
	"slices"

	"golang.org/x/sync/errgroup"

	"opencec/tools/history/change"
	"opencec/tools/register"
)

// Records returns all records at a revision, sorted by kind and id, given the records of
// the newest revision. It shares every record that has not changed since; for the others
// it reads the line with their former state.
func (j *Journal) Records(ctx context.Context, newest *register.Records, seq int) (*register.Records, error) {
	changed, err := j.linesAsOf(ctx, j.changedAfter(seq), seq)
	if err != nil {
		return nil, fmt.Errorf("records as of revision %d: %w", seq, err)
	}
	records := *newest
	if err := change.Apply(&records, changed...); err != nil {
		return nil, fmt.Errorf("records as of revision %d: %w", seq, err)
	}
	return &records, nil
}

// changedAfter returns the records that changed after a revision, without duplicates.
func (j *Journal) changedAfter(seq int) []register.Ref {
	var changed []register.Ref
	seen := map[register.Ref]bool{}
	add := func(key register.Ref) {
		if !seen[key] {
			seen[key] = true
			changed = append(changed, key)
		}
	}
	for i := j.end(seq); i < len(j.lines); i++ {
		l := &j.lines[i]
		add(l.rest.Kind.Ref(l.id))
		if l.rest.FormerID != "" {
			add(l.rest.Kind.Ref(l.rest.FormerID))
		}
	}
	return changed
}

// linesAsOf returns lines that restore the given records to their state at a revision.
func (j *Journal) linesAsOf(ctx context.Context, changed []register.Ref, seq int) ([]change.Line, error) {
	lines := make([]change.Line, len(changed))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(runtime.GOMAXPROCS(0))
	for begin := 0; begin < len(changed); begin += readTogether {
		group.Go(func() (err error) {
			for i := begin; i < min(begin+readTogether, len(changed)); i++ {
				if ctx.Err() != nil {
					return context.Cause(ctx)
				}
				if lines[i], err = j.lineAsOf(changed[i], seq); err != nil {
					return err
				}
			}
			return nil
		})
	}
	return lines, group.Wait()
}

// readTogether is the number of lines that a goroutine reads at a time.
const readTogether = 64

// lineAsOf returns a line with the state of an id at a revision: the record, or its
// absence.
func (j *Journal) lineAsOf(key register.Ref, seq int) (change.Line, error) {
	then := change.Line{Change: change.Change{Kind: key.Kind, ID: key.ID}}
	for _, place := range slices.Backward(j.ofRecord(key)) {
		l := &j.lines[place]
		switch {
		case int(l.seq) > seq:
		case l.id == key.ID && !l.rest.Gone:
			read, err := j.Line(int(place))
			then.After = read.After
			return then, err
		case l.id == key.ID, l.rest.FormerID == key.ID:
			return then, nil
		}
	}
	return then, nil
}

// Publishable returns the newest publishable revision up to seq, which is from 1 to
// Newest, and the register at that revision, given the records of the newest revision.
// The register's version is the revision's commit. If there is none, the error wraps
// register.ErrNoRevision.
func (j *Journal) Publishable(ctx context.Context, newest *register.Records, seq int) (*register.Register, int, error) {
	whole := seq
	for whole > 0 && !j.Revision(whole).Publishable {
		whole--
	}
	if whole == 0 {
		return nil, 0, fmt.Errorf("%w: none up to revision %d was whole, so that its files could be read and all that they refer to was there", register.ErrNoRevision, seq)
	}
	records, err := j.Records(ctx, newest, whole)
	if err != nil {
		return nil, 0, err
	}
	rev := j.Revision(whole)
	reg, err := register.New(*records, register.Version{ID: rev.Commit, Commit: rev.Commit, Time: rev.Time})
	if err != nil {
		return nil, 0, fmt.Errorf("revision %d is not whole: %w", whole, err)
	}
	return reg, whole, nil
}
