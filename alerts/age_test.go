package alerts

import (
	"testing"
	"time"

	"porchlight/team"
)

func TestHowLongAnAlertHasBeenNobodys(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 6, 1, 15, 0, 0, 0, time.UTC)
	p := team.DefaultPolicy()
	raised := Alert{ID: "a", Cause: Missed, RaisedAt: at}
	owned := raised
	owned.Owner, owned.OwnedAt, owned.RenewBy = "dora", at.Add(time.Minute), at.Add(25*time.Minute)
	duress := owned
	duress.Cause = Duress
	lost := raised
	lost.Lost = Lost{By: "dora", At: at.Add(7 * time.Minute)}
	closed := raised
	closed.Outcome = Safe
	hurried := owned // it became a duress while somebody owned it
	hurried.Cause, hurried.RenewBy = Duress, at.Add(4*time.Minute)
	for name, c := range map[string]struct {
		a           Alert
		since, word time.Time
	}{
		"raised":           {raised, at, time.Time{}},
		"owned":            {owned, time.Time{}, at.Add(15 * time.Minute)},
		"a duress, owned":  {duress, time.Time{}, at.Add(20 * time.Minute)},
		"lost":             {lost, at.Add(7 * time.Minute), time.Time{}},
		"stood down":       {closed, time.Time{}, time.Time{}},
		"hurried to renew": {hurried, time.Time{}, at.Add(time.Minute)},
		"never raised":     {Alert{}, time.Time{}, time.Time{}},
	} {
		if got := c.a.UnownedSince(); !got.Equal(c.since) {
			t.Errorf("%s: nobody's since %v, want %v", name, got, c.since)
		}
		if got := c.a.WordAt(p); !got.Equal(c.word) {
			t.Errorf("%s: the owner's word %v, want %v", name, got, c.word)
		}
	}
}
