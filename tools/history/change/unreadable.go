package change

import "opencec/tools/register"

// BecameUnreadable returns the change of a record whose file cannot be read any more, for the
// reason why. Before is the record as it last could be read, or nil. The register
// is without the record then, which is not to be mistaken for its removal.
func BecameUnreadable(k register.Kind, id string, before register.Record, why string) Change {
	c := Change{Kind: k, ID: id, Events: []EventType{Unreadable}, Unreadable: why}
	if !absent(before) {
		c.Before = before
	}
	return relations{}.withEffects(c, renames{}, register.Date{})
}

// BecameReadable returns the change of a record whose file can be read again. Before is the
// record as it last could be read, which may be equal to it.
func BecameReadable(before, after register.Record) Change {
	c, differs := Between(before, after)
	switch {
	case c.Is(Added):
		return c
	case !differs, c.Is(Rewritten):
		c = Change{Kind: after.RecordKind(), ID: after.RecordMeta().ID, Before: before, After: after}
	}
	c.addEvents(ReadableAgain)
	return relations{}.withEffects(c, renames{}, register.Date{})
}
