package scaffold

import (
	"fmt"

	"opencec/tools/base/spelling"
	"opencec/tools/register"
)

// A Similar is an existing record that may be the same as a new one.
type Similar struct {
	File string // as the user of the folder writes it
	Text string // what is alike
}

// Similar returns the existing records that the sheet may be about: those of the same owner
// whose name or alias differs at most in case, accents, spacing and punctuation.
func (s *Sheet) Similar() []Similar {
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
	var near []Similar
	for _, rec := range s.form.byNameKey()[nameKey(s.Kind, owner, name)] {
		near = append(near, Similar{s.form.fileOf(s.Kind, rec.RecordMeta().ID), describe(rec)})
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

// nameKey is equal for names that people take for the same.
func nameKey(k register.Kind, owner, name string) string {
	return k.Folder() + "\x00" + owner + "\x00" + spelling.Fold(name)
}

// byNameKey returns the records by nameKey. It makes the index on first use, because a file
// may have thousands of rows.
func (f *Form) byNameKey() map[string][]register.Record {
	if f.byName != nil {
		return f.byName
	}
	f.byName = map[string][]register.Record{}
	for rec := range f.records.All() {
		owner, names := "", append([]string{rec.RecordName()}, choiceOf(rec).Aliases...)
		switch rec := rec.(type) {
		case *register.Listing:
			owner, names = rec.Manufacturer, append([]string{rec.Model}, rec.Aliases...)
		case *register.Certificate:
			owner, names = rec.CertifyingBody, []string{rec.Number}
		}
		seen := map[string]bool{}
		for _, name := range names {
			key := nameKey(rec.RecordKind(), owner, name)
			if !seen[key] {
				f.byName[key] = append(f.byName[key], rec)
			}
			seen[key] = true
		}
	}
	return f.byName
}
