package simulator

import "time"

// How long a location can move, in seconds (Bot API, sendLocation).
const (
	liveLeast = 60
	liveMost  = 86400
	liveEver  = 0x7FFFFFFF
)

// editMessageLiveLocation moves a live location of the bot, until its time is over.
func editMessageLiveLocation(s *Simulator, p params) (any, *failure) {
	c, m, buttons, failed := s.editable(p)
	switch {
	case failed != nil:
		return nil, failed
	case m.Location == nil || m.Location.LivePeriod == 0,
		m.Location.LivePeriod != liveEver && !s.clock.Now().Before(m.Date.Add(time.Duration(m.Location.LivePeriod)*time.Second)):
		return nil, badRequest("message can't be edited")
	case m.Location.Latitude == p.number("latitude") && m.Location.Longitude == p.number("longitude") && sameButtons(m.Buttons, buttons):
		return nil, badRequest(notModified)
	}
	m.Location = &Location{Latitude: p.number("latitude"), Longitude: p.number("longitude"), LivePeriod: m.Location.LivePeriod}
	m.Buttons = buttons
	return s.botEdited(c, m), nil
}
