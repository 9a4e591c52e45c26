package alerts_test

import (
	"testing"

	"pgregory.net/rapid"

	"porchlight/alerts"
)

// TestEscalationNeverStops walks through long nights in which people act as they like and
// time passes as it likes. Whenever one looks, an alert that nobody owns has a page due
// within the re-page time, on a channel that is expected to work, to somebody who is not
// present, or, where nobody who may hear can be reached, to the places outside the team
// (everyState); and it ends only when somebody stands it down.
func TestEscalationNeverStops(t *testing.T) {
	t.Parallel()
	for _, cause := range []alerts.Cause{alerts.Missed, alerts.Left, alerts.Manual, alerts.Duress} {
		t.Run(string(cause), func(t *testing.T) {
			t.Parallel()
			looks := 0
			rapid.Check(t, func(t *rapid.T) {
				n := raised(t, cause, rapid.Bool().Draw(t, "policy as it comes"))
				deeds := []func(*rapid.T){
					n.respond, n.respond, n.own, n.close, n.agree, n.phone, n.place, n.signal, n.voice, n.leave, n.wait, n.wait, n.wait, n.presence, n.away, n.fails, n.severed,
				}
				for range 60 {
					rapid.SampledFrom(deeds).Draw(t, "deed")(t)
					n.everyState(t)
					if n.a.Open() && n.a.Owner == "" {
						looks++
					}
				}
			})
			if looks < 200 {
				t.Fatalf("looked only %d times at an alert that nobody owned", looks)
			}
			t.Logf("proof: %d looks at an alert that nobody owned, and a page was due each time", looks)
		})
	}
}
