package alerts

import (
	"slices"
	"time"

	"porchlight/notice"
	"porchlight/team"
)

// Failure is a channel by which somebody can't be paged, as far as is known. It is tried
// all the same, but nobody relies on it.
type Failure struct {
	Who   team.MemberID `json:"who"`
	By    team.Channel  `json:"by"`
	Until time.Time     `json:"until,omitzero"` // zero: until they are heard of
}

// Fails finds what is known of somebody who can't be paged by a channel.
func (a Alert) Fails(who team.MemberID, by team.Channel) (f Failure, known bool) {
	at := slices.IndexFunc(a.Failing, func(f Failure) bool { return f.Who == who && f.By == by })
	if at < 0 {
		return Failure{}, false
	}
	return a.Failing[at], true
}

// At says whether pages fail at a moment, as far as is known.
func (f Failure) At(now time.Time) bool { return f.Until.IsZero() || now.Before(f.Until) }

// over lists the channels by which somebody can be paged, working or not.
func (s *step) over(id team.MemberID) []team.Channel {
	p, _ := s.person(id)
	return append([]team.Channel{team.Telegram}, p.Channels...)
}

// works says whether a page to somebody is expected to arrive by a channel.
func (s *step) works(id team.MemberID, by team.Channel) bool {
	f, known := s.Alert.Fails(id, by)
	return !slices.Contains(s.Down, by) && (!known || !f.At(s.Now))
}

// reach lists the channels by which a page to somebody is expected to arrive.
func (s *step) reach(id team.MemberID) []team.Channel {
	return slices.DeleteFunc(s.over(id), func(by team.Channel) bool { return !s.works(id, by) })
}

// reachable says whether at least one of them can be reached, as far as is known.
func (s *step) reachable(ids []team.MemberID) bool {
	return slices.ContainsFunc(ids, func(id team.MemberID) bool { return len(s.reach(id)) > 0 })
}

// ways are the channels of a page to somebody: those asked for, and, when none of these
// is expected to arrive, the next that is. With Telegram away as a whole it is all of them.
func (s *step) ways(id team.MemberID, asked team.Rung) []team.Channel {
	all := s.over(id)
	if asked.Channels == team.EveryChannel || slices.Contains(s.Down, team.Telegram) {
		return all
	}
	var ways []team.Channel
	if asked.Channels == team.Listed {
		ways = slices.DeleteFunc(slices.Clone(all), func(by team.Channel) bool { return !slices.Contains(asked.By, by) })
	}
	if len(ways) == 0 {
		ways = all[:1:1]
	}
	if !slices.ContainsFunc(ways, func(by team.Channel) bool { return s.works(id, by) }) {
		if next := s.reach(id); len(next) > 0 {
			ways = append(ways, next[0])
		}
	}
	return ways
}

// failed turns to somebody's next channel at once. Where there is none, the climb finds
// that a rung with nobody to be reached has waited long enough.
func (s *step) failed(e Failed) {
	a := &s.Alert
	known := slices.IndexFunc(a.Failing, func(f Failure) bool { return f.Who == e.Who && f.By == e.By })
	news := s.works(e.Who, e.By)
	if known >= 0 {
		a.Failing[known] = Failure(e)
	} else {
		a.Failing = append(a.Failing, Failure(e))
	}
	if !news || a.Owner != "" || !slices.Contains(s.audience(a.Paged), e.Who) {
		return
	}
	if next := s.reach(e.Who); len(next) > 0 {
		s.page(e.Who, next[:1])
	}
}

// beside repeats news by their next channel to whomever Telegram does not reach, as far as
// is known: without the buttons, which only a chat has. It still goes to the chat, where it
// is read when Telegram is back.
func (s *step) beside() {
	for _, n := range s.Notices {
		if n.Do != notice.Send || n.Reason != notice.ForNews || len(n.Lines) == 0 || n.To.Member == "" || n.To.By != "" || s.works(n.To.Member, team.Telegram) {
			continue
		}
		if next := s.reach(n.To.Member); len(next) > 0 {
			n.To, n.Buttons, n.Trace = n.To.Over(next[0]), nil, ""
			s.Notices = append(s.Notices, n)
		}
	}
}

// heardOf forgets that somebody could not be reached by Telegram: they were heard of there.
func (s *step) heardOf(id team.MemberID) {
	s.Alert.Failing = slices.DeleteFunc(s.Alert.Failing, func(f Failure) bool { return f.Who == id && f.By == team.Telegram })
}

// severed pages by every other channel, at once, who waits for a page by one that is away
// as a whole.
func (s *step) severed() {
	c := &s.Alert.Climb
	fresh := slices.ContainsFunc(s.Down, func(by team.Channel) bool { return !slices.Contains(c.Down, by) })
	c.Down = slices.Clone(s.Down)
	// Who had to wait by it waited because it is away, and does not any more when it is back.
	s.Alert.Failing = slices.DeleteFunc(s.Alert.Failing, func(f Failure) bool { return !f.Until.IsZero() && slices.Contains(s.Down, f.By) })
	if !fresh || c.PagedAt.IsZero() {
		return
	}
	for _, id := range s.audience(c.Audience) {
		s.page(id, s.ways(id, s.here()))
	}
}

// outside tells the places outside the team that nobody in it can be reached: at once,
// and again as often as people would be paged. Who said no counts as nobody for the round.
// As soon as somebody can be reached again, they are paged.
func (s *step) outside() {
	c := &s.Alert.Climb
	at, alone := s.outsideAt()
	if back := s.audience(s.crew()); c.Alone && !alone && len(back) > 0 {
		c.Audience = back
		s.pageAll(back)
	}
	if c.Alone = alone; !alone || s.Now.Before(at) {
		return
	}
	c.OutsideAt = s.Now
	for _, to := range s.Places {
		s.pagePlace(to, notice.L("page-nobody"))
	}
}

// outsideAt is when the places outside the team are told next, if there is nobody in the
// team who can be reached.
func (s *step) outsideAt() (at time.Time, alone bool) {
	if last := s.Alert.Climb.OutsideAt; !last.IsZero() {
		at = last.Add(s.Policy.RePage)
	}
	return at, !s.reachable(s.audience(s.crew()))
}

// outsiders lists everyone who can be told of the alert.
func (s *step) outsiders() []team.MemberID {
	return slices.DeleteFunc(s.crew(), func(id team.MemberID) bool { return !s.eligible(id) })
}

// contact pages the team's outside contact, because a rung says so.
func (s *step) contact() {
	for _, to := range s.Places {
		if to.Place == notice.Outside {
			s.pagePlace(to, notice.L("page-contact"))
		}
	}
}

func (s *step) pagePlace(to notice.Recipient, lead notice.Line) {
	to.Team = s.Alert.Team
	s.send(notice.Notice{
		To: to, Lane: notice.Page, Reason: notice.ForPage,
		Lines: append([]notice.Line{lead}, s.pageLines(to)...),
		About: notice.About{Ownership: s.Alert.Ownership, PagedAt: s.Now},
	})
}
