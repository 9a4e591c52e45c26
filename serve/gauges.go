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

	outbox, timers, dead, open, unowned *prometheus.Desc

	mu       sync.Mutex // several may ask at once
	countAt  time.Time
	counted  bool
	lastOpen int
	lastFree int
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
	}
}

// Describe is for prometheus.
func (g *gauges) Describe(to chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{g.outbox, g.timers, g.dead, g.open, g.unowned} {
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
	if open, unowned, ok := g.alerts(ctx); ok {
		gauge(g.open, int64(open))
		gauge(g.unowned, int64(unowned))
	}
}

// alerts counts the open alerts of all teams.
func (g *gauges) alerts(ctx context.Context) (open, unowned int, ok bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if !g.counted || time.Since(g.countAt) > countEvery {
		teams, err := g.engine.Teams(ctx, g.kept)
		g.counted, g.countAt, g.lastOpen, g.lastFree = err == nil, time.Now(), 0, 0
		for _, t := range teams {
			g.lastOpen += t.Alerts
			g.lastFree += t.Unowned
		}
	}
	return g.lastOpen, g.lastFree, g.counted
}
