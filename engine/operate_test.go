package engine_test

import (
	"slices"
	"testing"
	"time"

	"porchlight/engine"
	"porchlight/notice"
	"porchlight/team"
)

// An operator's change of the policy holds at once while nobody is out, and else in ten
// minutes, with the coordinators told.
func TestAnOperatorsPolicyWaitsWhileSomebodyIsOut(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	policy := func() (now team.Policy) {
		w.do("look "+w.clock.Now().String(), carla, func(tx *engine.Tx) {
			in, _ := tx.Team(w.team)
			now = in.Policy
			tx.PutTeam(in)
		})
		return now
	}
	forbid := func(p team.Policy, _ []team.Member) (team.Policy, error) {
		p.ForbidAlone = true
		return p, nil
	}
	if _, from, err := w.SetPolicy(t.Context(), w.team, forbid); err != nil || from.After(w.clock.Now()) || !policy().ForbidAlone {
		t.Fatalf("with nobody out it holds from %s: %v", from, err)
	}
	w.goesOut(ana)
	want, from, err := w.SetPolicy(t.Context(), w.team, func(p team.Policy, _ []team.Member) (team.Policy, error) {
		p.Every = 20 * time.Minute
		return p, nil
	})
	if err != nil || want.Every != 20*time.Minute || !from.Equal(w.clock.Now().Add(team.ChangeWait)) || policy().Every == want.Every {
		t.Fatalf("with somebody out it is %s, from %s, and holds already: %v (%v)", want.Every, from, policy().Every == want.Every, err)
	}
	asked := w.store.made[len(w.store.made)-1]
	if told := w.told(asked, carla); !slices.Contains(told, notice.Key("change-rules")) {
		t.Errorf("the coordinator reads %v", told)
	}
	w.clock.Set(from)
	due, err := w.store.ClaimTimers(t.Context(), from, 10, time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	for _, timer := range due {
		if err := w.Tick(t.Context(), timer); err != nil {
			t.Fatal(err)
		}
	}
	if got := policy(); got.Every != 20*time.Minute || !got.ForbidAlone {
		t.Errorf("ten minutes later it is %+v", got)
	}
}
