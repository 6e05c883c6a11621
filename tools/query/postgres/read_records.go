package postgres

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"golang.org/x/sync/errgroup"

	"opencec/tools/base/parallel"
	"opencec/tools/query"
	"opencec/tools/register"
)

// Why a version cannot be held in memory, although the database can be read.
var (
	// ErrTooLarge means that the version exceeds the limit of ReadOptions.
	ErrTooLarge = errors.New("the register is too large for memory")
	// ErrOtherRelease means that this release would not have stored the same rows, so its
	// own answers could differ from those of the database.
	ErrOtherRelease = errors.New("another release has loaded the register")
)

// Contents are all records of one version in a database, in a form from which answers
// can be given that equal the database's.
type Contents struct {
	Register *register.Register
	// Read is the number of records that were read from the database; the others are
	// shared with the contents of an earlier version.
	Read int

	version LoadedVersion
	loaded  string   // when: distinguishes versions with the same number and name
	digests []digest // of the records, in the order of Register.All
}

// A digest is that of all rows of a record.
type digest [sha256.Size]byte

// ReadOptions are options of ReadAll.
type ReadOptions struct {
	// MaxRecords is the largest number of records. Their JSON may have maxRecordSize bytes
	// on average.
	MaxRecords int
	// Progress is called now and then with the number of records read so far.
	Progress func(read int)
}

// maxRecordSize is the average size up to which records count as such: that of real ones
// is 500 bytes.
const maxRecordSize = 4 << 10

// ReadAll reads all records of the engine's version. With the contents of an earlier
// version it reads only the records that have changed since, if that version is in the
// database; they may be nil.
//
// An engine in memory computes from the records what the database has in rows: documents,
// statuses, words. To prove that both give the same answers, ReadAll computes the rows of
// each record, and compares their digest with the stored one, which a load compares too.
// If any differs, the error wraps ErrOtherRelease. Of a version that follows another,
// only records that a change can affect are computed again.
func (e *Engine) ReadAll(ctx context.Context, earlier *Contents, o ReadOptions) (*Contents, error) {
	c, err := e.readAll(ctx, earlier, o)
	if err != nil {
		return nil, fmt.Errorf("reading the whole register: %w", err)
	}
	return c, nil
}

func (e *Engine) readAll(ctx context.Context, earlier *Contents, o ReadOptions) (*Contents, error) {
	if n := e.records(); n > o.MaxRecords {
		return nil, fmt.Errorf("%w: it has %d records, and the limit is %d", ErrTooLarge, n, o.MaxRecords)
	}
	r := &recordReader{engine: e, options: o, earlier: earlier}
	if err := r.read(ctx); err != nil {
		return nil, err
	}
	next, err := r.contents()
	if err != nil {
		return nil, err
	}
	return next, r.verify(ctx, next)
}

// records returns the number of the version's records.
func (e *Engine) records() (n int) {
	for _, k := range register.Kinds() {
		n += e.counts.Of(k)
	}
	return n
}

// Forget frees what the engine keeps of all listings, which it reads again when needed.
func (e *Engine) Forget() {
	e.names.Store(nil)
	e.outlines.Store(nil)
}

// A recordReader reads the records of a version.
type recordReader struct {
	engine  *Engine
	options ReadOptions
	earlier *Contents // nil to read everything

	loaded string // when the version was loaded
	ended  []register.Ref
	stored map[register.Record]digest // what the database has of the version's records
	sharer register.Sharer            // of the records that are read

	mu     sync.Mutex // protects what follows, while records are decoded
	found  []foundRecord
	size   int // of the JSON
	failed error
}

// A foundRecord is a record with the digest that the database has.
type foundRecord struct {
	register.Record
	digest digest
}

// read reads in one transaction, which sees one state of the database, from a host that
// has the version.
func (r *recordReader) read(ctx context.Context) error {
	db := r.engine.db
	err := r.readFrom(ctx, db.reads)
	if errors.Is(err, errBehind) && db.primary != nil {
		err = r.readFrom(ctx, db.primary)
	}
	if r.failed != nil {
		return r.failed
	}
	var lost *retryableError
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case err == nil:
		return nil
	case withheld(err):
		return fmt.Errorf("%w: %w: %w", query.ErrUnavailable, ErrWithheld, err)
	case errors.As(err, &lost), errors.Is(err, errBehind):
		return fmt.Errorf("%w: %w", query.ErrUnavailable, err)
	}
	return err
}

// errSilent means that the server has sent nothing for as long as a question may take.
var errSilent = errors.New("the server has stopped sending records")

// readFrom reads from a host of a pool. It gives up when nothing comes for as long as a
// question may take; a large register takes longer as a whole.
func (r *recordReader) readFrom(ctx context.Context, pool *pgxpool.Pool) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	timeout := r.engine.db.timeout
	silent := time.AfterFunc(timeout, func() { cancel(errSilent) })
	defer silent.Stop()

	conn, err := pool.Acquire(ctx)
	if err != nil {
		return &retryableError{err}
	}
	defer conn.Release()
	tx, err := conn.BeginTx(ctx, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly})
	if err == nil {
		err = r.readIn(ctx, tx, func() { silent.Reset(timeout) })
		ending, end := ending(ctx)
		defer end()
		_ = tx.Rollback(ending) // nothing was written
	}
	if err != nil && (conn.Conn().IsClosed() || passing(err) || context.Cause(ctx) == errSilent) {
		return &retryableError{err}
	}
	return err
}

