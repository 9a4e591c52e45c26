package main

import (
	"fmt"
	"io"
	"slices"
	"time"
)

func say(out io.Writer, format string, args ...any) {
	_, _ = fmt.Fprintf(out, format+"\n", args...) // there is nowhere else to say it
}

// ms is a duration in milliseconds, as figures are printed.
func ms(d time.Duration) string { return fmt.Sprintf("%.1f ms", float64(d)/float64(time.Millisecond)) }

// median is the middle of what f makes of the values; zero of none.
func median[T any](all []T, f func(T) time.Duration) time.Duration {
	return quantile(all, 0.5, f)
}

// quantile is the value below which a share of them lies.
func quantile[T any](all []T, share float64, f func(T) time.Duration) time.Duration {
	if len(all) == 0 {
		return 0
	}
	sorted := make([]time.Duration, len(all))
	for i, v := range all {
		sorted[i] = f(v)
	}
	slices.Sort(sorted)
	return at(sorted, share)
}

// at is the value of sorted ones below which a share of them lies.
func at(sorted []time.Duration, share float64) time.Duration {
	return sorted[int(share*float64(len(sorted)-1)+0.5)]
}

func same(d time.Duration) time.Duration { return d }

func wholes(all []reply) string { return ms(median(all, reply.whole)) }
