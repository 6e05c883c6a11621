package postgres

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"opencec/tools/query"
	"opencec/tools/register"
)

// knownRevisions are the revisions that an engine knows, up to its own.
type knownRevisions struct {
	history     *register.History // revisions and commits that changed nothing, but no record versions
	publishable []bool            // by revision number minus 1
	states      []string          // hexadecimal, likewise
}

// newest returns the number of the engine's own revision; 0 if no history was loaded.
func (p *knownRevisions) newest() int { return len(p.history.Revisions) }

// upTo returns what was known at a revision.
func (p *knownRevisions) upTo(seq int) *knownRevisions {
	h := &register.History{Revisions: p.history.Revisions[:seq]}
	for _, c := range p.history.Unchanged {
		if c.Seq <= seq {
			h.Unchanged = append(h.Unchanged, c)
		}
	}
	return &knownRevisions{h, p.publishable[:seq], p.states[:seq]}
}

// newestPublishable returns the number of the newest publishable revision, or 0.
func (p *knownRevisions) newestPublishable() int {
	seq := p.newest()
	for seq > 0 && !p.publishable[seq-1] {
		seq--
	}
	return seq
}

// maxPastEngines is the number of cached engines of the past. Each holds the vocabularies
// and, once something was looked up in it, the names of its listings.
const maxPastEngines = 4

// Revision implements query.Engine.
func (e *Engine) Revision(_ context.Context, p register.RevisionSpec) (register.Revision, error) {
	known, err := e.known()
	if err != nil {
		return register.Revision{}, err
	}
	seq, err := known.history.Resolve(p)
	if err != nil || seq == 0 {
		return register.Revision{}, err
	}
	return known.history.Revisions[seq-1], nil
}

// At implements query.Engine.
func (e *Engine) At(ctx context.Context, seq int) (query.Engine, error) {
	known, err := e.known()
	if err != nil {
		return nil, err
	}
	switch newest := known.newest(); {
	case seq == newest:
		return e, nil
	case seq < 1 || seq > newest:
		return nil, fmt.Errorf("%w: the register has revisions from 1 to %d, and %d is none of them", register.ErrNoRevision, newest, seq)
	}
	then, err := e.origin.openPast(ctx, known.upTo(seq))
	if err != nil {
		return nil, fmt.Errorf("reading revision %d: %w", seq, err)
	}
	return then, nil
}

// openPast returns the engine of the newest revision in known.
func (e *Engine) openPast(ctx context.Context, known *knownRevisions) (*Engine, error) {
	if then, ok := e.pastEngines.Get(known.newest()); ok {
		return then, nil
	}
	at := known.newestPublishable()
	if at == 0 {
		return nil, fmt.Errorf("%w: the register could not be read as a whole then, nor before", register.ErrNoRevision)
	}
	found, err := e.db.findRevision(ctx, e, known, at)
	if err != nil {
		return nil, err
	}
	r := known.history.Revisions[at-1]
	then, err := e.db.open(ctx, found, register.Version{ID: r.Commit, Commit: r.Commit, Time: r.Time})
	if err != nil {
		return nil, err
	}
	then.origin = e
	then.past = known
	e.pastEngines.Add(known.newest(), then)
	return then, nil
}

// findRevision returns the version that was loaded for a revision.
func (db *Database) findRevision(ctx context.Context, e *Engine, known *knownRevisions, at int) (foundVersion, error) {
	found := foundVersion{}
	err := e.ask(ctx, func() []question {
		c := e.compiler(register.Date{})
		s := c.statement(versionColumns, "where state = decode("+c.arg(known.states[at-1], "text")+", 'hex') and seq <= "+c.versionArg(), "order by seq desc limit 1")
		return []question{{s, func(answer pgx.Rows) (err error) {
			found, err = readVersion(answer)
			return err
		}}}
	})
	if err == nil && found.Seq == 0 {
		err = fmt.Errorf("no version of it was loaded")
	}
	return found, err
}

// known returns the revisions that the engine knows. If no history was loaded, the error
// wraps register.ErrNoRevision.
func (e *Engine) known() (*knownRevisions, error) {
	if e.past.newest() == 0 {
		return nil, fmt.Errorf("%w: this database has no history of the register", register.ErrNoRevision)
	}
	return e.past, nil
}

// readPast reads the revisions up to the engine's own.
func (e *Engine) readPast(ctx context.Context) (known *knownRevisions, err error) {
	err = e.ask(ctx, func() []question { return []question{e.revisions(&known)} })
	if err != nil {
		return nil, fmt.Errorf("reading the revisions: %w", err)
	}
	return known, nil
}

// revisions returns a question for the revisions that the engine's version has.
func (e *Engine) revisions(into **knownRevisions) question {
	c := e.compiler(register.Date{})
	s := c.statement("select r.revision, coalesce(r.commit_id, ''), r.committed_at, r.author, r.summary, r.unchanged, r.whole, encode(r.state, 'hex')",
		"from revisions r where", c.of("r"), "order by r.revision")
	return question{s, func(answer pgx.Rows) error {
		known := &knownRevisions{history: &register.History{}}
		*into = known
		var r register.Revision
		var unchanged []string
		var whole bool
		var state string
		_, err := pgx.ForEachRow(answer, []any{&r.Seq, &r.Commit, &r.Time, &r.Author, &r.Summary, &unchanged, &whole, &state}, func() error {
			r.Time = r.Time.UTC()
			known.history.Revisions = append(known.history.Revisions, r)
			for _, commit := range unchanged {
				known.history.Unchanged = append(known.history.Unchanged, register.Commit{Hash: commit, Seq: r.Seq})
			}
			known.publishable, known.states = append(known.publishable, whole), append(known.states, state)
			return nil
		})
		return err
	}}
}
