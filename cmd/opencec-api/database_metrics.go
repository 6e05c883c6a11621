package main

import "github.com/prometheus/client_golang/prometheus"

// databaseCollector tells how the database stands at the moment it is asked.
type databaseCollector struct{ follower *databaseFollower }

var (
	descUp          = prometheus.NewDesc("opencec_database_up", "1 while the database can be read.", nil, nil)
	descSeq         = prometheus.NewDesc("opencec_database_version_seq", "The sequence number of the version that is served, as register_versions has it; 0 before the first.", nil, nil)
	descConnections = prometheus.NewDesc("opencec_database_connections", "Connections to the database that are open, by whether a request uses them.", []string{"state"}, nil)
	descLimit       = prometheus.NewDesc("opencec_database_connections_limit", "Connections to the database that may be open.", nil, nil)
	descWaited      = prometheus.NewDesc("opencec_database_wait_seconds_total", "Time that requests have waited for a connection to the database.", nil, nil)
)

// Describe implements prometheus.Collector.
func (databaseCollector) Describe(ch chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{descUp, descSeq, descConnections, descLimit, descWaited} {
		ch <- d
	}
}

// Collect implements prometheus.Collector.
func (c databaseCollector) Collect(ch chan<- prometheus.Metric) {
	gauge := func(d *prometheus.Desc, value float64, labels ...string) {
		ch <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, value, labels...)
	}
	up := 0.0
	if c.follower.up.Load() {
		up = 1
	}
	gauge(descUp, up)
	gauge(descSeq, float64(c.follower.seq.Load()))
	use := c.follower.database.PoolStats()
	gauge(descConnections, float64(use.Busy), "busy")
	gauge(descConnections, float64(use.Idle), "idle")
	gauge(descLimit, float64(use.Limit))
	ch <- prometheus.MustNewConstMetric(descWaited, prometheus.CounterValue, use.Waited.Seconds())
}
