package engine_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"porchlight/engine"
	"porchlight/notice"
	"porchlight/team"
)

// ladders gives the team ladders as they are typed, and somebody outside.
func (w *world) ladders(missed string) error {
	_, _, err := w.SetPolicy(w.t.Context(), w.team, func(p team.Policy, crew []team.Member) (team.Policy, error) {
		p.Outside = team.Contact{Name: "Zed", Email: "zed@example.org"}
		ladder, err := team.ParseLadder(missed, crew, w.team)
		p.Ladder = ladder
		return p, err
	})
	return err
}

// foreseen is what a preview says of a missed check-in: who is paged at which time, and in
// the end.
func foreseen(lines []notice.Line, places map[string]notice.Recipient) (at []time.Time, who [][]notice.Recipient) {
	for _, l := range lines {
		switch l.Key {
		case "policy-if-signal":
			return at, who
		case "policy-from-start":
			at, who = append(at, l.Args["at"].At), append(who, nil)
			continue
		case "policy-page", "policy-page-again":
			if t := l.Args["at"].At; len(at) == 0 || !at[len(at)-1].Equal(t) {
				at, who = append(at, t), append(who, nil)
			}
		case "policy-page-round":
		default:
			continue
		}
		for _, by := range l.Args["by"].Words {
			c := team.Channel(strings.TrimPrefix(string(by), "channel-"))
			for _, id := range l.Args["who"].Members {
				who[len(who)-1] = append(who[len(who)-1], notice.To(id).Over(c))
			}
			if place, ok := places[l.Args["who"].Text]; ok {
				who[len(who)-1] = append(who[len(who)-1], place.Over(c))
			}
		}
	}
	return at, who
}

// What a preview says is what is paged, minute by minute, when somebody really misses a
// check-in and nobody answers: named people, listed channels, and somebody outside.
func TestWhatIsPreviewedIsWhatIsPaged(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.Reach = engine.Reach{Operator: true, Further: []team.Channel{team.Email}}
	w.do("mail", carla, func(tx *engine.Tx) {
		p, _ := tx.Person(w.MemberID(carla))
		p.Email = "carla@example.org"
		tx.PutPerson(p)
	})
	if err := w.ladders("Dora 1m; outside 2m; Carla, Dora by email 90s"); err != nil {
		t.Fatal(err)
	}
	members, err := w.Members(t.Context(), w.team)
	if err != nil {
		t.Fatal(err)
	}
	var policy team.Policy
	w.do("look at it", carla, func(tx *engine.Tx) {
		in, _ := tx.Team(w.team)
		policy = in.Policy
		tx.PutTeam(in)
	})
	zed := notice.Recipient{Place: notice.Outside, Team: w.team}
	times, want := foreseen(w.Reach.Preview(policy, w.team, members, w.clock.Now()), map[string]notice.Recipient{"Zed": zed})
	if len(times) != 4 {
		t.Fatalf("the preview has %d times: %v", len(times), times)
	}

	w.goesOut(ana) // the next check-in is due at half past
	from, seen, met := w.clock.Now(), len(w.store.made), 0
	for now := from; now.Before(from.Add(50 * time.Minute)); now = now.Add(10 * time.Second) {
		w.clock.Set(now)
		due, err := w.store.ClaimTimers(t.Context(), now, 10, time.Minute)
		if err != nil {
			t.Fatal(err)
		}
		for _, timer := range due {
			if err := w.Tick(t.Context(), timer); err != nil {
				t.Fatal(err)
			}
		}
		var paged []notice.Recipient
		for _, c := range w.store.made[seen:] {
			for _, n := range w.notices(c) {
				if n.Reason == notice.ForPage {
					paged = append(paged, n.To)
				}
			}
		}
		seen = len(w.store.made)
		if len(paged) == 0 {
			continue
		}
		i := slices.IndexFunc(times, func(at time.Time) bool { return at.After(now) }) - 1
		if i == -2 {
			i = len(times) - 1
		}
		if i < 0 {
			t.Fatalf("%v is paged at %v, and the first was to be at %v", paged, now, times[0])
		}
		if times[i].Equal(now) {
			met++
		}
		for _, to := range paged {
			if !slices.Contains(want[i], to) && (i < len(times)-1 || to != zed.Over(team.Email)) {
				t.Errorf("%v: %v is paged, and the preview has %v", now, to, want[i])
			}
		}
		if i < len(times)-1 && len(paged) != len(want[i]) {
			t.Errorf("%v: %v are paged, and the preview has %v", now, paged, want[i])
		}
	}
	if met != len(times) {
		t.Errorf("at %d of the %d times of the preview somebody was paged", met, len(times))
	}
}

// A policy that would call nobody is refused, and nothing of it is kept.
func TestAPolicyThatReachesNobodyIsRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for typed, want := range map[string]team.Flaw{
		"Dora 2m":               {Kind: team.NamedGone, Part: team.PartLadder, Who: w.MemberID(dora)}, // she goes out too
		"responders 2m":         {Kind: team.NobodyOnIt, Part: team.PartLadder, Who: w.MemberID(dora)},
		"outside 2m":            {Kind: team.OnlyOutsider, Part: team.PartLadder},
		"everyone by ntfy 2m":   {Kind: team.NoChannel, Part: team.PartLadder},
		"Dora 2m; everyone 16s": {},
	} {
		err := w.ladders(typed)
		var flaw team.Flaw
		if err == nil || want.Kind != "" && (!errors.As(err, &flaw) || flaw != want) {
			t.Errorf("%q: %v (%+v), want %+v", typed, err, flaw, want)
		}
		if want.Who != "" && !strings.Contains(err.Error(), "while Dora is out") {
			t.Errorf("%q is refused with %q", typed, err)
		}
	}
	w.do("look at it", carla, func(tx *engine.Tx) {
		in, _ := tx.Team(w.team)
		if len(team.Differ(in.Policy, team.DefaultPolicy())) > 0 {
			t.Errorf("the policy is %+v", in.Policy)
		}
	})
	if err := w.ladders("Dora 2m; coordinators 2m"); err != nil {
		t.Errorf("a policy with a step for each: %v", err)
	}
}
