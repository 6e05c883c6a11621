package memory

import (
	"sync"

	"opencec/tools/query"
	"opencec/tools/register"
)

// keptDays is how many days' indexes are kept: today, and some that people look
// back at. At 100,000 listings a day's indexes take about 3 MB.
const keptDays = 12

// days holds the indexes of the fields that depend on the day, for the days last
// asked for.
type days struct {
	// indexers makes a day's indexes, each to be built when it is first needed.
	indexers func(on register.Date) map[*query.Field]func() *index

	mu   sync.Mutex
	kept []day // last asked for first
}

type day struct {
	on      register.Date
	indexes map[*query.Field]func() *index
}

func (d *days) index(f *query.Field, on register.Date) *index { return d.of(on)[f]() }

// of returns the indexes of a day. Only the bookkeeping is under the lock; an
// index is built outside it.
func (d *days) of(on register.Date) map[*query.Field]func() *index {
	d.mu.Lock()
	defer d.mu.Unlock()
	for i, k := range d.kept {
		if k.on == on {
			copy(d.kept[1:i+1], d.kept[:i])
			d.kept[0] = k
			return k.indexes
		}
	}
	k := day{on, d.indexers(on)}
	if len(d.kept) < keptDays {
		d.kept = append(d.kept, day{})
	}
	copy(d.kept[1:], d.kept)
	d.kept[0] = k
	return k.indexes
}
