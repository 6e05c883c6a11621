package timetravel

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"opencec/tools/base/terminal"
	"opencec/tools/history/change"
	"opencec/tools/register"
)

// maxChanges is the most changes of a revision in the log of all revisions.
const maxChanges = 10

// A Log is the revisions of the register, or of one record, newest first.
type Log struct {
	Shallow   bool          `json:"shallow"`
	Oldest    string        `json:"oldest,omitempty"` // the oldest commit of a shallow clone
	Kind      string        `json:"kind,omitempty"`   // of the one record that was asked for
	ID        string        `json:"id,omitempty"`
	Revisions []LogRevision `json:"revisions"`
	Older     int           `json:"older"` // how many revisions the limit left out

	names *register.Register // of attributes
}

// A LogRevision is a revision with its changes.
type LogRevision struct {
	register.Revision
	Uncommitted bool          `json:"uncommitted"`
	Changes     []change.Line `json:"changes"`

	// Unreadable is why the record still cannot be read, if it could not before.
	Unreadable string `json:"unreadable,omitempty"`
}

func newLogRevision(rev register.Revision, changes []change.Change) LogRevision {
	l := LogRevision{Revision: rev, Uncommitted: rev.Commit == "", Changes: []change.Line{}}
	for _, c := range changes {
		l.Changes = append(l.Changes, change.LineOf(rev, c))
	}
	return l
}

// Log returns the newest revisions of the register after the revision since, at most limit; 0
// stands for all.
func (v *View) Log(since, limit int) Log {
	l := v.newLog()
	l.addAll(v, since, limit)
	return l
}

// LogOf returns the revisions that concern a record. The id may be a former one, and may have the
// folder of its kind before it.
func (v *View) LogOf(id string, since, limit int) (Log, error) {
	r, err := v.find(id)
	if err != nil {
		return Log{}, err
	}
	l := v.newLog()
	l.addRecord(v, r, since, limit)
	return l, nil
}

func (v *View) newLog() Log {
	return Log{Shallow: v.Shallow, Oldest: v.Oldest, Revisions: []LogRevision{}, names: v.names()}
}

// addAll adds the revisions of the register.
func (l *Log) addAll(v *View, since, limit int) {
	from := since
	if limit > 0 {
		from = max(since, len(v.Revisions)-limit)
	}
	l.Older = from - since
	for rev, changes := range change.Revisions(v.History, from, v.zone) {
		l.Revisions = append(l.Revisions, newLogRevision(rev, changes))
	}
	slices.Reverse(l.Revisions)
}

// addRecord adds the revisions that concern one record.
func (l *Log) addRecord(v *View, record recordHistory, since, limit int) {
	l.Kind, l.ID = record.kind.Folder(), record.id
	for rev, changes := range change.Revisions(v.History, since, v.zone) {
		r := newLogRevision(rev, slices.DeleteFunc(changes, func(c change.Change) bool { return !record.isIn(c) }))
		if e, ok := record.at(rev.Seq); ok && e.Seq == rev.Seq && len(r.Changes) == 0 {
			r.Unreadable = e.Unreadable
		}
		if len(r.Changes) > 0 || r.Unreadable != "" {
			l.Revisions = append(l.Revisions, r)
		}
	}
	slices.Reverse(l.Revisions)
	if limit > 0 && len(l.Revisions) > limit {
		l.Older = len(l.Revisions) - limit
		l.Revisions = l.Revisions[:limit]
	}
}

// isIn reports whether a change concerns the record.
func (r recordHistory) isIn(c change.Change) bool {
	if c.Kind == r.kind {
		return r.had(c.ID) || c.FormerID != "" && r.had(c.FormerID)
	}
	return r.kind == register.Listings && slices.ContainsFunc(c.Listings(), r.had)
}

// Since returns the revision after which a log from text begins. text is a commit, an instant, or
// a date, which the log includes. label is the flag of text, for errors.
func (v *View) Since(ctx context.Context, label, text string) (int, error) {
	if r, ok, err := v.parseTime(text); ok && err == nil && r.from != r.to {
		return v.AsOf(r.from.Add(-1)), nil
	}
	s, err := v.State(ctx, label, text)
	if err != nil {
		return 0, err
	}
	if s.history != v.History {
		return 0, nameErrorf("%s: %q is not in the history of the checked-out branch; of a branch that was merged, the merge is", label, text)
	}
	return s.seq, nil
}

// names returns the newest device classes, which name the attributes.
func (v *View) names() *register.Register {
	names, err := vocabulary(v.Current(), v)
	if err != nil {
		return new(register.Register) // ids take the place of names
	}
	return names
}

// Text returns the log for a terminal.
func (l Log) Text() string {
	names := l.names
	if len(l.Revisions) == 0 {
		return "Nothing has changed.\n"
	}
	var b strings.Builder
	for i, r := range l.Revisions {
		if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(r.heading())
		if l.ID != "" {
			b.WriteString(terminal.Indent(r.describe(change.Describer{Before: names, After: names}), "  "))
		} else {
			b.WriteString(terminal.Indent(r.summary(names), "  "))
		}
	}
	return b.String()
}

func (r LogRevision) heading() string {
	if r.Uncommitted {
		return "not committed\n"
	}
	return terminal.Escape(fmt.Sprintf("%s, %s: %s", nameOf(r.Revision), r.Author, r.Summary)) + "\n"
}

// summary returns what a revision changed in the register.
func (r LogRevision) summary(names *register.Register) string {
	report := change.Report{Before: names, After: names}
	for _, line := range r.Changes {
		report.Changes = append(report.Changes, line.Change)
		if line.Outcome != nil {
			report.On = line.Outcome.On
		}
	}
	return report.Text(change.Limit{Changes: maxChanges})
}

// describe returns what a revision changed for one record.
func (r LogRevision) describe(words change.Describer) string {
	var b strings.Builder
	if r.Unreadable != "" {
		b.WriteString(terminal.Escape("still cannot be read: "+r.Unreadable) + "\n")
	}
	for _, line := range r.Changes {
		sentences := words.Describe(line.Change)
		fmt.Fprintf(&b, "%s:", line.Subject())
		for _, s := range sentences {
			if len(sentences) == 1 {
				fmt.Fprintf(&b, " %s", s)
			} else {
				fmt.Fprintf(&b, "\n  %s", s)
			}
		}
		b.WriteByte('\n')
	}
	return b.String()
}
