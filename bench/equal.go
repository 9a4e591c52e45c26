package main

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"time"
)

const (
	// resamples is how often the pairs are drawn anew for an interval: enough that its ends,
	// the 10th value from either side, hardly move.
	resamples = 2000
	// outside is what an interval leaves out at either end: it holds 99 %.
	outside = 0.005
)

// compared are the replies of many pairs.
type compared struct{ median, p95 figure }

// figure is one quantile of both conditions.
type figure struct {
	harmless, duress time.Duration
	by               interval // of the difference
}

// interval holds a difference with 99 %.
type interval struct{ low, high time.Duration }

// bound is how far from none the difference may be.
func (i interval) bound() time.Duration { return max(i.low.Abs(), i.high.Abs()) }

func (i interval) String() string { return fmt.Sprintf("%+.2f to %+.2f ms", inMS(i.low), inMS(i.high)) }

func (f figure) String() string {
	return fmt.Sprintf("%.1f and %.1f ms", inMS(f.harmless), inMS(f.duress))
}

func inMS(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// compare draws the pairs anew many times (a percentile bootstrap), pairs staying together,
// and sees how the differences of the two quantiles spread.
func compare(pairs []pair) compared {
	at := compared{}
	at.median, at.p95 = quantiles(pairs)
	draw := rand.New(rand.NewPCG(1, 2)) // the same pairs come to the same figures
	medians, p95s := make([]time.Duration, resamples), make([]time.Duration, resamples)
	again := make([]pair, len(pairs))
	for i := range resamples {
		for j := range again {
			again[j] = pairs[draw.IntN(len(pairs))]
		}
		median, p95 := quantiles(again)
		medians[i], p95s[i] = median.duress-median.harmless, p95.duress-p95.harmless
	}
	at.median.by, at.p95.by = inner(medians), inner(p95s)
	return at
}

// quantiles are the medians and the 95th percentiles.
func quantiles(pairs []pair) (median, p95 figure) {
	harmless, duress := make([]time.Duration, len(pairs)), make([]time.Duration, len(pairs))
	for i, p := range pairs {
		harmless[i], duress[i] = p.harmless, p.duress
	}
	slices.Sort(harmless)
	slices.Sort(duress)
	at := func(share float64) figure {
		return figure{harmless: at(harmless, share), duress: at(duress, share)}
	}
	return at(0.5), at(0.95)
}

// inner is what is left of values without those outside.
func inner(all []time.Duration) interval {
	slices.Sort(all)
	return interval{at(all, outside), at(all, 1-outside)}
}
