package main

import (
	"errors"
	"fmt"
	"io"
	"time"

	"porchlight/notice"
)

// What a present phone's replies have to keep. A reply leaves at a step, and comes a
// request later; on a machine that has other things to do it may be woken a little late.
const (
	// onStep is how long after its step a reply counts as on it.
	onStep = 50 * time.Millisecond
	// inPace is the share of the replies that has to be on its step.
	inPace = 0.95
)

var (
	errSlow   = fmt.Errorf("the first page was more than %v times as late as on a quiet bot", most)
	errPace   = errors.New("replies on present phones lost their pace")
	errSilent = errors.New("no present phone was answered")
)

// flooded are all runs.
type flooded []comparison

// of gathers one condition of all runs.
func (f flooded) of(pick func(comparison) measured) (pages []time.Duration, replies []reply) {
	for _, r := range f {
		m := pick(r)
		pages, replies = append(pages, m.page), append(replies, m.replies...)
	}
	return pages, replies
}

// report prints the medians and the ratio, and says which promise was broken.
func (f flooded) report(out io.Writer) error {
	quietPages, quietReplies := f.of(func(c comparison) measured { return c.quiet })
	floodPages, floodReplies := f.of(func(c comparison) measured { return c.flood })
	say(out, "")
	say(out, "%-34s%14s%14s", "", "quiet", "flood")
	say(out, "%-34s%14s%14s", "first page after duress, median", ms(median(quietPages, same)), ms(median(floodPages, same)))
	say(out, "%-34s%14s%14s", "  and the latest", ms(quantile(quietPages, 1, same)), ms(quantile(floodPages, 1, same)))
	say(out, "%-34s%14d%14d", "replies on present phones", len(quietReplies), len(floodReplies))
	say(out, "%-34s%14s%14s", "reply after receipt, median", wholes(quietReplies), wholes(floodReplies))
	say(out, "%-34s%14s%14s", "  and the latest", ms(quantile(quietReplies, 1, reply.whole)), ms(quantile(floodReplies, 1, reply.whole)))
	say(out, "%-34s%14s%14s", "off its step, median", ms(median(quietReplies, reply.off)), ms(median(floodReplies, reply.off)))
	say(out, "%-34s%13.1f%%%13.1f%%", "on a step (within "+ms(onStep)+")", 100*kept(quietReplies), 100*kept(floodReplies))
	say(out, "%-34s%13.1f%%%13.1f%%", "on the first step", 100*first(quietReplies), 100*first(floodReplies))

	ratio := float64(median(floodPages, same)) / float64(max(median(quietPages, same), 1))
	var broken error
	switch {
	case len(quietReplies) == 0 || len(floodReplies) == 0:
		broken = errSilent
	case kept(floodReplies) < inPace, median(floodReplies, reply.whole)/notice.Pace != median(quietReplies, reply.whole)/notice.Pace:
		broken = errPace
	}
	if ratio > most {
		broken = errors.Join(broken, errSlow)
	}
	say(out, "ratio flood %.2f", ratio)
	return broken
}

func (r reply) off() time.Duration { return r.late }

// kept is the share of the replies that were on a step.
func kept(all []reply) float64 {
	return share(all, func(r reply) bool { return r.steps > 0 && r.late <= onStep })
}

// first is the share of those that were on the first.
func first(all []reply) float64 {
	return share(all, func(r reply) bool { return r.steps == 1 && r.late <= onStep })
}

func share(all []reply, holds func(reply) bool) float64 {
	n := 0
	for _, r := range all {
		if holds(r) {
			n++
		}
	}
	return float64(n) / float64(max(len(all), 1))
}
