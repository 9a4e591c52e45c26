package alerts

import (
	"slices"
	"time"

	"porchlight/notice"
	"porchlight/team"
)

// Foreseen is what an alert that nobody takes would do at some time.
type Foreseen struct {
	At    time.Time
	To    []notice.Recipient
	Every time.Duration // and so again, at least as often, until the next; zero: once
	Round int           // 0 is the first; from 1 on everyone, by every channel
}

// foreseeing bounds how far is looked ahead: six steps that wait 15 minutes each, paged
// again every 30 s, are 180 pages; a second round of them as many.
const foreseeing = 400

// Foresee plays an alert about somebody that nobody takes, by Step itself, until its second
// round is over. The scene is the team when nothing is wrong; who it is about is out. The
// last that it returns stands for that round and all that follow.
func Foresee(cause Cause, about team.MemberID, at time.Time, scene Scene) []Foreseen {
	scene.Were = []team.MemberID{about}
	scene.Crew = slices.Clone(scene.Crew)
	for i := range scene.Crew {
		scene.Crew[i].Present = scene.Crew[i].Present || scene.Crew[i].ID == about
	}
	var all []Foreseen
	scene.Now = at
	r := Step(Alert{}, Raise{ID: "foreseen", About: about, Meeting: "foreseen", Cause: cause, At: at}, scene)
	for range foreseeing {
		if to := pagedIn(r); len(to) > 0 {
			all = append(all, Foreseen{At: scene.Now, To: to, Round: r.Alert.Climb.Round})
		}
		if r.Alert.WakeAt.IsZero() || r.Alert.Climb.Round > 1 {
			break
		}
		scene.Now = r.Alert.WakeAt
		r = Step(r.Alert, Tick{}, scene)
	}
	return inShort(all)
}

// pagedIn lists who was paged in a Step, by which channels.
func pagedIn(r Result) (to []notice.Recipient) {
	for _, n := range r.Notices {
		if n.Reason == notice.ForPage && !slices.Contains(to, n.To) {
			to = append(to, n.To)
		}
	}
	return to
}

// inShort puts together what is the same again, and all of the second round.
func inShort(all []Foreseen) (short []Foreseen) {
	for i, f := range all {
		if i == 0 {
			short = append(short, f)
			continue
		}
		last := &short[len(short)-1]
		if last.Round == 0 && (f.Round > 0 || !slices.Equal(f.To, last.To)) {
			short = append(short, f)
			continue
		}
		last.Every = max(last.Every, f.At.Sub(all[i-1].At))
		for _, to := range f.To {
			if !slices.Contains(last.To, to) && to.Member != "" {
				last.To = append(slices.Clone(last.To), to)
			}
		}
	}
	return short
}
