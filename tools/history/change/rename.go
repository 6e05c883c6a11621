package change

import (
	"slices"

	"opencec/tools/register"
)

// renames holds the ids of renamed records. The zero value has none.
type renames struct {
	now    map[register.Ref]string // by the id before
	former map[register.Ref]string // by the id after
}

// idNow returns the id after the change of the record with that id before.
func (r renames) idNow(k register.Kind, before string) string {
	if now, renamed := r.now[k.Ref(before)]; renamed {
		return now
	}
	return before
}

// idBefore is the inverse of idNow.
func (r renames) idBefore(k register.Kind, now string) string {
	if former, renamed := r.former[k.Ref(now)]; renamed {
		return former
	}
	return now
}

// A pair is the two states of one record; either may be nil.
type pair struct{ before, after register.Record }

// joinRenamed pairs a removed record with the new one that has its id among its former
// ids. If a new record could be several removed ones, it is the first that it names.
func joinRenamed(pairs []pair) ([]pair, renames) {
	gone := map[register.Ref]register.Record{}
	for _, p := range pairs {
		if p.after == nil {
			gone[register.RefOf(p.before)] = p.before
		}
	}
	if len(gone) == 0 {
		return pairs, renames{}
	}
	names := renames{map[register.Ref]string{}, map[register.Ref]string{}}
	for i, p := range pairs {
		if p.before != nil {
			continue
		}
		now := register.RefOf(p.after)
		for _, id := range p.after.FormerIDList() {
			former := now.Kind.Ref(id)
			if before, ok := gone[former]; ok {
				pairs[i].before = before
				names.now[former], names.former[now] = now.ID, id
				delete(gone, former)
				break
			}
		}
	}
	joined := pairs[:0]
	for _, p := range pairs {
		if p.after != nil || gone[register.RefOf(p.before)] != nil {
			joined = append(joined, p)
		}
	}
	return joined, names
}

// UndeclaredRename merges the changes of a removed record and of a new one that is the
// same thing but does not declare the former id. The result is a rename marked as
// undeclared. The caller decides that the two are the same.
func UndeclaredRename(gone, fresh Change) Change {
	c, _ := Between(gone.Before, fresh.After) // they differ in the id
	c.Undeclared = true
	c.Effects = slices.Concat(fresh.Effects, gone.Effects)
	if gone.Outcome == nil || fresh.Outcome == nil {
		return c
	}
	c = c.On(fresh.Outcome.On)
	c.Outcome.Before, c.Outcome.After = gone.Outcome.Before, fresh.Outcome.After
	return c
}
