package alerts

import (
	"slices"
	"time"

	"porchlight/notice"
	"porchlight/team"
)

// restart puts the alert at the foot of its ladder, in the given round. The climb that
// every Step ends with pages the first rung.
func (s *step) restart(round int) {
	s.Alert.Climb = Climb{Round: round, RoundAt: s.Now, Rung: -1, UntilAt: s.Now, Duress: s.Alert.Cause == Duress}
}

func (s *step) ladder() []team.Rung {
	if s.Alert.Climb.Duress {
		return s.Policy.DuressLadder
	}
	return s.Policy.Ladder
}

// pageAt is when the next page of an unowned alert is due: when the rung has waited long
// enough, or when its people are to be paged again.
func (s *step) pageAt() time.Time {
	c := s.Alert.Climb
	if len(s.audience(c.Audience)) == 0 {
		return c.UntilAt
	}
	return earliest(c.UntilAt, c.PagedAt.Add(s.Policy.RePage))
}

// climb pages whoever is due to be paged: the same people again, or the next rung. A
// rung with nobody on it takes no time. The end of a ladder is the start of the next
// round, which comes no sooner than RePage after the last one; when a round has reached
// nobody, the places outside the team are told.
func (s *step) climb() {
	c := &s.Alert.Climb
	if s.Now.Before(c.UntilAt) {
		again := s.audience(c.Audience)
		switch {
		case len(again) == 0 && len(c.Audience) > 0:
			c.UntilAt = s.Now // all of them said no, or are present now: the rung is empty
		case len(again) > 0 && !s.Now.Before(c.PagedAt.Add(s.Policy.RePage)):
			s.pageAll(again, s.channels())
			return
		default:
			return
		}
	}
	for !s.Now.Before(c.UntilAt) {
		s.rung()
	}
}

// rung moves one rung up, or on to the next round.
func (s *step) rung() {
	c := &s.Alert.Climb
	ladder := s.ladder()
	if c.Rung+1 >= len(ladder) {
		s.round()
		return
	}
	c.Rung++
	c.Audience = s.audience(s.onRung(ladder[c.Rung]))
	if len(c.Audience) == 0 {
		return // an empty step waits zero seconds
	}
	c.Reached = true
	c.UntilAt = s.Now.Add(max(ladder[c.Rung].Wait, time.Second))
	s.pageAll(c.Audience, s.channels())
}

// round ends a round: the next one starts at the foot again, with everyone.
func (s *step) round() {
	c := &s.Alert.Climb
	from := c.RoundAt.Add(max(s.Policy.RePage, time.Second))
	if s.Now.Before(from) {
		if !c.Reached {
			s.outside()
			c.Reached = true // once a round
		}
		c.UntilAt, c.Audience = from, nil
		return
	}
	if !c.Reached {
		s.outside()
	}
	*c = Climb{Round: c.Round + 1, RoundAt: s.Now, Rung: -1, UntilAt: s.Now, Duress: c.Duress}
}

// channels is by which channels the rung pages: from the second round on, by all.
func (s *step) channels() bool {
	c := s.Alert.Climb
	ladder := s.ladder()
	return c.Round > 0 || c.Rung >= 0 && c.Rung < len(ladder) && ladder[c.Rung].Channels == team.EveryChannel
}

// onRung lists whom a rung is meant for; from the second round on, everyone.
func (s *step) onRung(r team.Rung) []team.MemberID {
	var ids []team.MemberID
	for _, p := range s.Crew {
		if s.Alert.Climb.Round > 0 || r.Who == team.Everyone || slices.Contains(p.Roles, team.Responder) {
			ids = append(ids, p.ID)
		}
	}
	return ids
}

// audience keeps those who can be told of the alert and have not said no in this round.
func (s *step) audience(ids []team.MemberID) []team.MemberID {
	var out []team.MemberID
	for _, id := range ids {
		if s.eligible(id) && !slices.Contains(s.Alert.Climb.Cant, id) {
			out = append(out, id)
		}
	}
	return out
}

func (s *step) pageAll(ids []team.MemberID, every bool) {
	s.Alert.Climb.PagedAt = s.Now
	for _, id := range ids {
		s.page(id, every)
	}
}

// page sends one new message to one person: a phone rings for nothing else.
func (s *step) page(id team.MemberID, every bool) {
	a := &s.Alert
	if !slices.Contains(a.Paged, id) {
		a.Paged = append(a.Paged, id)
	}
	n := s.send(notice.Notice{
		To: notice.To(id), Lane: notice.Page, Reason: notice.ForPage, Every: every,
		Lines: s.pageLines(),
		About: notice.About{Ownership: a.Ownership},
	})
	n.Buttons = [][]notice.Button{{
		s.button("button-take", team.Take, ""),
		s.button("button-cant", team.Cant, ""),
		s.button("button-who-else", team.WhoElse, ""),
	}}
}

// outside tells the places outside the team that nobody in it can be reached.
func (s *step) outside() {
	for _, place := range []notice.Place{notice.Outside, notice.Operator, notice.Webhook} {
		s.send(notice.Notice{
			To:   notice.Recipient{Place: place, Team: s.Alert.Team},
			Lane: notice.Page, Reason: notice.ForPage, Every: true,
			Lines: append([]notice.Line{notice.L("page-nobody")}, s.pageLines()...),
			About: notice.About{Ownership: s.Alert.Ownership},
		})
	}
}
