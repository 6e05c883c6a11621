package api

import (
	"sync"
	"sync/atomic"

	"opencec/tools/query"
)

// keptVersions is how many versions are held: the current one, and the one
// before it for those who are in the middle of a list.
const keptVersions = 2

// versions holds the engines of the newest versions. Reading takes no lock.
type versions struct {
	swapping sync.Mutex
	held     atomic.Pointer[[]version] // newest first
}

type version struct {
	engine query.Engine
	hash   query.Hash // of the version's id, as cursors have it
}

// swap makes engine the current version. An engine of the same version takes the
// other's place.
func (v *versions) swap(engine query.Engine) {
	v.swapping.Lock()
	defer v.swapping.Unlock()
	newest := version{engine, query.HashOf(engine.Register().Version.ID)}
	held := []version{newest}
	for _, old := range v.all() {
		if old.hash != newest.hash && len(held) < keptVersions {
			held = append(held, old)
		}
	}
	v.held.Store(&held)
}

func (v *versions) all() []version {
	if held := v.held.Load(); held != nil {
		return *held
	}
	return nil
}

// current returns the newest version's engine; nil before the first swap.
func (v *versions) current() query.Engine {
	if held := v.all(); len(held) > 0 {
		return held[0].engine
	}
	return nil
}

// of returns the engine that a cursor goes on with: the current one when the
// cursor's version is not held, or the text is no cursor. Reading the query will
// say so.
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
