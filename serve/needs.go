package serve

import (
	"context"

	"github.com/prometheus/client_golang/prometheus"
)

// needs are what the bot lacks, as in /readyz, for who watches it by its metrics.
type needs struct {
	health *Health
	lacks  *prometheus.Desc
}

// Needs says what a bot lacks, for Metrics.Observe.
func Needs(h *Health) prometheus.Collector {
	return &needs{h, prometheus.NewDesc("porchlight_need_missing", "1 while the bot lacks what it needs to do its work, else 0; as in /readyz.", []string{"need"}, nil)}
}

// Describe is for prometheus.
func (n *needs) Describe(to chan<- *prometheus.Desc) { to <- n.lacks }

// Collect is for prometheus.
func (n *needs) Collect(to chan<- prometheus.Metric) {
	missing := n.health.Missing(context.Background()) // which bounds what it asks
	for _, need := range allNeeds {
		value := 0.0
		if _, lacks := missing[need]; lacks {
			value = 1
		}
		to <- prometheus.MustNewConstMetric(n.lacks, prometheus.GaugeValue, value, string(need))
	}
}
