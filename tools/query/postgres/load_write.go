package postgres

import (
	"context"
	"encoding/binary"
	"fmt"
	"slices"
	"sync"

	"opencec/tools/query"
	"opencec/tools/register"
)

// A writtenVersion is a version written by this load. It does not keep the register,
// since a history has many.
type writtenVersion struct {
	register.Version
	settings register.Settings
	counts   register.Counts
	revision *pastRevision // its revision of the history; nil if unknown
	seq      int64
	rows     int64 // rows written or closed
}

// Small versions, which most revisions are, are collected and written together: one
// statement for a table takes much longer than a few rows in it.
const (
	// maxHeldBack is the maximum number of collected records of a version. Rows of larger
	// versions are encoded while others are sent.
	maxHeldBack = 1000
	// maxHeldBytes is the maximum size of the collected rows.
	maxHeldBytes = 64 << 20
)

// pendingRows are collected rows that are not written yet.
type pendingRows struct {
	records []*heldRecord
	open    map[register.Ref]*heldRecord // of current records
	// ended are the records whose rows in the database end, each with the version at
	// which they end.
	ended map[register.Kind]*ends
	size  int
}

// ends are ids with the versions at which their rows end.
type ends struct {
	ids  []string
	seqs []int64
}

// A heldRecord is a collected record, with the versions in which it exists.
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

// writeAs writes a register as the next version. Only the rows of the given records may
// differ from the current ones, and only the given keys may disappear.
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

// addPending collects the rows of records until their versions are known, or until there
// are enough of them.
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

// flush writes the collected rows.
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

// endRows ends the current rows of a kind's records in a table.
func (l *loader) endRows(ctx context.Context, place int, k register.Kind, e *ends) error {
	t := tables[place]
	sql := "with ended as (update " + t.name + " t set to_seq = e.seq from unnest($1::text[], $2::bigint[]) e (id, seq)" +
		" where t.to_seq is null and t." + t.key + " = e.id"
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

// copyPending writes the collected rows of a table.
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

// rowsHeld returns the collected rows of a table, and their number.
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

// head returns what a table's row begins with: the number of its fields, and its versions.
func (w *rowWriter) head(t *table, versions versionRange) []byte {
	w.writeTo(t, nil)
	return append(binary.BigEndian.AppendUint16(nil, uint16(w.fields)), w.encodedVersions(versions)...)
}
