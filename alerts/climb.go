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
	s.Alert.Climb = Climb{Round: round, RoundAt: s.Now, Rung: -1, UntilAt: s.Now, Duress: s.Alert.urgent()}
}

func (s *step) ladder() []team.Rung {
	ladder := s.Policy.Ladder
	if s.Alert.Climb.Duress {
		ladder = s.Policy.DuressLadder
	}
	if len(ladder) == 0 {
		return []team.Rung{{Who: team.Everyone, Channels: team.EveryChannel, Wait: s.Policy.RePage}}
	}
	return ladder
}

// again pages everyone now, where the alert stands on its ladder: a further signal takes
// it no rung down, and puts nothing off that was due to come.
func (s *step) again() {
	c := &s.Alert.Climb
	c.Cant, c.NoAt = nil, time.Time{}
	s.climb()
	everyone := s.audience(s.crew())
	if len(everyone) == 0 {
		return
	}
	c.Audience, c.Reached = everyone, c.Reached || s.reachable(everyone)
	s.pageAll(everyone, s.channels())
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
	c.Rung = max(c.Rung+1, 0)
	c.Audience = s.audience(s.onRung(ladder[c.Rung]))
	if len(c.Audience) == 0 {
		return // an empty step waits zero seconds
	}
	c.Reached = c.Reached || s.reachable(c.Audience)
	c.UntilAt = s.Now.Add(max(ladder[c.Rung].Wait, shortest))
	s.pageAll(c.Audience, s.channels())
}

// round ends a round: the next one starts at the foot again, with everyone. Where all
// who could come said no, they are left alone for as long as between two pages.
func (s *step) round() {
	c := &s.Alert.Climb
	from := c.RoundAt.Add(s.Policy.RePage)
	if len(s.audience(s.crew())) == 0 && slices.ContainsFunc(c.Cant, s.eligible) {
		from = latest(from, c.NoAt.Add(s.Policy.RePage))
	}
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
	cant, noAt := c.Cant, c.NoAt
	s.restart(c.Round + 1)
	if noAt.Equal(s.Now) {
		c.Cant, c.NoAt = cant, noAt // it was that no which ended the round
	}
}

// height is the round in which a ladder begins that takes over from the present one, so
// that nobody is paged by fewer channels than before.
func (s *step) height() int {
	if s.channels() {
		return max(s.Alert.Climb.Round, 1)
	}
	return s.Alert.Climb.Round
}

// channels is by which channels the rung pages: from the second round on, by all.
func (s *step) channels() bool {
	c := s.Alert.Climb
	ladder := s.ladder()
	return c.Round > 0 || c.Rung >= 0 && c.Rung < len(ladder) && ladder[c.Rung].Channels == team.EveryChannel
}

func (s *step) crew() []team.MemberID {
	var ids []team.MemberID
	for _, p := range s.Crew {
		ids = append(ids, p.ID)
	}
	return ids
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

// pageAll pages each of them, once in a Step unless it is by more channels.
func (s *step) pageAll(ids []team.MemberID, every bool) {
	s.Alert.Climb.PagedAt = s.Now
	for _, id := range ids {
		if byEvery, rang := s.rang[id]; !rang || every && !byEvery {
			s.rang[id] = every
			s.page(id, every)
		}
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
		About: notice.About{Ownership: a.Ownership, PagedAt: s.Now},
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
