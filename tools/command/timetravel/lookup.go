package timetravel

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"opencec/tools/base/terminal"
	"opencec/tools/register"
)

// A Lookup is a record now and, if requested, in another state.
type Lookup struct {
	kind register.Kind
	id   string
	on   register.Date
	then *recordState // nil if only the record of now was asked for
	now  recordState
}

// Absent returns why there is no record in the requested state, or "" if there is one.
func (l *Lookup) Absent() string {
	asked := l.now
	if l.then != nil {
		asked = *l.then
	}
	if asked.absent == "" {
		return ""
	}
	return l.id + ": " + asked.absent
}

// Lookup looks up a record, now and, unless asOf is "", in the state asOf. The id may be a former
// one. label is the flag of asOf, for errors.
func (v *View) Lookup(ctx context.Context, id, label, asOf string, on register.Date) (*Lookup, error) {
	now, err := v.find(id)
	if asOf == "" {
		if err != nil {
			return nil, err
		}
		return &Lookup{now.kind, now.id, on, nil, v.recordState(now, v.Current())}, nil
	}
	state, errState := v.State(ctx, label, asOf)
	if errState != nil {
		return nil, errState
	}
	there := *v
	there.History = state.history // of another branch, perhaps
	then, errThen := there.find(id)
	switch {
	case err != nil && errThen != nil:
		return nil, err
	case err != nil:
		now = recordHistory{kind: then.kind, id: then.id}
	case errThen != nil:
		then = recordHistory{kind: now.kind, id: now.id}
	}
	before := v.recordState(then, state)
	return &Lookup{now.kind, now.id, on, &before, v.recordState(now, v.Current())}, nil
}

// A recordState is a record in one state of the register.
type recordState struct {
	state   State
	version register.Version
	record  register.Record // nil if there is none
	absent  string          // why there is none
}

func (v *View) recordState(r recordHistory, s State) recordState {
	e, ok := r.at(s.seq)
	result := recordState{state: s, version: s.version(v), record: e.Record}
	switch {
	case s.seq == 0 && v.Shallow:
		result.absent = "not known: this clone lacks the commits of that time; git fetch --unshallow gets them"
	case !ok && len(r.versions) > 0 && r.versions[0].Seq > s.seq:
		result.absent = "not yet in the register"
	case !ok:
		result.absent = "not in the register"
	case e.Unreadable != "":
		result.absent = "its file cannot be read: " + e.Unreadable
	case e.Removed():
		result.absent = "removed by " + nameOf(s.history.Revisions[e.Seq-1])
	}
	return result
}

// WriteText writes the record for a terminal.
func (l *Lookup) WriteText(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s\n", l.kind.Name(), terminal.Escape(l.id))
	if l.then != nil {
		fmt.Fprintf(&b, "\nThen the register said (%s):\n\n", l.then.state)
		if err := l.then.write(&b, l.id, l.on); err != nil {
			return err
		}
	}
	fmt.Fprintf(&b, "\nNow the register says (%s):\n\n", l.now.state)
	if err := l.now.write(&b, l.id, l.on); err != nil {
		return err
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// WriteJSON writes the view of the record, or those of then and now.
func (l *Lookup) WriteJSON(w io.Writer) error {
	now, err := l.now.json(l.on)
	if err != nil {
		return err
	}
	if l.then == nil {
		if l.now.record == nil {
			return nil // nothing to write; the exit code and stderr report it
		}
		return terminal.WriteJSON(w, now.Record)
	}
	then, err := l.then.json(l.on)
	if err != nil {
		return err
	}
	return terminal.WriteJSON(w, struct {
		On   register.Date `json:"on"`
		Then stateJSON     `json:"then"`
		Now  stateJSON     `json:"now"`
	}{l.on, then, now})
}

// A stateJSON is a recordState as JSON.
type stateJSON struct {
	Seq    int              `json:"seq"`
	Commit *string          `json:"commit"` // null for what is not committed, and before there was a register
	Time   register.Instant `json:"time"`
	Absent string           `json:"absent,omitempty"` // why there is no record
	Record json.RawMessage  `json:"record"`

	Verdict *register.Verdict `json:"verdict,omitempty"` // of a listing
}

func (r recordState) json(on register.Date) (stateJSON, error) {
	out := stateJSON{Seq: r.state.seq, Absent: r.absent, Record: json.RawMessage("null")}
	if rev, ok := r.state.revision(); ok {
		out.Time = register.Instant(rev.Time)
		if rev.Commit != "" {
			out.Commit = &rev.Commit
		}
	}
	if r.record == nil {
		return out, nil
	}
	reg, err := register.New(r.state.history.At(r.state.seq), r.version)
	if err != nil {
		return out, fmt.Errorf("there is no JSON of what the register said at %s, since it was not whole (the text without --json can be had): %w", r.state, err)
	}
	if l, ok := r.record.(*register.Listing); ok {
		v := reg.Verdict(l, on)
		out.Verdict = &v
	}
	out.Record, err = register.EncodeJSON(reg.View(r.record, on))
	return out, err
}
