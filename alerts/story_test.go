package alerts_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"porchlight/alerts"
	"porchlight/meeting"
	"porchlight/notice"
	"porchlight/team"
)

// The people of the stories: Ana is out, Ben is with her, Carla and Emil respond, Dora
// coordinates.
func usual() []alerts.Person {
	return []alerts.Person{
		{ID: ana, Roles: []team.Role{team.Worker}, Present: true},
		{ID: ben, Roles: []team.Role{team.Responder}, Present: true},
		{ID: carla, Roles: []team.Role{team.Responder}, Channels: []team.Channel{team.Email}},
		{ID: dora, Roles: []team.Role{team.Coordinator}, Channels: []team.Channel{team.Email, team.Ntfy}},
		{ID: emil, Roles: []team.Role{team.Responder}, Channels: []team.Channel{team.Ntfy}},
	}
}

// places are those outside the team.
func places() []notice.Recipient {
	return []notice.Recipient{{Place: notice.Outside, By: team.Email}, {Place: notice.Operator}, {Place: notice.Webhook, By: team.Gateway}}
}

// usualScene is the world of the stories.
func usualScene(now time.Time) alerts.Scene {
	return alerts.Scene{Now: now, Crew: usual(), Policy: team.DefaultPolicy(), Were: []team.MemberID{ana, ben}, Places: places()}
}

// byAll says whether somebody is paged by every channel that they have.
func byAll(notices []notice.Notice, p alerts.Person) bool {
	for _, by := range append([]team.Channel{team.Telegram}, p.Channels...) {
		if !slices.ContainsFunc(notices, func(n notice.Notice) bool {
			return n.Reason == notice.ForPage && n.To == notice.To(p.ID).Over(by)
		}) {
			return false
		}
	}
	return true
}

// scene is a story under way.
type scene struct {
	a      alerts.Alert
	crew   []alerts.Person
	policy team.Policy
	b      strings.Builder
}

// after is so long after noon, when every story begins.
func after(d string) time.Time {
	if d == "" {
		return noon
	}
	x, err := time.ParseDuration(d)
	if err != nil {
		panic(err)
	}
	return noon.Add(x)
}

// happens is a line of a story: what somebody does, or whose presence changes.
type happens struct {
	at      string
	what    alerts.Event
	present []team.MemberID // who is present from then on, beside Ana and Ben
	free    bool            // the presence of all but Ana and Ben ends
}

func (s *scene) step(now time.Time, e alerts.Event) {
	around := usualScene(now)
	around.Crew, around.Policy = s.crew, s.policy
	r := alerts.Step(s.a, e, around)
	s.a = r.Alert
	stamp := now.Format("15:04:05")
	if r.Decision != team.Allow {
		fmt.Fprintf(&s.b, "%s %s\n", stamp, r.Decision)
	}
	var last string
	for _, n := range r.Notices {
		if n.Reason == notice.ForTidy || n.To.Member != "" && n.To.By != "" {
			continue // said with the page by Telegram
		}
		to := string(n.To.Member) + string(n.To.Place)
		line := said(n)
		if n.Reason == notice.ForPage && (n.To.Place != "" || byAll(r.Notices, s.person(n.To.Member))) {
			line += " by all"
		}
		if line == last { // several people are told the same
			text := strings.TrimSuffix(s.b.String(), "\n")
			i := strings.LastIndex(text, ": ")
			s.b.Reset()
			s.b.WriteString(text[:i] + ", " + to + text[i:] + "\n")
			continue
		}
		last = line
		fmt.Fprintf(&s.b, "%s %s: %s\n", stamp, to, line)
	}
}

// said is a notice in short: its first line, for a page with what was added to it, and
// whether it goes by every channel.
func said(n notice.Notice) string {
	words := []string{string(n.Lines[0].Key)}
	for _, l := range n.Lines[1:] {
		if k := string(l.Key); strings.HasPrefix(k, "answered") || strings.HasPrefix(k, "lost-") || strings.HasPrefix(k, "news-") || k == "page-late" || k == "page-duress" {
			words = append(words, k)
		}
	}
	if n.Reason == notice.ForPage {
		words[0] = "PAGE " + words[0]
	}
	return strings.Join(words, " ")
}

