package postgres

import (
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
)

// PoolStats are statistics of the connections to a database.
type PoolStats struct {
	Busy, Idle int
	Limit      int           // maximum number of open connections
	Waited     time.Duration // total time spent waiting for a free connection
}

// PoolStats returns the current statistics.
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
