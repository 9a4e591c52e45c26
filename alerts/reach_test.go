package alerts_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"porchlight/alerts"
	"porchlight/notice"
	"porchlight/team"
)

// fails: a page does not reach somebody by one of their channels.
func (n *night) fails(t *rapid.T) {
	p := rapid.SampledFrom(n.crew).Draw(t, "who")
	by := rapid.SampledFrom(append([]team.Channel{team.Telegram}, p.Channels...)).Draw(t, "by")
	e := alerts.Failed{Who: p.ID, By: by}
	if rapid.Bool().Draw(t, "for a while") {
		e.Until = n.now.Add(seconds(5, 4000).Draw(t, "for"))
	}
	before := n.a
	r := alerts.Step(before, e, n.scene())
	n.step(t, e)
	if slices.Contains(n.down, by) { // nobody relied on it
		return
	}
	if !before.Open() || before.Owner != "" || !slices.Contains(before.Climb.Audience, p.ID) || !n.mayHear(p.ID) || len(n.working(before, by)) == 0 {
		return
	}
	if len(paged(r.Notices)) == 0 && len(n.working(n.a, "")) > 0 && !slices.Contains(before.Climb.Cant, p.ID) && !n.othersRang(before, p.ID) {
		t.Fatalf("%s can't be reached by %s, and nobody is turned to: %s", p.ID, by, asJSON(t, n.a))
	}
}

// working lists who is on no list of those who fail, not counting what fails by one channel.
func (n *night) working(a alerts.Alert, but team.Channel) []team.MemberID {
	var ids []team.MemberID
	for _, p := range n.crew {
		for _, by := range append([]team.Channel{team.Telegram}, p.Channels...) {
			if by != but && n.mayHear(p.ID) && n.arrives(a, []notice.Notice{{To: notice.To(p.ID).Over(by), Reason: notice.ForPage}}, n.now) {
				ids = append(ids, p.ID)
				break
			}
		}
	}
	return ids
}

// othersRang says whether somebody else on the rung was paged by a channel that works, or the
// outside contact, where the rung is theirs.
func (n *night) othersRang(a alerts.Alert, but team.MemberID) bool {
	ladder := n.policy.Ladder
	if a.Climb.Duress {
		ladder = n.policy.DuressLadder
	}
	if at := a.Climb.Rung; at >= 0 && at < len(ladder) && ladder[at].Who == team.OutsideContact &&
		slices.ContainsFunc(n.places, func(to notice.Recipient) bool { return to.Place == notice.Outside }) {
		return true
	}
	return slices.ContainsFunc(a.Climb.Rang, func(to notice.Recipient) bool {
		return n.arrives(a, []notice.Notice{{To: to, Reason: notice.ForPage}}, n.now)
	})
}

// severed: a channel is away as a whole, or is back.
func (n *night) severed(t *rapid.T) {
	n.down = rapid.SampledFrom([][]team.Channel{nil, {team.Telegram}, {team.Email}, {team.Telegram, team.Ntfy}}).Draw(t, "down")
	n.step(t, alerts.Tick{})
}

// route is who is paged by which channels, in one line.
func route(notices []notice.Notice) string {
	var to []string
	for _, n := range notices {
		if n.Reason == notice.ForPage {
			to = append(to, fmt.Sprintf("%s%s/%s", n.To.Member, n.To.Place, n.To.Channel()))
		}
	}
	return strings.Join(to, " ")
}

