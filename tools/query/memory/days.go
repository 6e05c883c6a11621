package memory

import (
	"sync"

	"opencec/tools/query"
	"opencec/tools/register"
)

// keptDays is the number of days whose indexes are cached: today, and some that people
// look back at. At 100,000 listings a day's indexes take about 3 MB.
const keptDays = 12

// days caches the indexes of daily fields for the most recently used days.
type days struct {
	// indexers returns a day's indexes, each built on first use.
	indexers func(on register.Date) map[*query.Field]func() *index

	mu     sync.Mutex
	cached []day // most recently used first
}

type day struct {
	on      register.Date
	indexes map[*query.Field]func() *index
}

func (d *days) index(f *query.Field, on register.Date) *index { return d.of(on)[f]() }

// of returns the indexes of a day. The lock protects only the cache; indexes are built
// outside it.
func (d *days) of(on register.Date) map[*query.Field]func() *index {
	d.mu.Lock()
	defer d.mu.Unlock()
	for i, k := range d.cached {
		if k.on == on {
			copy(d.cached[1:i+1], d.cached[:i])
			d.cached[0] = k
			return k.indexes
		}
	}
	k := day{on, d.indexers(on)}
	if len(d.cached) < keptDays {
		d.cached = append(d.cached, day{})
	}
	copy(d.cached[1:], d.cached)
	d.cached[0] = k
	return k.indexes
}
