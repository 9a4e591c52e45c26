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

// ladder is the one that is climbed. Where none of its rungs has anybody who can be
// reached now, but the team has, it ends with everyone.
func (s *step) ladder() []team.Rung {
	ladder := s.Policy.Ladder
	if s.Alert.Climb.Duress {
		ladder = s.Policy.DuressLadder
	}
	can := s.outsiders()
	some := func(r team.Rung) bool {
		return slices.ContainsFunc(s.onRung(r), func(id team.MemberID) bool { return slices.Contains(can, id) && len(s.reach(id)) > 0 })
	}
	if len(ladder) > 0 && !s.reachable(can) || slices.ContainsFunc(ladder, some) {
		return ladder
	}
	return append(slices.Clone(ladder), team.Rung{Who: team.Everyone, Channels: team.EveryChannel, Wait: s.Policy.RePage})
}

// here is the rung that the alert stands on, as it pages: from the second round on by
// every channel.
func (s *step) here() team.Rung {
	c, ladder := s.Alert.Climb, s.ladder()
	var r team.Rung
	if c.Rung >= 0 && c.Rung < len(ladder) {
		r = ladder[c.Rung]
	}
	if c.Round > 0 {
		r.Channels = team.EveryChannel
	}
	return r
}

// again pages everyone now, where the alert stands on its ladder: a further signal takes
// it no rung down, and puts nothing off that was due to come.
func (s *step) again() {
	c := &s.Alert.Climb
	s.climb()
	c.Cant, c.NoAt = nil, time.Time{}
	everyone := s.audience(s.crew())
	if len(everyone) == 0 {
		return
	}
	c.Audience = everyone
	s.pageAll(everyone)
}

// pageAt is when the next page of an unowned alert is due: when the rung has waited long
// enough, or when its people are to be paged again.
func (s *step) pageAt() time.Time {
	c := s.Alert.Climb
	next := c.UntilAt
	if len(s.audience(c.Audience)) > 0 || s.withContact() {
		next = earliest(next, c.PagedAt.Add(s.Policy.RePage))
	}
	if at, alone := s.outsideAt(); alone {
		next = earliest(next, at)
		for _, f := range s.Alert.Failing {
			if f.Until.After(s.Now) && s.eligible(f.Who) {
				next = earliest(next, f.Until)
			}
		}
	}
	return next
}

// climb pages whoever is due to be paged: the same people again, or the next rung. A
// rung with nobody on it who can be reached takes no time. The end of a ladder is the start
// of the next round, which comes no sooner than RePage after the last one.
func (s *step) climb() {
	c := &s.Alert.Climb
	if s.Now.Before(c.UntilAt) {
		again := s.audience(c.Audience)
		switch {
		case !s.reachable(again) && len(c.Audience) > 0 && !s.withContact():
			c.UntilAt = s.Now // all of them said no, are present now, or can't be reached: the rung is empty
		case (len(again) > 0 || s.withContact()) && !s.Now.Before(c.PagedAt.Add(s.Policy.RePage)):
			s.pageAll(again)
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
	rung := ladder[c.Rung]
	if rung.Who != team.OutsideContact || c.Round > 0 {
		c.Audience = s.onRung(rung)
	}
	c.Audience = s.audience(c.Audience)
	s.pageAll(c.Audience)
	if s.withContact() || s.reachable(c.Audience) {
		c.UntilAt = s.Now.Add(max(rung.Wait, shortest)) // a step with nobody to be reached waits zero seconds
	}
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
		c.UntilAt, c.Audience, c.Over = from, nil, true
		return
	}
	before := *c
	s.restart(c.Round + 1)
	c.OutsideAt, c.Alone = before.OutsideAt, before.Alone
	if before.NoAt.Equal(s.Now) {
		c.Cant, c.NoAt = before.Cant, before.NoAt // it was that no which ended the round
	}
}

// height is the round in which a ladder begins that takes over from the present one, so
// that nobody is paged by fewer channels than before.
func (s *step) height() int {
	if s.here().Channels == team.EveryChannel {
		return max(s.Alert.Climb.Round, 1)
	}
	return s.Alert.Climb.Round
}

func (s *step) crew() []team.MemberID {
	var ids []team.MemberID
	for _, p := range s.Crew {
		ids = append(ids, p.ID)
	}
	return ids
}

// onRung lists whom a rung is meant for; from the second round on, everyone. Who said that
// they can't be called is left out of the first, as long as others of the rung can be.
func (s *step) onRung(r team.Rung) []team.MemberID {
	var ids []team.MemberID
	c := s.Alert.Climb
	for _, p := range s.Crew {
		if c.Round > 0 || meant(r, p) {
			ids = append(ids, p.ID)
		}
	}
	if c.Round > 0 || c.Duress { // then everyone is asked
		return ids
	}
	free := slices.DeleteFunc(slices.Clone(ids), func(id team.MemberID) bool {
		p, _ := s.person(id)
		return p.Off
	})
	if s.reachable(s.audience(free)) {
		return free
	}
	return ids
}

// meant says whether a rung is meant for somebody who responds.
func meant(r team.Rung, p Person) bool {
	switch r.Who {
	case team.PlanResponders, team.Responders:
		return slices.Contains(p.Roles, team.Responder)
	case team.Coordinators:
		return slices.Contains(p.Roles, team.Coordinator)
	case team.Named:
		return slices.Contains(r.People, p.ID)
	case team.OutsideContact:
		return false
	case team.Everyone:
	}
	return true
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

// pageAll pages each of them as the rung says, and the outside contact on a rung of theirs.
func (s *step) pageAll(ids []team.MemberID) {
	c := &s.Alert.Climb
	c.PagedAt = s.Now
	if c.Rang = nil; s.withContact() {
		s.contact()
	}
	for _, id := range ids {
		s.page(id, s.ways(id, s.here()))
	}
}

// page sends one new message to one person by each of some channels, once in a Step: a
// phone rings for nothing else. The lead goes before what every page says.
func (s *step) page(id team.MemberID, ways []team.Channel, lead ...notice.Line) {
	a := &s.Alert
	if !slices.Contains(a.Paged, id) {
		a.Paged = append(a.Paged, id)
	}
	for _, by := range ways {
		to := notice.To(id).Over(by)
		if !slices.Contains(a.Climb.Rang, to) {
			a.Climb.Rang = append(a.Climb.Rang, to)
		}
		if slices.Contains(s.rang, to) {
			continue
		}
		s.rang = append(s.rang, to)
		n := s.send(notice.Notice{
			To: to, Lane: notice.Page, Reason: notice.ForPage,
			Lines: append(slices.Clone(lead), s.pageLines(to)...),
			About: notice.About{Ownership: a.Ownership, PagedAt: s.Now},
		})
		n.Buttons = [][]notice.Button{{
			s.button("button-take", team.Take, ""),
			s.button("button-cant", team.Cant, ""),
			s.button("button-who-else", team.WhoElse, ""),
		}}
	}
}

// withContact says whether the alert stands on a rung of the outside contact, and there is one.
func (s *step) withContact() bool {
	return !s.Alert.Climb.Over && s.here().Who == team.OutsideContact && slices.ContainsFunc(s.Places, func(to notice.Recipient) bool { return to.Place == notice.Outside })
}
