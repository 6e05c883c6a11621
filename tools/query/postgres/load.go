package postgres

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"

	"opencec/tools/query"
	"opencec/tools/register"
)

// LoadOptions say how a register is loaded.
type LoadOptions struct {
	// DryRun works out the difference and writes nothing.
	DryRun bool
	// AllowMassChange allows a load that removes more than a few of the listings or
	// certificates.
	AllowMassChange bool
	// AcceptRewritten allows a history that does not have the commit of the version that is
	// there.
	AcceptRewritten bool
	// History is what the register said before; nil for none. Its newest revision is
	// the register itself.
	History *register.History
	// On is today in the register's time zone, which is recorded as the day of the load; the
	// zero date records none.
	On register.Date
	// Waiting is called when another load is under way, before waiting for its end.
	Waiting func()
	// Progress is called while a step of the load goes on. Calls do not overlap.
	Progress func(step string, done, total int)
}

// loadLock is the advisory lock that loads take, so that one waits for the other. It is
// "opencec1" in ASCII, a number that no other program is likely to have chosen.
const loadLock int64 = 0x6f70656e63656331

// Load brings the register in a database to what reg is, and says what that changes. It
// makes the tables that the database lacks. Of each whole revision of the history that
// the database does not have, it makes a version as well.
//
// All is one transaction: readers see what was there before until it ends, and a load
// that is stopped, at whatever moment, leaves that. Where nothing differs nothing is
// written but the day, and that once. A register that Postgres cannot hold is an error; so is one that removes too
// much, a MassChangeError, with which the difference is returned as well; and so is a
// history that has lost the commit of the version that is there, a register.LostError.
func Load(ctx context.Context, url string, reg *register.Register, options LoadOptions) (*Difference, error) {
	model := query.NewModel(reg)
	records, err := encodeRecords(ctx, reg, model)
	if err != nil {
		return nil, err
	}
	revisions, err := encodeHistory(ctx, options.History, reg)
	if err != nil {
		return nil, err
	}
	conn, err := connectToLoad(ctx, url)
	if err != nil {
		return nil, fmt.Errorf("connect to the database: %w", explain(err))
	}
	defer func() { // all that was to be written is committed by then
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

// A loader is one load.
type loader struct {
	conn    *pgx.Conn
	tx      pgx.Tx
	reg     *register.Register
	model   *query.Model
	records []*encodedRecord
	options LoadOptions

	revisions []*pastRevision

	seq         int64                   // of the version that is written
	versions    []*writtenVersion       // that were written
	stored      map[register.Ref][]byte // the digests of the records of the newest of them
	pending     pendingRows             // of them
	writers     *sync.Pool
	written     []int64 // rows written or closed, by table
	done, total int     // rows to write
}

// dryRun only looks.
func (l *loader) dryRun(ctx context.Context) (*Difference, error) {
	var err error
	if l.tx, err = l.conn.BeginTx(ctx, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}); err != nil {
		return nil, fmt.Errorf("begin to read: %w", explain(err))
	}
	defer l.rollback(ctx)
	has, err := schemaVersion(ctx, l.tx)
	if err != nil {
		return nil, err
	}
	if has > newestSchema() {
		return nil, newerSchema(has)
	}
	var held heldVersion
	if has > 0 {
		if held, err = l.readHeld(ctx); err != nil {
			return nil, err
		}
	}
	var heldRevisions []heldRevision
	if has >= historySchema {
		if heldRevisions, err = l.readRevisions(ctx); err != nil {
			return nil, err
		}
	}
	d, _ := l.compare(held, heldRevisions)
	d.NoSchema = has == 0
	return d, l.check(d, heldRevisions)
}

// compare finds what a load changes, and what of it in the history.
func (l *loader) compare(held heldVersion, heldRevisions []heldRevision) (*Difference, *historyChange) {
	d := compare(l.reg, l.records, held)
	c := compareHistory(l.revisions, heldRevisions)
	d.Changed = d.Changed || c.changed()
	d.Revisions = c.added
	return &d, &c
}

func (l *loader) load(ctx context.Context) (*Difference, error) {
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

// begin begins the transaction and takes the lock.
func (l *loader) begin(ctx context.Context) error {
	var err error
	// Read committed, whatever the server's default is: what is read after waiting
	// for another load must be what that one has written.
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
	// The limits that a role or a server has are meant for queries.
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

// rollback ends the transaction, if that is not done. A connection that is lost does
// it by itself.
func (l *loader) rollback(ctx context.Context) {
	ctx, cancel := ending(ctx)
	defer cancel()
	_ = l.tx.Rollback(ctx)
}

// endTimeout is how long a server is waited for that is told that a load has ended: it
// may be what the load was stopped for.
const endTimeout = 2 * time.Second

// ending returns a context for what is said at the end, also of a load that was stopped.
func ending(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(ctx), endTimeout)
}

// bringUpToDate makes the tables that the database lacks.
func (l *loader) bringUpToDate(ctx context.Context) error {
	has, err := schemaVersion(ctx, l.tx)
	if err != nil {
		return err
	}
	switch newest := newestSchema(); {
	case has > newest:
		return newerSchema(has)
	case has == newest:
		return nil
	}
	if err := checkServer(ctx, l.tx); err != nil {
		return err
	}
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

// write writes the versions of the past that are missing, and then the register as the
// current version.
func (l *loader) write(ctx context.Context, d *Difference, held heldVersion, history *historyChange) error {
	l.written, l.pending, l.stored = make([]int64, len(tables)), newPendingRows(), held.digests
	writeAll := func() error { return l.writeVersions(ctx, history) }
	if d.Previous != nil {
		l.seq = d.Previous.Seq
	} else {
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

// writeVersions writes the rows of all versions, and those of the history.
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
