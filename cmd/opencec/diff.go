package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/urfave/cli/v2"

	"opencec/tools/change"
	"opencec/tools/register"
	"opencec/tools/terminal"
)

func diffCommand(env *environment) *cli.Command {
	return &cli.Command{
		Name:      "diff",
		Usage:     "tell what the register says differently from one state to another",
		ArgsUsage: "BASE [HEAD]",
		Description: "Tells what changed in words: which expiry moved from when to when, which listing is\n" +
			"active again. HEAD is the files at hand, with what is not committed, if it is not\n" +
			"given. Both are " + pointUsage + ".\n\n" +
			"   opencec diff main\n" +
			"   opencec diff 2026-11-01 HEAD --on 2026-12-01 --format markdown",
		Flags: []cli.Flag{
			dataFlag(), onFlag(),
			oneOf(&cli.StringFlag{Name: "format", Value: "text", Usage: "`FORMAT` of the differences: " + strings.Join(diffFormats, ", ") + "; Markdown is as long as a comment on a pull request may be"}, diffFormats),
			&cli.BoolFlag{Name: "json", Usage: "the same as --format json"},
		},
		Action: func(c *cli.Context) error { return env.diff(c) },
	}
}

var diffFormats = []string{"text", "markdown", "json"}

func (env *environment) diff(c *cli.Context) error {
	words, err := arguments(c)
	if err != nil {
		return err
	}
	if len(words) < 1 || len(words) > 2 {
		return usagef("diff takes BASE and perhaps HEAD, but was given %d arguments", len(words))
	}
	format := c.String("format")
	if c.Bool("json") {
		format = "json"
	}
	if !slices.Contains(diffFormats, format) {
		return usagef("--format: there is no format %.100q; the formats are %s%s", format, strings.Join(diffFormats, ", "), didYouMean(format, diffFormats))
	}
	b, err := env.openLogbook(c.Context, c)
	if err != nil {
		return err
	}
	on, err := b.day(env, c)
	if err != nil {
		return err
	}
	base, head, err := b.points(c.Context, words)
	if err != nil {
		return err
	}
	fmt.Fprintf(env.stderr, "from %s\nto %s\n", base, head)
	report, err := b.difference(base, head, on)
	if err != nil {
		return err
	}
	return writeReport(env.stdout, report, format)
}

// points finds BASE and HEAD; without HEAD it is the files at hand.
func (b *logbook) points(ctx context.Context, words []string) (base, head point, err error) {
	if base, err = b.point(ctx, "BASE", words[0]); err != nil || len(words) == 1 {
		return base, b.now(), err
	}
	head, err = b.point(ctx, "HEAD", words[1])
	return base, head, err
}

func writeReport(w io.Writer, report change.Report, format string) error {
	switch format {
	case "json":
		return terminal.WriteJSON(w, report)
	case "markdown":
		_, err := io.WriteString(w, report.Markdown(change.CommentLimit))
		return err
	}
	_, err := io.WriteString(w, report.Text(change.Limit{}))
	return err
}

// difference returns what differs from base to head, with the statuses of a day.
//
// The two states are made a history of two revisions. Unlike two registers it may
// have records that cannot be read, and those that refer to them.
func (b *logbook) difference(base, head point, on register.Date) (change.Report, error) {
	before, err := vocabulary(base, b)
	if err != nil {
		return change.Report{}, err
	}
	after, err := vocabulary(head, b)
	if err != nil {
		return change.Report{}, err
	}
	day := on.Time()
	noon := time.Date(day.Year(), day.Month(), day.Day(), 12, 0, 0, 0, time.UTC)
	two := &register.History{Revisions: []register.Revision{{Seq: 1, Time: noon}, {Seq: 2, Time: noon}}}
	was := add(two, 1, base, nil)
	add(two, 2, head, was)
	report := change.Report{Before: before, After: after, On: on}
	for _, changes := range change.Revisions(two, 1, time.UTC) {
		report.Changes = changes
	}
	if base.history != head.history {
		// The same file has another commit on each branch, which is no change of it.
		report.Changes = slices.DeleteFunc(report.Changes, func(c change.Change) bool { return c.Is(change.Rewritten) })
	}
	return report, nil
}

// vocabulary returns what names the attributes at a point, under the name of its
// version; nil before there was a register.
func vocabulary(p point, b *logbook) (*register.Register, error) {
	if p.seq == 0 {
		return nil, nil
	}
	return change.VocabularyOf(p.history.At(p.seq), p.version(b))
}

// A place is where a record is.
type place struct{ folder, id string }

// add makes a point the revision seq of a history: what it has, and that it has no
// more of what was there before. It returns where the point has anything.
func add(h *register.History, seq int, p point, before map[place]register.Kind) map[place]register.Kind {
	there := map[place]register.Kind{}
	put := func(e register.Edition) {
		e.Seq = seq
		there[place{e.Kind.Folder, e.ID}] = e.Kind
		h.Editions = append(h.Editions, e)
	}
	records := p.history.At(p.seq)
	for rec := range records.All() {
		put(register.Edition{Kind: rec.RecordKind(), ID: rec.RecordMeta().ID, Record: rec})
	}
	for _, e := range p.history.Unreadable(p.seq) {
		put(e)
	}
	for at, kind := range before {
		if _, ok := there[at]; !ok {
			h.Editions = append(h.Editions, register.Edition{Seq: seq, Kind: kind, ID: at.id})
		}
	}
	slices.SortFunc(h.Editions, func(a, b register.Edition) int {
		return cmp.Or(cmp.Compare(a.Seq, b.Seq), cmp.Compare(a.Kind.Folder, b.Kind.Folder), cmp.Compare(a.ID, b.ID))
	})
	s, _ := p.history.SettingsAt(p.seq)
	s.Seq = seq
	h.Settings = append(h.Settings, s)
	return there
}
