package postgres

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"

	"opencec/tools/query"
	"opencec/tools/register"
)

// LoadOptions are the options of a load.
type LoadOptions struct {
	// DryRun computes the difference without writing anything.
	DryRun bool
	// AllowMassChange allows a load that removes more than a few of the listings or
	// certificates.
	AllowMassChange bool
	// AcceptRewritten allows a history without the commit of the current version.
	AcceptRewritten bool
	// History is the register's history; nil for none. Its newest revision is the
	// register itself.
	History *register.History
	// On is today in the register's time zone, to be recorded as the day of the load; the
	// zero Date records none.
	On register.Date
	// Waiting is called before waiting for another load to end.
	Waiting func()
	// Progress is called during each step of the load. Calls do not overlap.
	Progress func(step string, done, total int)
}

// loadLock is the advisory lock that serialises loads: "opencec1" in ASCII, which no
// other program is likely to use.
const loadLock int64 = 0x6f70656e63656331

// Load makes the database hold the register reg, and returns what that changes. It
// creates missing tables. It also creates a version for each publishable revision of the
// history that the database does not have.
//
// Everything is one transaction: readers see the previous state until it commits, and a
// load that is interrupted at any time changes nothing. If nothing differs, Load writes
// at most the day, once. A register that Postgres cannot store is an error. A load that
// removes too much returns a MassChangeError together with the difference. A history
// without the commit of the current version is a register.LostError.
func Load(ctx context.Context, url string, reg *register.Register, options LoadOptions) (*Difference, error) {
	model := query.NewModel(reg)
	records, revisions, err := encode(ctx, reg, model, options.History)
	if err != nil {
		return nil, err
	}
	conn, err := connectToLoad(ctx, url)
	if err != nil {
		return nil, fmt.Errorf("connect to the database: %w", explain(err))
	}
	defer func() { // everything is committed or rolled back by then
		ctx, cancel := ending(ctx)
		defer cancel()
		_ = conn.Close(ctx)
	}()
	l := &loader{conn: conn, reg: reg, model: model, records: records, revisions: revisions, options: options}
	if options.DryRun {
		return l.dryRun(ctx)
	}
	return l.load(ctx)
}

// encode computes the digests of a register's records and of its history. It does both at once,
// because a history of one revision occupies a single processor.
func encode(ctx context.Context, reg *register.Register, model *query.Model, h *register.History) ([]*encodedRecord, []*pastRevision, error) {
	var revisions []*pastRevision
	var historyErr error
	var history sync.WaitGroup
	history.Go(func() { revisions, historyErr = encodeHistory(ctx, h, reg) })
	records, err := encodeRecords(ctx, reg, model)
	history.Wait()
	return records, revisions, errors.Join(err, historyErr)
}

// A loader performs one load.
type loader struct {
	conn    *pgx.Conn
	tx      pgx.Tx
	reg     *register.Register
	model   *query.Model
	records []*encodedRecord
	options LoadOptions

	revisions []*pastRevision

	rewritten   bool                    // whether all rows were written or rewritten
	schema      int64                   // the number of the database's newest migration
	seq         int64                   // of the version being written
	versions    []*writtenVersion       // the written versions
	stored      map[register.Ref][]byte // digests of the records of the newest of them
	pending     pendingRows             // rows not written yet
	writers     *sync.Pool
	written     []int64 // rows written or closed, by table
	done, total int     // rows to write
}

// dryRun only compares.
func (l *loader) dryRun(ctx context.Context) (*Difference, error) {
	var err error
	if l.tx, err = l.conn.BeginTx(ctx, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}); err != nil {
		return nil, fmt.Errorf("begin to read: %w", explain(err))
	}
	defer l.rollback(ctx)
	if l.schema, err = schemaVersion(ctx, l.tx); err != nil {
		return nil, err
	}
	if l.schema > newestSchema() {
		return nil, newerSchema(l.schema)
	}
	var held heldVersion
	if l.schema > 0 {
		if held, err = l.readHeld(ctx); err != nil {
			return nil, err
		}
	}
	var heldRevisions []heldRevision
	if l.schema >= historySchema {
		if heldRevisions, err = l.readRevisions(ctx); err != nil {
			return nil, err
		}
	}
	d, _ := l.compare(held, heldRevisions)
	d.NoSchema = l.schema == 0
	return d, l.check(d, heldRevisions)
}

// compare finds what a load changes, including the history.
func (l *loader) compare(held heldVersion, heldRevisions []heldRevision) (*Difference, *historyChange) {
	d := compare(l.reg, l.records, held)
	c := compareHistory(l.revisions, heldRevisions)
	d.Changed = d.Changed || c.changed()
	d.Revisions = c.added
	return &d, &c
}

func (l *loader) load(ctx context.Context) (*Difference, error) {
	d, err := l.loadInTransaction(ctx)
	if err == nil && l.rewritten {
		l.vacuum(ctx)
	}
	return d, err
}

func (l *loader) loadInTransaction(ctx context.Context) (*Difference, error) {
	if err := l.begin(ctx); err != nil {
		return nil, err
	}
	defer l.rollback(ctx)
	if err := l.bringUpToDate(ctx); err != nil {
		return nil, err
	}
	held, err := l.readHeld(ctx)
	if err != nil {
		return nil, err
	}
	heldRevisions, err := l.readRevisions(ctx)
	if err != nil {
		return nil, err
	}
	d, history := l.compare(held, heldRevisions)
	if err := l.check(d, heldRevisions); err != nil {
		return d, err
	}
	recorded, err := l.recordDay(ctx)
	if err != nil {
		return nil, err
	}
	if !d.Changed && !recorded {
		return d, nil
	}
	if d.Changed {
		if err := l.write(ctx, d, held, history); err != nil {
			return nil, err
		}
	}
	if err := l.tx.Commit(ctx); err != nil {
		return nil, fmt.Errorf("commit (where the connection was lost just then, the version may be there all the same; loading again finds out): %w", explain(err))
	}
	return d, nil
}

