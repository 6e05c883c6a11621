package postgres

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"runtime"
	"slices"
	"sync"

	"github.com/jackc/pgx/v5"
	"golang.org/x/sync/errgroup"

	"opencec/tools/history/change"
	"opencec/tools/history/journal"
	"opencec/tools/register"
)

// A pastRevision is a revision of the history to load.
type pastRevision struct {
	journal.Revision
	lines []change.Line
	// digest is the digest of its lines. state is the digest of all records at the
	// revision: equal states have equal records.
	digest, state []byte
	lineDigests   [][sha256.Size]byte // of each of its lines
}

// historyTables are the tables of the history, which contain no rows of records.
var (
	revisionTable = &table{name: "revisions", columns: columnNames(revisionColumns), key: "revision"}
	changeTable   = &table{name: "changes", columns: columnNames(changeColumns), key: "revision"}
	historyTables = []*table{revisionTable, changeTable}
)

var revisionColumns = []columnFrom[*pastRevision]{
	in("revision", func(r *pastRevision) any { return r.Seq }),
	in("commit_id", func(r *pastRevision) any { return optional(r.Commit) }),
	in("committed_at", func(r *pastRevision) any { return r.Time }),
	in("author", func(r *pastRevision) any { return r.Author }),
	in("summary", func(r *pastRevision) any { return r.Summary }),
	in("changes", func(r *pastRevision) any { return r.Changes }),
	in("unchanged", func(r *pastRevision) any { return list(r.Unchanged) }),
	in("whole", func(r *pastRevision) any { return r.Publishable }),
	in("state", func(r *pastRevision) any { return r.state }),
	in("digest", func(r *pastRevision) any { return r.digest }),
}

// A changeLine is an entry of the journal with its line.
type changeLine struct {
	journal.Entry
	line string
}

var changeColumns = []columnFrom[changeLine]{
	in("revision", func(c changeLine) any { return c.Seq }),
	in("number", func(c changeLine) any { return c.Number }),
	in("kind", func(c changeLine) any { return c.Kind.Folder() }),
	in("id", func(c changeLine) any { return c.ID }),
	in("former_ids", func(c changeLine) any { return list(c.Former) }),
	in("moved_to", func(c changeLine) any { return optional(c.MovedTo) }),
	in("what", func(c changeLine) any { return list(c.Events) }),
	in("listings", func(c changeLine) any { return list(c.Listings) }),
	in("manufacturers", func(c changeLine) any { return list(c.Manufacturers) }),
	in("line", func(c changeLine) any { return c.line }),
}

func (w *rowWriter) revisionRow(r *pastRevision) {
	w.writeTo(revisionTable, nil)
	w.revision = r.Seq
	w.begin()
	addAll(w, revisionColumns, r)
}

// A numberedLine is a line of a revision, with its number in it.
type numberedLine struct {
	*change.Line
	number int
}

func (w *rowWriter) changeRow(l numberedLine) {
	w.writeTo(changeTable, nil)
	w.revision = l.Seq
	text, err := journal.Text(*l.Line)
	if err != nil {
		w.problem("line", err.Error())
	}
	w.begin()
	addAll(w, changeColumns, changeLine{journal.EntryOf(*l.Line, l.number), string(text)})
}

// recordForm identifies how rows represent records. It is part of every state, so that a
// release that stores more of the same records rewrites the versions of the past, and
// their answers match all others. Change it whenever the representation changes.
const recordForm = "3: official lists, values of single periods"

