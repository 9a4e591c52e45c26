package alerts_test

import (
	"testing"
	"time"

	"porchlight/alerts"
	"porchlight/notice"
)

// maps counts what goes to Carla's phone about places, by what is done and by lane.
type maps map[notice.Do]map[notice.Lane]int

func (m maps) see(notices []notice.Notice) {
	for _, n := range notices {
		if n.To != notice.To(carla) || n.Do != notice.Map && n.Do != notice.Move {
			continue
		}
		if m[n.Do] == nil {
			m[n.Do] = map[notice.Lane]int{}
		}
		m[n.Do][n.Lane]++
	}
}

// flooded has Ana's phone send a place a second for five minutes, and is what Carla gets of
// it, and where her map ends up.
func flooded(t *testing.T, place func(i int, now time.Time) alerts.Placed) (maps, float64) {
	t.Helper()
	seen, lat := maps{}, 0.0
	var a alerts.Alert
	step := func(now time.Time, e alerts.Event) {
		r := alerts.Step(a, e, usualScene(now))
		a = r.Alert
		seen.see(r.Notices)
		for _, n := range r.Notices {
			if n.To == notice.To(carla) && n.Spot != nil {
				lat = n.Spot.Lat
			}
		}
	}
	step(noon, raise(alerts.Duress))
	for i := range 300 {
		now := noon.Add(time.Duration(i+1) * time.Second)
		step(now, place(i, now))
	}
	for end := noon.Add(7 * time.Minute); a.WakeAt.Before(end); {
		step(a.WakeAt, alerts.Tick{})
	}
	return seen, lat
}

// However many places a phone shares, a reader gets one new map of it a minute, and only the
// first among the pages. The last place is shown in the end.
func TestCorePlacesAMinuteApart(t *testing.T) {
	t.Parallel()
	got, lat := flooded(t, func(i int, now time.Time) alerts.Placed {
		return alerts.Placed{Spot: alerts.Spot{By: ana, Lat: float64(i), At: now}}
	})
	if got[notice.Map][notice.Page] != 1 || got[notice.Map][notice.Bulk] != 5 || len(got[notice.Move]) > 0 || lat != 299 {
		t.Errorf("of 300 places in five minutes Carla gets %v, the last %v", got, lat)
	}
}

// A map that moves does so every ten seconds, and not among the pages.
func TestCoreALiveMapTenSecondsApart(t *testing.T) {
	t.Parallel()
	got, lat := flooded(t, func(i int, now time.Time) alerts.Placed {
		return alerts.Placed{Spot: alerts.Spot{By: ana, Lat: float64(i), At: now, Until: noon.Add(time.Hour)}, Moved: i > 0}
	})
	if got[notice.Map][notice.Page] != 1 || got[notice.Map][notice.Bulk] > 0 || got[notice.Move][notice.Page] > 0 || got[notice.Move][notice.Bulk] != 30 || lat != 299 {
		t.Errorf("of a phone that moved for five minutes Carla gets %v, the last %v", got, lat)
	}
}

// A place shared by hand while a map moves is a new map, and a phone that mixes both gets no
// more out of it.
func TestCorePlacesAmongAMapThatMoves(t *testing.T) {
	t.Parallel()
	got, lat := flooded(t, func(i int, now time.Time) alerts.Placed {
		return alerts.Placed{Spot: alerts.Spot{By: ana, Lat: float64(i), At: now, Until: noon.Add(time.Hour)}, Moved: i%2 == 1}
	})
	if got[notice.Map][notice.Page] != 1 || got[notice.Map][notice.Bulk] != 5 || got[notice.Move][notice.Page] > 0 || got[notice.Move][notice.Bulk] > 1 || lat != 299 {
		t.Errorf("of both kinds Carla gets %v, the last %v", got, lat)
	}
}
