package change

import "opencec/tools/register"

// BecameUnreadable returns the change of a record whose file can no longer be read; why
// is the reason. Before is the last readable state, or nil. The register is then without
// the record, but it is not removed.
func BecameUnreadable(k register.Kind, id string, before register.Record, why string) Change {
	c := Change{Kind: k, ID: id, Events: []EventType{Unreadable}, Unreadable: why}
	if !absent(before) {
		c.Before = before
	}
	return relations{}.withEffects(c, renames{}, register.Date{})
}

// BecameReadable returns the change of a record whose file can be read again. Before is
// the last readable state, which may equal the new one.
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
