package postgres

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"
	"github.com/jackc/pgx/v5"

	"opencec/tools/query"
	"opencec/tools/register"
	"opencec/tools/register/match"
)

// An Engine answers queries about one version of the register in a database. Its answers
// stay the same while other versions are loaded, and are the same from every host that
// has the version.
type Engine struct {
	db      *Database
	version LoadedVersion
	counts  register.Counts
	reg     *register.Register // without listings and certificates
	model   *query.Model
	sources map[register.Kind]source

	totals      *lru.Cache[string, counted] // by query
	facetCounts *lru.Cache[string, counted] // likewise, of queries with facets

	// superseded is set once the database has a newer version.
	superseded atomic.Bool

	naming lock // held while names is read
	names  atomic.Pointer[match.Index]

	outlining lock // held while outlines is read
	outlines  atomic.Pointer[[]*register.Listing]

	// origin is the engine from which an engine of the past was opened, and otherwise the
	// engine itself. The history is read from origin's version.
	origin      *Engine
	past        *knownRevisions
	pastEngines *lru.Cache[int, *Engine] // of origin, by revision
}

// Register returns the version, the settings and the vocabularies, without listings and
// certificates.
func (e *Engine) Register() *register.Register { return e.reg }

// CacheKey returns the version's id and its sequence number: another release may have
// loaded the same version differently. For an engine of the past it adds the revision up
// to which the engine knows the history, since several revisions can have the same
// content.
func (e *Engine) CacheKey() string {
	if e.origin == e {
		return fmt.Sprintf("%s %d", e.version.ID, e.version.Seq)
	}
	return fmt.Sprintf("%s %d %d", e.reg.Version.ID, e.version.Seq, e.past.newest())
}

// Model implements query.Engine.
func (e *Engine) Model() *query.Model { return e.model }

// Counts implements query.Engine.
func (e *Engine) Counts() register.Counts { return e.counts }

// Seq returns the sequence number of the engine's version.
func (e *Engine) Seq() int64 { return e.version.Seq }

// Current returns the engine of the newest version in the database; the same engine until
// there is a newer version. If the database is empty or unreachable, the error wraps
// query.ErrUnavailable.
func (db *Database) Current(ctx context.Context) (*Engine, error) {
	e, err := db.newest(ctx)
	if err != nil {
		return nil, fmt.Errorf("read the current version: %w", err)
	}
	return e, nil
}

func (db *Database) newest(ctx context.Context) (*Engine, error) {
	if err := db.engines.lock(ctx); err != nil {
		return nil, err
	}
	defer db.engines.unlock()
	found, err := db.findVersion(ctx)
	current := db.current.Load()
	switch {
	case errors.Is(err, query.ErrUnavailable) && !errors.Is(err, ErrWithheld):
		return nil, err
	case err != nil || current == nil:
	case current.version.Seq == found.Seq && current.version.ID == found.ID:
		return current, nil
	case found.standby && found.Seq < current.version.Seq:
		return current, nil // a standby is behind; a primary that is behind has been restored
	}
	// The data may be missing or have another schema.
	if schema := db.checkSchema(ctx); schema != nil {
		return nil, schema
	}
	if err != nil {
		return nil, err
	}
	e, err := db.open(ctx, found, found.Version)
	if err != nil {
		return nil, err
	}
	if e.past, err = e.readPast(ctx); err != nil {
		return nil, err
	}
	db.current.Store(e)
	return e, nil
}

// checkSchema reports why the schema is not the expected one, or not all tables are there
// yet. If there are none, a load may be about to create them.
func (db *Database) checkSchema(ctx context.Context) error {
	err := CheckSchema(ctx, retried{db})
	if err == nil {
		err = checkCopied(ctx, retried{db})
	}
	if errors.Is(err, ErrNoSchema) || errors.Is(err, ErrCopying) {
		return fmt.Errorf("%w: %w", query.ErrUnavailable, err)
	}
	return err
}

// retried runs queries like a connection that is never lost.
type retried struct{ db *Database }

func (r retried) QueryRow(ctx context.Context, sql string, args ...any) pgx.Row {
	return askedRow{ctx, r.db, statement{sql, args}}
}

type askedRow struct {
	ctx context.Context
	db  *Database
	statement
}

func (r askedRow) Scan(into ...any) error {
	return r.db.ask(r.ctx, question{r.statement, func(answer pgx.Rows) error {
		if !answer.Next() {
			return cmp.Or(answer.Err(), pgx.ErrNoRows)
		}
		return answer.Scan(into...)
	}})
}

// A foundVersion is a row of register_versions.
type foundVersion struct {
	LoadedVersion
	settings register.Settings
	counts   register.Counts
	standby  bool // whether it was read from a standby
}

const versionColumns = `select seq, version, coalesce(commit_id, ''), committed_at, settings::text, counts::text, pg_is_in_recovery() from register_versions`

// findVersion reads the newest version.
func (db *Database) findVersion(ctx context.Context) (found foundVersion, err error) {
	err = db.ask(ctx, question{statement{text: versionColumns + " order by seq desc limit 1"}, func(answer pgx.Rows) (err error) {
		found, err = readVersion(answer)
		return err
	}})
	if err == nil && found.Seq == 0 {
		err = fmt.Errorf("%w: %w", query.ErrUnavailable, ErrNoSchema)
	}
	return found, err
}

