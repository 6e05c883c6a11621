package main

import (
	"github.com/prometheus/client_golang/prometheus"

	"opencec/tools/query/mirror"
)

// A databaseCollector reports the state of the database at the time of the scrape.
type databaseCollector struct{ follower *databaseFollower }

var (
	descUp          = prometheus.NewDesc("opencec_database_up", "1 while the database can be read.", nil, nil)
	descSeq         = prometheus.NewDesc("opencec_database_version_seq", "The sequence number of the version that is served, as register_versions has it; 0 before the first.", nil, nil)
	descInMemory    = prometheus.NewDesc("opencec_database_in_memory", "1 while the version that is served is answered from memory, 0 while the database answers.", nil, nil)
	descNotInMemory = prometheus.NewDesc("opencec_database_not_in_memory", "1 while the newest version is not read into memory, by why: it is too large, another release has loaded it, or it could not be read.", []string{"reason"}, nil)
	descConnections = prometheus.NewDesc("opencec_database_connections", "Connections to the database that are open, by whether a request uses them.", []string{"state"}, nil)
	descLimit       = prometheus.NewDesc("opencec_database_connections_limit", "Connections to the database that may be open.", nil, nil)
	descWaited      = prometheus.NewDesc("opencec_database_wait_seconds_total", "Time that requests have waited for a connection to the database.", nil, nil)
)

// Describe implements prometheus.Collector.
func (databaseCollector) Describe(ch chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{descUp, descSeq, descInMemory, descNotInMemory, descConnections, descLimit, descWaited} {
		ch <- d
	}
}

// Collect implements prometheus.Collector.
func (c databaseCollector) Collect(ch chan<- prometheus.Metric) {
	gauge := func(d *prometheus.Desc, value float64, labels ...string) {
		ch <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, value, labels...)
	}
	gauge(descUp, oneIf(c.follower.up.Load()))
	gauge(descSeq, float64(c.follower.seq.Load()))
	gauge(descInMemory, oneIf(c.follower.inMemory()))
	for _, o := range mirror.Obstacles() {
		gauge(descNotInMemory, oneIf(c.follower.filler != nil && c.follower.filler.Obstacle() == o), string(o))
	}
	use := c.follower.database.PoolStats()
	gauge(descConnections, float64(use.Busy), "busy")
	gauge(descConnections, float64(use.Idle), "idle")
	gauge(descLimit, float64(use.Limit))
	ch <- prometheus.MustNewConstMetric(descWaited, prometheus.CounterValue, use.Waited.Seconds())
}

func oneIf(is bool) float64 {
	if is {
		return 1
	}
	return 0
}
