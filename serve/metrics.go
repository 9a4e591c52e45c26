package serve

import (
	"errors"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"porchlight/alerts/delivery"
	"porchlight/bot"
	"porchlight/engine"
	"porchlight/notice"
)

// Metrics are what the bot counts and measures. No label holds an id, a name or a text:
// each has a handful of values that stand in the code.
type Metrics struct {
	registry *prometheus.Registry

	updates      *prometheus.CounterVec
	updateErrors prometheus.Counter
	updateTime   prometheus.Histogram
	commits      prometheus.Counter
	commitErrors *prometheus.CounterVec
	lateness     prometheus.Histogram
	sends        *prometheus.CounterVec
	sendTime     *prometheus.HistogramVec
}

// Build is what the program was made from, for the metrics.
type Build struct{ Version, Revision, Go string }

// Bounds of the histograms, in seconds: an update is a round trip and an fsync, a send a
// request to Telegram (10 s at most), and a deadline is late by milliseconds or, after a
// time without a bot, by minutes and hours.
var (
	quick = []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10}
	late  = []float64{.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 60, 600, 3600}
)

// NewMetrics makes the metrics of one bot, with a registry of their own.
func NewMetrics(b Build) *Metrics {
	m := &Metrics{
		registry: prometheus.NewRegistry(),
		updates: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "porchlight_updates_total", Help: "Updates from Telegram that were made durable, by kind.",
		}, []string{"kind"}),
		updateErrors: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "porchlight_update_failures_total", Help: "Failed tries to make an update durable; each is tried again.",
		}),
		updateTime: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "porchlight_update_seconds", Help: "How long an update took from being read to being durable.", Buckets: quick,
		}),
		commits: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "porchlight_commits_total", Help: "Commits that were made.",
		}),
		commitErrors: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "porchlight_commit_errors_total", Help: "Commits that were not made, by class; stale and repeated ones belong to normal work.",
		}, []string{"class"}),
		lateness: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "porchlight_deadline_lateness_seconds", Help: "How late a timer was acted upon, by the bot's clock.", Buckets: late,
		}),
		sends: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "porchlight_sends_total", Help: "Sends, by lane and by what became of them: sent, again, wait, permanent.",
		}, []string{"lane", "class"}),
		sendTime: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "porchlight_send_seconds", Help: "How long a send took, by lane.", Buckets: quick,
		}, []string{"lane"}),
	}
	build := prometheus.NewGauge(prometheus.GaugeOpts{
		Name: "porchlight_build_info", Help: "What the program was made from; always 1.",
		ConstLabels: prometheus.Labels{"version": b.Version, "revision": b.Revision, "go": b.Go},
	})
	build.Set(1)
	m.registry.MustRegister(m.updates, m.updateErrors, m.updateTime, m.commits, m.commitErrors, m.lateness, m.sends,
		m.sendTime, build, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// Observe adds what is measured elsewhere. A collector must not be added twice.
func (m *Metrics) Observe(c prometheus.Collector) error { return m.registry.Register(c) }

func (m *Metrics) handled(u bot.Update, took time.Duration, err error) {
	if err != nil {
		m.updateErrors.Inc()
		return
	}
	m.updates.WithLabelValues(string(u.Kind)).Inc()
	m.updateTime.Observe(took.Seconds())
}

// commitClasses are the errors that a store tells apart, as labels.
var commitClasses = []struct {
	err   error
	class string
}{
	{engine.ErrStale, "stale"},
	{engine.ErrRepeated, "repeated"},
	{engine.ErrUnavailable, "unavailable"},
}

func (m *Metrics) commitFailed(err error) {
	for _, c := range commitClasses {
		if errors.Is(err, c.err) {
			m.commitErrors.WithLabelValues(c.class).Inc()
			return
		}
	}
	m.commitErrors.WithLabelValues("other").Inc()
}

func (m *Metrics) ticked(late time.Duration) { m.lateness.Observe(max(0, late).Seconds()) }

func (m *Metrics) sent(lane notice.Lane, took time.Duration, err error) {
	class := "sent"
	var failed *delivery.SendError
	switch {
	case errors.As(err, &failed):
		class = string(failed.Class)
	case err != nil:
		class = string(delivery.ClassAgain)
	}
	m.sends.WithLabelValues(string(lane), class).Inc()
	m.sendTime.WithLabelValues(string(lane)).Observe(took.Seconds())
}
