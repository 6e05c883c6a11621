package snapshot

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"opencec/tools/base/parallel"
	"opencec/tools/register"
)

// The layout of register.json:
//
//	{"schema_version":4,"version":"…","on":"…","settings":{…},
//	"entity_types":[
//	{"id":"client",…},
//	{"id":"server",…}
//	],
//	…
//	"certificates":[
//	{"id":"ul/ul-2023-0142",…}
//	]
//	}
//
// It is one plain JSON document. Only this package depends on the lines: it reads the records
// of a kind in chunks of lines, on all processors.

// registerHead is the first line of register.json.
type registerHead struct {
	SchemaVersion int `json:"schema_version"`
	register.Version
	On       register.Date     `json:"on"`
	Settings register.Settings `json:"settings"`
}

// A section is the array of one kind of records in register.json.
type section struct {
	kind    register.Kind
	records *register.Records
}

// sectionsOf returns the sections of register.json for a schema version, in order.
func sectionsOf(r *register.Records, schemaVersion int) []section {
	var sections []section
	for _, k := range register.Kinds() {
		if schemaVersion >= sectionSince[k] {
			sections = append(sections, section{k, r})
		}
	}
	return sections
}

// name is that of the kind's field of register.Records.
func (s section) name() string { return strings.ReplaceAll(s.kind.Folder(), "-", "_") }

// decode reads a chunk of whole lines, and returns a function that appends its records.
// Chunks are decoded in any order, and appended in the order of the file. sharer is for all of them.
func (s section) decode(chunk []byte, lines int, sharer *register.Sharer) (appendTo func(), err error) {
	records := make([]register.Record, 0, lines)
	dec := json.NewDecoder(io.MultiReader(strings.NewReader("["), bytes.NewReader(chunk), strings.NewReader("]")))
	dec.DisallowUnknownFields()
	if _, err := dec.Token(); err != nil { // [
		return nil, err
	}
	// Decode one record at a time: a decoder buffers everything that it decodes at once.
	for dec.More() {
		rec := register.NewRecord(s.kind)
		if err := dec.Decode(&rec); err != nil {
			return nil, err
		}
		if rec == nil {
			return nil, errors.New("null in the place of a record")
		}
		records = append(records, rec)
	}
	if _, err := dec.Token(); err != nil { // ]
		return nil, err
	}
	if err := atEnd(dec); err != nil {
		return nil, err
	}
	if len(records) != lines {
		return nil, fmt.Errorf("%d record(s) on %d line(s)", len(records), lines)
	}
	sharer.Share(records)
	return func() {
		for _, rec := range records {
			s.records.Add(rec)
		}
	}, nil
}

// writeRegister writes register.json.
func writeRegister(w io.Writer, c *contents) (rows int, err error) {
	reg := c.register
	head, err := register.EncodeJSON(registerHead{SchemaVersion, reg.Version, c.on, reg.Settings})
	if err != nil {
		return 0, err
	}
	out := &lineWriter{w: w}
	out.print(string(bytes.TrimSuffix(head, []byte("}"))) + ",\n")
	sections := sectionsOf(&reg.Records, SchemaVersion)
	for i, s := range sections {
		out.print(`"` + s.name() + `":[` + "\n")
		records := reg.OfKind(s.kind)
		array := arrayWriter{out: out, n: len(records)}
		if err := encodeEach(c.ctx, len(records), func(i int) ([]byte, error) { return register.EncodeJSON(records[i]) }, array.write); err != nil {
			return 0, fmt.Errorf("%s: %w", s.name(), err)
		}
		if i < len(sections)-1 {
			out.print("],\n")
		} else {
			out.print("]\n}\n")
		}
		rows += len(records)
	}
	return rows, out.err
}

// encodeAll encodes n records on all processors, and returns them in order.
func encodeAll(ctx context.Context, n int, encode func(i int) ([]byte, error)) ([][]byte, error) {
	lines := make([][]byte, n)
	err := parallel.Do(ctx, n, func(i int) (err error) {
		lines[i], err = encode(i)
		return err
	})
	return lines, err
}

// A lineWriter writes until an error, which it keeps.
type lineWriter struct {
	w   io.Writer
	err error
}

func (l *lineWriter) print(s string) {
	if l.err == nil {
		_, l.err = io.WriteString(l.w, s)
	}
}

// An arrayWriter writes the n elements of a JSON array, one on each line.
type arrayWriter struct {
	out     *lineWriter
	n       int
	written int
}

