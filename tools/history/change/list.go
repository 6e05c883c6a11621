package change

import (
	"slices"

	"opencec/tools/register"
)

// entries says how to identify and compare the entries of a list, so that an entry
// inserted at the front is one difference and not one in every entry.
type entries[T any] struct {
	equal func(a, b T) bool
	// keys identify entries, the most certain first. The next key is tried for what the
	// previous ones leave over. An entry whose key is "" has none.
	keys []key[T]
	// inside compares two states of an entry.
	inside func(d *differ, at fieldPath, before, after T)
}

// A key returns what identifies an entry before and after the change.
type key[T any] struct {
	before, after func(d *differ, entry T) string
}

// by returns a key that does not depend on other records.
func by[T any](of func(T) string) key[T] {
	f := func(_ *differ, entry T) string { return of(entry) }
	return key[T]{f, f}
}

// list compares two states of a list: first removed entries, then the entries as they are
// now, then their order.
func list[T any](d *differ, at fieldPath, before, after []T, e *entries[T]) {
	if slices.EqualFunc(before, after, e.equal) {
		return
	}
	partners, kept := e.match(d, before, after)
	for i, entry := range before {
		if !kept[i] {
			d.put(at.nth(i, entry), entry, nil)
		}
	}
	inOrder, last := true, -1
	for j, entry := range after {
		i := partners[j]
		if i < 0 {
			d.put(at.nth(j, entry), nil, entry)
			continue
		}
		inOrder, last = inOrder && i > last, i
		e.inside(d, at.nth(j, entry), before[i], entry)
	}
	if !inOrder {
		d.put(at, before, after)
	}
}

// match finds, for each entry after, the index of the same entry before, or -1, and
// reports which entries before were matched. Of several with one key, the first match.
func (e *entries[T]) match(d *differ, before, after []T) (partners []int, kept []bool) {
	partners = slices.Repeat([]int{-1}, len(after))
	kept = make([]bool, len(before))
	for _, key := range e.keys {
		places := map[string][]int{}
		for i, entry := range before {
			if k := key.before(d, entry); k != "" && !kept[i] {
				places[k] = append(places[k], i)
			}
		}
		for j, entry := range after {
			k := key.after(d, entry)
			if here := places[k]; partners[j] < 0 && len(here) > 0 {
				partners[j], kept[here[0]] = here[0], true
				places[k] = here[1:]
			}
		}
	}
	return partners, kept
}

// nothing compares entries that consist only of their key.
func nothing[T any](*differ, fieldPath, T, T) {}

func equal[T comparable](a, b T) bool { return a == b }

// texts are words, names and numbers, which identify themselves.
var texts = &entries[string]{equal[string], []key[string]{by(func(s string) string { return s })}, nothing[string]}

// refsTo compares ids of records of a kind. A renamed record is the same entry.
func refsTo(k register.Kind) *entries[string] {
	return &entries[string]{
		equal: equal[string],
		keys: []key[string]{{
			before: func(d *differ, id string) string { return d.names.idNow(k, id) },
			after:  func(_ *differ, id string) string { return id },
		}},
		inside: func(d *differ, at fieldPath, before, after string) {
			if before != after {
				d.put(at, before, after)
			}
		},
	}
}

var (
	listingRefs = refsTo(register.Listings)
	profileRefs = refsTo(register.TestProfiles)
)

// openEnd is the key of a missing last day.
const openEnd = "open"

func dayKey(d register.Date) string {
	if d.IsZero() {
		return openEnd
	}
	return d.String()
}

// periods are identified by their first day, because the last day moves often. If the
// first day was corrected, the last day identifies them.
var periods = &entries[register.Period]{
	equal: register.Period.Equal,
	keys: []key[register.Period]{
		by(func(p register.Period) string { return p.From.String() }),
		by(func(p register.Period) string { return dayKey(p.To) }),
	},
	inside: func(d *differ, at fieldPath, before, after register.Period) {
		valueAt(d, at, "from", before.From, after.From)
		valueAt(d, at, "to", before.To, after.To)
		d.periodClasses(at.sub("device_classes"), before.DeviceClasses, after.DeviceClasses)
	},
}

// absences are identified by their list, even if it was renamed, and by the date of the
// first edition without the listing.
var absences = &entries[register.Absence]{
	equal: equal[register.Absence],
	keys: []key[register.Absence]{{
		before: func(d *differ, a register.Absence) string {
			return absenceKey(d.names.idNow(register.Lists, a.List), a)
		},
		after: func(_ *differ, a register.Absence) string { return absenceKey(a.List, a) },
	}},
	inside: func(d *differ, at fieldPath, before, after register.Absence) {
		valueAt(d, at, "list", before.List, after.List)
		valueAt(d, at, "last_seen", before.LastSeen, after.LastSeen)
		valueAt(d, at, "back", before.Back, after.Back)
	},
}

func absenceKey(list string, a register.Absence) string { return list + " " + a.Since.String() }

// suspensions are identified like periods.
var suspensions = &entries[register.Suspension]{
	equal: equal[register.Suspension],
	keys: []key[register.Suspension]{
		by(func(s register.Suspension) string { return s.From.String() }),
		by(func(s register.Suspension) string { return dayKey(s.To) }),
	},
	inside: func(d *differ, at fieldPath, before, after register.Suspension) {
		valueAt(d, at, "from", before.From, after.From)
		valueAt(d, at, "to", before.To, after.To)
		valueAt(d, at, "reason", before.Reason, after.Reason)
		valueAt(d, at, "source", before.Source, after.Source)
	},
}

// whiteLabels are identified by brand and model, then by the brand.
var whiteLabels = &entries[register.WhiteLabel]{
	equal: equal[register.WhiteLabel],
	keys: []key[register.WhiteLabel]{
		by(func(w register.WhiteLabel) string { return w.Brand + "\x00" + w.Model }),
		by(func(w register.WhiteLabel) string { return w.Brand }),
	},
	inside: func(d *differ, at fieldPath, before, after register.WhiteLabel) {
		valueAt(d, at, "brand", before.Brand, after.Brand)
		valueAt(d, at, "model", before.Model, after.Model)
	},
}

// sources are identified by their address or, if that was corrected, by the title.
var sources = &entries[register.Source]{
	equal: equal[register.Source],
	keys: []key[register.Source]{
		by(func(s register.Source) string { return s.URL }),
		by(func(s register.Source) string { return s.Title }),
	},
	inside: func(d *differ, at fieldPath, before, after register.Source) {
		valueAt(d, at, "title", before.Title, after.Title)
		valueAt(d, at, "url", before.URL, after.URL)
		valueAt(d, at, "retrieved", before.Retrieved, after.Retrieved)
	},
}
