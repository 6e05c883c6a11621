package query

import (
	"context"
	"iter"

	"opencec/tools/register"
	"opencec/tools/register/match"
)

// An Engine answers queries about one version of the register. Packages memory and
// postgres implement it. Two engines of the same version, made by the same release, give
// byte-identical answers.
//
// An engine whose data is elsewhere may be unable to reach it; its error then wraps
// ErrUnavailable.
type Engine interface {
	// Register returns the version, the settings and the vocabularies. It may lack
	// listings and certificates.
	Register() *register.Register
	// CacheKey identifies the engine's answers: the version, and whatever else
	// distinguishes its answers from those of another engine of that version. A database
	// may hold the same commit twice, loaded by two releases.
	CacheKey() string
	// Model returns the model of the queries that the engine answers.
	Model() *Model
	// Counts returns the number of records of each kind.
	Counts() register.Counts

	// List answers a query with one page. If the query continues after a record that the
	// version does not have, the error wraps ErrCursor.
	List(ctx context.Context, q *Query) (Page, error)
	// AllRows yields the whole answer to a query, in parts. An error ends the sequence.
	AllRows(ctx context.Context, q *Query) iter.Seq2[Rows, error]
	// AllRecords yields the same answer as records.
	AllRecords(ctx context.Context, q *Query) iter.Seq2[Part, error]

	// Outlines returns all listings, sorted by id, with their ids, manufacturers, models,
	// entity types and times, and with what their statuses depend on. Other fields may be
	// missing.
	Outlines(ctx context.Context) ([]*register.Listing, error)

	// AppendRecord appends the JSON of one record in the form that the query selects,
	// ignoring its filters, and reports whether a record with that id exists.
	AppendRecord(ctx context.Context, dst []byte, id string, q *Query) ([]byte, bool, error)
	// CurrentID resolves an id or a former id to the record's current id, and reports
	// whether there is such a record.
	CurrentID(ctx context.Context, k register.Kind, id string) (string, bool, error)
	// IDs returns the sorted ids of the records of a kind. For kinds whose ids have two
	// parts, it returns those whose first part is group.
	IDs(ctx context.Context, k register.Kind, group string) ([]string, error)

	// Find looks up the items and returns the results in their order. The listings in the
	// results have names, but may lack other fields; Related returns them in full.
	Find(ctx context.Context, items []match.Item) ([]match.Result, error)
	// Related returns a register with the given listings and everything that they are
	// linked to: their certificates, their clients and devices, and the certificates of
	// those.
	Related(ctx context.Context, listings []string) (*register.Register, error)
	// Samples returns a register with only the first n listings and certificates by id,
	// for examples.
	Samples(ctx context.Context, n int) (*register.Register, error)

	// Revision returns the revision that p selects among those up to the engine's own, or
	// one with number 0 for the time before the first. If no such revision is known, the
	// error wraps register.ErrNoRevision.
	Revision(ctx context.Context, p register.RevisionSpec) (register.Revision, error)
	// At returns an engine for the register at revision seq, that is, at the newest
	// publishable revision up to seq. For the engine's own revision it returns the engine
	// itself. If there is none, the error wraps register.ErrNoRevision.
	At(ctx context.Context, seq int) (Engine, error)
	// Changes answers a query for changes with one page.
	Changes(ctx context.Context, q *Changes) (ChangePage, error)
	// AllChanges yields all changes, each as a line of changes.ndjson without its
	// newline. An error ends the sequence.
	AllChanges(ctx context.Context, q *Changes) iter.Seq2[[]byte, error]
}
