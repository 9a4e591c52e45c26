package team

import (
	"fmt"
	"time"
)

// Limit is a time of a policy that a team can set, with its bounds.
type Limit struct {
	Name  string // as it is typed
	What  string // what it means, for people
	Least time.Duration
	Most  time.Duration

	of func(*Policy) []*time.Duration // where it stands; all of them have one value
}

// Limits are the times of a policy that a team can set. The bounds keep a policy one that
// protects somebody: short enough that help comes in time, long enough that people and
// networks can keep up.
var Limits = []Limit{
	{"interval", "from one check-in to the next", 5 * time.Minute, 2 * time.Hour, func(p *Policy) []*time.Duration { return []*time.Duration{&p.Every} }},
	{"grace", "from a check-in that was due to the alert", 2 * time.Minute, time.Hour, func(p *Policy) []*time.Duration { return []*time.Duration{&p.Grace} }},
	{"home", "from the end to being home", 10 * time.Minute, 6 * time.Hour, func(p *Policy) []*time.Duration { return []*time.Duration{&p.HomeWithin} }},
	{"step", "how long a step of the ladder waits for somebody", 30 * time.Second, 15 * time.Minute, func(p *Policy) []*time.Duration {
		var all []*time.Duration
		for i := range p.Ladder {
			all = append(all, &p.Ladder[i].Wait)
		}
		return all
	}},
	{"re-page", "from one round of pages to the next", 30 * time.Second, 5 * time.Minute, func(p *Policy) []*time.Duration { return []*time.Duration{&p.RePage} }},
	{"ownership", "how long who took an alert may say nothing", 3 * time.Minute, time.Hour, func(p *Policy) []*time.Duration { return []*time.Duration{&p.Own} }},
	{"ownership-duress", "the same, after a silent signal", 2 * time.Minute, 15 * time.Minute, func(p *Policy) []*time.Duration { return []*time.Duration{&p.OwnDuress} }},
	{"report", "how long who took a silent signal may report nothing but that", 3 * time.Minute, 30 * time.Minute, func(p *Policy) []*time.Duration { return []*time.Duration{&p.ReportDuress} }},
	{"after-answer", "how long a check-in that came late holds the climb", 2 * time.Minute, 30 * time.Minute, func(p *Policy) []*time.Duration { return []*time.Duration{&p.AfterAnswer} }},
}

// LimitOf finds a limit by its name.
func LimitOf(name string) (Limit, bool) {
	for _, l := range Limits {
		if l.Name == name {
			return l, true
		}
	}
	return Limit{}, false
}

// InBounds says whether a value is one that the limit allows.
func (l Limit) InBounds(value time.Duration) bool { return value >= l.Least && value <= l.Most }

// BoundsError says that a value is outside a limit's bounds.
type BoundsError struct {
	Limit Limit
	Value time.Duration
}

func (e *BoundsError) Error() string {
	return fmt.Sprintf("%s can't be %s: it is %s, from %s to %s", e.Limit.Name, Span(e.Value), e.Limit.What, Span(e.Limit.Least), Span(e.Limit.Most))
}

// Of is a limit's value in a policy.
func (l Limit) Of(p Policy) time.Duration {
	for _, d := range l.of(&p) {
		return *d
	}
	return 0
}

// With is the policy with another value, or a *BoundsError.
func (p Policy) With(l Limit, value time.Duration) (Policy, error) {
	if !l.InBounds(value) {
		return p, &BoundsError{l, value}
	}
	p.Ladder = append([]Rung(nil), p.Ladder...)
	for _, d := range l.of(&p) {
		*d = value
	}
	return p, nil
}

// Span is a duration as it is typed: 1h30m, 45m, 90s.
func Span(d time.Duration) string {
	if d == 0 {
		return "0s"
	}
	sign := ""
	if d < 0 {
		sign, d = "-", -d
	}
	h, m, s := d/time.Hour, d%time.Hour/time.Minute, d%time.Minute
	text := sign
	if h > 0 {
		text += fmt.Sprintf("%dh", h)
	}
	if m > 0 {
		text += fmt.Sprintf("%dm", m)
	}
	if s > 0 {
		text += s.String()
	}
	return text
}
