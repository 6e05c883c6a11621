package importing

import (
	"cmp"
	"maps"
	"slices"

	"opencec/tools/base/spelling"
)

// Spellings counts the uses of each spelling of a name.
type Spellings map[string]int

// Best returns the most common spelling, the first in order among equals.
func (s Spellings) Best() string {
	best := ""
	for name, n := range s {
		if best == "" || n > s[best] || n == s[best] && name < best {
			best = name
		}
	}
	return best
}

// A NamedRecord is a manufacturer, or another record that is found by its name.
type NamedRecord struct {
	ID      string
	Name    string
	Aliases []string
}

// A NameMatch maps spellings to records.
type NameMatch struct {
	ids       map[string]string // by folded name
	New       []NamedRecord     // not held yet, by folded name; each with an id of its own
	Respelled []NamedRecord     // held, by id; Aliases are the spellings that it does not have yet, and they only
}

// ID returns the id of the record, held or new, that a name means, or "".
func (m *NameMatch) ID(name string) string { return m.ids[spelling.Fold(name)] }

// MatchNames matches spellings to the records held. Names match by spelling.Fold, which
// ignores case, spacing and punctuation; a name takes precedence over another record's alias.
// For a new name it asks newID for an id, in an order that does not depend on that of the
// spellings.
func MatchNames(held []NamedRecord, spelled Spellings, newID func(name string) string) *NameMatch {
	held = slices.SortedFunc(slices.Values(held), func(a, b NamedRecord) int { return cmp.Compare(a.ID, b.ID) })
	known := byName(held)
	m := &NameMatch{ids: map[string]string{}}
	for folded, n := range known {
		m.ids[folded] = n.ID
	}
	seen := map[string]Spellings{}
	for name, n := range spelled {
		folded := spelling.Fold(name)
		if seen[folded] == nil {
			seen[folded] = Spellings{}
		}
		seen[folded][name] = n
	}
	fresh := map[string][]string{} // new spellings by id: a record may have several folded ones
	for _, folded := range slices.Sorted(maps.Keys(seen)) {
		if n := known[folded]; n != nil {
			fresh[n.ID] = append(fresh[n.ID], seen[folded].except(n.Name, n.Aliases...)...)
			continue
		}
		n := NamedRecord{Name: seen[folded].Best()}
		n.ID = newID(n.Name)
		n.Aliases = seen[folded].except(n.Name)
		m.ids[folded] = n.ID
		m.New = append(m.New, n)
	}
	for _, n := range held {
		if aliases := fresh[n.ID]; len(aliases) > 0 {
			m.Respelled = append(m.Respelled, NamedRecord{n.ID, n.Name, aliases})
		}
	}
	return m
}

// byName indexes records by their folded names and aliases.
func byName(held []NamedRecord) map[string]*NamedRecord {
	known := map[string]*NamedRecord{}
	learn := func(n *NamedRecord, name string) {
		if folded := spelling.Fold(name); known[folded] == nil {
			known[folded] = n
		}
	}
	for i := range held {
		learn(&held[i], held[i].Name)
	}
	for i := range held {
		for _, alias := range held[i].Aliases {
			learn(&held[i], alias)
		}
	}
	return known
}

// except returns the spellings other than name and the aliases.
func (s Spellings) except(name string, aliases ...string) []string {
	return slices.DeleteFunc(slices.Sorted(maps.Keys(s)), func(spelling string) bool {
		return spelling == name || slices.Contains(aliases, spelling)
	})
}
