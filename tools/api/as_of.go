package api

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"opencec/tools/query"
	"opencec/tools/register"
)

// asOf is the parameter that selects a revision of the register.
const asOf = "as_of"

// An asOfEngine is the engine that answers a request.
type asOfEngine struct {
	engine   query.Engine
	revision *register.Revision // the revision that as_of selects; nil without as_of
}

// engineAsOf returns the engine that answers a request with these parameters; engine is
// the version with which the request began. If as_of is invalid, it returns engine and
// deletes as_of from values, so that the problems of the other parameters are reported as
// well.
func (s *Server) engineAsOf(ctx context.Context, engine query.Engine, values url.Values) (asOfEngine, []query.Problem, error) {
	rev, problems, err := revisionOf(ctx, engine, values, asOf)
	if rev == nil {
		if len(problems) > 0 {
			values.Del(asOf)
		}
		return asOfEngine{engine: engine}, problems, err
	}
	past, err := engine.At(ctx, rev.Seq)
	if err == nil {
		return asOfEngine{past, rev}, nil, nil
	}
	if !errors.Is(err, register.ErrNoRevision) {
		return asOfEngine{}, nil, err
	}
	problem, err := beforeFirstRevision(ctx, engine, values.Get(asOf), *rev)
	values.Del(asOf)
	return asOfEngine{engine: engine}, []query.Problem{problem}, err
}

// beforeFirstRevision returns the problem of an as_of that selects a time before the
// register stated anything: before the first revision, or before the first publishable
// one.
func beforeFirstRevision(ctx context.Context, engine query.Engine, value string, rev register.Revision) (query.Problem, error) {
	first, err := engine.Revision(ctx, register.RevisionSpec{Seq: 1})
	why := fmt.Sprintf("is before the first revision that is known, of %s", first.Time.UTC().Format(time.RFC3339))
	if rev.Seq > 0 {
		why = "is at a time when the register could not be read yet; the first revision that is known is of " + first.Time.UTC().Format(time.RFC3339)
	}
	return query.Problem{Parameter: asOf, Code: query.UnknownValue, Message: fmt.Sprintf("%.80q %s: ask for a later time", value, why)}, err
}

// scope returns the scope in which a query to this engine is parsed.
func (s *Server) scope(m asOfEngine, format query.Format) query.Scope {
	return query.Scope{Today: s.today(m.engine), Version: m.engine.Register().Version.ID, Format: format, AsOf: m.revisionSpec()}
}

// revisionSpec returns the canonical spec of the revision; "" for the newest.
func (m asOfEngine) revisionSpec() string {
	if m.revision == nil {
		return ""
	}
	return register.RevisionSpecOf(*m.revision).String()
}

// revisionOf returns the revision that a parameter selects; nil if the parameter is
// absent or invalid.
func revisionOf(ctx context.Context, engine query.Engine, values url.Values, name string) (*register.Revision, []query.Problem, error) {
	point, problems := query.ParseRevisionSpec(values, name, engine.Register().Location())
	if point == nil {
		return nil, problems, nil
	}
	rev, err := engine.Revision(ctx, *point)
	if err == nil {
		return &rev, nil, nil
	}
	if !errors.Is(err, register.ErrNoRevision) {
		return nil, nil, err
	}
	if _, err := newestRevision(ctx, engine); errors.Is(err, register.ErrNoRevision) {
		return nil, []query.Problem{{Parameter: name, Code: query.UnknownValue, Message: "cannot be answered: the register is served here without its history; leave it out"}}, nil
	}
	return nil, []query.Problem{unknownRevision(name, values.Get(name), err)}, nil
}

// unknownRevision returns the problem of a parameter that selects no known revision. It
// uses only the part of the error after ErrNoRevision, since the rest concerns the
// server.
func unknownRevision(name, value string, err error) query.Problem {
	why := register.ErrNoRevision.Error()
	if _, reason, ok := strings.Cut(err.Error(), why+": "); ok {
		why = reason
	}
	return query.Problem{Parameter: name, Code: query.UnknownValue, Message: fmt.Sprintf("%.80q is not known: %s", value, why)}
}

// endOfTime is later than any revision.
var endOfTime = time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC)

// newestRevision returns the newest revision that an engine knows. For an engine without
// a history, the error wraps register.ErrNoRevision.
func newestRevision(ctx context.Context, engine query.Engine) (register.Revision, error) {
	return engine.Revision(ctx, register.RevisionSpec{Time: endOfTime})
}

// A revisionView is the JSON of a revision.
type revisionView struct {
	Seq    int              `json:"seq"`
	Commit *string          `json:"commit"`
	Time   register.Instant `json:"time"`
}

// viewOf returns the view of a revision; nil, which is null, without a revision and for
// the time before the first.
func viewOf(rev *register.Revision) *revisionView {
	if rev == nil || rev.Seq == 0 {
		return nil
	}
	return &revisionView{rev.Seq, orNull(rev.Commit), register.Instant(rev.Time)}
}

// An answerMeta is the metadata of an answer.
type answerMeta struct {
	register.ListMeta
	Revision *revisionView `json:"revision"` // the revision that as_of selects; null without as_of
}

// meta returns the metadata of an answer about a day.
func (m asOfEngine) meta(on register.Date, total int) answerMeta {
	return answerMeta{m.engine.Register().ListMeta(on, total), viewOf(m.revision)}
}