func (s *scene) person(id team.MemberID) alerts.Person {
	i := slices.IndexFunc(s.crew, func(p alerts.Person) bool { return p.ID == id })
	return s.crew[i]
}

// play lets a story happen with a program that looks whenever it wants to.
func (s *scene) play(story []happens, until string) string {
	tick := func(before time.Time) {
		for !s.a.WakeAt.IsZero() && s.a.WakeAt.Before(before) {
			s.step(s.a.WakeAt, alerts.Tick{})
		}
	}
	for _, h := range story {
		tick(after(h.at))
		for i, p := range s.crew {
			if p.ID != ana && p.ID != ben {
				s.crew[i].Present = slices.Contains(h.present, p.ID) || p.Present && !h.free
			}
		}
		s.step(after(h.at), h.what)
	}
	tick(after(until).Add(1))
	return s.b.String()
}

func raise(c alerts.Cause) alerts.Raise {
	return alerts.Raise{
		ID: "a", Team: "team", About: ana, Meeting: "m", Cause: c, At: noon,
		Brief: alerts.Brief{
			Place: "Blue Café", Backup: "Library", With: []team.MemberID{ana, ben}, HomeBy: noon.Add(time.Hour),
			LastSignAt: noon.Add(-40 * time.Minute), Due: meeting.Deadline{Kind: meeting.SignDue, At: noon.Add(-10 * time.Minute)},
		},
	}
}

// TestCoreAlertStories tells what a night is like for those who are called.
func TestCoreAlertStories(t *testing.T) {
	t.Parallel()
	for _, s := range stories {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			world := scene{crew: usual(), policy: team.DefaultPolicy()}
			got := world.play(append([]happens{{what: raise(s.cause)}}, s.story...), s.until)
			if got != strings.TrimLeft(s.want, "\n") {
				t.Errorf("it went\n%s\nand should have gone%s", got, s.want)
			}
			if world.a.Owner != s.owner || world.a.Outcome != s.outcome {
				t.Errorf("%q has it, and it ended as %q", world.a.Owner, world.a.Outcome)
			}
		})
	}
}

// TestCoreNobodyAnswers: for two hours nobody presses anything. There is a page every
// minute to everyone, from the second minute on by every channel, and at no other time.
func TestCoreNobodyAnswers(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		cause alerts.Cause
		first []team.MemberID // who is paged in the first two minutes
	}{
		{alerts.Missed, []team.MemberID{carla, emil}},
		{alerts.Duress, []team.MemberID{carla, dora, emil}},
	} {
		t.Run(string(c.cause), func(t *testing.T) {
			t.Parallel()
			a := alerts.Alert{}
			for minute, now := 0, noon; minute <= 120; minute, now = minute+1, now.Add(time.Minute) {
				var e alerts.Event = alerts.Tick{}
				if minute == 0 {
					e = raise(c.cause)
				}
				r := alerts.Step(a, e, usualScene(now))
				a = r.Alert
				want, every := []team.MemberID{carla, dora, emil}, minute >= 2
				if minute < 2 {
					want = c.first
				}
				if got := slices.Compact(paged(r.Notices)); !slices.Equal(got, want) {
					t.Fatalf("minute %d pages %v, not %v", minute, got, want)
				}
				for _, p := range usual() {
					if slices.Contains(want, p.ID) && byAll(r.Notices, p) != every {
						t.Fatalf("minute %d: %s is paged by every channel: %t", minute, p.ID, !every)
					}
				}
				if next := now.Add(time.Minute); !a.WakeAt.Equal(next) || !a.Open() {
					t.Fatalf("minute %d: it is looked at again at %s", minute, a.WakeAt)
				}
			}
		})
	}
}
