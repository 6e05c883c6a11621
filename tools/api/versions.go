package api

import (
	"slices"
	"sync"
	"sync/atomic"

	"opencec/tools/query"
)

// keptVersions is the number of kept versions: the current one and the previous one, for
// clients in the middle of a list.
const keptVersions = 2

// versions holds the engines of the newest versions. Reading takes no lock.
type versions struct {
	swapping sync.Mutex
	held     atomic.Pointer[[]version] // newest first
	copy     *Copy                     // of the newest version, or of the first one to come
}

type version struct {
	engine query.Engine
	hash   query.Hash // of the version's id, as in cursors
	copy   *Copy      // nil if its day is unknown
}

// swap makes engine the current version. It replaces an engine of the same version.
// Without a copy it keeps that of the previous version.
func (v *versions) swap(engine query.Engine, copy *Copy) {
	v.swapping.Lock()
	defer v.swapping.Unlock()
	if copy != nil {
		v.copy = copy
	}
	newest := version{engine, query.HashOf(engine.Register().Version.ID), v.copy}
	held := []version{newest}
	for _, old := range v.all() {
		if old.hash != newest.hash && len(held) < keptVersions {
			held = append(held, old)
		}
	}
	v.held.Store(&held)
}

// setCopy changes the copy of the current version.
func (v *versions) setCopy(copy *Copy) {
	v.swapping.Lock()
	defer v.swapping.Unlock()
	v.copy = copy
	held := slices.Clone(v.all())
	if len(held) == 0 {
		return
	}
	held[0].copy = copy
	v.held.Store(&held)
}

func (v *versions) all() []version {
	if held := v.held.Load(); held != nil {
		return *held
	}
	return nil
}

// current returns the newest version's engine; nil before the first swap.
func (v *versions) current() query.Engine { return v.newest().engine }

// newest returns the newest version; its engine is nil before the first swap.
func (v *versions) newest() version {
	if held := v.all(); len(held) > 0 {
		return held[0]
	}
	return version{}
}

// of returns the engine that continues a cursor: the current one if the cursor's version
// is not kept or the text is not a cursor. Parsing the query then reports it.
func (v *versions) of(cursor string) query.Engine {
	if c, err := query.ParseCursor(cursor); err == nil {
		for _, held := range v.all() {
			if held.hash == c.Version {
				return held.engine
			}
		}
	}
	return v.current()
}
