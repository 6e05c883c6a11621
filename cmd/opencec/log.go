package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"opencec/tools/change"
	"opencec/tools/register"
	"opencec/tools/terminal"
)

// defaultRevisions is how many revisions are shown if nothing is said: some screens.
const defaultRevisions = 50

// maxTold is how many changes of a revision are told when all revisions are shown.
const maxTold = 10

func logCommand(env *environment) *cli.Command {
	return &cli.Command{
		Name:      "log",
		Usage:     "tell what changed in the register, newest first",
		ArgsUsage: "[ID]",
		Description: "Tells the revisions of the register and what each changed, in words; with an ID\n" +
			"those that have to do with that record: a listing, with its certificates, or any\n" +
			"other. The ID may be a former one. If records of several kinds have it, write the\n" +
			"folder before it: certificates/lab/1. Statuses are those of the day of the revision.\n\n" +
			"   opencec log --since 2026-11-01\n" +
			"   opencec log tesla/powerwall-2",
		Flags: []cli.Flag{
			dataFlag(),
			&cli.StringFlag{Name: "since", Usage: "only what came after `REF`, a commit, a tag, a branch, main~3 or an instant; of a date, from that day on"},
			&cli.IntFlag{Name: "limit", Value: defaultRevisions, Usage: "at most `N` revisions, the newest; 0 for all"},
			&cli.BoolFlag{Name: "json", Usage: "write them as JSON, each change with the whole record"},
		},
		Action: func(c *cli.Context) error { return env.log(c) },
	}
}

func (env *environment) log(c *cli.Context) error {
	words, err := arguments(c)
	if err != nil {
		return err
	}
	if len(words) > 1 {
		return usagef("log takes one ID at most, but was given %d arguments", len(words))
	}
	limit := c.Int("limit")
	if limit < 0 {
		return usagef("--limit: %d is less than none: give 0 for all", limit)
	}
	b, err := env.openLogbook(c.Context, c)
	if err != nil {
		return err
	}
	since, err := b.since(c)
	if err != nil {
		return err
	}
	l, err := b.logged(words, since, limit)
	if err != nil {
		return err
	}
	if l.Older > 0 {
		fmt.Fprintf(env.stderr, "%d older revisions are not shown: --limit 0 shows all\n", l.Older)
	}
	if c.Bool("json") {
		return terminal.WriteJSON(env.stdout, l)
	}
	_, err = io.WriteString(env.stdout, l.text(b.names()))
	return err
}

// since returns the revision after which the log begins.
func (b *logbook) since(c *cli.Context) (int, error) {
	text := c.String("since")
	if text == "" {
		return 0, nil
	}
	if m, ok, err := b.moment(text); ok && err == nil && m.from != m.to {
		return b.AsOf(m.from.Add(-1)), nil
	}
	p, err := b.point(c.Context, "--since", text)
	if err != nil {
		return 0, err
	}
	if p.history != b.History {
		return 0, usagef("--since: %q is not in the history of the checked-out branch; of a branch that was merged, the merge is", text)
	}
	return p.seq, nil
}

// names returns what names the attributes: the newest device classes.
func (b *logbook) names() *register.Register {
	names, err := vocabulary(b.now(), b)
	if err != nil {
		return new(register.Register) // ids are told in place of names
	}
	return names
}

// A logged is what a log shows.
type logged struct {
	Shallow   bool             `json:"shallow"`
	Oldest    string           `json:"oldest,omitempty"` // the oldest commit of a shallow clone
	Kind      string           `json:"kind,omitempty"`   // of the one record that was asked for
	ID        string           `json:"id,omitempty"`
	Revisions []loggedRevision `json:"revisions"`
	Older     int              `json:"older"` // how many revisions the limit left out
}

// A loggedRevision is a revision with what it changed.
type loggedRevision struct {
	register.Revision
	Uncommitted bool          `json:"uncommitted"`
	Changes     []change.Line `json:"changes"`

	// Unreadable is why the record still cannot be read, when it could not before.
	Unreadable string `json:"unreadable,omitempty"`
}

func newLogged(rev register.Revision, changes []change.Change) loggedRevision {
	l := loggedRevision{Revision: rev, Uncommitted: rev.Commit == "", Changes: []change.Line{}}
	for _, c := range changes {
		l.Changes = append(l.Changes, change.LineOf(rev, c))
	}
	return l
}

// logged returns the revisions of the register, or of the record with the id that is
// given.
func (b *logbook) logged(id []string, since, limit int) (logged, error) {
	l := logged{Shallow: b.Shallow, Oldest: b.Oldest, Revisions: []loggedRevision{}}
	if len(id) == 0 {
		l.all(b, since, limit)
		return l, nil
	}
	s, err := b.find(id[0])
	if err != nil {
		return l, err
	}
	l.of(b, s, since, limit)
	return l, nil
}

// all takes up the revisions of the register.
func (l *logged) all(b *logbook, since, limit int) {
	from := since
	if limit > 0 {
		from = max(since, len(b.Revisions)-limit)
	}
	l.Older = from - since
	for rev, changes := range change.Revisions(b.History, from, b.zone) {
		l.Revisions = append(l.Revisions, newLogged(rev, changes))
	}
	slices.Reverse(l.Revisions)
}

// of takes up the revisions that have to do with one record.
func (l *logged) of(b *logbook, s subject, since, limit int) {
	l.Kind, l.ID = s.kind.Folder, s.id
	for rev, changes := range change.Revisions(b.History, since, b.zone) {
		r := newLogged(rev, slices.DeleteFunc(changes, func(c change.Change) bool { return !s.isIn(c) }))
		if e, ok := s.at(rev.Seq); ok && e.Seq == rev.Seq && len(r.Changes) == 0 {
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

// isIn reports whether a change has to do with the record.
func (s subject) isIn(c change.Change) bool {
	if c.Kind.Folder == s.kind.Folder {
		return s.had(c.ID) || c.FormerID != "" && s.had(c.FormerID)
	}
	return s.kind.Folder == register.Listings.Folder && slices.ContainsFunc(c.Listings(), s.had)
}

// text writes the revisions for a terminal.
func (l logged) text(names *register.Register) string {
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
			b.WriteString(terminal.Indent(r.told(change.Words{Before: names, After: names}), "  "))
		} else {
			b.WriteString(terminal.Indent(r.summary(names), "  "))
		}
	}
	return b.String()
}

func (r loggedRevision) heading() string {
	if r.Uncommitted {
		return "not committed\n"
	}
	return terminal.Escape(fmt.Sprintf("%s, %s: %s", nameOf(r.Revision), r.Author, r.Summary)) + "\n"
}

// summary tells what a revision changed in the register.
func (r loggedRevision) summary(names *register.Register) string {
	report := change.Report{Before: names, After: names}
	for _, line := range r.Changes {
		report.Changes = append(report.Changes, line.Change)
		if line.Standing != nil {
			report.On = line.Standing.On
		}
	}
	return report.Text(change.Limit{Changes: maxTold})
}

// told tells what a revision changed for one record.
func (r loggedRevision) told(words change.Words) string {
	var b strings.Builder
	if r.Unreadable != "" {
		b.WriteString(terminal.Escape("still cannot be read: "+r.Unreadable) + "\n")
	}
	for _, line := range r.Changes {
		sentences := words.Tell(line.Change)
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
