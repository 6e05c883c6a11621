package change

import (
	"reflect"
	"slices"

	"opencec/tools/register"
)

// A Change is what happened to one record between two states of the register. It
// shares the two records, which are not to be changed.
type Change struct {
	Kind     register.Kind
	ID       string      // after the change; of a record that is gone, before it; "" for the settings
	FormerID string      // before the change, of a renamed record
	MovedTo  string      // the id of the record that a merged one became part of
	Events   []EventType // what happened, in the order of EventTypes; never empty
	Fields   []Field
	Effects  []Effect // of a certificate: what its change did to listings
	Outcome  *Outcome // of listings and certificates, on a day; nil without a day

	// Undeclared is set where the record is a renamed one that does not say so: see
	// UndeclaredRename.
	Undeclared bool

	// Unreadable says why the record's file cannot be read after the change; "" if
	// it can.
	Unreadable string

	// Before and After are the record's two states; nil where there is none. Before
	// is also nil in changes that were read.
	Before, After register.Record
}

// Between returns the change from one state of a record to another, and whether
// there is any. Either may be nil: a record that is new, or gone. Both are of one
// kind; if their ids differ, the record was renamed.
//
// A new record has no Fields, since all of it is new, and a removed one neither.
func Between(before, after register.Record) (Change, bool) {
	return new(differ).between(before, after)
}

// between is Between for records that refer to renamed ones. It leaves the differ
// ready for the next two.
func (d *differ) between(before, after register.Record) (Change, bool) {
	switch {
	case absent(before) && absent(after):
		return Change{}, false
	case absent(before):
		return added(after), true
	case absent(after):
		return removed(before), true
	case before == after:
		return Change{}, false
	}
	d.fields = nil
	d.record(before, after)
	from, to := before.RecordMeta(), after.RecordMeta()
	if len(d.fields) == 0 && sameMeta(from, to) {
		return Change{}, false
	}
	c := Change{Kind: after.RecordKind(), ID: to.ID, Fields: d.fields, Before: before, After: after}
	words := eventsOf(c.Kind.Folder(), c.Fields)
	if from.ID != to.ID {
		c.FormerID = from.ID
		words[Renamed] = true
	}
	words[Changed] = slices.ContainsFunc(c.Fields, func(f Field) bool { return !c.isRename(f) })
	words[Rewritten] = len(d.fields) == 0 && from.ID == to.ID
	c.Events = words.sorted()
	return relations{}.withEffects(c, d.names, register.Date{}), true
}

// isRename reports whether the field is the one in which a renamed record keeps
// its id before.
func (c Change) isRename(f Field) bool {
	return c.FormerID != "" && f.at.field == "former_ids" && f.After == c.FormerID
}

// absent reports whether there is no record: lookups in a register return a nil
// pointer for one that is not there.
func absent(rec register.Record) bool { return rec == nil || reflect.ValueOf(rec).IsNil() }

// sameMeta reports whether what the history knows of a record is the same.
func sameMeta(a, b *register.Meta) bool {
	return a.ID == b.ID && a.Commit == b.Commit && a.CreatedAt.Equal(b.CreatedAt) && a.UpdatedAt.Equal(b.UpdatedAt)
}

func added(rec register.Record) Change {
	words := eventsWhenNew(rec)
	words[Added] = true
	c := Change{Kind: rec.RecordKind(), ID: rec.RecordMeta().ID, Events: words.sorted(), After: rec}
	return relations{}.withEffects(c, renames{}, register.Date{})
}

// removed returns the change of a record that is gone. Of what it said, only that
// listings lose their certificate is news.
func removed(rec register.Record) Change {
	c := Change{Kind: rec.RecordKind(), ID: rec.RecordMeta().ID, Events: []EventType{Removed}, Before: rec}
	return relations{}.withEffects(c, renames{}, register.Date{})
}

// Is reports whether w is among the words for what happened.
func (c Change) Is(w EventType) bool { return slices.Contains(c.Events, w) }

// Listings returns the ids of the listings that the change concerns: the listing
// itself, under the id that it has now, or those that a certificate covers or
// covered. It is what a history or a feed of listings picks changes by.
func (c Change) Listings() []string {
	var ids []string
	switch c.Kind {
	case register.Listings:
		ids = []string{c.ID}
	case register.Certificates:
		ids = slices.Concat(covered(c.Before), covered(c.After))
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// covered returns the listings that a certificate covers.
func covered(rec register.Record) []string {
	if c, ok := rec.(*register.Certificate); ok && c != nil {
		return c.Listings
	}
	return nil
}
