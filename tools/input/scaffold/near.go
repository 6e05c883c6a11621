package scaffold

import (
	"fmt"

	"opencec/tools/base/spelling"
	"opencec/tools/register"
)

// A Near is a record that is there and may be what a new one is meant to be.
type Near struct {
	File string // as the user of the folder writes it
	Text string // what is alike
}

// Near returns the records that the sheet may be meant for, by their ids: those of the
// same owner whose name, or another spelling of it, differs at most in case, accents,
// spacing and punctuation.
func (s *Sheet) Near() []Near {
	owner, name := s.Text("manufacturer"), s.Text("model")
	switch s.Kind {
	case register.Listings:
	case register.Certificates:
		owner, name = s.Text("certifying_body"), s.Text("number")
	default:
		name = s.Text("name")
	}
	if spelling.Fold(name) == "" {
		return nil
	}
	var near []Near
	for _, rec := range s.form.named()[nameKey(s.Kind, owner, name)] {
		near = append(near, Near{s.form.fileOf(s.Kind, rec.RecordMeta().ID), describe(rec)})
	}
	return near
}

func describe(rec register.Record) string {
	switch rec := rec.(type) {
	case *register.Listing:
		return fmt.Sprintf("the model %q of %s", rec.Model, rec.Manufacturer)
	case *register.Certificate:
		return fmt.Sprintf("certificate number %q of %s", rec.Number, rec.CertifyingBody)
	}
	return fmt.Sprintf("the %s %q", rec.RecordKind().Name(), rec.RecordName())
}

// nameKey is equal for names that people take for one.
func nameKey(k register.Kind, owner, name string) string {
	return k.Folder() + "\x00" + owner + "\x00" + spelling.Fold(name)
}

// named returns the records by the keys of their names, made when it is first needed:
// a file with thousands of rows asks as often.
func (f *Form) named() map[string][]register.Record {
	if f.byName != nil {
		return f.byName
	}
	f.byName = map[string][]register.Record{}
	for rec := range f.records.All() {
		owner, names := "", append([]string{rec.RecordName()}, wordOf(rec).Aliases...)
		switch rec := rec.(type) {
		case *register.Listing:
			owner, names = rec.Manufacturer, append([]string{rec.Model}, rec.Aliases...)
		case *register.Certificate:
			owner, names = rec.CertifyingBody, []string{rec.Number}
		}
		told := map[string]bool{}
		for _, name := range names {
			key := nameKey(rec.RecordKind(), owner, name)
			if !told[key] {
				f.byName[key] = append(f.byName[key], rec)
			}
			told[key] = true
		}
	}
	return f.byName
}
