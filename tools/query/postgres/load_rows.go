package postgres

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/jackc/pgx/v5"
	"golang.org/x/sync/errgroup"

	"opencec/tools/query"
	"opencec/tools/register"
)

// batchSize is how many records are encoded at a time: enough that handing them on
// costs nothing beside it, few enough that what waits to be sent stays small.
const batchSize = 256

// An encodedRecord is a record with the digest of its rows, and how many it has in
// each of tables.
type encodedRecord struct {
	record register.Record
	digest []byte
	rows   []int
}

// encodeRecords works out the digest of every record of a register, on all
// processors. Records that cannot be written are an error that names them all.
func encodeRecords(ctx context.Context, reg *register.Register, model *query.Model) ([]*encodedRecord, error) {
	var records []*encodedRecord
	for rec := range reg.All() {
		records = append(records, &encodedRecord{record: rec})
	}
	batches := slices.Collect(slices.Chunk(records, batchSize))
	problems := make([][]error, len(batches))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(runtime.GOMAXPROCS(0))
	for i, batch := range batches {
		group.Go(func() error {
			if ctx.Err() != nil {
				return context.Cause(ctx)
			}
			w := newComparer(reg, model)
			for _, r := range batch {
				w.digestOf(r)
			}
			problems[i] = w.problems
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	return records, collected(slices.Concat(problems...))
}

// maxProblems is how many of the problems that keep records from being written are
// described.
const maxProblems = 25

func collected(problems []error) error {
	if more := len(problems) - maxProblems; more > 0 {
		problems = append(problems[:maxProblems:maxProblems], fmt.Errorf("and %d more of these", more))
	}
	return errors.Join(problems...)
}

// digestOf works out the digest of all rows that a record has. The writer makes rows to be
// compared.
func (w *rowWriter) digestOf(r *encodedRecord) {
	hash := sha256.New()
	r.rows = make([]int, len(tables))
	for i, t := range tables {
		if !t.holds(r.record.RecordKind()) {
			continue
		}
		w.reset()
		w.write(t, r.record)
		r.rows[i] = w.count
		hash.Write(binary.BigEndian.AppendUint32([]byte(t.name), uint32(w.count)))
		hash.Write(w.buf)
	}
	r.digest = hash.Sum(nil)
}

// insertRows writes the rows of records, and counts them by table. They are encoded
// while the server works on those before them.
func (l *loader) insertRows(ctx context.Context, v *writtenVersion, records []*encodedRecord) error {
	rows := make([]int, len(tables))
	for _, r := range records {
		for i, n := range r.rows {
			rows[i] += n
			l.total += n
		}
	}
	for i, t := range tables {
		if rows[i] == 0 {
			continue
		}
		n, err := l.copyTo(ctx, t, func(write func([]byte) error) error { return l.encodeRows(ctx, write, i, records) })
		if err != nil {
			return err
		}
		v.rows += n
		l.written[i] += n
	}
	return nil
}

// copyTo writes rows into a table, which encode hands on as COPY reads them. It returns
// how many there were.
func (l *loader) copyTo(ctx context.Context, t *table, encode func(write func([]byte) error) error) (int64, error) {
	r, w := io.Pipe()
	encoding := make(chan struct{})
	go func() {
		defer close(encoding)
		w.CloseWithError(framed(w, encode))
	}()
	tag, err := l.tx.Conn().PgConn().CopyFrom(ctx, r, t.copySQL())
	r.CloseWithError(err) // so that nothing waits to be read any more
	<-encoding
	if err != nil {
		return 0, fmt.Errorf("write %s: %w", t.name, explain(err))
	}
	return tag.RowsAffected(), nil
}

// framed writes rows with what COPY begins and ends with.
func framed(w io.Writer, encode func(write func([]byte) error) error) error {
	write := func(rows []byte) error {
		_, err := w.Write(rows)
		return err
	}
	if err := write(copyHeader); err != nil {
		return err
	}
	if err := encode(write); err != nil {
		return err
	}
	return write(copyTrailer)
}

func (t *table) copySQL() string {
	names := []string{"from_seq", "to_seq"}
	for _, c := range t.storedColumns() {
		names = append(names, pgx.Identifier{c}.Sanitize())
	}
	return "copy " + t.name + " (" + strings.Join(names, ", ") + ") from stdin (format binary)"
}

// encodeRows encodes the rows that records have in one of tables.
func (l *loader) encodeRows(ctx context.Context, write func([]byte) error, place int, records []*encodedRecord) error {
	encode := func(w *rowWriter, records []*encodedRecord) {
		for _, r := range records {
			if r.rows[place] > 0 {
				w.digest = r.digest
				w.write(tables[place], r.record)
			}
		}
	}
	return encodeInOrder(ctx, records, l.writers, encode, func(w *rowWriter) error {
		l.wrote(w.count)
		return write(w.buf)
	})
}

// encodeInOrder encodes the rows of items on all processors, and writes them in the items' order.
func encodeInOrder[T any](ctx context.Context, items []T, writers *sync.Pool, encode func(*rowWriter, []T), write func(*rowWriter) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	for batch := range encodeBatches(ctx, items, writers, encode) {
		rows := <-batch
		if err := write(rows); err != nil {
			return err
		}
		writers.Put(rows)
	}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return nil
}

// encodeBatches encodes batches of items on all processors, and hands them out in their order. It
// ends early with ctx.
func encodeBatches[T any](ctx context.Context, items []T, writers *sync.Pool, encode func(*rowWriter, []T)) <-chan chan *rowWriter {
	batches := make(chan chan *rowWriter, runtime.GOMAXPROCS(0)-1) // and the one that is waited for
	go func() {
		defer close(batches)
		for batch := range slices.Chunk(items, batchSize) {
			encoded := make(chan *rowWriter, 1)
			select {
			case batches <- encoded:
			case <-ctx.Done():
				return
			}
			go func() {
				w := writers.Get().(*rowWriter)
				w.reset()
				encode(w, batch)
				encoded <- w
			}()
		}
	}()
	return batches
}
