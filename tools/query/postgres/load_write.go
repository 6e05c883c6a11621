package postgres

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"slices"
	"sync"

	"opencec/tools/query"
	"opencec/tools/register"
)

// A writtenVersion is a version that was written. It does not keep the register, of which
// a history has many.
type writtenVersion struct {
	register.Version
	settings register.Settings
	counts   register.Counts
	revision *pastRevision // which revision of the history it is; nil when unknown
	seq      int64
	rows     int64 // how many were written or closed
}

// Small versions, as those of most revisions are, are held back and written together:
// one statement for a table takes much longer than a few rows in it.
const (
	// maxHeldBack is how many records of a version are held back at most; of larger ones
	// the rows are encoded while others are sent.
	maxHeldBack = 1000
	// maxHeldBytes is how much is held back at once.
	maxHeldBytes = 64 << 20
)

// A pendingRows is what is not written yet.
type pendingRows struct {
	records []*heldRecord
	open    map[register.Ref]*heldRecord // those of records that stand
	// ended are the records whose rows in the database end, each with the version at
	// which they do.
	ended map[register.Kind]*ends
	size  int
}

// ends are ids with the versions at which their rows end.
type ends struct {
	ids  []string
	seqs []int64
}

// A heldRecord is a record as it stands in some versions.
type heldRecord struct {
	versions versionRange
	rows     [][][]byte // by table: the values of each row
}

func (r *heldRecord) count() (n int64) {
	for _, rows := range r.rows {
		n += int64(len(rows))
	}
	return n
}

// writeAs makes a register the next version. Of its records, only those that are given
// may have other rows than stand, and of the keys there may be none any more.
func (l *loader) writeAs(ctx context.Context, reg *register.Register, model *query.Model, revision *pastRevision, records []*encodedRecord, keys []register.Ref) error {
	l.seq++
	v := &writtenVersion{reg.Version, reg.Settings, reg.Counts(), revision, l.seq, 0}
	l.versions = append(l.versions, v)
	write, end := l.differing(reg, records, keys)
	for _, at := range end {
		l.end(at)
		delete(l.stored, at)
	}
	for _, r := range write {
		l.stored[register.RefOf(r.record)] = r.digest
	}
	if len(write) <= maxHeldBack {
		l.addPending(v, newRowWriter(reg, model, versionRange{}), write)
		if l.pending.size < maxHeldBytes {
			return nil
		}
		return l.flush(ctx)
	}
	if err := l.flush(ctx); err != nil {
		return err
	}
	l.writers = &sync.Pool{New: func() any { return newRowWriter(reg, model, versionRange{from: v.seq}) }}
	return l.insertRows(ctx, v, write)
}

// end ends the rows of a record.
func (l *loader) end(at register.Ref) {
	if r, ok := l.pending.open[at]; ok {
		r.versions.until = l.seq
		l.version(l.seq).rows += r.count()
		delete(l.pending.open, at)
		return
	}
	if l.pending.ended[at.Kind] == nil {
		l.pending.ended[at.Kind] = &ends{}
	}
	e := l.pending.ended[at.Kind]
	e.ids, e.seqs = append(e.ids, at.ID), append(e.seqs, l.seq)
}

// version returns a version of this load.
func (l *loader) version(seq int64) *writtenVersion { return l.versions[seq-l.versions[0].seq] }

// addPending keeps the rows of records until their versions are known, or until enough of
// them are there.
func (l *loader) addPending(v *writtenVersion, w *rowWriter, records []*encodedRecord) {
	for _, r := range records {
		held := &heldRecord{versions: versionRange{from: v.seq}, rows: make([][][]byte, len(tables))}
		w.digest = r.digest
		for i, t := range tables {
			if r.rows[i] == 0 {
				continue
			}
			w.reset()
			w.write(t, r.record)
			held.rows[i] = w.values()
			l.pending.size += len(w.buf)
		}
		v.rows += held.count()
		l.pending.records = append(l.pending.records, held)
		l.pending.open[register.RefOf(r.record)] = held
	}
}

// flush writes what was held back.
func (l *loader) flush(ctx context.Context) error {
	for _, k := range register.Kinds() {
		for i, t := range tables {
			if l.pending.ended[k] == nil || !t.holds(k) {
				continue
			}
			if err := l.endRows(ctx, i, k, l.pending.ended[k]); err != nil {
				return err
			}
		}
	}
	for _, r := range l.pending.records {
		l.total += int(r.count())
	}
	for i := range tables {
		if err := l.copyPending(ctx, i); err != nil {
			return err
		}
	}
	l.pending = newPendingRows()
	return nil
}

func newPendingRows() pendingRows {
	return pendingRows{open: map[register.Ref]*heldRecord{}, ended: map[register.Kind]*ends{}}
}

// endRows ends the rows that stand in one of tables of records of a kind.
func (l *loader) endRows(ctx context.Context, place int, k register.Kind, e *ends) error {
	t := tables[place]
	sql := "with ended as (update " + t.name + " t set versions = int8range(lower(t.versions), e.seq) from unnest($1::text[], $2::bigint[]) e (id, seq)" +
		" where upper_inf(t.versions) and t." + t.key + " = e.id"
	args := []any{e.ids, e.seqs}
	if t.common() {
		sql += " and t." + kindColumn + " = $3"
		args = append(args, k.Folder())
	}
	rows, err := l.tx.Query(ctx, sql+" returning e.seq) select seq, count(*) from ended group by seq", args...)
	if err != nil {
		return fmt.Errorf("end the rows in %s that no longer hold: %w", t.name, explain(err))
	}
	defer rows.Close()
	for rows.Next() {
		var seq, n int64
		if err := rows.Scan(&seq, &n); err != nil {
			return fmt.Errorf("end the rows in %s that no longer hold: %w", t.name, err)
		}
		l.version(seq).rows += n
		l.written[place] += n
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("end the rows in %s that no longer hold: %w", t.name, explain(err))
	}
	return nil
}

// copyPending writes the rows that were held back of one of tables.
func (l *loader) copyPending(ctx context.Context, place int) error {
	if !slices.ContainsFunc(l.pending.records, func(r *heldRecord) bool { return len(r.rows[place]) > 0 }) {
		return nil
	}
	n, err := l.copyTo(ctx, tables[place], func(write func([]byte) error) error {
		for batch := range slices.Chunk(l.pending.records, batchSize) {
			if ctx.Err() != nil {
				return context.Cause(ctx)
			}
			rows, n := l.rowsHeld(place, batch)
			if err := write(rows); err != nil {
				return err
			}
			l.wrote(n)
		}
		return nil
	})
	l.written[place] += n
	return err
}

// rowsHeld returns the rows that records have in one of tables, and how many.
func (l *loader) rowsHeld(place int, records []*heldRecord) (rows []byte, n int) {
	w := newRowWriter(l.reg, l.model, versionRange{})
	for _, r := range records {
		if len(r.rows[place]) == 0 {
			continue
		}
		head := w.head(tables[place], r.versions)
		for _, values := range r.rows[place] {
			rows = append(append(rows, head...), values...)
		}
		n += len(r.rows[place])
	}
	return rows, n
}

// head returns what a row of a table begins with.
func (w *rowWriter) head(t *table, versions versionRange) []byte {
	w.buf = binary.BigEndian.AppendUint16(w.buf[:0], uint16(len(t.columns)+1))
	w.value(versions)
	return bytes.Clone(w.buf)
}
