package change

import (
	"cmp"
	"slices"
	"strings"

	"opencec/tools/register"
)

// BetweenRegisters returns the changes from one state of the register to another, by kind
// and id: first the settings, then the kinds in the order of register.Kinds. A nil
// register has no records.
//
// A rename is one change: a record disappeared, and a new one has its id among its former
// ids. If an existing record took over the id, the old one is merged. References to a
// renamed record are not changes: a certificate covers the same listing under its new id.
//
// Statuses are those of the day on. Without a day there is no Outcome, and Effects
// contain only the coverage.
//
// Records that both registers share are skipped; others are compared field by field.
func BetweenRegisters(before, after *register.Register, on register.Date) []Change {
	b, a := orEmpty(before), orEmpty(after)
	pairs := settingsPair(before, after)
	pairs = join(pairs, b.EntityTypes, a.EntityTypes)
	pairs = join(pairs, b.DeviceClasses, a.DeviceClasses)
	pairs = join(pairs, b.TestProfiles, a.TestProfiles)
	pairs = join(pairs, b.Lists, a.Lists)
	pairs = join(pairs, b.Manufacturers, a.Manufacturers)
	pairs = join(pairs, b.CertifyingBodies, a.CertifyingBodies)
	pairs = join(pairs, b.Listings, a.Listings)
	pairs = join(pairs, b.Certificates, a.Certificates)
	return compare(pairs, relations{b.CertificatesOf, a.CertificatesOf, a.CurrentID}, on)
}

// orEmpty returns r, or an empty register if r is nil.
func orEmpty(r *register.Register) *register.Register { return cmp.Or(r, new(register.Register)) }

func settingsPair(before, after *register.Register) []pair {
	if before == nil && after == nil {
		return nil
	}
	var p pair
	if before != nil {
		p.before = OfSettings(before.Settings)
	}
	if after != nil {
		p.after = OfSettings(after.Settings)
	}
	return []pair{p}
}

// join pairs the records of one kind by id, leaving out those that both states share.
// Both lists are sorted, as in every register.
func join[R interface {
	comparable
	register.Record
}](pairs []pair, before, after []R) []pair {
	for len(before) > 0 || len(after) > 0 {
		switch order := compareFirst(before, after); {
		case order < 0:
			pairs = append(pairs, pair{before: before[0]})
			before = before[1:]
		case order > 0:
			pairs = append(pairs, pair{after: after[0]})
			after = after[1:]
		default:
			if before[0] != after[0] {
				pairs = append(pairs, pair{before[0], after[0]})
			}
			before, after = before[1:], after[1:]
		}
	}
	return pairs
}

// compareFirst orders the first records of two lists by id. One list may be empty; the
// other's record then comes first.
func compareFirst[R register.Record](a, b []R) int {
	switch {
	case len(b) == 0:
		return -1
	case len(a) == 0:
		return 1
	}
	return cmp.Compare(a[0].RecordMeta().ID, b[0].RecordMeta().ID)
}

// relations are the records outside a comparison that it depends on.
type relations struct {
	certificatesBefore, certificatesAfter func(listing string) []*register.Certificate
	currentID                             func(k register.Kind, former string) (string, bool) // after the change
}

// compare returns the changes of the pairs, in order. It modifies the slice.
func compare(pairs []pair, w relations, on register.Date) []Change {
	pairs, names := joinRenamed(pairs)
	var changes []Change
	d := differ{names: names}
	for _, p := range pairs {
		if c, differs := d.between(p.before, p.after); differs {
			changes = append(changes, w.complete(c, names, on))
		}
	}
	sortChanges(changes)
	return changes
}

// complete adds to a change what depends on other records.
func (w relations) complete(c Change, names renames, on register.Date) Change {
	if now, moved := w.currentID(c.Kind, c.ID); moved && c.Is(Removed) {
		c.Events[slices.Index(c.Events, Removed)] = Merged
		c.MovedTo = now
	}
	if on.IsZero() {
		return c
	}
	c = w.withEffects(c, names, on).On(on)
	w.certify(c.Outcome, c, names)
	return c
}

// sortChanges sorts changes by kind and id.
func sortChanges(changes []Change) { sortByKind(changes, strings.Compare) }

// sortByKind sorts changes by kind, and within a kind by id with the given comparison.
func sortByKind(changes []Change, compareIDs func(a, b string) int) {
	rank := map[register.Kind]int{}
	for i, k := range kinds() {
		rank[k] = i
	}
	slices.SortStableFunc(changes, func(a, b Change) int {
		return cmp.Or(cmp.Compare(rank[a.Kind], rank[b.Kind]), compareIDs(a.ID, b.ID))
	})
}
