package change

import (
	"reflect"
	"slices"

	"opencec/tools/register"
)

// A Change is what happened to one record between two states of the register. It shares
// the two records, which must not be changed.
type Change struct {
	Kind     register.Kind
	ID       string      // the id after the change, or before it for a removed record; "" for the settings
	FormerID string      // the id before the change, if the record was renamed
	MovedTo  string      // the id of the record into which a merged one went
	Events   []EventType // in the order of EventTypes; never empty
	Fields   []Field
	Effects  []Effect // for a certificate: the effects on listings
	Outcome  *Outcome // for listings and certificates: their states on a day; nil without a day

	// Undeclared is set for a renamed record that does not declare its former id; see
	// UndeclaredRename.
	Undeclared bool

	// Unreadable says why the record's file cannot be read after the change; "" if it can
	// be read.
	Unreadable string

	// Before and After are the record's two states; nil if it did not or does not exist.
	// Before is also nil in changes that were parsed.
	Before, After register.Record
}

// Between compares two states of a record and returns the change, if there is one. Either
// state may be nil, for a new or a removed record. Both must be of one kind; if their ids
// differ, the record was renamed.
//
// A new or removed record has no Fields, since all of it is new or gone.
func Between(before, after register.Record) (Change, bool) {
	return new(differ).between(before, after)
}

// between is Between for records that may refer to renamed ones. It resets the differ for
// the next call.
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

// isRename reports whether the field holds the former id of a renamed record.
func (c Change) isRename(f Field) bool {
	return c.FormerID != "" && f.at.field == "former_ids" && f.After == c.FormerID
}

// absent reports whether there is no record: lookups in a register return a nil pointer
// for a missing one.
func absent(rec register.Record) bool { return rec == nil || reflect.ValueOf(rec).IsNil() }

// sameMeta reports whether two records have the same metadata from the history.
func sameMeta(a, b *register.Meta) bool {
	return a.ID == b.ID && a.Commit == b.Commit && a.CreatedAt.Equal(b.CreatedAt) && a.UpdatedAt.Equal(b.UpdatedAt)
}

func added(rec register.Record) Change {
	words := eventsWhenNew(rec)
	words[Added] = true
	c := Change{Kind: rec.RecordKind(), ID: rec.RecordMeta().ID, Events: words.sorted(), After: rec}
	return relations{}.withEffects(c, renames{}, register.Date{})
}

// removed returns the change of a removed record. Of its contents, only that listings
// lose a certificate matters.
func removed(rec register.Record) Change {
	c := Change{Kind: rec.RecordKind(), ID: rec.RecordMeta().ID, Events: []EventType{Removed}, Before: rec}
	return relations{}.withEffects(c, renames{}, register.Date{})
}

// Is reports whether the change has the event type w.
func (c Change) Is(w EventType) bool { return slices.Contains(c.Events, w) }

// Listings returns the ids of the listings that the change concerns, for histories and
// feeds of listings: the listing itself, under its current id, or the listings that a
// certificate covers or covered.
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