func (r *recordReader) readIn(ctx context.Context, tx pgx.Tx, alive func()) (err error) {
	if r.loaded, err = loadedAt(ctx, tx, r.engine.version); err != nil {
		return err
	}
	if r.loaded == "" {
		return errBehind
	}
	if r.earlier != nil {
		loaded, err := loadedAt(ctx, tx, r.earlier.version)
		if err != nil {
			return err
		}
		if loaded != r.earlier.loaded || r.earlier.version.Seq > r.engine.version.Seq {
			r.earlier = nil // the database was restored, or is another one
		}
	}
	if r.earlier != nil {
		s := r.endedStatement()
		rows, err := tx.Query(ctx, s.text, s.args...)
		if err != nil {
			return err
		}
		if r.ended, err = pgx.CollectRows(rows, pgx.RowToStructByPos[register.Ref]); err != nil {
			return err
		}
	}
	asking, stop := context.WithCancel(ctx)
	defer stop()
	s := r.recordsStatement()
	rows, err := tx.Query(asking, s.text, s.args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	if err := r.decodeAll(asking, rows, alive); err != nil {
		stop() // or Close would read the rest
		return err
	}
	return nil
}

// loadedAt returns when a version was loaded, "" if the database does not have it.
func loadedAt(ctx context.Context, tx pgx.Tx, v LoadedVersion) (at string, err error) {
	const sql = "select extract(epoch from loaded_at)::text from register_versions where seq = $1::bigint and version = $2::text"
	err = tx.QueryRow(ctx, sql, strconv.FormatInt(v.Seq, 10), v.ID).Scan(&at)
	if errors.Is(err, pgx.ErrNoRows) {
		return "", nil
	}
	return at, err
}

// recordsStatement selects the records of the version, without those that the earlier one
// has too.
func (r *recordReader) recordsStatement() statement {
	c := newCompiler(nil, r.engine.version.Seq, register.Date{})
	parts := []string{"select d.kind, encode(d.digest, 'hex'), d.record::text from records d where", c.of("d")}
	if r.earlier != nil {
		parts = append(parts, "and d.from_seq > "+c.arg(strconv.FormatInt(r.earlier.version.Seq, 10), "bigint"))
	}
	return c.statement(parts...)
}

// endedStatement selects the ids of the earlier version's records whose rows have ended.
func (r *recordReader) endedStatement() statement {
	return statement{
		text: "select d.kind, d.id from records d where d.from_seq <= $1::bigint and d.to_seq > $1::bigint and d.to_seq <= $2::bigint",
		args: []any{strconv.FormatInt(r.earlier.version.Seq, 10), strconv.FormatInt(r.engine.version.Seq, 10)},
	}
}

// A rawRecord is a row of recordsStatement.
type rawRecord struct {
	kind   register.Kind
	digest []byte // hexadecimal
	text   []byte
}

// decodeBatch is the number of records that are handed to a goroutine that decodes them.
const decodeBatch = 256

// decodeAll decodes records on all processors while more are read. Only a few batches wait to be
// decoded, so that the server is slowed down before memory fills.
func (r *recordReader) decodeAll(ctx context.Context, rows pgx.Rows, alive func()) error {
	batches := make(chan []rawRecord)
	decoders, decoding := errgroup.WithContext(ctx)
	for range runtime.GOMAXPROCS(0) {
		decoders.Go(func() error {
			for batch := range batches {
				if err := r.decode(batch); err != nil {
					return err
				}
			}
			return nil
		})
	}
	var batch []rawRecord
	send := func() bool {
		alive()
		select {
		case batches <- batch:
			batch = make([]rawRecord, 0, decodeBatch)
			return true
		case <-decoding.Done():
			return false
		}
	}
	for more := true; more && rows.Next(); {
		v := rows.RawValues()
		batch = append(batch, rawRecord{register.Kind(v[0]), slices.Clone(v[1]), slices.Clone(v[2])})
		if len(batch) == decodeBatch {
			more = send()
		}
	}
	if len(batch) > 0 {
		send()
	}
	close(batches)
	if r.failed = decoders.Wait(); r.failed != nil {
		return r.failed
	}
	return rows.Err()
}

// decode decodes records and adds them to those found.
func (r *recordReader) decode(batch []rawRecord) error {
	found, records, size := make([]foundRecord, len(batch)), make([]register.Record, len(batch)), 0
	for i, raw := range batch {
		size += len(raw.text)
		if !slices.Contains(register.Kinds(), raw.kind) {
			return fmt.Errorf("%w: this release knows no records of the kind %q", ErrOtherRelease, raw.kind)
		}
		rec := register.NewRecord(raw.kind)
		if err := json.Unmarshal(raw.text, rec); err != nil {
			return fmt.Errorf("%w: this release cannot read a record of the kind %s: %w", ErrOtherRelease, raw.kind, err)
		}
		found[i].Record, records[i] = rec, rec
		if n, err := hex.Decode(found[i].digest[:], raw.digest); err != nil || n != sha256.Size {
			return fmt.Errorf("%w: %s %s has no digest of this release's form", ErrOtherRelease, raw.kind.Name(), rec.RecordMeta().ID)
		}
	}
	r.sharer.Share(records)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.found = append(r.found, found...)
	if r.size += size; r.size > r.options.MaxRecords*maxRecordSize {
		return fmt.Errorf("%w: its records have more than %d bytes, the limit for at most %d records", ErrTooLarge, r.options.MaxRecords*maxRecordSize, r.options.MaxRecords)
	}
	if r.options.Progress != nil {
		r.options.Progress(len(r.found))
	}
	return nil
}

// contents puts the records together: those that were found, and those of the earlier
// version whose rows still hold.
func (r *recordReader) contents() (*Contents, error) {
	c := &Contents{Read: len(r.found), version: r.engine.version, loaded: r.loaded}
	r.stored = make(map[register.Record]digest, r.engine.records())
	records := register.Records{Settings: r.engine.reg.Settings}
	add := func(rec register.Record, d digest) {
		records.Add(rec)
		r.stored[rec] = d
	}
	if r.earlier != nil {
		ended := make(map[register.Ref]bool, len(r.ended))
		for _, at := range r.ended {
			ended[at] = true
		}
		i := 0
		for rec := range r.earlier.Register.All() {
			if !ended[register.RefOf(rec)] {
				add(rec, r.earlier.digests[i])
			}
			i++
		}
	}
	for _, rec := range r.found {
		add(rec.Record, rec.digest)
	}
	if has := records.Counts(); has != r.engine.counts {
		return nil, fmt.Errorf("the records that were read are %+v, and the version has %+v", has, r.engine.counts)
	}
	var err error
	c.Register, err = register.New(records, r.engine.reg.Version)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrOtherRelease, err)
	}
	c.digests = make([]digest, 0, len(r.stored))
	for rec := range c.Register.All() {
		c.digests = append(c.digests, r.stored[rec])
	}
	return c, nil
}

