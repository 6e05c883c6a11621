package scaffold

import (
	"fmt"
	"path"
	"path/filepath"
	"regexp"
	"strings"

	"opencec/tools/input/importing"
	"opencec/tools/input/source"
	"opencec/tools/register"
)

// nonIDCharacters matches what the id of a test profile cannot contain.
var nonIDCharacters = regexp.MustCompile(`[^A-Za-z0-9.]+`)

// idFields are the fields from which an id is made.
var idFields = []string{"manufacturer", "model", "class", "certifying_body", "number", "short_name", "name"}

// ProposeID takes an id for the record, made from its name by spelling.Slug. No other sheet
// gets it, and it stays the same as long as the name does. If the name allows no other, it may
// be an id that CheckID refuses.
func (s *Sheet) ProposeID() string {
	of := make([]any, len(idFields))
	for i, field := range idFields {
		of[i] = s.values[field]
	}
	if key := fmt.Sprintf("%q", of); s.proposed == "" || key != s.proposedOf {
		s.proposed, s.proposedOf = s.makeID(), key
	}
	return s.proposed
}

func (s *Sheet) makeID() string {
	f := s.form
	if f.ids == nil {
		f.ids = importing.NewIDs(f.records)
	}
	word := strings.ReplaceAll(s.Kind.Name(), " ", "-")
	switch s.Kind {
	case register.Listings:
		return f.ids.Listing(s.Text("manufacturer"), s.Text("model"), strings.Join(s.classes(), " "))
	case register.Certificates:
		number := s.Text("number")
		return f.ids.Take(s.Kind, s.Text("certifying_body")+"/", number, importing.Segment(number, word))
	case register.DeviceClasses:
		name := s.Text("short_name")
		if name == "" {
			name = s.Text("name")
		}
		return strings.ReplaceAll(importing.Segment(name, word), "-", "_")
	case register.TestProfiles:
		return strings.Trim(nonIDCharacters.ReplaceAllString(s.Text("name"), "-"), "-.")
	}
	name := s.Text("name")
	return f.ids.Take(s.Kind, "", name, importing.Segment(name, word))
}

// CheckID returns an error if an id is wrong for the record: its form, a reserved word, or an
// id that a record has or had.
func (s *Sheet) CheckID(id string) error {
	if err := register.CheckID(s.Kind, id); err != nil {
		return err
	}
	// Some file systems do not distinguish names by case.
	holder, taken := s.form.taken[s.Kind.Ref(strings.ToLower(id))]
	if _, unread := s.form.unread[source.PathOf(s.Kind, id)]; unread {
		holder, taken = id, true
	}
	if taken {
		return fmt.Errorf("the id %q is taken: %s is there; edit that file, or choose another id", id, s.form.fileOf(s.Kind, holder))
	}
	if now := s.form.former[s.Kind.Ref(id)]; now != "" {
		return fmt.Errorf("the id %q was that of %s, and leads there: an id never changes its meaning; choose another one", id, s.form.fileOf(s.Kind, now))
	}
	for _, field := range []string{"manufacturer", "certifying_body"} {
		if owner := s.Text(field); owner != "" && path.Dir(id) != owner {
			return fmt.Errorf("the id %q must begin with %s/, since it is of %s", id, owner, owner)
		}
	}
	return nil
}

// fileOf returns the path of a record's file as the user of the folder writes it.
func (f *Form) fileOf(k register.Kind, id string) string {
	return filepath.ToSlash(filepath.Join(f.dir, filepath.FromSlash(source.PathOf(k, id))))
}
