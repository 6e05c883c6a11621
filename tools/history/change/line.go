package change

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"time"

	"opencec/tools/register"
)

// A Line is a change made by a revision: one line of changes.ndjson. It holds the whole
// record as it is after the change, so that anybody with the previous state needs nothing
// else; see Apply.
type Line struct {
	register.Revision
	Change
}

// LineOf returns the line of a change made by a revision.
func LineOf(rev register.Revision, c Change) Line { return Line{rev, c} }

// MaxLine is the maximum length of a line in bytes. A record's file has at most 1 MiB,
// JSON can make it six times as long, and a line may contain it three times: before,
// after, and as the record.
const MaxLine = 18 << 20

// changeJSON is the JSON of a change. Every field is always present.
type changeJSON struct {
	Kind       string      `json:"kind"` // the folder
	ID         *string     `json:"id"`
	FormerID   *string     `json:"former_id"`
	MovedTo    *string     `json:"moved_to"`
	Events     []EventType `json:"what"`
	Fields     []Field     `json:"fields"`
	Outcome    *Outcome    `json:"standing"`
	Effects    []Effect    `json:"effects"`
	Unreadable *string     `json:"unreadable"`
}

func jsonOf(c Change) changeJSON {
	return changeJSON{
		Kind: c.Kind.Folder(), ID: optional(c.ID), FormerID: optional(c.FormerID), MovedTo: optional(c.MovedTo),
		Events: orNone(c.Events), Fields: orNone(c.Fields), Outcome: c.Outcome, Effects: orNone(c.Effects), Unreadable: optional(c.Unreadable),
	}
}

// lineHead is the JSON of a line without its record.
type lineHead struct {
	Seq     int       `json:"seq"`
	Commit  *string   `json:"commit"`
	Time    time.Time `json:"time"`
	Author  *string   `json:"author"`
	Summary *string   `json:"summary"`
	changeJSON
}

// lineJSON is the JSON of a line.
type lineJSON struct {
	lineHead
	Record json.RawMessage `json:"record"`
}

// MarshalJSON writes the line as in changes.ndjson.
func (l Line) MarshalJSON() ([]byte, error) {
	text, _, err := l.Encode()
	return text, err
}

// Encode returns the line as in changes.ndjson, without its newline, and the record in it: the
// JSON of After.
func (l Line) Encode() (text, record []byte, err error) {
	var head []byte
	if record, err = encodeRecord(l.After); err == nil {
		head, err = register.EncodeJSON(lineHead{l.Seq, optional(l.Commit), l.Time.UTC(), optional(l.Author), optional(l.Summary), jsonOf(l.Change)})
	}
	if err != nil {
		return nil, nil, fmt.Errorf("encode the change of %s %s: %w", l.Kind.Name(), l.ID, err)
	}
	// The record is encoded already: as a part of the line it would be parsed once more.
	return slices.Concat(head[:len(head)-1], []byte(`,"record":`), record, []byte("}")), record, nil
}

func encodeRecord(rec register.Record) (json.RawMessage, error) {
	if absent(rec) {
		return json.RawMessage("null"), nil
	}
	return register.EncodeJSON(rec)
}

// UnmarshalJSON reads what MarshalJSON writes. An unknown field is an error, because
// applying the line would lose it.
func (l *Line) UnmarshalJSON(b []byte) error {
	var read lineJSON
	if err := decodeStrict(b, &read); err != nil {
		return err
	}
	k, ok := KindOf(read.Kind)
	if !ok {
		return fmt.Errorf("%.40q is not a kind of record", read.Kind)
	}
	if len(read.Events) == 0 {
		return errors.New("what is empty: a change has at least one word for what happened")
	}
	l.Revision = register.Revision{Seq: read.Seq, Commit: textOf(read.Commit), Time: read.Time, Author: textOf(read.Author), Summary: textOf(read.Summary)}
	l.Change = Change{
		Kind: k, ID: textOf(read.ID), FormerID: textOf(read.FormerID), MovedTo: textOf(read.MovedTo),
		Events: read.Events, Fields: read.Fields, Effects: read.Effects, Outcome: read.Outcome, Unreadable: textOf(read.Unreadable),
	}
	if given(read.Record) != nil {
		l.After = newRecord(k)
		if err := decodeStrict(read.Record, l.After); err != nil {
			return fmt.Errorf("record: %w", err)
		}
	}
	return l.check()
}

// check reports a line that contradicts itself or contains an impossible id.
func (l *Line) check() error {
	if l.Kind == Settings {
		if l.ID != "" || l.FormerID != "" || l.MovedTo != "" {
			return errors.New("the settings have no id")
		}
		return nil
	}
	if err := register.CheckID(l.Kind, l.ID); err != nil {
		return err
	}
	for _, id := range []string{l.FormerID, l.MovedTo} {
		if id != "" {
			if err := register.CheckID(l.Kind, id); err != nil {
				return err
			}
		}
	}
	if l.After != nil && l.After.RecordMeta().ID != l.ID {
		return fmt.Errorf("the record's id is %.210q, and the line's %q", l.After.RecordMeta().ID, l.ID)
	}
	return nil
}

// Lines reads changes.ndjson. The first error ends the sequence and names the line.
func Lines(r io.Reader) iter.Seq2[Line, error] {
	return func(yield func(Line, error) bool) {
		scanner := bufio.NewScanner(r)
		scanner.Buffer(nil, MaxLine)
		number := 0
		for scanner.Scan() {
			number++
			var l Line
			if err := json.Unmarshal(scanner.Bytes(), &l); err != nil {
				yield(Line{}, fmt.Errorf("line %d: %w", number, err))
				return
			}
			if !yield(l, nil) {
				return
			}
		}
		err := scanner.Err()
		if errors.Is(err, bufio.ErrTooLong) {
			err = fmt.Errorf("longer than %d bytes", MaxLine)
		}
		if err != nil {
			yield(Line{}, fmt.Errorf("line %d: %w", number+1, err))
		}
	}
}

// decodeStrict decodes one JSON value without unknown fields.
func decodeStrict(b []byte, v any) error {
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.DisallowUnknownFields()
	if err := dec.Decode(v); err != nil {
		return err
	}
	if _, err := dec.Token(); err != io.EOF {
		return errors.New("there is more than one JSON value")
	}
	return nil
}

// optional returns a text for JSON in which it is null if it is empty.
func optional(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// textOf returns an optional text; "" for null.
func textOf(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// orNone returns s, or an empty list if s is nil: lists in JSON are never null.
func orNone[T any](s []T) []T {
	if s == nil {
		return []T{}
	}
	return s
}
