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
	"porchlight/team"
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
	noticeAge    *prometheus.HistogramVec
	firstPage    prometheus.Histogram
	signals      signals
}

// Build is what the program was made from, for the metrics.
type Build struct{ Version, Revision, Go string }

// Bounds of the histograms, in seconds: an update is a round trip and an fsync, a send a
// request to Telegram (10 s at most), and a deadline is late by milliseconds or, after a
// time without a bot, by minutes and hours. A signal is to be on a phone within a second; a
// notice may have waited for its budget, or for Telegram.
var (
	quick = []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10}
	aged  = []float64{.01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 20, 30, 60, 300, 600, 3600}
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
			Name: "porchlight_deadline_lateness_seconds", Help: "How late a timer of a meeting or an alert was acted upon, by the bot's clock.", Buckets: late,
		}),
		sends: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "porchlight_sends_total", Help: "Sends, by lane, by channel and by what became of them: sent, again, wait, permanent.",
		}, []string{"lane", "channel", "class"}),
		sendTime: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "porchlight_send_seconds", Help: "How long a send took, by lane and channel.", Buckets: quick,
		}, []string{"lane", "channel"}),
		noticeAge: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "porchlight_notice_age_seconds", Help: "How long after it was due a notice was sent, by lane.", Buckets: aged,
		}, []string{"lane"}),
		firstPage: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "porchlight_signal_to_page_seconds", Help: "How long it took from the receipt of an update that raised an alert to the alert's first page at its channel.", Buckets: aged,
		}),
	}
	m.begin()
	build := prometheus.NewGauge(prometheus.GaugeOpts{
		Name: "porchlight_build_info", Help: "What the program was made from; always 1.",
		ConstLabels: prometheus.Labels{"version": b.Version, "revision": b.Revision, "go": b.Go},
	})
	build.Set(1)
	m.registry.MustRegister(m.updates, m.updateErrors, m.updateTime, m.commits, m.commitErrors, m.lateness, m.sends,
		m.sendTime, m.noticeAge, m.firstPage, build, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// begin has what can happen stand at zero before it happens: of a series that begins at
// one, nobody who watches its growth sees the first.
func (m *Metrics) begin() {
	for _, lane := range notice.Lanes {
		m.noticeAge.WithLabelValues(string(lane))
		channels := team.Channels
		if lane != notice.Page { // nothing but pages goes by others
			channels = []team.Channel{team.Telegram}
		}
		for _, channel := range channels {
			for _, class := range []string{sentClass, string(delivery.ClassAgain), string(delivery.ClassWait), string(delivery.ClassPermanent)} {
				m.sends.WithLabelValues(string(lane), string(channel), class)
			}
		}
	}
	for _, c := range commitClasses {
		m.commitErrors.WithLabelValues(c.class)
	}
	m.commitErrors.WithLabelValues(otherClass)
}

// sentClass is that of a send that went well, otherClass that of an error that no other
// class fits.
const (
	sentClass  = "sent"
	otherClass = "other"
)

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
	m.commitErrors.WithLabelValues(otherClass).Inc()
}

// ticked measures how late a timer was acted upon. That of a member or a team is no deadline:
// nobody waits for it.
func (m *Metrics) ticked(kind engine.Kind, late time.Duration) {
	if kind == engine.KindMeeting || kind == engine.KindAlert {
		m.lateness.Observe(max(0, late).Seconds())
	}
}

// sent measures a try to send a notice: how long it took, what became of it, and how late
// after its time and after the signal it is there.
func (m *Metrics) sent(n notice.Notice, took time.Duration, err error) {
	class := sentClass
	var failed *delivery.SendError
	switch {
	case errors.As(err, &failed):
		class = string(failed.Class)
	case err != nil:
		class = string(delivery.ClassAgain)
	}
	lane, channel := string(n.Lane), string(n.To.Channel())
	m.sends.WithLabelValues(lane, channel, class).Inc()
	m.sendTime.WithLabelValues(lane, channel).Observe(took.Seconds())
}

// arrived measures a notice that is at its channel's other end.
func (m *Metrics) arrived(c delivery.Claimed, n notice.Notice, now time.Time) {
	m.noticeAge.WithLabelValues(string(c.Lane)).Observe(max(0, now.Sub(c.DueAt)).Seconds())
	if took, first := m.signals.paged(n, now); first {
		m.firstPage.Observe(took.Seconds())
	}
}