// A page that does not arrive goes by the next channel at once; where there is none, the
// next people are turned to at once; and when nobody is left, the places outside.
func TestCorePagesTurnToTheNextChannel(t *testing.T) {
	t.Parallel()
	in := func(seconds int) time.Time { return noon.Add(time.Duration(seconds) * time.Second) }
	type happens struct {
		at   int
		e    alerts.Event
		down []team.Channel
		want string
	}
	for name, c := range map[string]struct {
		cause alerts.Cause
		crew  func(crew []alerts.Person)
		night []happens
	}{
		"blocked": {alerts.Missed, nil, []happens{
			{0, raise(alerts.Missed), nil, "carla/telegram emil/telegram"},
			{1, alerts.Failed{Who: carla, By: team.Telegram}, nil, "carla/email"},
			{2, alerts.Failed{Who: carla, By: team.Telegram}, nil, ""},
			{60, alerts.Tick{}, nil, "carla/telegram carla/email emil/telegram"},
			{61, alerts.Failed{Who: carla, By: team.Email}, nil, ""},
			{62, alerts.Failed{Who: emil, By: team.Telegram}, nil, "emil/ntfy"},
			{63, alerts.Failed{Who: emil, By: team.Ntfy}, nil, "carla/telegram carla/email dora/telegram dora/email dora/ntfy emil/telegram emil/ntfy"},
		}},
		"nobody left": {alerts.Duress, func(crew []alerts.Person) {
			for i := range crew {
				crew[i].Channels = nil
			}
		}, []happens{
			{0, raise(alerts.Duress), nil, "carla/telegram dora/telegram emil/telegram"},
			{1, alerts.Failed{Who: carla, By: team.Telegram}, nil, ""},
			{1, alerts.Failed{Who: dora, By: team.Telegram}, nil, ""},
			{1, alerts.Failed{Who: emil, By: team.Telegram}, nil, "outside/email operator/telegram webhook/webhook"},
			{60, alerts.Tick{}, nil, "carla/telegram dora/telegram emil/telegram"},
			{61, alerts.Tick{}, nil, "outside/email operator/telegram webhook/webhook"},
			{90, alerts.WhoElse{By: dora}, nil, "carla/telegram dora/telegram emil/telegram"},
			{120, alerts.Tick{}, nil, "carla/telegram dora/telegram emil/telegram"},
		}},
		"told to wait": {alerts.Missed, nil, []happens{
			{0, raise(alerts.Missed), nil, "carla/telegram emil/telegram"},
			{1, alerts.Failed{Who: carla, By: team.Telegram, Until: in(90)}, nil, "carla/email"},
			{60, alerts.Tick{}, nil, "carla/telegram carla/email emil/telegram"},
			{120, alerts.Tick{}, nil, "carla/telegram carla/email dora/telegram dora/email dora/ntfy emil/telegram emil/ntfy"},
		}},
		"all of Telegram": {alerts.Missed, nil, []happens{
			{0, raise(alerts.Missed), nil, "carla/telegram emil/telegram"},
			{20, alerts.Tick{}, []team.Channel{team.Telegram}, "carla/telegram carla/email emil/telegram emil/ntfy"},
			{21, alerts.Tick{}, []team.Channel{team.Telegram}, ""},
			{60, alerts.Tick{}, []team.Channel{team.Telegram}, "carla/telegram carla/email emil/telegram emil/ntfy"},
			{90, alerts.Tick{}, nil, ""},
			{100, alerts.Tick{}, []team.Channel{team.Telegram}, "carla/telegram carla/email emil/telegram emil/ntfy"},
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := alerts.Alert{}
			for _, h := range c.night {
				around := usualScene(in(h.at))
				around.Down = h.down
				if c.crew != nil {
					c.crew(around.Crew)
				}
				r := alerts.Step(a, h.e, around)
				if got := route(r.Notices); got != h.want {
					t.Errorf("second %d, %T: pages %q, not %q", h.at, h.e, got, h.want)
				}
				a = r.Alert
			}
		})
	}
}

// A rung says who and by which channels.
func TestCoreRungs(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		rung team.Rung
		want string
	}{
		"a role":            {team.Rung{Who: team.Coordinators, Channels: team.FirstChannel}, "dora/telegram"},
		"named":             {team.Rung{Who: team.Named, People: []team.MemberID{emil, ben, zed}, Channels: team.EveryChannel}, "emil/telegram emil/ntfy"},
		"by a list":         {team.Rung{Who: team.Responders, Channels: team.Listed, By: []team.Channel{team.Email}}, "carla/email emil/telegram"},
		"the outside":       {team.Rung{Who: team.OutsideContact}, "outside/email"},
		"nobody, then more": {team.Rung{Who: team.Named, People: []team.MemberID{ben}}, "carla/telegram emil/telegram"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			around := usualScene(noon)
			c.rung.Wait = time.Minute
			around.Policy.Ladder = []team.Rung{c.rung, {Who: team.Responders, Channels: team.FirstChannel, Wait: time.Minute}}
			r := alerts.Step(alerts.Alert{}, raise(alerts.Missed), around)
			if got := route(r.Notices); got != c.want {
				t.Errorf("pages %q, not %q", got, c.want)
			}
		})
	}
}

// Who said that they can't be called is asked once others were, or when nobody else is there.
func TestCoreWhoIsNotOnCall(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		cause alerts.Cause
		off   []team.MemberID
		at    int // seconds
		want  string
	}{
		"one of them":       {alerts.Missed, []team.MemberID{carla}, 0, "emil/telegram"},
		"all of them":       {alerts.Missed, []team.MemberID{carla, emil}, 0, "carla/telegram emil/telegram"},
		"in a later round":  {alerts.Missed, []team.MemberID{carla}, 240, "carla/telegram carla/email dora/telegram dora/email dora/ntfy emil/telegram emil/ntfy"},
		"a silent signal":   {alerts.Duress, []team.MemberID{carla}, 0, "carla/telegram dora/telegram emil/telegram"},
		"who is left fails": {alerts.Missed, []team.MemberID{carla}, -1, "emil/ntfy"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			around := usualScene(noon)
			for i, p := range around.Crew {
				around.Crew[i].Off = slices.Contains(c.off, p.ID)
			}
			r := alerts.Step(alerts.Alert{}, raise(c.cause), around)
			for s := 60; s <= c.at; s += 60 {
				around.Now = noon.Add(time.Duration(s) * time.Second)
				r = alerts.Step(r.Alert, alerts.Tick{}, around)
			}
			if c.at < 0 {
				r = alerts.Step(r.Alert, alerts.Failed{Who: emil, By: team.Telegram}, around)
			}
			if got := route(r.Notices); got != c.want {
				t.Errorf("pages %q, not %q", got, c.want)
			}
		})
	}
}
