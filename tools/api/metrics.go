package api

import (
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"opencec/tools/register"
)

// metrics are the server's metrics for Prometheus. Labels have few values, all defined by
// the program: the route is the mux's pattern, never a path.
type metrics struct {
	registry    *prometheus.Registry
	requests    *prometheus.CounterVec
	durations   *prometheus.HistogramVec
	inFlight    prometheus.Gauge
	notModified *prometheus.CounterVec
	refused     *prometheus.CounterVec
	badKeys     *prometheus.CounterVec
	cut         *prometheus.CounterVec
	reloads     *prometheus.CounterVec
	stale       *prometheus.GaugeVec
	reloaded    *prometheus.GaugeVec
}

// Why a request is refused with 429.
const (
	refusedKey    = "key"    // the key has used up its rate
	refusedStream = "stream" // too many streams are running
)

// latencies are the buckets of the latency histogram, in seconds: from a page out of
// memory to the longest response.
var latencies = []float64{.0001, .00025, .0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 10, 60}

// newMetrics returns the metrics of a server, together with other collectors.
func newMetrics(s *Server, others []prometheus.Collector) *metrics {
	counter := func(name, help string, labels ...string) *prometheus.CounterVec {
		return prometheus.NewCounterVec(prometheus.CounterOpts{Name: "opencec_" + name, Help: help}, labels)
	}
	gauge := func(name, help string, labels ...string) *prometheus.GaugeVec {
		return prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "opencec_" + name, Help: help}, labels)
	}
	m := &metrics{
		registry: prometheus.NewRegistry(),
		requests: counter("http_requests_total", "Requests that were answered, by route, method and class of the status.", "route", "method", "status"),
		durations: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "opencec_http_request_duration_seconds",
			Help: "Time to answer a request, by route.", Buckets: latencies}, []string{"route"}),
		inFlight:    prometheus.NewGauge(prometheus.GaugeOpts{Name: "opencec_http_requests_in_flight", Help: "Requests that are being answered."}),
		notModified: counter("http_not_modified_total", "Requests answered with 304, by route.", "route"),
		refused:     counter("http_requests_refused_total", "Requests answered with 429: the key has used up its rate, or too many long answers are under way.", "by"),
		badKeys:     counter("bad_keys_total", "Keys that were looked at and are not good, by why.", "reason"),
		cut:         counter("streams_cut_off_total", "Long answers that were cut off: they took too long, or the register was replaced twice meanwhile.", "reason"),
		reloads:     counter("reloads_total", "How often the register or the keys were read, or the state folder written, by result.", "source", "result"),
		stale:       gauge("reload_failing", "1 while what is in place is not what the source has, because that cannot be used; of the state folder, while it cannot be written.", "source"),
		reloaded:    gauge("reload_success_timestamp_seconds", "When the source was last read, or the state folder written, with success.", "source"),
	}
	m.registry.MustRegister(m.requests, m.durations, m.inFlight, m.notModified, m.refused, m.badKeys, m.cut, m.reloads, m.stale, m.reloaded,
		registerCollector{s}, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	m.registry.MustRegister(others...)
	m.begin()
	return m
}

// Metrics returns the server's metrics, which package admin serves to Prometheus.
func (s *Server) Metrics() prometheus.Gatherer { return s.metrics.registry }

// begin initialises counters with known labels to 0, so that the first event shows as an
// increase.
func (m *metrics) begin() {
	for _, by := range []string{refusedKey, refusedStream} {
		m.refused.WithLabelValues(by)
	}
	for _, reason := range []string{cutTooLong, cutReplaced} {
		m.cut.WithLabelValues(reason)
	}
	for _, reason := range badKeyReasons {
		m.badKeys.WithLabelValues(reason)
	}
	for _, source := range []Source{SnapshotSource, StateSource, DatabaseSource, KeysSource} {
		m.reloads.WithLabelValues(string(source), "success")
		m.reloads.WithLabelValues(string(source), "failure")
		m.stale.WithLabelValues(string(source))
	}
}

// answered counts an answered request.
func (m *metrics) answered(route, method string, status int, took time.Duration) {
	if route == "" {
		route = "none" // the mux itself answered
	}
	m.requests.WithLabelValues(route, methodLabel(method), statusLabel(status)).Inc()
	m.durations.WithLabelValues(route).Observe(took.Seconds())
	if status == http.StatusNotModified {
		m.notModified.WithLabelValues(route).Inc()
	}
}

