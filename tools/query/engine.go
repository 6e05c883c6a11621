package query

import (
	"context"
	"iter"

	"opencec/tools/register"
	"opencec/tools/register/match"
)

// An Engine answers queries about one version of the register: of package memory, or
// of package postgres. Two engines of the same version give the same answers, to the
// byte, where the same release has made them.
//
// An engine whose data is elsewhere may fail to reach it: its error then wraps
// ErrUnavailable.
type Engine interface {
	// Register returns the version, the settings and the vocabularies: all but
	// listings and certificates, which may not be in it.
	Register() *register.Register
	// CacheKey names what the engine answers: the version, and what else tells its
	// answers from those of another engine of that version. A database may have the same
	// commit twice, as two releases have loaded it.
	CacheKey() string
	// Model says what can be asked.
	Model() *Model
	// Counts returns how many records of each kind there are.
	Counts() register.Counts

	// List answers a query with a page. A query that begins after a record that the
	// version does not have is an error that wraps ErrCursor.
	List(ctx context.Context, q *Query) (Page, error)
	// AllRows yields the whole answer to a query in parts, as it shows its records.
	// An error is the last that it yields.
	AllRows(ctx context.Context, q *Query) iter.Seq2[Rows, error]
	// AllRecords yields the same as records.
	AllRecords(ctx context.Context, q *Query) iter.Seq2[Part, error]

	// Outlines returns all listings, sorted by id, with their ids, manufacturers, models,
	// entity types and times, and what their statuses depend on. They may lack the rest.
	Outlines(ctx context.Context) ([]*register.Listing, error)

	// AppendRecord appends the JSON of one record as a query shows records, whatever
	// the query asks for, and reports whether there is a record of that id.
	AppendRecord(ctx context.Context, dst []byte, id string, q *Query) ([]byte, bool, error)
	// CurrentID returns the id of the record that an id names: itself, or the one that
	// the record has now. It reports whether there is one.
	CurrentID(ctx context.Context, k register.Kind, id string) (string, bool, error)
	// IDs returns the ids of the records of a kind, sorted: of those whose first
	// segment is the group's id, where ids have two.
	IDs(ctx context.Context, k register.Kind, group string) ([]string, error)

	// Find returns what each of the items was found to be, in their order. Of the
	// listings that it returns only the names can be relied on: Related has the rest.
	Find(ctx context.Context, items []match.Item) ([]match.Result, error)
	// Related returns a register that has the listings of those ids and all that they
	// are linked to: their certificates, their clients and devices, and the
	// certificates of those.
	Related(ctx context.Context, listings []string) (*register.Register, error)
	// Samples returns a register with the first n listings and certificates by id, and
	// no others: what examples are made of.
	Samples(ctx context.Context, n int) (*register.Register, error)

	// Revision returns the revision that a point stands for, of those up to the
	// engine's own; that with the number 0 before the first. A point of which no
	// revision is known is an error that wraps register.ErrNoRevision.
	Revision(ctx context.Context, p register.RevisionSpec) (register.Revision, error)
	// At returns the engine of what the register said at a revision of its own: the
	// newest revision up to it that was whole. It is the engine itself for its newest.
	// None is an error that wraps register.ErrNoRevision.
	At(ctx context.Context, seq int) (Engine, error)
	// Changes answers a query for changes with a page of them.
	Changes(ctx context.Context, q *Changes) (ChangePage, error)
	// AllChanges yields all of them, each as a line of changes.ndjson without its end.
	// An error is the last that it yields.
	AllChanges(ctx context.Context, q *Changes) iter.Seq2[[]byte, error]
}
