package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/urfave/cli/v2"

	"opencec/tools/register"
	"opencec/tools/terminal"
)

func showCommand(env *environment) *cli.Command {
	return &cli.Command{
		Name:      "show",
		Usage:     "show a record as it holds on a day, and as the register had it at a time",
		ArgsUsage: "ID",
		Description: "Shows a record with what holds for it on the day of --on: of a listing its status,\n" +
			"whether it is certified, until when it is listed, its certificates, what that means\n" +
			"and what to do, how old the data is, and the attribute values of that day. With --as-of\n" +
			"it shows both what the register said then of that day and what it says now. That is\n" +
			pointUsage + ".\n\n" +
			"The ID may be a former one. If records of several kinds have it, write the folder\n" +
			"before it: certificates/lab/1.\n\n" +
			"   opencec show tesla/powerwall-2 --on 2026-01-15\n" +
			"   opencec show tesla/powerwall-2 --on 2026-01-15 --as-of 2026-02-01",
		Flags: []cli.Flag{
			dataFlag(), onFlag(),
			&cli.StringFlag{Name: "as-of", Usage: "show what the register said at `REF`, too"},
			&cli.BoolFlag{Name: "json", Usage: "write the record as the API does; with --as-of two of them, as then and now"},
		},
		Action: func(c *cli.Context) error { return env.show(c) },
	}
}

func (env *environment) show(c *cli.Context) error {
	words, err := arguments(c)
	if err != nil {
		return err
	}
	if len(words) != 1 {
		return usagef("show takes the ID of one record, but was given %d arguments", len(words))
	}
	b, err := env.openLogbook(c.Context, c)
	if err != nil {
		return err
	}
	on, err := b.day(env, c)
	if err != nil {
		return err
	}
	s, err := b.shown(c.Context, words[0], c.String("as-of"), on)
	if err != nil {
		return err
	}
	if !c.Bool("json") {
		if err := s.writeText(env.stdout); err != nil {
			return err
		}
	} else if err := s.writeJSON(env.stdout); err != nil {
		return err
	}
	if asked := s.asked(); asked.absent != "" {
		fmt.Fprintf(env.stderr, "opencec: %s\n", terminal.Escape(s.id+": "+asked.absent))
		return errProblems
	}
	return nil
}

// A shown is what is shown of a record.
type shown struct {
	kind register.Kind
	id   string
	on   register.Date
	then *said // nil without --as-of
	now  said
}

// asked is the state that was asked for.
func (s shown) asked() said {
	if s.then != nil {
		return *s.then
	}
	return s.now
}

// shown looks a record up, now and as of a time if one is given.
func (b *logbook) shown(ctx context.Context, id, asOf string, on register.Date) (shown, error) {
	now, err := b.find(id)
	if asOf == "" {
		if err != nil {
			return shown{}, err
		}
		return shown{now.kind, now.id, on, nil, b.said(now, b.now())}, nil
	}
	p, errPoint := b.point(ctx, "--as-of", asOf)
	if errPoint != nil {
		return shown{}, errPoint
	}
	there := *b
	there.History = p.history // of another branch, perhaps
	then, errThen := there.find(id)
	switch {
	case err != nil && errThen != nil:
		return shown{}, err
	case err != nil:
		now = subject{kind: then.kind, id: then.id}
	case errThen != nil:
		then = subject{kind: now.kind, id: now.id}
	}
	before := b.said(then, p)
	return shown{now.kind, now.id, on, &before, b.said(now, b.now())}, nil
}

// A said is what the register says of a record at a point.
type said struct {
	point   point
	version register.Version
	record  register.Record // nil when there is none
	absent  string          // why there is none
}

func (b *logbook) said(s subject, p point) said {
	e, ok := s.at(p.seq)
	result := said{point: p, version: p.version(b), record: e.Record}
	switch {
	case p.seq == 0 && b.Shallow:
		result.absent = "not known: this clone lacks the commits of that time; git fetch --unshallow gets them"
	case !ok && len(s.editions) > 0 && s.editions[0].Seq > p.seq:
		result.absent = "not yet in the register"
	case !ok:
		result.absent = "not in the register"
	case e.Unreadable != "":
		result.absent = "its file cannot be read: " + e.Unreadable
	case e.Removed():
		result.absent = "removed by " + nameOf(p.history.Revisions[e.Seq-1])
	}
	return result
}

// writeText writes the record for a terminal.
func (s shown) writeText(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s\n", s.kind.Name, terminal.Escape(s.id))
	if s.then != nil {
		fmt.Fprintf(&b, "\nThen the register said (%s):\n\n", s.then.point)
		if err := s.then.write(&b, s.id, s.on); err != nil {
			return err
		}
	}
	fmt.Fprintf(&b, "\nNow the register says (%s):\n\n", s.now.point)
	if err := s.now.write(&b, s.id, s.on); err != nil {
		return err
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// writeJSON writes the view of the record, or those of then and now.
func (s shown) writeJSON(w io.Writer) error {
	now, err := s.now.json(s.on)
	if err != nil {
		return err
	}
	if s.then == nil {
		if s.now.record == nil {
			return nil // nothing to write; the exit code and stderr tell
		}
		return terminal.WriteJSON(w, now.Record)
	}
	then, err := s.then.json(s.on)
	if err != nil {
		return err
	}
	return terminal.WriteJSON(w, struct {
		On   register.Date `json:"on"`
		Then saidJSON      `json:"then"`
		Now  saidJSON      `json:"now"`
	}{s.on, then, now})
}

// A saidJSON is what the register says of a record, as JSON.
type saidJSON struct {
	Seq    int              `json:"seq"`
	Commit *string          `json:"commit"` // null for what is not committed, and before there was a register
	Time   register.Instant `json:"time"`
	Absent string           `json:"absent,omitempty"` // why there is no record
	Record json.RawMessage  `json:"record"`

	Verdict *register.Verdict `json:"verdict,omitempty"` // of a listing
}

func (s said) json(on register.Date) (saidJSON, error) {
	out := saidJSON{Seq: s.point.seq, Absent: s.absent, Record: json.RawMessage("null")}
	if r, ok := s.point.revision(); ok {
		out.Time = register.Instant(r.Time)
		if r.Commit != "" {
			out.Commit = &r.Commit
		}
	}
	if s.record == nil {
		return out, nil
	}
	reg, err := register.New(s.point.history.At(s.point.seq), s.version)
	if err != nil {
		return out, fmt.Errorf("there is no JSON of what the register said at %s, since it was not whole (the text without --json can be had): %w", s.point, err)
	}
	if l, ok := s.record.(*register.Listing); ok {
		v := reg.Verdict(l, on)
		out.Verdict = &v
	}
	out.Record, err = register.EncodeJSON(reg.View(s.record, on))
	return out, err
}