// vacuum lets the indexes answer without the tables, which the server's own vacuum gets to only
// later: after a first load or a migration, no table is known to be visible to all. The load has
// succeeded by then, whatever becomes of this.
func (l *loader) vacuum(ctx context.Context) {
	_, _ = l.conn.Exec(ctx, "vacuum (skip_locked) listings, listing_standing, listing_device_classes, listing_device_class_attributes, certificate_standing, certificate_listings")
}

// begin begins the transaction and takes the lock.
func (l *loader) begin(ctx context.Context) error {
	var err error
	// Use read committed, whatever the server's default: reads after waiting for another
	// load must see what it wrote.
	if l.tx, err = l.conn.BeginTx(ctx, pgx.TxOptions{IsoLevel: pgx.ReadCommitted, AccessMode: pgx.ReadWrite}); err != nil {
		return fmt.Errorf("begin to load: %w", explain(err))
	}
	if err := l.lock(ctx); err != nil {
		l.rollback(ctx)
		return err
	}
	return nil
}

func (l *loader) lock(ctx context.Context) error {
	// Limits of a role or a server are meant for queries.
	for _, setting := range []string{"statement_timeout = 0", "lock_timeout = 0", "idle_in_transaction_session_timeout = 0", "jit = off"} {
		if _, err := l.tx.Exec(ctx, "set local "+setting); err != nil {
			return fmt.Errorf("set %s: %w", setting, explain(err))
		}
	}
	var locked bool
	if err := l.tx.QueryRow(ctx, `select pg_try_advisory_xact_lock($1)`, loadLock).Scan(&locked); err != nil {
		return fmt.Errorf("take the lock of loads: %w", explain(err))
	}
	if locked {
		return nil
	}
	if l.options.Waiting != nil {
		l.options.Waiting()
	}
	if _, err := l.tx.Exec(ctx, `select pg_advisory_xact_lock($1)`, loadLock); err != nil {
		return fmt.Errorf("wait for the other load: %w", explain(err))
	}
	return nil
}

// rollback rolls the transaction back if it is still open. A lost connection does that by
// itself.
func (l *loader) rollback(ctx context.Context) {
	ctx, cancel := ending(ctx)
	defer cancel()
	_ = l.tx.Rollback(ctx)
}

// endTimeout limits how long to wait for a server to end a load: the server may be the
// reason for stopping.
const endTimeout = 2 * time.Second

// ending returns a context for the final statements, even of a cancelled load.
func ending(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(ctx), endTimeout)
}

// bringUpToDate creates or migrates the tables.
func (l *loader) bringUpToDate(ctx context.Context) error {
	has, err := schemaVersion(ctx, l.tx)
	if err != nil {
		return err
	}
	l.schema = newestSchema()
	switch newest := newestSchema(); {
	case has > newest:
		return newerSchema(has)
	case has == newest:
		return nil
	}
	if err := checkServer(ctx, l.tx); err != nil {
		return err
	}
	l.rewritten = true
	return migrate(ctx, l.conn.Config())
}

// check refuses what must not be loaded unless it is allowed.
func (l *loader) check(d *Difference, held []heldRevision) error {
	if err := l.checkHistory(d, held); err != nil {
		return err
	}
	if l.options.AllowMassChange {
		return nil
	}
	return d.checkMassChange()
}

// write writes the missing versions of the past, and then the register as the current
// version.
func (l *loader) write(ctx context.Context, d *Difference, held heldVersion, history *historyChange) error {
	l.written, l.pending, l.stored = make([]int64, len(tables)), newPendingRows(), held.digests
	writeAll := func() error { return l.writeVersions(ctx, history) }
	if d.Previous != nil {
		l.seq = d.Previous.Seq
	} else {
		l.rewritten = true
		inOrder := writeAll
		writeAll = func() error { return l.withoutIndexes(ctx, inOrder) }
	}
	if err := writeAll(); err != nil {
		return err
	}
	for _, v := range l.versions {
		if err := l.writeVersion(ctx, v); err != nil {
			return err
		}
		d.RowsWritten += v.rows
	}
	d.Version.Seq = l.seq
	if err := l.notifyListeners(ctx); err != nil {
		return err
	}
	return l.analyze(ctx, history)
}

// writeVersions writes the rows of all versions and of the history.
func (l *loader) writeVersions(ctx context.Context, history *historyChange) error {
	if err := l.writePast(ctx, history); err != nil {
		return err
	}
	if err := l.writeAs(ctx, l.reg, l.model, l.currentRevision(), l.records, slices.Collect(maps.Keys(l.stored))); err != nil {
		return err
	}
	if err := l.flush(ctx); err != nil {
		return err
	}
	written, err := l.writeHistory(ctx, history)
	l.version(l.seq).rows += written
	return err
}

func (l *loader) wrote(rows int) {
	l.done += rows
	l.progress("writing rows", l.done, l.total)
}

func (l *loader) progress(step string, done, total int) {
	if l.options.Progress != nil {
		l.options.Progress(step, done, total)
	}
}
