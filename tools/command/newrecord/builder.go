// Package newrecord makes the files of new records: from given fields, from answers in a
// dialogue, or from the rows of a table. It checks a record together with the register, and writes
// it only if it has no errors.
//
//	m := &newrecord.Builder{Dir: "data", On: on, Form: scaffold.New(tree, "data"), …}
//	sheet := m.Form.Sheet(register.Listings)
//	…                                          // sheet.SetAll
//	id, err := m.ChooseID(sheet, "")
//	err = m.Make(ctx, sheet, id)               // or Ask, MakeCertified, MakeFromFile
package newrecord

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"

	"opencec/tools/base/spelling"
	"opencec/tools/input/dialogue"
	"opencec/tools/input/scaffold"
	"opencec/tools/input/source"
	"opencec/tools/register"
)

// ErrProblems is the error of records with errors, which have been written to Stderr.
var ErrProblems = errors.New("problems found")

// An InputError reports input that cannot be used.
type InputError struct{ error }

func inputErrorf(format string, args ...any) error { return InputError{fmt.Errorf(format, args...)} }

// A Builder makes records of one data folder.
type Builder struct {
	Dir  string
	On   register.Date
	Form *scaffold.Form

	JSON, DryRun bool // print what would be written
	Anyway       bool // another spelling of a model that is there is another product

	Stdout, Stderr io.Writer // paths and files; messages
}

// Make makes the record of a sheet with an id, such as one from ChooseID.
func (m *Builder) Make(ctx context.Context, sheet *scaffold.Sheet, id string) error {
	return m.makeOne(ctx, sheet, id, nil)
}

// ChooseID reports records similar to that of the sheet, and returns the id of the new one. It
// proposes an id if none is given.
func (m *Builder) ChooseID(sheet *scaffold.Sheet, id string) (string, error) {
	m.ReportSimilar(sheet)
	if id == "" {
		id = sheet.ProposeID()
	}
	if err := sheet.CheckID(id); err != nil {
		fmt.Fprintln(m.Stderr, spelling.Printable(err.Error()))
		return "", ErrProblems
	}
	return id, nil
}

// Ask asks for the fields that the sheet lacks, and for the id unless it is given. It asks again
// for the answers that the person wants to edit.
func (m *Builder) Ask(ctx context.Context, talk *dialogue.Dialogue, sheet *scaffold.Sheet, given string) error {
	d := &questions{Dialogue: talk}
	anyway := m.Anyway
	for {
		id, err := d.fillIn(sheet, given)
		if err != nil {
			return err
		}
		m.Anyway = anyway || d.anyway
		err = m.makeOne(ctx, sheet, id, d)
		switch {
		case errors.Is(err, errEdit):
			d.asked = nil
		case !errors.Is(err, dialogue.ErrBack):
			return err
		case given != "": // the id was no question
			d.back(1)
		}
	}
}

// ReportSimilar notes existing records that may be the same as the new one.
func (m *Builder) ReportSimilar(sheet *scaffold.Sheet) {
	for _, near := range sheet.Similar() {
		m.Note("%s is there: to extend it, edit %s", near.Text, near.File)
	}
}

// Note writes a note to Stderr.
func (m *Builder) Note(format string, args ...any) {
	fmt.Fprintln(m.Stderr, "note: "+spelling.Printable(fmt.Sprintf(format, args...)))
}

// makeOne checks the record of a sheet and writes or prints it. In a dialogue it asks before it
// writes.
func (m *Builder) makeOne(ctx context.Context, sheet *scaffold.Sheet, id string, d *questions) error {
	rec, err := sheet.Record(id)
	if err != nil {
		return err
	}
	draft, err := m.check(ctx, rec)
	if errors.Is(err, ErrProblems) && d != nil {
		return d.offerEdit(err)
	}
	if err != nil {
		return err
	}
	if m.JSON || m.DryRun {
		return m.print(draft)
	}
	if d != nil {
		if err := d.confirm(m.pathOf(rec), draft[0].content); err != nil {
			return err
		}
	}
	return m.write(ctx, draft)
}

// pathOf returns the path of a record's file as the user of the folder writes it.
func (m *Builder) pathOf(rec register.Record) string {
	name := source.PathOf(rec.RecordKind(), rec.RecordMeta().ID)
	return filepath.ToSlash(filepath.Join(m.Dir, filepath.FromSlash(name)))
}