// readVersion reads a version; the result has number 0 if there is none.
func readVersion(answer pgx.Rows) (foundVersion, error) {
	var v foundVersion
	var settings, counts string
	var at *time.Time
	_, err := pgx.ForEachRow(answer, []any{&v.Seq, &v.ID, &v.Commit, &at, &settings, &counts, &v.standby}, func() error {
		if at != nil {
			v.Time = at.UTC()
		}
		return errors.Join(json.Unmarshal([]byte(settings), &v.settings), json.Unmarshal([]byte(counts), &v.counts))
	})
	return v, err
}

// open opens the engine of a version by reading its vocabularies. The version of an older
// revision gets the identity of that revision.
func (db *Database) open(ctx context.Context, v foundVersion, as register.Version) (*Engine, error) {
	e, err := newEngine(db, v.LoadedVersion)
	if err != nil {
		return nil, err
	}
	e.counts = v.counts
	var folders []string
	for _, k := range register.Kinds() {
		if k != register.Listings && k != register.Certificates {
			folders = append(folders, k.Folder())
		}
	}
	var records register.Records
	err = e.ask(ctx, func() []question {
		c := e.compiler(register.Date{})
		all := c.statement("select kind, record::text from records d where d.kind = any ("+c.array(folders, "text")+")", "and", c.of("d"))
		return []question{{all, func(answer pgx.Rows) error {
			records = register.Records{Settings: v.settings}
			return readRecords(answer, func(rec register.Record) { records.Add(rec) })
		}}}
	})
	if err != nil {
		return nil, err
	}
	e.reg, err = register.New(records, as)
	if err != nil {
		return nil, err
	}
	e.model = query.NewModel(e.reg)
	e.sources = sources(e.reg)
	return e, nil
}

// newEngine returns the engine of a version that has not been read yet.
func newEngine(db *Database, v LoadedVersion) (*Engine, error) {
	e := &Engine{db: db, version: v, naming: newLock(), outlining: newLock()}
	e.origin = e
	var err error
	if e.totals, err = lru.New[string, counted](maxTotals); err != nil {
		return nil, err
	}
	if e.facetCounts, err = lru.New[string, counted](maxFacetCounts); err != nil {
		return nil, err
	}
	e.pastEngines, err = lru.New[int, *Engine](maxPastEngines)
	return e, err
}

// readRecords reads records, each with its kind in front.
func readRecords(answer pgx.Rows, add func(register.Record)) error {
	var kind register.Kind
	var text string
	_, err := pgx.ForEachRow(answer, []any{&kind, &text}, func() error {
		rec, err := readRecord(kind, text)
		if err == nil {
			add(rec)
		}
		return err
	})
	return err
}

// readRecord reads a record of a kind from its stored JSON.
func readRecord(k register.Kind, text string) (register.Record, error) {
	rec := register.NewRecord(k)
	if err := json.Unmarshal([]byte(text), rec); err != nil {
		return nil, fmt.Errorf("a record of the kind %s: %w", k, err)
	}
	return rec, nil
}

// compiler returns a compiler for the engine's version. Statements for the newest version are
// simpler, and have indexes of their own; they count only with a check in the same snapshot.
func (e *Engine) compiler(on register.Date) *compiler {
	c := newCompiler(e.sources, e.version.Seq, on)
	c.current = !e.superseded.Load()
	return c
}

// ask asks questions about the version, in one snapshot. compile makes them: a load may commit
// at any time, after which they are compiled again and no longer for the newest version.
func (e *Engine) ask(ctx context.Context, compile func() []question) error {
	return e.askChecked(ctx, func() []question { return append([]question{e.check()}, compile()...) })
}

// askChecked asks questions of which the first one checks the version itself.
func (e *Engine) askChecked(ctx context.Context, compile func() []question) error {
	err := e.db.ask(ctx, compile()...)
	if errors.Is(err, errSuperseded) {
		e.superseded.Store(true)
		err = e.db.ask(ctx, compile()...)
	}
	return err
}

// check returns a question that fails if the host does not have the version.
func (e *Engine) check() question {
	c := e.compiler(register.Date{})
	s := c.statement("select " + c.versionColumns())
	return question{s, func(answer pgx.Rows) error {
		check := e.versionCheck(c)
		if _, err := pgx.ForEachRow(answer, check.columns(), func() error { return nil }); err != nil {
			return err
		}
		return check.err()
	}}
}

// A versionCheck reads whether a host has the version of a statement.
type versionCheck struct {
	seq     int64
	id      string
	current bool // whether the statement holds only for the newest version

	found  *string // the id of the version with the number seq
	newest *int64  // the number of the newest version
}

func (e *Engine) versionCheck(c *compiler) versionCheck {
	return versionCheck{seq: c.seq, id: e.version.ID, current: c.current}
}

// versionColumns are the columns that a versionCheck reads.
func (c *compiler) versionColumns() string {
	return "(select v.version from register_versions v where v.seq = " + c.versionArg() + "), (select max(v.seq) from register_versions v)"
}

func (v *versionCheck) columns() []any { return []any{&v.found, &v.newest} }

// errSuperseded means that a statement held only for the newest version, and there is a newer
// one.
var errSuperseded = errors.New("a newer version of the register was loaded")

func (v *versionCheck) err() error {
	switch {
	case v.found == nil || *v.found != v.id:
		return errBehind
	case v.current && *v.newest != v.seq:
		return errSuperseded
	}
	return nil
}