// encodeHistory computes the digests of all revisions in parallel; nil without a history.
func encodeHistory(ctx context.Context, h *register.History, reg *register.Register) ([]*pastRevision, error) {
	if h == nil {
		return nil, nil
	}
	var revisions []*pastRevision
	for r, lines := range journal.RevisionsOf(h, reg.Location()) {
		revisions = append(revisions, &pastRevision{Revision: r, lines: lines})
	}
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(runtime.GOMAXPROCS(0))
	for _, r := range revisions {
		group.Go(func() error {
			if ctx.Err() != nil {
				return context.Cause(ctx)
			}
			return r.digestLines()
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	form := sha256.Sum256([]byte(recordForm))
	before := form[:]
	for _, r := range revisions {
		chained := sha256.Sum256(append(slices.Clone(before), r.state...))
		r.state = chained[:]
		before = r.state
	}
	return revisions, nil
}

// statusRules identifies the rules by which a status follows from dates. It is part of
// every state, so that after a change of the rules the next load rewrites the versions of
// the past, whose rows contain statuses.
const statusRules = "a suspension ends with its period"

// digestLines computes the digest of the revision's lines, and the state that they lead
// to.
func (r *pastRevision) digestLines() error {
	lines, state := sha256.New(), sha256.New()
	for _, l := range r.lines {
		text, record, err := l.Encode()
		if err != nil {
			return err
		}
		writeSized(lines, string(text))
		r.lineDigests = append(r.lineDigests, sha256.Sum256(text))
		for _, part := range []string{l.Commit, l.Kind.Folder(), l.ID, l.FormerID, l.Unreadable, string(record)} {
			writeSized(state, part)
		}
	}
	writeSized(state, statusRules)
	writeSized(state, fmt.Sprint(r.Publishable)) // lines do not determine this: see register.History.Publishable
	r.digest, r.state = lines.Sum(nil), state.Sum(nil)
	return nil
}

// writeSized writes a text after its length, so that the hash of a sequence of texts is
// unambiguous.
func writeSized(hash hash.Hash, text string) {
	_, _ = hash.Write(binary.BigEndian.AppendUint64(nil, uint64(len(text)))) // a hash never fails
	_, _ = hash.Write([]byte(text))
}

// A heldRevision is a revision of the current history in the database.
type heldRevision struct {
	commit        string // "" if it was not committed
	digest, state string // hexadecimal
	unchanged     []string
}

// is reports whether the database holds exactly the rows of a revision.
func (h heldRevision) is(r *pastRevision) bool {
	return h.digest == hex.EncodeToString(r.digest) && h.hasState(r) && slices.Equal(h.unchanged, r.Unchanged)
}

func (h heldRevision) hasState(r *pastRevision) bool { return h.state == hex.EncodeToString(r.state) }

// readRevisions reads the revisions of the current history, in order.
func (l *loader) readRevisions(ctx context.Context) ([]heldRevision, error) {
	rows, err := l.tx.Query(ctx, `select coalesce(commit_id, ''), encode(digest, 'hex'), encode(state, 'hex'), unchanged from revisions where `+standing(l.schema)+` order by revision`)
	if err != nil {
		return nil, fmt.Errorf("read the revisions: %w", explain(err))
	}
	held, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (h heldRevision, err error) {
		err = row.Scan(&h.commit, &h.digest, &h.state, &h.unchanged)
		return h, err
	})
	if err != nil {
		return nil, fmt.Errorf("read the revisions: %w", explain(err))
	}
	return held, nil
}

// checkHistory refuses a history that does not continue the one in the database, unless
// that is accepted: the newest commit in the database must be on the first-parent line.
// Nothing is known about uncommitted files without a history.
func (l *loader) checkHistory(d *Difference, held []heldRevision) error {
	if d.Previous == nil {
		return nil
	}
	commit := d.Previous.Commit
	for _, r := range held {
		if d.Previous.Commit == "" && r.commit != "" {
			commit = r.commit
		}
	}
	if commit == l.reg.Version.Commit || l.options.History == nil && len(held) == 0 {
		return nil
	}
	past := l.options.History
	if past == nil {
		past = new(register.History)
	}
	err := past.CheckPublished(commit)
	if err != nil && l.options.AcceptRewritten {
		d.Abandoned = commit
		return nil
	}
	return err
}

// A historyChange is what a load does to the history: rows of some revisions end, and
// other revisions are written. Of a revision in both endChanges and writeChanges, the lines
// that are the same in both stay: see compareLines.
type historyChange struct {
	endRevisions, endChanges     []int
	writeRevisions, writeChanges []*pastRevision
	// since is the index of the first new revision in the history; added is the number of
	// new revisions.
	since, added int
}

func (c *historyChange) changed() bool {
	return len(c.endRevisions)+len(c.endChanges)+len(c.writeRevisions)+len(c.writeChanges) > 0
}

// compareHistory compares the history with the one in the database.
func compareHistory(revisions []*pastRevision, held []heldRevision) historyChange {
	c := historyChange{since: len(revisions)}
	for i, r := range revisions {
		if i >= len(held) || !held[i].hasState(r) {
			c.since = i
			break
		}
	}
	c.added = len(revisions) - c.since
	for i := range max(len(revisions), len(held)) {
		switch {
		case i < len(revisions) && i < len(held) && held[i].is(revisions[i]):
			continue
		case i < len(held):
			c.endRevisions = append(c.endRevisions, i+1)
		}
		if i < len(revisions) {
			c.writeRevisions = append(c.writeRevisions, revisions[i])
		}
		sameLines := i < len(revisions) && i < len(held) && held[i].digest == hex.EncodeToString(revisions[i].digest)
		if i < len(held) && !sameLines {
			c.endChanges = append(c.endChanges, i+1)
		}
		if i < len(revisions) && !sameLines {
			c.writeChanges = append(c.writeChanges, revisions[i])
		}
	}
	return c
}

// A lineRef names a line of the history.
type lineRef struct{ revision, number int }

// A lineChange is what a load does to the lines of the revisions that a historyChange names.
type lineChange struct {
	end  []lineRef
	kept map[lineRef]bool // lines that the database has and that stay
}

// compareLines compares the lines of revisions with those in the database. What is in a folder
// without commits is a single revision with a line for each record, most of which stay the same
// when a record changes. Everything in a row of a line follows from the line's text.
func (l *loader) compareLines(ctx context.Context, c *historyChange) (lineChange, error) {
	change := lineChange{kept: map[lineRef]bool{}}
	if len(c.endChanges) == 0 {
		return change, nil
	}
	digests := map[int][][sha256.Size]byte{}
	for _, r := range c.writeChanges {
		digests[r.Seq] = r.lineDigests
	}
	rows, err := l.tx.Query(ctx, `
		select revision, number, encode(sha256(convert_to(line::text, 'UTF8')), 'hex') from changes
		where to_seq is null and revision = any($1) order by revision, number`, c.endChanges)
	if err != nil {
		return change, fmt.Errorf("read the lines of the history: %w", explain(err))
	}
	var at lineRef
	var digest string
	_, err = pgx.ForEachRow(rows, []any{&at.revision, &at.number, &digest}, func() error {
		if lines := digests[at.revision]; at.number <= len(lines) && digest == hex.EncodeToString(lines[at.number-1][:]) {
			change.kept[at] = true
		} else {
			change.end = append(change.end, at)
		}
		return nil
	})
	if err != nil {
		return change, fmt.Errorf("read the lines of the history: %w", explain(err))
	}
	return change, nil
}

// writeHistory ends obsolete rows of the history and writes new ones, as of the version
// being written. It returns the number of rows.
func (l *loader) writeHistory(ctx context.Context, c *historyChange) (int64, error) {
	lines, err := l.compareLines(ctx, c)
	if err != nil {
		return 0, err
	}
	written, err := l.endHistory(ctx, c.endRevisions, lines.end)
	if err != nil {
		return 0, err
	}
	w := newRowWriter(l.reg, l.model, versionRange{from: l.seq})
	n, err := l.copyTo(ctx, revisionTable, func(write func([]byte) error) error {
		for _, r := range c.writeRevisions {
			w.revisionRow(r)
		}
		return write(w.buf)
	})
	if err != nil {
		return 0, err
	}
	written += n
	n, err = l.copyTo(ctx, changeTable, func(write func([]byte) error) error { return l.encodeChanges(ctx, c.writeChanges, lines.kept, write) })
	return written + n, errors.Join(err, collected(w.problems))
}

// endHistory ends rows of revisions and of lines, and returns their number.
func (l *loader) endHistory(ctx context.Context, revisions []int, lines []lineRef) (int64, error) {
	tag, err := l.tx.Exec(ctx, `update revisions set to_seq = $1 where to_seq is null and revision = any($2)`, l.seq, revisions)
	if err != nil {
		return 0, fmt.Errorf("end the revisions that no longer hold: %w", explain(err))
	}
	ended := tag.RowsAffected()
	of, numbers := make([]int, len(lines)), make([]int, len(lines))
	for i, at := range lines {
		of[i], numbers[i] = at.revision, at.number
	}
	tag, err = l.tx.Exec(ctx, `
		update changes t set to_seq = $1 from unnest($2::int[], $3::int[]) e (revision, number)
		where t.to_seq is null and t.revision = e.revision and t.number = e.number`, l.seq, of, numbers)
	if err != nil {
		return 0, fmt.Errorf("end the lines of the history that no longer hold: %w", explain(err))
	}
	return ended + tag.RowsAffected(), nil
}

// encodeChanges encodes the rows of changes, without the lines that are kept.
func (l *loader) encodeChanges(ctx context.Context, revisions []*pastRevision, kept map[lineRef]bool, write func([]byte) error) error {
	var lines []numberedLine
	for _, r := range revisions {
		for i := range r.lines {
			if !kept[lineRef{r.Seq, i + 1}] {
				lines = append(lines, numberedLine{&r.lines[i], i + 1})
			}
		}
	}
	encode := func(w *rowWriter, lines []numberedLine) {
		for _, line := range lines {
			w.changeRow(line)
		}
	}
	done := 0
	writers := &sync.Pool{New: func() any { return newRowWriter(l.reg, l.model, versionRange{from: l.seq}) }}
	return encodeInOrder(ctx, lines, writers, encode, func(w *rowWriter) error {
		done += w.count
		l.progress("writing changes", done, len(lines))
		return errors.Join(collected(w.problems), write(w.buf))
	})
}

// knownStates returns the states for which the database has a version.
func (l *loader) knownStates(ctx context.Context) (map[string]bool, error) {
	rows, err := l.tx.Query(ctx, `select distinct encode(state, 'hex') from register_versions where state is not null`)
	if err != nil {
		return nil, fmt.Errorf("read which revisions there are: %w", explain(err))
	}
	states, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, fmt.Errorf("read which revisions there are: %w", explain(err))
	}
	known := make(map[string]bool, len(states))
	for _, s := range states {
		known[s] = true
	}
	return known, nil
}
