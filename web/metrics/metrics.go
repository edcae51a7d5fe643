// Package metrics counts what the server does, and serves the numbers in the text format of Prometheus. Start at New.
// The methods of Metrics are the hooks of the packages web and graph/exec, which know nothing of Prometheus. Labels
// come from fixed sets: no client can add one. The package depends on web/access and on Prometheus' client library.
package metrics

import (
	"maps"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"github.com/summitry/summitry/web/access"
)

// Metrics holds the numbers of one server. It may be used by several goroutines at a time.
type Metrics struct {
	registry *prometheus.Registry

	requests    *prometheus.CounterVec
	durations   *prometheus.HistogramVec
	bytes       *prometheus.CounterVec
	cache       *prometheus.CounterVec
	connections prometheus.Gauge
	evicted     prometheus.Counter
	operations  *prometheus.CounterVec
	refused     *prometheus.CounterVec
	queue       prometheus.Gauge
	wait        prometheus.Histogram
	release     *prometheus.GaugeVec
	served      prometheus.Gauge
	failures    prometheus.Counter
}

// New returns metrics at zero, with the numbers of the process and of Go's runtime.
func New() *Metrics {
	m := &Metrics{
		registry: prometheus.NewRegistry(),
		requests: counters("http_requests_total", "Requests.", "route", "status", "form"),
		durations: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "summitry_http_request_duration_seconds", Help: "Time from a request to the end of its response.",
			Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10},
		}, []string{"route"}),
		bytes:       counters("http_response_bytes_total", "Bytes of response bodies, as sent.", "form"),
		cache:       counters("cache_requests_total", "Requests that the response cache handled.", "result"),
		connections: gauge("http_connections", "Open connections."),
		evicted:     counter("http_connections_evicted_total", "Idle connections closed to make room for others."),
		operations:  counters("operations_total", "Executed operations.", "executor"),
		refused:     counters("operations_refused_total", "Operations and requests that exceeded a limit.", "limit"),
		queue:       gauge("queue_length", "Heavy operations that wait for admission."),
		wait: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "summitry_queue_wait_seconds", Help: "Time for which heavy operations waited for admission.",
			Buckets: []float64{.001, .01, .05, .1, .25, .5, 1, 2, 5},
		}),
		release: prometheus.NewGaugeVec(prometheus.GaugeOpts{
			Name: "summitry_release_info", Help: "The served release of the dataset; the value is 1.",
		}, []string{"version", "sha256"}),
		served:   gauge("release_served_timestamp_seconds", "When the served release was opened, in Unix time."),
		failures: counter("release_failures_total", "Releases that could not be read or were refused."),
	}
	m.registry.MustRegister(m.requests, m.durations, m.bytes, m.cache, m.connections, m.evicted, m.operations,
		m.refused, m.queue, m.wait, m.release, m.served, m.failures,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	for _, result := range []string{access.Hit, access.Shared, access.Miss} {
		m.cache.WithLabelValues(result)
	}
	return m
}

func counters(name, help string, labels ...string) *prometheus.CounterVec {
	return prometheus.NewCounterVec(prometheus.CounterOpts{Name: "summitry_" + name, Help: help}, labels)
}

func counter(name, help string) prometheus.Counter {
	return prometheus.NewCounter(prometheus.CounterOpts{Name: "summitry_" + name, Help: help})
}

func gauge(name, help string) prometheus.Gauge {
	return prometheus.NewGauge(prometheus.GaugeOpts{Name: "summitry_" + name, Help: help})
}

// Request counts a request that has been answered.
func (m *Metrics) Request(e *access.Entry) {
	route, status, form := e.Pattern, "other", formOf(e.Media)
	if route == "" {
		route = "none" // a middleware answered
	}
	if http.StatusText(e.Status) != "" {
		status = strconv.Itoa(e.Status)
	}
	m.requests.WithLabelValues(route, status, form).Inc()
	m.durations.WithLabelValues(route).Observe(e.Took.Seconds())
	m.bytes.WithLabelValues(form).Add(float64(e.Bytes))
	if limit := limitsByStatus[e.Status]; limit != "" {
		m.refused.WithLabelValues(limit).Inc()
	}
	if e.Cache != "" {
		m.cache.WithLabelValues(e.Cache).Inc()
	}
}

// limitsByStatus maps statuses that only one limit has to the values of the label limit.
var limitsByStatus = map[int]string{
	http.StatusRequestEntityTooLarge:   "body",
	http.StatusRequestURITooLong:       "address",
	http.StatusRequestTimeout:          "body_time",
	http.StatusHTTPVersionNotSupported: "http10_table",
}

// forms maps media types to the values of the label form.
var forms = map[string]string{
	"application/json":                  "json",
	"application/graphql-response+json": "json",
	"application/csvm+json":             "json",
	"application/ld+json":               "json",
	"text/csv":                          "csv",
	"application/x-ndjson":              "ndjson",
	"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
	"application/vnd.sqlite3": "sqlite",
	"text/html":               "html",
	"text/plain":              "text",
	"":                        "none",
}

func formOf(contentType string) string {
	media, _, _ := mime.ParseMediaType(contentType)
	if form, found := forms[media]; found {
		return form
	}
	return "other"
}

// Connection counts a connection that was opened (1) or closed (-1).
func (m *Metrics) Connection(change int) { m.connections.Add(float64(change)) }

// Evicted counts a connection that was closed to make room for others.
func (m *Metrics) Evicted() { m.evicted.Inc() }

// Executed counts an operation by its executor.
func (m *Metrics) Executed(executor string) { m.operations.WithLabelValues(executor).Inc() }

// Refused counts an operation or a table that exceeded a limit.
func (m *Metrics) Refused(limit string) { m.refused.WithLabelValues(limit).Inc() }

// Declare sets the values of the labels executor and limit, so that those without an operation are 0 instead of absent.
func (m *Metrics) Declare(executors, limits []string) {
	for _, e := range executors {
		m.operations.WithLabelValues(e)
	}
	for _, l := range slices.Concat(limits, slices.Collect(maps.Values(limitsByStatus))) {
		m.refused.WithLabelValues(l)
	}
}

// Queued counts a heavy operation that begins (1) or ends (-1) to wait for admission.
func (m *Metrics) Queued(change int) { m.queue.Add(float64(change)) }

// Waited records how long a heavy operation waited for admission.
func (m *Metrics) Waited(d time.Duration) { m.wait.Observe(d.Seconds()) }

// Release says which release of the dataset is served from now on.
func (m *Metrics) Release(version, sha256 string) {
	m.release.Reset()
	m.release.WithLabelValues(version, sha256).Set(1)
	m.served.SetToCurrentTime()
}

// ReleaseFailed counts a release that could not be read or was refused.
func (m *Metrics) ReleaseFailed() { m.failures.Inc() }