// methodLabel maps unusual methods to one label.
func methodLabel(method string) string {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodOptions:
		return method
	}
	return "other"
}

func statusLabel(status int) string {
	classes := [...]string{"1xx", "2xx", "3xx", "4xx", "5xx"}
	if i := status/100 - 1; i >= 0 && i < len(classes) {
		return classes[i]
	}
	return "other"
}

// A Source is something that the server reads again while it runs.
type Source string

// The sources.
const (
	SnapshotSource Source = "snapshot"
	StateSource    Source = "state" // the state folder, which is written
	DatabaseSource Source = "database"
	KeysSource     Source = "keys"
)

// Reloaded counts an attempt to read a source: a nil error means that the server now uses
// it, another that it keeps what it had.
func (s *Server) Reloaded(source Source, err error) {
	if err != nil {
		s.metrics.reloads.WithLabelValues(string(source), "failure").Inc()
		s.metrics.stale.WithLabelValues(string(source)).Set(1)
		return
	}
	s.metrics.reloads.WithLabelValues(string(source), "success").Inc()
	s.metrics.stale.WithLabelValues(string(source)).Set(0)
	s.metrics.reloaded.WithLabelValues(string(source)).Set(float64(s.now().UnixMilli()) / 1e3)
}

// A registerCollector reports what a server has at the time of the scrape.
type registerCollector struct{ s *Server }

var (
	descInfo    = prometheus.NewDesc("opencec_register_info", "The version of the register that is served.", []string{"version", "commit"}, nil)
	descTime    = prometheus.NewDesc("opencec_register_timestamp_seconds", "The time of the version that is served: how old the register is.", nil, nil)
	descRecords = prometheus.NewDesc("opencec_register_records", "Records that are served, by kind.", []string{"kind"}, nil)
	descKeys    = prometheus.NewDesc("opencec_keys", "Keys that are held, revoked and expired ones as well.", nil, nil)
	descAge     = prometheus.NewDesc("opencec_copy_age_days", "Days since the day that the copy of the register is of.", nil, nil)
	descMaxAge  = prometheus.NewDesc("opencec_copy_max_age_days", "Days for which the register lets a copy be relied on.", nil, nil)
	descNotice  = prometheus.NewDesc("opencec_notice", "1 while the version is served with this notice, as /readyz and /v1 have it.", []string{"code"}, nil)
	descStreams = prometheus.NewDesc("opencec_streams", "Long answers that are under way.", nil, nil)
	descBuild   = prometheus.NewDesc("opencec_build_info", "The program's build.", []string{"build"}, nil)
)

// Describe implements prometheus.Collector.
func (registerCollector) Describe(ch chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{descInfo, descTime, descRecords, descKeys, descStreams, descAge, descMaxAge, descNotice, descBuild} {
		ch <- d
	}
}

// Collect implements prometheus.Collector.
func (c registerCollector) Collect(ch chan<- prometheus.Metric) {
	gauge := func(d *prometheus.Desc, value float64, labels ...string) {
		ch <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, value, labels...)
	}
	gauge(descKeys, float64(c.s.keys.Len()))
	gauge(descStreams, float64(c.s.streams.len()))
	gauge(descBuild, 1, c.s.build)
	newest := c.s.versions.newest()
	held := map[NoticeCode]float64{}
	for _, n := range c.s.noticeViews(newest) {
		held[n.Code] = 1
	}
	for _, code := range noticeCodes {
		gauge(descNotice, held[code], string(code))
	}
	engine := newest.engine
	if engine == nil {
		return
	}
	if view := c.s.copyView(newest); view != nil {
		gauge(descAge, float64(view.AgeDays))
	}
	if limit := engine.Register().Settings.MaxCopyAge; limit > 0 {
		gauge(descMaxAge, float64(limit))
	}
	version := engine.Register().Version
	gauge(descInfo, 1, version.ID, version.Commit)
	if !version.Time.IsZero() {
		gauge(descTime, float64(version.Time.Unix()))
	}
	for _, k := range register.Kinds() {
		gauge(descRecords, float64(engine.Counts().Of(k)), k.Folder())
	}
}
