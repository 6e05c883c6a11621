package postgres

import (
	"context"
	"fmt"
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
	// Waiting is called when another load is under way, before waiting for its end.
	Waiting func()
	// Progress is called while a step of the load goes on. Calls do not overlap.
	Progress func(step string, done, total int)
}

// loadLock is the advisory lock that loads take, so that one waits for the other. It is
// "opencec1" in ASCII, a number that no other program is likely to have chosen.
const loadLock int64 = 0x6f70656e63656331

// Load brings the register in a database to what reg is, and says what that changes. It
// makes the tables that the database lacks.
//
// All is one transaction: readers see what was there before until it ends, and a load
// that is stopped, at whatever moment, leaves that. Where nothing differs nothing is
// written. A register that Postgres cannot hold is an error; so is one that removes too
// much, a MassChangeError, with which the difference is returned as well.
func Load(ctx context.Context, url string, reg *register.Register, options LoadOptions) (*Difference, error) {
	model := query.NewModel(reg)
	records, err := encodeRecords(ctx, reg, model)
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
	l := &loader{conn: conn, reg: reg, model: model, records: records, options: options}
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

	seq         int64 // of the version that is loaded
	writers     sync.Pool
	done, total int // rows to write
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
	c := compare(l.reg, l.records, held)
	c.difference.NoSchema = has == 0
	return &c.difference, l.check(&c.difference)
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
	c := compare(l.reg, l.records, held)
	if err := l.check(&c.difference); err != nil {
		return &c.difference, err
	}
	if !c.difference.Changed {
		return &c.difference, nil
	}
	if err := l.write(ctx, &c); err != nil {
		return nil, err
	}
	if err := l.tx.Commit(ctx); err != nil {
		return nil, fmt.Errorf("commit (where the connection was lost just then, the version may be there all the same; loading again finds out): %w", explain(err))
	}
	return &c.difference, nil
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
func (l *loader) check(d *Difference) error {
	if l.options.AllowMassChange {
		return nil
	}
	return d.checkMassChange()
}

// write ends the rows that no longer hold, writes the new ones and makes them the
// current version.
func (l *loader) write(ctx context.Context, c *change) error {
	d := &c.difference
	l.seq = 1
	if d.Previous != nil {
		l.seq = d.Previous.Seq + 1
	}
	l.writers.New = func() any { return newRowWriter(l.reg, l.model, l.seq) }
	written, err := l.writeRows(ctx, c)
	if err != nil {
		return err
	}
	for _, n := range written {
		d.RowsWritten += n
	}
	if err := l.writeVersion(ctx, d.RowsWritten); err != nil {
		return err
	}
	d.Version.Seq = l.seq
	return l.analyze(ctx, written)
}

// writeRows returns how many rows of each of tables were ended or written.
func (l *loader) writeRows(ctx context.Context, c *change) ([]int64, error) {
	written := make([]int64, len(tables))
	if c.difference.Previous == nil {
		return written, l.withoutIndexes(ctx, func() error { return l.insertRows(ctx, c.write, written) })
	}
	for _, k := range register.Kinds() {
		if err := l.endRows(ctx, k, c.end[k.Folder], written); err != nil {
			return nil, err
		}
	}
	return written, l.insertRows(ctx, c.write, written)
}

// endRows ends the rows of records of a kind, and counts them by table.
func (l *loader) endRows(ctx context.Context, k register.Kind, ids []string, written []int64) error {
	for i, t := range tables {
		if len(ids) == 0 || !t.holds(k) {
			continue
		}
		n, err := l.endRowsOf(ctx, t, k, ids)
		if err != nil {
			return err
		}
		written[i] += n
	}
	return nil
}

// insertRows writes the rows of records, and counts them by table.
func (l *loader) insertRows(ctx context.Context, records []*encodedRecord, written []int64) error {
	rows := make([]int, len(tables))
	for _, r := range records {
		for i, n := range r.rows {
			rows[i] += n
			l.total += n
		}
	}
	for i := range tables {
		if rows[i] == 0 {
			continue
		}
		n, err := l.copyRows(ctx, i, records)
		if err != nil {
			return err
		}
		written[i] += n
	}
	return nil
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