// verify compares the digests of records with those of the rows that this release would
// store.
func (r *recordReader) verify(ctx context.Context, c *Contents) error {
	var differing []register.Ref
	var mu sync.Mutex
	model := query.NewModel(c.Register)
	batches := slices.Collect(slices.Chunk(r.affected(c), decodeBatch))
	err := parallel.Do(ctx, len(batches), func(i int) error {
		w := newComparer(c.Register, model)
		for _, rec := range batches[i] {
			computed := &encodedRecord{record: rec}
			w.digestOf(computed)
			if stored := r.stored[rec]; !slices.Equal(stored[:], computed.digest) {
				mu.Lock()
				differing = append(differing, register.RefOf(rec))
				mu.Unlock()
			}
		}
		return nil
	})
	if err != nil || len(differing) == 0 {
		return err
	}
	first := slices.MinFunc(differing, register.Ref.Compare)
	return fmt.Errorf("%w: this one would store %d records in another way, such as the %s %s; load the register again with it", ErrOtherRelease, len(differing), first.Kind.Name(), first.ID)
}

// affected returns the records of contents whose rows may differ from those of the same
// records in the earlier version: the found ones and those that depend on them, or all.
func (r *recordReader) affected(c *Contents) []register.Record {
	refs, all := r.affectedRefs(c)
	if all {
		return slices.Collect(c.Register.All())
	}
	var records []register.Record
	for at := range refs {
		if rec, ok := c.Register.Record(at.Kind, at.ID); ok {
			records = append(records, rec)
		}
	}
	return records
}

func (r *recordReader) affectedRefs(c *Contents) (refs map[register.Ref]bool, all bool) {
	if r.earlier == nil || !sameJSON(r.earlier.Register.Settings, c.Register.Settings) {
		return nil, true
	}
	refs = map[register.Ref]bool{}
	add := func(at register.Ref) {
		refs[at] = true
		if slices.Contains(leaves, at.Kind) {
			dependents(r.earlier.Register, at, refs)
			dependents(c.Register, at, refs)
			return
		}
		// Any record may depend on another one of these kinds. A new one has no dependents
		// besides records that are new or changed themselves.
		was, had := r.earlier.Register.Record(at.Kind, at.ID)
		is, has := c.Register.Record(at.Kind, at.ID)
		all = all || had && (!has || !sameJSON(was, is))
	}
	for _, rec := range r.found {
		add(register.RefOf(rec.Record))
	}
	for _, at := range r.ended {
		add(at)
	}
	return refs, all
}

// sameJSON reports whether two values have the same JSON.
func sameJSON(a, b any) bool {
	textA, errA := register.EncodeJSON(a)
	textB, errB := register.EncodeJSON(b)
	return errA == nil && errB == nil && string(textA) == string(textB)
}
