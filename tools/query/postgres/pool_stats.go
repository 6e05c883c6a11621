package postgres

import (
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
)

// A PoolStats is what is done with the connections to a database.
type PoolStats struct {
	Busy, Idle int
	Limit      int           // the most that may be open
	Waited     time.Duration // by those who asked when none was free
}

// PoolStats returns what is done with the connections now.
func (db *Database) PoolStats() PoolStats {
	var u PoolStats
	for _, pool := range []*pgxpool.Pool{db.reads, db.primary} {
		if pool == nil {
			continue
		}
		s := pool.Stat()
		u.Busy += int(s.AcquiredConns())
		u.Idle += int(s.IdleConns())
		u.Limit += int(s.MaxConns())
		u.Waited += s.EmptyAcquireWaitTime()
	}
	return u
}
