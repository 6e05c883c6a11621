package review

import (
	"opencec/tools/history/change"
	"opencec/tools/register"
)

// DetectedRenames returns the current ids of records that were renamed without declaring
// it, by their former Ref.
func DetectedRenames(d Difference) map[register.Ref]string {
	now := map[register.Ref]string{}
	for _, c := range WithDetectedRenames(d) {
		if c.Undeclared {
			now[c.Kind.Ref(c.FormerID)] = c.ID
		}
	}
	return now
}

// WithDetectedRenames returns the changes with undeclared renames merged: a removed
// record and a new one that is the same thing become one rename.
func WithDetectedRenames(d Difference) []change.Change {
	r := &reviewer{Difference: d, index: newIndex(d.Before, d.After)}
	r.renamed = r.findRenames()
	if len(r.renamed.oldID) == 0 {
		return d.Changes
	}
	gone := map[register.Ref]change.Change{}
	for _, c := range d.Changes {
		if r.renamed.gone[c.Kind.Ref(c.ID)] {
			gone[c.Kind.Ref(c.ID)] = c
		}
	}
	var merged []change.Change
	for _, c := range d.Changes {
		old, renamed := r.renamed.oldID[c.Kind.Ref(c.ID)]
		switch {
		case renamed && c.Is(change.Added):
			merged = append(merged, change.UndeclaredRename(gone[c.Kind.Ref(old)], c))
		case !r.renamed.gone[c.Kind.Ref(c.ID)]:
			merged = append(merged, c)
		}
	}
	return merged
}
