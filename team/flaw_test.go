package team_test

import (
	"slices"
	"testing"
	"time"

	"porchlight/team"
)

// Each thing that a policy can't be.
func TestFlawsOfAPolicy(t *testing.T) {
	t.Parallel()
	everyone := team.Rung{Who: team.Everyone, Channels: team.FirstChannel, Wait: 2 * time.Minute}
	step := func(change func(*team.Rung)) team.Rung { r := everyone; change(&r); return r }
	for name, c := range map[string]struct {
		change func(*team.Policy)
		want   team.Flaw
	}{
		"an interval too short":  {func(p *team.Policy) { p.Every = time.Minute }, team.Flaw{Kind: team.OutOfBounds, Part: team.PartInterval}},
		"no time for reports":    {func(p *team.Policy) { p.ReportDuress = 0 }, team.Flaw{Kind: team.OutOfBounds, Part: team.PartReport}},
		"too long after answers": {func(p *team.Policy) { p.AfterAnswer = time.Hour }, team.Flaw{Kind: team.OutOfBounds, Part: team.PartAfterAnswer}},
		"too many reminders":     {func(p *team.Policy) { p.Nudges = 4 }, team.Flaw{Kind: team.OutOfBounds, Part: team.PartNudges}},
		"no ladder":              {func(p *team.Policy) { p.Ladder = nil }, team.Flaw{Kind: team.NoSteps, Part: team.PartLadder}},
		"seven steps":            {func(p *team.Policy) { p.Ladder = slices.Repeat([]team.Rung{everyone}, 7) }, team.Flaw{Kind: team.NoSteps, Part: team.PartLadder}},
		"a step that waits long": {func(p *team.Policy) { p.Ladder[1].Wait = time.Hour }, team.Flaw{Kind: team.BadStep, Part: team.PartLadder, Step: 2}},
		"a step for nobody":      {func(p *team.Policy) { p.Ladder[0].Who = team.Named }, team.Flaw{Kind: team.BadStep, Part: team.PartLadder, Step: 1}},
		"a step by nothing":      {func(p *team.Policy) { p.Ladder[0].Channels = team.Listed }, team.Flaw{Kind: team.BadStep, Part: team.PartLadder, Step: 1}},
		"an hour and a half": {func(p *team.Policy) {
			p.Ladder = slices.Repeat([]team.Rung{step(func(r *team.Rung) { r.Wait = 15 * time.Minute })}, 5)
		}, team.Flaw{Kind: team.TooSlow, Part: team.PartLadder}},
		"slow after a signal": {func(p *team.Policy) {
			p.DuressLadder = slices.Repeat([]team.Rung{step(func(r *team.Rung) { r.Wait = 8 * time.Minute })}, 2)
		}, team.Flaw{Kind: team.TooSlow, Part: team.PartDuressLadder}},
		"not everyone first": {func(p *team.Policy) {
			p.DuressLadder = []team.Rung{step(func(r *team.Rung) { r.Who = team.Responders }), everyone}
		}, team.Flaw{Kind: team.NotEveryone, Part: team.PartDuressLadder, Step: 1}},
		"everyone by e-mail only": {func(p *team.Policy) {
			p.DuressLadder[0].Channels, p.DuressLadder[0].By = team.Listed, []team.Channel{team.Email}
		}, team.Flaw{Kind: team.NotEveryone, Part: team.PartDuressLadder, Step: 1}},
		"a contact who is not":     {func(p *team.Policy) { p.Ladder[1].Who = team.OutsideContact }, team.Flaw{Kind: team.NoContact, Part: team.PartLadder, Step: 2}},
		"a contact without a way":  {func(p *team.Policy) { p.Outside.Name = "Zed" }, team.Flaw{Kind: team.BadContact, Part: team.PartOutside}},
		"a contact without a name": {func(p *team.Policy) { p.Outside.Topic = "harbour" }, team.Flaw{Kind: team.BadContact, Part: team.PartOutside}},
		"a number that is none":    {func(p *team.Policy) { p.Police = "ring Ben" }, team.Flaw{Kind: team.BadPolice, Part: team.PartPolice}},
	} {
		p := team.DefaultPolicy()
		if f, wrong := p.Flaw(); wrong {
			t.Fatalf("the default policy: %v", f)
		}
		c.change(&p)
		if got, wrong := p.Flaw(); !wrong || got != c.want || got.Error() == "" {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
	}
	p := team.DefaultPolicy()
	p.Outside, p.Police, p.Nudges = team.Contact{Name: "Zed", Email: "zed@example.org"}, "+49 110", team.NoNudges
	p.Ladder = append(p.Ladder, team.Rung{Who: team.OutsideContact, Channels: team.FirstChannel, Wait: 5 * time.Minute})
	if f, wrong := p.Flaw(); wrong {
		t.Errorf("a good policy: %v", f)
	}
}

// Of two changes that wait at one time neither undoes the other, and both are in what they
// come to, in whichever order.
func TestChangesOfOnePolicyDoNotUndoEachOther(t *testing.T) {
	t.Parallel()
	was := team.DefaultPolicy()
	longer, other := was, was
	longer.Grace = 20 * time.Minute
	other.Police = "110"
	other.Ladder = []team.Rung{{Who: team.Everyone, Channels: team.EveryChannel, Wait: time.Minute}}
	a := team.Change{Kind: team.Rules, Was: &was, Policy: &longer}
	b := team.Change{Kind: team.Rules, Was: &was, Policy: &other}
	for _, got := range []team.Policy{b.Rules(a.Rules(was)), a.Rules(b.Rules(was))} {
		if got.Grace != 20*time.Minute || got.Police != "110" || len(got.Ladder) != 1 || got.Every != was.Every {
			t.Errorf("they come to %+v", got)
		}
	}
	if d := team.Differ(was, other); !slices.Equal(d, []team.Part{team.PartLadder, team.PartPolice}) {
		t.Errorf("they differ in %v", d)
	}
	old := team.Change{Kind: team.Rules, Policy: &longer} // of a version that kept no Was
	if got := old.Rules(other); got.Police != "" || got.Grace != longer.Grace {
		t.Errorf("an older change comes to %+v", got)
	}
	if len(team.Differ(was, team.DefaultPolicy())) > 0 || was.Grace != 10*time.Minute {
		t.Error("what a change was made of is not as it was")
	}
}
