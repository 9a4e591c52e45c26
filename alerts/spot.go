package alerts

import (
	"fmt"
	"slices"
	"time"

	"porchlight/notice"
	"porchlight/team"
)

// Spot is where a phone was at a moment.
type Spot struct {
	By    team.MemberID `json:"by"`
	Lat   float64       `json:"lat"` // degrees north
	Lon   float64       `json:"lon"` // degrees east
	At    time.Time     `json:"at"`
	Until time.Time     `json:"until,omitzero"` // until when it may move; zero: it does not

	Shown   []team.MemberID `json:"shown,omitempty"`   // who has a map of it
	ShownAt time.Time       `json:"shown_at,omitzero"` // when these maps were last moved
	MapEnds time.Time       `json:"map_ends,omitzero"` // when they can't be any more
	Owed    bool            `json:"owed,omitempty"`    // they do not show the newest place yet
	Anew    bool            `json:"anew,omitempty"`    // and it was shared by hand, so it is a new map
}

const (
	// moveEvery is how often a reader's map moves at most.
	moveEvery = 10 * time.Second
	// drawEvery is how often a reader gets a new map of one phone at most. Each is two messages
	// of the one a second that a chat takes, and pages need that too.
	drawEvery = time.Minute
	// liveLeast and liveMost are how long a map can move (Bot API, sendLocation).
	liveLeast = time.Minute
	liveMost  = 24 * time.Hour
)

// placed notes where a phone is. Who has a map of it sees the new place soon; how often is
// not for that phone to say, whatever it sends, as pages go to the same chats.
func (s *step) placed(e Placed) {
	a := &s.Alert
	if !s.was(e.By) {
		return
	}
	spot := Spot{By: e.By, Lat: e.Lat, Lon: e.Lon, At: e.At, Until: e.Until}
	i := slices.IndexFunc(a.Spots, func(x Spot) bool { return x.By == e.By })
	if i < 0 {
		a.Spots = append(a.Spots, spot)
		return
	}
	old := a.Spots[i]
	if !e.At.After(old.At) {
		return // heard of before, or out of turn
	}
	spot.Shown, spot.ShownAt, spot.MapEnds, spot.Owed = old.Shown, old.ShownAt, old.MapEnds, len(old.Shown) > 0
	spot.Anew = len(old.Shown) > 0 && (old.Anew || !e.Moved)
	a.Spots[i] = spot
}

// maps shows everyone whom the alert has reached where the phones are: those who have no
// map get one, and those who have see it move, or get a new one.
func (s *step) maps() {
	a := &s.Alert
	if !a.Open() {
		return
	}
	for i := range a.Spots {
		spot := &a.Spots[i]
		due := spot.Owed && !s.Now.Before(s.owedAt(*spot))
		move := s.moves(*spot)
		shown := slices.Clone(spot.Shown)
		for _, id := range a.Paged {
			switch had := slices.Contains(shown, id); {
			case !s.eligible(id):
			case !had:
				s.draw(*spot, id, notice.Page)
				spot.Shown = append(slices.Clone(spot.Shown), id)
			case due && move:
				s.chart(*spot, id, notice.Bulk, notice.Move)
			case due:
				s.draw(*spot, id, notice.Bulk)
			}
		}
		first := spot.ShownAt.IsZero() && len(spot.Shown) > 0
		if first || due && !move {
			spot.MapEnds = s.Now.Add(s.live(*spot))
		}
		if first || due {
			spot.Owed, spot.Anew, spot.ShownAt = false, false, s.Now
		}
	}
}

// moves says whether the maps that there are can show the newest place.
func (s *step) moves(spot Spot) bool { return !spot.Anew && s.Now.Before(spot.MapEnds) }

// owedAt is when those who have a map see the newest place.
func (s *step) owedAt(spot Spot) time.Time {
	if s.moves(spot) {
		return spot.ShownAt.Add(moveEvery)
	}
	return spot.ShownAt.Add(drawEvery)
}

// mapsAt is next, or when a map moves if that is sooner.
func (s *step) mapsAt(next time.Time) time.Time {
	for _, spot := range s.Alert.Spots {
		if spot.Owed {
			next = earliest(next, latest(s.owedAt(spot), s.Now.Add(shortest)))
		}
	}
	return next
}

// draw sends somebody a new map, and says whose it is.
func (s *step) draw(spot Spot, to team.MemberID, lane notice.Lane) {
	s.tell(to, lane, notice.L("news-place", "who", notice.Who(spot.By), "at", notice.At(spot.At)))
	s.chart(spot, to, lane, notice.Map)
}

func (s *step) chart(spot Spot, to team.MemberID, lane notice.Lane, do notice.Do) {
	n := s.tell(to, lane)
	n.Do, n.Trace = do, s.mapTrace(spot)
	n.Spot = &notice.Spot{Lat: spot.Lat, Lon: spot.Lon, Live: s.live(spot)}
}

// live is how long a map of a place can move from now on.
func (s *step) live(spot Spot) time.Duration {
	if !spot.Until.After(s.Now) {
		return 0
	}
	return min(max(spot.Until.Sub(s.Now), liveLeast), liveMost)
}

func (s *step) mapTrace(spot Spot) notice.Trace {
	return notice.OfMap(string(s.Alert.ID), string(spot.By))
}

func (s *step) mapTraces() []notice.Trace {
	var all []notice.Trace
	for _, spot := range s.Alert.Spots {
		all = append(all, s.mapTrace(spot))
	}
	return all
}

// spots say where the phones were last, and how long ago.
func (s *step) spots() []notice.Line {
	var lines []notice.Line
	for _, spot := range s.Alert.Spots {
		lines = append(lines, notice.L("page-spot", "who", notice.Who(spot.By), "at", notice.At(spot.At),
			"age", notice.For(max(s.Now.Sub(spot.At), 0).Truncate(time.Second)), "place", notice.Text(fmt.Sprintf("%.5f, %.5f", spot.Lat, spot.Lon))))
	}
	return lines
}