func (a *arrayWriter) write(element []byte) error {
	a.written++
	a.out.print(string(element))
	if a.written < a.n {
		a.out.print(",")
	}
	a.out.print("\n")
	return a.out.err
}

// chunkSize is the size in bytes of a chunk of register.json: large enough that starting a
// decoder costs little in comparison, and small enough that a thousand listings occupy all processors.
const chunkSize = 128 << 10

// A chunk is consecutive whole lines of a section, each with a record.
type chunk struct {
	section section
	text    []byte
	line    int // number of its first line in the file
	lines   int
}

// decodeRegister decodes register.json.
func decodeRegister(ctx context.Context, b []byte) (registerHead, *register.Records, error) {
	var head registerHead
	var records register.Records
	chunks, err := splitRegister(b, &head, &records)
	if err != nil {
		return head, nil, err
	}
	appends := make([]func(), len(chunks))
	var sharer register.Sharer
	err = parallel.Do(ctx, len(chunks), func(i int) (err error) {
		c := chunks[i]
		if appends[i], err = c.section.decode(c.text, c.lines, &sharer); err != nil {
			return c.locate(err)
		}
		return nil
	})
	if err != nil {
		return head, nil, err
	}
	for _, add := range appends {
		add()
	}
	records.Settings = head.Settings
	return head, &records, nil
}

// locate adds the line of an error to it, which it finds by decoding the chunk line by line.
func (c chunk) locate(err error) error {
	for i, line := range bytes.Split(c.text, []byte("\n")) {
		if _, lineErr := c.section.decode(bytes.TrimSuffix(line, []byte(",")), 1, &register.Sharer{}); lineErr != nil {
			return fmt.Errorf("line %d: %s: %w", c.line+i, c.section.name(), lineErr)
		}
	}
	return fmt.Errorf("lines %d to %d: %s: %w", c.line, c.line+c.lines-1, c.section.name(), err)
}

// splitRegister decodes the head of register.json, and returns the chunks of its sections, which
// decode into records.
func splitRegister(b []byte, head *registerHead, records *register.Records) ([]chunk, error) {
	lines := &lineReader{rest: b}
	first, ok := bytes.CutSuffix(lines.next(), []byte(","))
	if !ok || string(bytes.TrimSpace(first)) == "{" { // a comma follows something in JSON
		return nil, lines.errorf("the first line should hold the register's version and settings and end with a comma")
	}
	if err := decodeStrict(append(bytes.Clone(first), '}'), head); err != nil {
		return nil, lines.errorf("%w", err)
	}
	var chunks []chunk
	sections := sectionsOf(records, head.SchemaVersion)
	for i, s := range sections {
		if want := `"` + s.name() + `":[`; string(lines.next()) != want {
			return nil, lines.errorf("expected %s", want)
		}
		found, err := lines.chunks(s)
		if err != nil {
			return nil, err
		}
		chunks = append(chunks, found...)
		end := "],"
		if i == len(sections)-1 {
			end = "]"
		}
		if string(lines.next()) != end {
			return nil, lines.errorf("expected %s at the end of %s", end, s.name())
		}
	}
	if string(lines.next()) != "}" || len(lines.rest) > 0 {
		return nil, lines.errorf("expected } and the end of the file")
	}
	return chunks, nil
}

// A lineReader reads a text line by line.
type lineReader struct {
	rest []byte
	line int // number of the line that next gave last
}

// next returns the next line without its line feed, and nil after the last. It does not return a
// last line without a line feed.
func (l *lineReader) next() []byte {
	l.line++
	line, rest, ok := bytes.Cut(l.rest, []byte("\n"))
	if !ok {
		return nil
	}
	l.rest = rest
	return line
}

// chunks reads the lines with records up to the end of the section. Every line but the last ends
// with a comma.
func (l *lineReader) chunks(s section) ([]chunk, error) {
	var chunks []chunk
	for bytes.HasPrefix(l.rest, []byte("{")) {
		c := chunk{section: s, line: l.line + 1}
		start := l.rest
		more := true
		for more && len(start)-len(l.rest) < chunkSize {
			more = bytes.HasSuffix(l.next(), []byte(","))
			if more != bytes.HasPrefix(l.rest, []byte("{")) {
				return nil, l.errorf("expected a record a line, with commas between them")
			}
			c.lines++
		}
		c.text = bytes.TrimRight(start[:len(start)-len(l.rest)], ",\n")
		chunks = append(chunks, c)
	}
	return chunks, nil
}

func (l *lineReader) errorf(format string, args ...any) error {
	return fmt.Errorf("line %d: %w", l.line, fmt.Errorf(format, args...))
}
