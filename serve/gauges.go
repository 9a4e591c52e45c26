package serve

import (
	"context"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"porchlight/engine"
	"porchlight/store"
)

// Kept is what the store can count of itself.
type Kept interface {
	Depths(ctx context.Context) (store.Depths, error)
	engine.Directory
}

// gauges are counted in the store when somebody asks for the metrics. While the store
// can't be asked they are left out, and so is what would be a guess.
type gauges struct {
	kept   Kept
	engine *engine.Engine

	outbox, timers, dead, open, unowned, unownedAge, silence *prometheus.Desc

	mu      sync.Mutex // several may ask at once
	countAt time.Time
	counted bool
	last    census
}

// census is what is counted of the alerts of all teams.
type census struct {
	open, unowned        int
	unownedSince, wordAt time.Time // of the one that is worst off; zero: there is none
}

const (
	// gaugeWithin bounds what one asking costs.
	gaugeWithin = 3 * time.Second
	// countEvery is how often the alerts are counted at most: it reads every team.
	countEvery = 5 * time.Second
)

// Gauges are the backlog and the alerts, for Metrics.Observe.
func Gauges(kept Kept, e *engine.Engine) prometheus.Collector {
	desc := func(name, help string, labels ...string) *prometheus.Desc {
		return prometheus.NewDesc("porchlight_"+name, help, labels, nil)
	}
	return &gauges{
		kept: kept, engine: e,
		outbox:  desc("outbox_entries", "Notices that are not delivered yet, by lane.", "lane"),
		timers:  desc("timers", "Timers that are set."),
		dead:    desc("dead_letters", "Updates that could not be understood or handled."),
		open:    desc("alerts_open", "Alerts that nobody has stood down."),
		unowned: desc("alerts_unowned", "Open alerts that nobody has taken."),
		unownedAge: desc("alert_unowned_age_seconds",
			"For how long the open alert that has been nobody's for longest has been so, by the bot's clock; 0: there is none."),
		silence: desc("alert_owner_silence_seconds",
			"How long ago the owner who has been silent for longest took the alert or last said that they are on it; 0: there is none."),
	}
}

// Describe is for prometheus.
func (g *gauges) Describe(to chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{g.outbox, g.timers, g.dead, g.open, g.unowned, g.unownedAge, g.silence} {
		to <- d
	}
}

// Collect is for prometheus.
func (g *gauges) Collect(to chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), gaugeWithin)
	defer cancel()
	gauge := func(d *prometheus.Desc, n int64, labels ...string) {
		to <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, float64(n), labels...)
	}
	if d, err := g.kept.Depths(ctx); err == nil {
		for lane, n := range d.Outbox {
			gauge(g.outbox, n, string(lane))
		}
		gauge(g.timers, d.Timers)
		gauge(g.dead, d.Dead)
	}
	if c, ok := g.alerts(ctx); ok {
		gauge(g.open, int64(c.open))
		gauge(g.unowned, int64(c.unowned))
		to <- prometheus.MustNewConstMetric(g.unownedAge, prometheus.GaugeValue, g.age(c.unownedSince))
		to <- prometheus.MustNewConstMetric(g.silence, prometheus.GaugeValue, g.age(c.wordAt))
	}
}

// age is how long ago something was, in seconds; 0 for what never was.
func (g *gauges) age(since time.Time) float64 {
	if since.IsZero() {
		return 0
	}
	return max(0, g.engine.Clock.Now().Sub(since).Seconds())
}

// alerts counts the open alerts of all teams.
func (g *gauges) alerts(ctx context.Context) (c census, ok bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if !g.counted || time.Since(g.countAt) > countEvery {
		teams, err := g.engine.Teams(ctx, g.kept)
		g.counted, g.countAt, g.last = err == nil, time.Now(), census{}
		for _, t := range teams {
			g.last.open += t.Alerts
			g.last.unowned += t.Unowned
			g.last.unownedSince = first(g.last.unownedSince, t.UnownedSince)
			g.last.wordAt = first(g.last.wordAt, t.WordAt)
		}
	}
	return g.last, g.counted
}

// first is the earlier of two moments; the zero time is none.
func first(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}
